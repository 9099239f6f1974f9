// What Microsoft's sign-in and Microsoft Graph answer, in the shapes that were recorded, and what
// relais makes of it: their code, words and ids, what it means, who acts, and how (R4, R12).
#include <gmock/gmock.h>

#include <set>

#include "engine/base/json.hpp"
#include "engine/base/text.hpp"
#include "engine/connection/microsoft365/explain.hpp"
#include "engine/connection/testing.hpp"

namespace relais::connection::microsoft365 {
namespace {

using ::testing::HasSubstr;
using namespace connection::testing;

struct AnswerRow {
  int status;
  const char* code;  ///< as the service writes it
  const char* words;
  const char* meaning;
  const char* actor;
  const char* step;
  const char* oauth = "invalid_client";  ///< of a sign-in
};

const AnswerRow kSignInRows[] = {
    {401, "7000215",
     "Invalid client secret provided. Ensure the secret being sent in the request is the client "
     "secret value, not the client secret ID, for a secret added to app '66666666'.",
     "the client secret is wrong", "firm-it", "copy the column Value (not Secret ID)"},
    {401, "7000222", "The provided client secret keys for app '66666666' are expired.",
     "the client secret has expired", "firm-it", "create a new client secret"},
    {400, "700016",
     "Application with identifier '66666666' was not found in the directory 'Muster'.",
     "no application with this client id", "firm-it", "Application ID, not Object ID",
     "unauthorized_client"},
    {401, "7000229",
     "The client application 66666666 is missing service principal in the tenant 11111111.",
     "never consented to in this tenant", "firm-it", "relais permissions", "unauthorized_client"},
    {400, "500011", "The resource principal named https://graph.microsoft.us was not found.",
     "does not know the service", "firm-it", "microsoft365.cloud", "invalid_resource"},
    {400, "90002", "Tenant '11111111' not found.", "there is no such tenant", "firm-admin",
     "microsoft365.tenant", "invalid_request"},
    {400, "900023", "Specified tenant identifier 'x' is neither a valid DNS name, nor a GUID.",
     "neither a GUID nor a domain", "firm-admin", "directory (tenant) ID", "invalid_request"},
    {401, "7000216", "'client_assertion', 'client_secret' or 'request' is required.",
     "neither a client secret nor a certificate was sent", "firm-admin",
     "set microsoft365.client_secret or microsoft365.certificate"},
    {401, "7000218", "The request body must contain 'client_assertion' or 'client_secret'.",
     "neither a client secret nor a certificate was sent", "firm-admin",
     "set microsoft365.client_secret or microsoft365.certificate", "invalid_request"},
    {401, "700027", "Client assertion contains an invalid signature. The key was not found.",
     "the certificate is not registered", "firm-it", "upload the certificate"},
    {401, "1000502", "The provided certificate is not within its specified validity window.",
     "the certificate has ended", "firm-it", "upload it to the app registration"},
    {401, "700024", "Client assertion is not within its valid time range.",
     "not valid at this time", "firm-it", "set the clock"},
    {401, "7000112", "Application '66666666'(relais) is disabled.", "the application is disabled",
     "firm-it", "enable sign-in", "unauthorized_client"},
    {400, "53003", "Access has been blocked by Conditional Access policies.",
     "a conditional access policy", "firm-it", "from the policy", "interaction_required"},
};

/// Of codes that are not known, or none, the OAuth error tells.
const AnswerRow kOAuthRows[] = {
    {401, "invalid_client", "New words.", "credentials of the application are not accepted",
     "firm-it", "check the client secret or certificate", "invalid_client"},
    {400, "unauthorized_client", "New words.", "may not sign in to this tenant", "firm-it",
     "check client id and tenant", "unauthorized_client"},
    {400, "invalid_request", "New words.", "the sign-in request is not accepted", "firm-admin",
     "check tenant, client id and cloud", "invalid_request"},
    {400, "invalid_scope", "New words.", "does not know the service", "firm-admin",
     "microsoft365.cloud", "invalid_scope"},
};

constexpr const char* kItself = "by itself";
constexpr const char* kLicence = "assign a licence with Exchange Online";

const AnswerRow kServiceRows[] = {
    {401, "InvalidAuthenticationToken", "Access token validation failure.",
     "does not accept the token", "firm-it", "a clock that is wrong"},
    {401, "UnknownError", "", "the permission for To Do is missing", "firm-it",
     "grant Tasks.ReadWrite.All"},
    {403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.",
     "or the mailbox is outside the application's scope", "firm-it", "within two hours"},
    {403, "ErrorAccessDenied", "Access to OData is disabled.",
     "outside an application access policy", "firm-it", "group of the policy"},
    {403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.",
     "a directory permission is missing", "firm-it", "User.ReadBasic.All"},
    {401, "Authorization_IdentityNotFound",
     "The identity of the calling application could not be "
     "established.",
     "not consented to in this tenant", "firm-it", "consent to the application"},
    {403, "accessDenied", "Access denied.", "a permission is missing", "firm-it", "consent again"},
    {403, "Forbidden", "", "a permission is missing", "firm-it", "consent again"},
    {404, "ErrorItemNotFound", "The specified object was not found in the store.",
     "the item is gone, or the service is overloaded", "", kItself},
    {404, "ErrorFolderNotFound", "The specified folder could not be found in the store.",
     "the folder is gone", "", kItself},
    {404, "Request_ResourceNotFound", "Resource 'x' does not exist.", "user not found in tenant",
     "firm-admin", "user principal name"},
    {404, "MailboxNotEnabledForRESTAPI",
     "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
     "the user has no Exchange Online mailbox", "firm-it", kLicence},
    {404, "MailboxNotSupportedForRESTAPI", "REST API is not yet supported for this mailbox.",
     "the kind of this mailbox", "firm-it", kLicence},
    {404, "ResourceNotFound", "Resource could not be discovered.", "or it is not ready yet",
     "firm-it", kLicence},
    {404, "ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it.",
     "no Exchange Online mailbox", "firm-it", kLicence},
    {404, "ErrorInvalidUser", "The requested user 'x' is invalid.", "user not found in tenant",
     "firm-admin", "user principal name"},
    {409, "ErrorDuplicateTransactionId", "Your request can't be completed.",
     "used for another event", "", kItself},
    {410, "SyncStateNotFound", "The sync state generation is not found.", "expired", "", kItself},
    {410, "resyncRequired", "Resync required.", "expired", "", kItself},
    {412, "ErrorIrresolvableConflict", "The send or update operation could not be performed.",
     "changed in between", "", kItself},
    {429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.", "throttles",
     "", kItself},
    {429, "TooManyRequests", "Too many requests.", "throttles", "", kItself},
    {429, "activityLimitReached", "The app or user has been throttled.", "throttles", "", kItself},
    {429, "ErrorTooManyObjectsOpened", "Too many concurrent connections opened.",
     "too many requests at a time", "", kItself},
    {503, "ErrorServerBusy", "The server cannot service this request right now.", "server is busy",
     "", kItself},
    {507, "ErrorQuotaExceeded", "The mailbox quota was exceeded.", "the mailbox is full", "firm-it",
     "make room"},
    {507, "quotaLimitReached", "The user has reached their quota limit.", "the mailbox is full",
     "firm-it", "make room"},
    {500, "ErrorInternalServerTransientError",
     "An internal server error occurred. Try again later.", "a passing fault", "", kItself},
    {500, "ErrorMimeContentConversionFailed", "Failed to convert the message.",
     "cannot convert this message", "", "in another form"},
    {400, "ErrorInvalidRequest", "The request is invalid.", "does not accept the item", "vendor",
     "request id"},
    {400, "ErrorInvalidParameter", "The parameter is invalid.", "does not accept the request",
     "vendor", "request id"},
};

class Answers : public ConnectionTest {
 protected:
  /// A connection whose sign-in, or whose service, answers so.
  Said ask(const Reply& sign_in, const Reply& service, const std::string& value = "s3~cret") {
    RawServer login([&](const Seen&, int) { return sign_in; });
    RawServer graph([&](const Seen&, int) { return service; });
    config::Entity entity;
    entity.id = "zurich";
    auto& settings = entity.microsoft365.emplace();
    settings.tenant = "11111111-2222-3333-4444-555555555555";
    settings.client_id = "66666666-7777-8888-9999-000000000000";
    settings.client_secret = secret("secret", value);
    settings.authority = login.url("");
    settings.graph = graph.url("");
    auto connection = make(entity, "microsoft365", services());
    EXPECT_TRUE(connection) << connection.error().text;
    Said said;
    if (auto signed_in = (*connection)->authenticate(&said); !signed_in) return said;
    EXPECT_FALSE((*connection)->resolve("mm@firm.example", &said));
    return said;
  }
  static Reply token_refusal(const AnswerRow& row, bool with_code = true) {
    const std::string words = std::string(with_code ? "AADSTS" : "") + (with_code ? row.code : "") +
                              (with_code ? ": " : "") + row.words;
    json::object body{
        {"error", row.oauth},
        {"error_description",
         words + " Trace ID: 5aed3b1c Correlation ID: 0a4c5b6d Timestamp: 2026-05-06 06:03:00Z"},
        {"timestamp", "2026-05-06 06:03:00Z"},
        {"trace_id", "5aed3b1c-0000-4000-8000-000000000000"},
        {"correlation_id", "0a4c5b6d-0000-4000-8000-000000000000"},
        {"error_uri", "https://login.microsoftonline.com/error"}};
    if (with_code) body["error_codes"] = json::array{std::stoll(row.code)};
    return reply(row.status, json::serialize(body));
  }
  static Reply graph_refusal(const AnswerRow& row) {
    return reply(
        row.status,
        json::serialize(json::object{
            {"error",
             json::object{
                 {"code", row.code},
                 {"message", row.words},
                 {"innerError", json::object{{"date", "2026-05-06T06:03:00"},
                                             {"request-id", "beeb439b-0000-4000-8000-000000000000"},
                                             {"client-request-id", "856ca0e6"}}}}}}),
        "request-id: beeb439b-0000-4000-8000-000000000000\r\n");
  }
  static void expect(const Said& said, const AnswerRow& row) {
    EXPECT_EQ(said.http_status, row.status) << row.code;
    EXPECT_EQ(said.code, row.code);
    EXPECT_THAT(said.message, HasSubstr(row.words)) << row.code;
    EXPECT_THAT(said.explanation.meaning, HasSubstr(row.meaning)) << row.code;
    EXPECT_EQ(said.explanation.actor, row.actor) << row.code;
    EXPECT_THAT(said.explanation.step, HasSubstr(row.step)) << row.code;
  }
};

TEST_F(Answers, R12_EachRefusalOfASignIn) {
  for (const auto& row : kSignInRows) {
    const Said said = ask(token_refusal(row), reply(200));
    expect(said, row);
    EXPECT_EQ(said.request_id, "5aed3b1c-0000-4000-8000-000000000000") << row.code;
    EXPECT_EQ(said.correlation_id, "0a4c5b6d-0000-4000-8000-000000000000") << row.code;
  }
  for (const auto& row : kOAuthRows) expect(ask(token_refusal(row, false), reply(200)), row);
}

TEST_F(Answers, R12_TheIdOfASecretInPlaceOfItsValueIsSaidForCertain) {
  AnswerRow row = kSignInRows[0];
  const std::string id = "99999999-1111-4222-8333-444444444444";
  row.meaning = "the secret's ID was entered instead of its value: what client_secret";
  const Said said = ask(token_refusal(row), reply(200), id);
  expect(said, row);
  EXPECT_EQ((said.message + said.explanation.meaning).find(id), std::string::npos);
}

TEST_F(Answers, R12_EachRefusalOfTheService) {
  for (const auto& row : kServiceRows) {
    const Said said = ask(granted("token"), graph_refusal(row));
    expect(said, row);
    EXPECT_EQ(said.request_id, "beeb439b-0000-4000-8000-000000000000") << row.code;
    EXPECT_EQ(said.correlation_id.size(), 36U) << row.code;
  }
}

TEST_F(Answers, NoTextIsLeftOut) {
  std::set<std::string> covered;
  for (const auto& row : kSignInRows) covered.insert(row.code);
  for (const auto& row : kOAuthRows) covered.insert(row.code);
  for (const auto& row : kServiceRows) covered.insert(lower_ascii(row.code));
  for (const auto code : explained_codes())
    EXPECT_TRUE(covered.contains(std::string(code))) << code;
}

}  // namespace
}  // namespace relais::connection::microsoft365
