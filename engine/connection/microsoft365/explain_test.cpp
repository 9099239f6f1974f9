#include "engine/connection/microsoft365/explain.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace relais::connection::microsoft365 {
namespace {

using ::testing::HasSubstr;

TEST(Explain, R4_KnowsTheCodesOfSignInAndService) {
  struct Row {
    int status;
    const char* code;
    const char* meaning;
    const char* actor;
  };
  const Row table[] = {
      {401, "AADSTS7000215", "secret is wrong", "firm-it"},
      {401, "7000215", "secret is wrong", "firm-it"},
      {401, "AADSTS7000222", "expired", "firm-it"},
      {400, "AADSTS700016", "no application", "firm-it"},
      {400, "AADSTS90002", "no such tenant", "firm-admin"},
      {400, "AADSTS900023", "neither a GUID", "firm-admin"},
      {401, "AADSTS7000216", "neither a client secret", "firm-admin"},
      {401, "AADSTS7000218", "neither a client secret", "firm-admin"},
      {401, "AADSTS700027", "certificate", "firm-it"},
      {401, "AADSTS7000112", "disabled", "firm-it"},
      {401, "invalid_client", "not accepted", "firm-it"},
      {401, "InvalidAuthenticationToken", "does not accept the token", "firm-it"},
      {401, "UnknownError", "To Do", "firm-it"},
      {504, "UnknownError", "passing fault", ""},
      {403, "ErrorAccessDenied", "permission", "firm-it"},
      {403, "erroraccessdenied", "permission", "firm-it"},
      {403, "Authorization_RequestDenied", "permission", "firm-it"},
      {404, "MailboxNotEnabledForRESTAPI", "no Exchange Online mailbox", "firm-it"},
      {404, "Request_ResourceNotFound", "user not found in tenant", "firm-admin"},
      {404, "ErrorItemNotFound", "gone", ""},
      {410, "SyncStateNotFound", "expired", ""},
      {410, "syncStateNotFound", "expired", ""},
      {412, "ErrorIrresolvableConflict", "changed", ""},
      {429, "ApplicationThrottled", "throttles", ""},
      {507, "ErrorQuotaExceeded", "full", "firm-it"},
      {403, "", "permission", "firm-it"},
      {429, "", "throttles", ""},
      {503, "Whatever", "passing fault", ""},
      {0, "", "could not be reached", ""},
      {418, "", "418", "vendor"},
      {400, "", "does not accept", "vendor"},
  };
  for (const Row& row : table) {
    const Explanation explanation = explain({.http_status = row.status, .code = row.code});
    EXPECT_THAT(explanation.meaning, HasSubstr(row.meaning)) << row.status << row.code;
    EXPECT_EQ(explanation.actor, row.actor) << row.status << row.code;
    const bool says_what_to_do = !explanation.step.empty() || explanation.actor.empty();
    EXPECT_TRUE(says_what_to_do) << row.code;
  }
}

TEST(Explain, R12_TheTrapsHaveTheirOwnText) {
  struct Row {
    Complaint complaint;
    const char* meaning;
    const char* actor;
    const char* step;
  };
  const Row table[] = {
      {{.http_status = 401, .code = "7000215"},
       "ID was entered instead",
       "firm-it",
       "column Value"},
      {{.http_status = 401, .code = "7000222"}, "has expired", "firm-it", "secret_expires_on"},
      {{.http_status = 400, .code = "90002"},
       "no such tenant",
       "firm-admin",
       "microsoft365.tenant"},
      {{.http_status = 400, .code = "700016"}, "client id", "firm-it", "not Object ID"},
      {{.http_status = 400, .code = "7000229"}, "never consented", "firm-it", "consent"},
      {{.http_status = 401, .code = "700024"}, "not valid at this time", "firm-it", "clock"},
      {{.http_status = 400, .code = "53003"}, "conditional access", "firm-it", "except"},
      {{.http_status = 400, .code = "500011"}, "does not know the service", "firm-it", "cloud"},
      {{.http_status = 403,
        .code = "ErrorAccessDenied",
        .permission = "Contacts.ReadWrite",
        .granted = false},
       "does not show the permission Contacts.ReadWrite",
       "firm-it",
       "grant Contacts.ReadWrite"},
      {{.http_status = 403,
        .code = "ErrorAccessDenied",
        .permission = "Contacts.ReadWrite",
        .granted = true},
       "outside of its scope in Exchange",
       "firm-it",
       "within two hours"},
      {{.http_status = 403, .code = "ErrorAccessDenied"}, "or the mailbox", "firm-it", "two hours"},
      {{.http_status = 403,
        .code = "ErrorAccessDenied",
        .message = "Access to OData is disabled: [RAOP].",
        .permission = "Mail.Read",
        .granted = true},
       "access policy",
       "firm-it",
       "group of the policy"},
      {{.http_status = 403, .code = "Authorization_RequestDenied"},
       "directory permission",
       "firm-it",
       "User.ReadBasic.All"},
      {{.http_status = 403}, "permission is missing", "firm-it", "two hours"},
      {{.http_status = 404, .code = "MailboxNotEnabledForRESTAPI"},
       "no Exchange Online mailbox",
       "firm-it",
       "licence"},
      {{.http_status = 404, .code = "Request_ResourceNotFound"},
       "user not found in tenant",
       "firm-admin",
       "user principal name"},
      {{.http_status = 401, .code = "UnknownError"}, "the token is good", "firm-it", "Tasks.Read"},
      {{.http_status = 401, .code = "UnknownError", .permission = "x", .granted = true},
       "though it is granted",
       "firm-it",
       "two hours"},
      {{.http_status = 429, .code = "ApplicationThrottled"}, "throttles", "", "by itself"},
      {{.message = "Could not resolve proxy: p.example"}, "proxy", "firm-it", "https_proxy"},
      {{.message = "CONNECT tunnel failed, response 407"}, "proxy", "firm-it", "https_proxy"},
      {{.http_status = 407}, "proxy asks for credentials", "firm-it", "proxy"},
      {{.message = "SSL certificate problem: unable to get local issuer certificate"},
       "not trusted",
       "firm-it",
       "root certificate"},
      {{.message = "OpenSSL SSL_connect: SSL_ERROR_SYSCALL"}, "TLS", "firm-it", "inspects"},
      {{.message = "Could not resolve host: login.example"}, "DNS", "firm-it", "name servers"},
      {{.message = "Connection timed out after 10000 milliseconds"},
       "in time",
       "firm-it",
       "firewall"},
      {{.message = "Failed to connect to 10.0.0.1 port 443"},
       "no connection",
       "firm-it",
       "firewall"},
      {{.message = "the connection was closed before the whole answer came"},
       "could not be reached",
       "",
       "by itself"},
  };
  for (const Row& row : table) {
    const Explanation explanation = explain(row.complaint);
    const auto which = std::string(row.complaint.code) + std::string(row.complaint.message);
    EXPECT_THAT(explanation.meaning, HasSubstr(row.meaning)) << which;
    EXPECT_EQ(explanation.actor, row.actor) << which;
    EXPECT_THAT(explanation.step, HasSubstr(row.step)) << which;
    EXPECT_EQ((explanation.meaning + explanation.step).find("{}"), std::string::npos) << which;
  }
}

}  // namespace
}  // namespace relais::connection::microsoft365
