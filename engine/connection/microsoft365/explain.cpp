#include "engine/connection/microsoft365/explain.hpp"

#include <algorithm>
#include <string>

#include "engine/base/text.hpp"
#include "engine/connection/explain_status.hpp"

namespace relais::connection::microsoft365 {
namespace {

constexpr std::string_view it = "firm-it";
constexpr std::string_view admin = "firm-admin";
constexpr std::string_view vendor = "vendor";
constexpr std::string_view nobody = "";

struct Row {
  std::string_view code;  ///< lower case
  std::string_view meaning;
  std::string_view actor;
  std::string_view step;
};

constexpr Row sign_in[] = {
    {"7000215", "the client secret is wrong, or the secret's ID was entered instead of its value",
     it,
     "create a new client secret in the app registration and store its value where "
     "microsoft365.client_secret points to"},
    {"7000222", "the client secret has expired", it,
     "create a new client secret in the app registration, store its value and set "
     "secret_expires_on"},
    {"700016", "this tenant has no application with this client id", it,
     "compare microsoft365.client_id and microsoft365.tenant with the app registration, and "
     "consent "
     "to it"},
    {"90002", "there is no such tenant", admin,
     "compare microsoft365.tenant with the directory (tenant) ID, and microsoft365.cloud"},
    {"900023", "the tenant is neither a GUID nor a domain", admin,
     "write the directory (tenant) ID into microsoft365.tenant"},
    {"7000216", "neither a client secret nor a certificate was sent", admin,
     "set microsoft365.client_secret or microsoft365.certificate"},
    {"7000218", "neither a client secret nor a certificate was sent", admin,
     "set microsoft365.client_secret or microsoft365.certificate"},
    {"700027", "the certificate is not registered for the application, or its signature is bad", it,
     "upload the certificate of microsoft365.certificate to the app registration"},
    {"7000112", "the application is disabled", it,
     "enable sign-in for the application in the tenant"},
    {"invalid_client", "the credentials of the application are not accepted", it,
     "check the client secret or certificate of the app registration"},
    {"unauthorized_client", "the application may not sign in to this tenant", it,
     "check client id and tenant, enable the application and consent to it"},
    {"invalid_request", "the sign-in request is not accepted", admin,
     "check tenant, client id and cloud of the entity"},
    {"invalid_scope", "the sign-in does not know the service that was asked for", admin,
     "check microsoft365.cloud, or microsoft365.graph if it is set"},
};

constexpr Row service[] = {
    {"invalidauthenticationtoken", "Microsoft Graph does not accept the token", it,
     "check that microsoft365.cloud fits the tenant; a clock that is wrong has this effect too"},
    {"erroraccessdenied",
     "a permission is missing, or the mailbox is outside the application's scope", it,
     "grant what `relais plugins` lists and consent again; check access policies"},
    {"authorization_requestdenied", "a directory permission is missing", it,
     "grant User.ReadBasic.All to the application and consent again"},
    {"accessdenied", "a permission is missing", it,
     "grant what `relais plugins` lists and consent again"},
    {"forbidden", "a permission is missing", it,
     "grant what `relais plugins` lists and consent again"},
    {"access to odata is disabled.", "the mailbox is outside an application access policy", it,
     "add the mailbox to the policy's group; it takes effect after an hour or more"},
    {"erroritemnotfound", "the item is gone, or the service is overloaded", nobody,
     "it is looked up again by itself"},
    {"errorfoldernotfound", "the folder is gone", nobody, "it is looked up again by itself"},
    {"request_resourcenotfound", "user not found in tenant", admin,
     "enter the user principal name of the handler; aliases are not found"},
    {"mailboxnotenabledforrestapi",
     "the user has no Exchange Online mailbox (no licence, a guest, or "
     "the mailbox is on-premise)",
     it, "assign a licence, or unlink the handler"},
    {"resourcenotfound", "the user has no Exchange Online mailbox, or it is not ready yet", it,
     "assign a licence, or unlink the handler"},
    {"errorduplicatetransactionid", "this create was used for another event before", nobody,
     "it is settled by itself"},
    {"syncstatenotfound", "the position in the list of changes expired", nobody,
     "the list is read again by itself"},
    {"resyncrequired", "the position in the list of changes expired", nobody,
     "the list is read again by itself"},
    {"errorirresolvableconflict", "the item was changed in between", nobody,
     "it is read again and tried again by itself"},
    {"applicationthrottled", "Microsoft Graph throttles this application or mailbox", nobody,
     "it is tried again by itself"},
    {"toomanyrequests", "Microsoft Graph throttles this application or mailbox", nobody,
     "it is tried again by itself"},
    {"activitylimitreached", "Microsoft Graph throttles this application or mailbox", nobody,
     "it is tried again by itself"},
    {"errortoomanyobjectsopened", "the mailbox has too many requests at a time", nobody,
     "it is tried again by itself"},
    {"errorquotaexceeded", "the mailbox is full", it,
     "make room in the mailbox or raise its quota"},
    {"quotalimitreached", "the mailbox is full", it, "make room in the mailbox or raise its quota"},
    {"errorinternalservertransienterror", "Microsoft Graph has a passing fault", nobody,
     "it is tried again by itself"},
    {"errormimecontentconversionfailed", "Exchange cannot convert this message, for good", nobody,
     "the message is taken in another form"},
    {"errorinvalidrequest", "Microsoft Graph does not accept the item", vendor,
     "report it with the request id"},
    {"errorinvalidparameter", "Microsoft Graph does not accept the request", vendor,
     "report it with the request id"},
};

std::string normalise(std::string_view code) {
  std::string out = lower_ascii(code);
  if (out.starts_with("aadsts")) out.erase(0, 6);
  return out;
}

const Row* find(std::string_view code) {
  for (const auto& table : {std::pair{std::begin(sign_in), std::end(sign_in)},
                            std::pair{std::begin(service), std::end(service)}}) {
    const auto* row =
        std::find_if(table.first, table.second, [&](const Row& r) { return r.code == code; });
    if (row != table.second) return row;
  }
  return nullptr;
}

}  // namespace

Explanation explain(int http_status, std::string_view code) {
  const std::string wanted = normalise(code);
  // To Do answers so when the permission is missing; the token is good.
  if (http_status == 401 && wanted == "unknownerror") {
    return {"the permission for To Do is missing", std::string(it),
            "grant Tasks.ReadWrite.All to the application and consent again"};
  }
  if (const Row* row = find(wanted)) {
    return {std::string(row->meaning), std::string(row->actor), std::string(row->step)};
  }
  return explain_status(http_status);
}

}  // namespace relais::connection::microsoft365
