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
  std::string_view step;  ///< `{}` is the permission that the request needs
};

constexpr Row sign_in[] = {
    {"7000215", "the client secret is wrong, or the secret's ID was entered instead of its value",
     it,
     "the value is shown only once, when the secret is made: create a new client secret in the app "
     "registration, copy the column Value (not Secret ID) and store it where "
     "microsoft365.client_secret points to"},
    {"7000222", "the client secret has expired", it,
     "create a new client secret in the app registration, store its value and set "
     "secret_expires_on"},
    {"700016", "this tenant has no application with this client id", it,
     "compare microsoft365.client_id (Application ID, not Object ID) and microsoft365.tenant with "
     "the app registration, and consent to it"},
    {"7000229", "the application was never consented to in this tenant", it,
     "consent to the application as an administrator of the tenant (`relais permissions`)"},
    {"500011", "the tenant does not know the service that was asked for", it,
     "check that microsoft365.cloud is the one of the tenant"},
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
    {"1000502", "the certificate has ended, or does not hold yet", it,
     "make a new certificate, upload it to the app registration, and put it with its key where "
     "microsoft365.certificate points to; a clock that is wrong has this effect too"},
    {"700024", "the proof made with the certificate is not valid at this time", it,
     "set the clock of this machine"},
    {"7000112", "the application is disabled", it,
     "enable sign-in for the application in the tenant"},
    {"53003", "a conditional access policy of the tenant blocks the application", it,
     "except the application, or the address of this machine, from the policy"},
    {"invalid_client", "the credentials of the application are not accepted", it,
     "check the client secret or certificate of the app registration"},
    {"unauthorized_client", "the application may not sign in to this tenant", it,
     "check client id and tenant, enable the application and consent to it"},
    {"invalid_request", "the sign-in request is not accepted", admin,
     "check tenant, client id and cloud of the entity"},
    {"invalid_scope", "the sign-in does not know the service that was asked for", admin,
     "check microsoft365.cloud, or microsoft365.graph if it is set"},
};

constexpr Row id_for_secret = {
    "", "the secret's ID was entered instead of its value: what client_secret points to is a GUID",
    it,
    "the value is shown only once, when the secret is made: create a new client secret in the app "
    "registration, copy the column Value (not Secret ID) and store it where "
    "microsoft365.client_secret points to"};

/// What 403 means, by whether the token shows the permission.
constexpr Row refused_without = {
    "",
    "the token does not show the permission {}: it was not granted or not consented to, or "
    "only for some mailboxes and not for this one",
    it,
    "grant {} to the application and consent again, or put the mailbox into the scope of the "
    "application in Exchange (RBAC for Applications); either takes effect within two hours"};
constexpr Row refused_with = {
    "",
    "the permission {} is granted, so it is this mailbox that the application must not reach: "
    "it is outside of its scope in Exchange",
    it,
    "put the mailbox into the scope of the application (RBAC for Applications) or into the group "
    "of its access policy; if that was done, or the permission granted, just now: test again "
    "within two hours"};

constexpr std::string_view no_odata = "access to odata is disabled";
constexpr Row outside_of_policy = {
    "", "the mailbox is outside an application access policy", it,
    "add the mailbox to the group of the policy (`Get-ApplicationAccessPolicy` in Exchange shows "
    "it); it takes effect after an hour or more"};

constexpr Row no_to_do = {
    "", "the permission for To Do is missing; the service answers 401, but the token is good", it,
    "grant Tasks.ReadWrite.All to the application (application permission), consent again, and "
    "test once more: a new permission takes effect within two hours"};
constexpr Row to_do_not_yet = {
    "", "To Do does not accept the permission yet, though it is granted; the token is good", it,
    "test again within two hours; if it stays, see whether the mailbox is hosted in Exchange "
    "Online"};

constexpr std::string_view no_mailbox_step =
    "assign a licence with Exchange Online or move the mailbox there, or unlink the handler; a new "
    "licence takes effect within a day";

constexpr Row service[] = {
    {"invalidauthenticationtoken", "Microsoft Graph does not accept the token", it,
     "check that microsoft365.cloud fits the tenant; a clock that is wrong has this effect too"},
    {"erroraccessdenied",
     "a permission is missing, or the mailbox is outside the application's scope", it,
     "grant what `relais permissions` lists and consent again; check access policies; either takes "
     "effect within two hours"},
    {"authorization_requestdenied", "a directory permission is missing", it,
     "grant User.ReadBasic.All to the application (application permission), consent again, and "
     "test once more: a new permission takes effect within two hours"},
    {"authorization_identitynotfound", "the application is not consented to in this tenant", it,
     "consent to the application as an administrator of the tenant (`relais permissions`)"},
    {"accessdenied", "a permission is missing", it,
     "grant what `relais permissions` lists and consent again"},
    {"forbidden", "a permission is missing", it,
     "grant what `relais permissions` lists and consent again"},
    {"erroritemnotfound", "the item is gone, or the service is overloaded", nobody,
     "it is looked up again by itself"},
    {"errorfoldernotfound", "the folder is gone", nobody, "it is looked up again by itself"},
    {"request_resourcenotfound", "user not found in tenant", admin,
     "enter the user principal name of the handler (`relais handler link`); aliases are not found"},
    {"mailboxnotenabledforrestapi",
     "the user has no Exchange Online mailbox (no licence, a guest, or "
     "the mailbox is on-premise)",
     it, no_mailbox_step},
    {"mailboxnotsupportedforrestapi", "the kind of this mailbox cannot be reached", it,
     no_mailbox_step},
    {"resourcenotfound", "the user has no Exchange Online mailbox, or it is not ready yet", it,
     no_mailbox_step},
    {"errornonexistentmailbox", "the user has no Exchange Online mailbox", it, no_mailbox_step},
    {"errorinvaliduser", "user not found in tenant", admin,
     "enter the user principal name of the handler (`relais handler link`)"},
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
    {"errorserverbusy", "the mailbox's server is busy", nobody, "it is tried again by itself"},
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

std::string filled(std::string_view text, std::string_view permission) {
  std::string out(text);
  if (const auto at = out.find("{}"); at != std::string::npos) out.replace(at, 2, permission);
  return out;
}

Explanation say(const Row& row, std::string_view permission = {}) {
  return {filled(row.meaning, permission), std::string(row.actor), filled(row.step, permission)};
}

/// Exchange says the same when the permission is missing and when the mailbox is out of scope.
bool may_be_either(std::string_view code) {
  return code == "erroraccessdenied" || code == "accessdenied" || code == "forbidden";
}

}  // namespace

Explanation explain_secret_id() { return say(id_for_secret); }

std::vector<std::string_view> explained_codes() {
  std::vector<std::string_view> codes;
  for (const Row& row : sign_in) codes.push_back(row.code);
  for (const Row& row : service) codes.push_back(row.code);
  return codes;
}

Explanation explain(const Complaint& complaint) {
  const std::string wanted = normalise(complaint.code);
  const int status = complaint.http_status;
  if (status == 401 && wanted == "unknownerror")
    return say(complaint.granted.value_or(false) ? to_do_not_yet : no_to_do);
  if (status == 403 && lower_ascii(complaint.message).starts_with(no_odata))
    return say(outside_of_policy);
  if (status == 403 && complaint.granted && !complaint.permission.empty() && may_be_either(wanted))
    return say(*complaint.granted ? refused_with : refused_without, complaint.permission);
  if (const Row* row = find(wanted)) return say(*row);
  return explain_status(status, complaint.message);
}

}  // namespace relais::connection::microsoft365
