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
      {403, "Access to OData is disabled.", "access policy", "firm-it"},
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
    const Explanation explanation = explain(row.status, row.code);
    EXPECT_THAT(explanation.meaning, HasSubstr(row.meaning)) << row.status << row.code;
    EXPECT_EQ(explanation.actor, row.actor) << row.status << row.code;
    const bool says_what_to_do = !explanation.step.empty() || explanation.actor.empty();
    EXPECT_TRUE(says_what_to_do) << row.code;
  }
}

}  // namespace
}  // namespace relais::connection::microsoft365
