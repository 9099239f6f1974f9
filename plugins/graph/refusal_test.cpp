#include "plugins/graph/refusal.hpp"

#include <gtest/gtest.h>

#include "plugins/graph/testing/scripted_host.hpp"

namespace relais::graph {
namespace {

using sdk::Status;
using testing::Answer;
using testing::ScriptedHost;

Refusal refused(const Answer& answer, Doing doing) {
  ScriptedHost scripted([&](const testing::Sent&) { return answer; });
  const auto refusal = refusal_of(scripted.host().http().send(sdk::Request{.url = "x"}), doing);
  EXPECT_TRUE(refusal.has_value());
  return refusal.value_or(Refusal{});
}

Status status(int http, std::string_view code, Doing doing = Doing::write) {
  return refused(Answer::error(http, code), doing).status;
}

TEST(ErrorBody, KeysInAnyCaseAndTheInnermostCode) {
  const ErrorBody error = read_error(
      R"({"error":{"Code":"invalidRequest","message":"m","innererror":{"code":"A","innerError":{"code":"B"}}}})");
  EXPECT_EQ(error.code, "invalidRequest");
  EXPECT_EQ(error.inner_code, "B");
  EXPECT_EQ(error.message, "m");
}

TEST(ErrorBody, AnythingElseIsEmpty) {
  for (const char* body : {"", "<html>502</html>", "{", "[]", "null", R"({"error":null})",
                           R"({"error":[]})", R"({"error":{"code":5,"message":{}}})"}) {
    EXPECT_EQ(read_error(body).code, "") << body;
    EXPECT_EQ(read_error(body).message, "") << body;
  }
  EXPECT_EQ(read_error(R"({"error":"invalid_client"})").code, "invalid_client");
}

TEST(Refusal, StatusOfEachAnswer) {
  EXPECT_EQ(status(400, "ErrorInvalidArgument"), Status::item);
  EXPECT_EQ(status(401, "InvalidAuthenticationToken"), Status::auth);
  EXPECT_EQ(status(403, "ErrorAccessDenied"), Status::forbidden);
  EXPECT_EQ(status(404, "ErrorItemNotFound"), Status::not_found);
  EXPECT_EQ(status(404, "MailboxNotEnabledForRESTAPI"), Status::forbidden);
  EXPECT_EQ(status(404, "Request_ResourceNotFound"), Status::forbidden);
  EXPECT_EQ(status(412, "ErrorIrresolvableConflict"), Status::conflict);
  EXPECT_EQ(status(429, "ApplicationThrottled"), Status::transient);
  EXPECT_EQ(status(400, "ErrorInternalServerTransientError"), Status::transient);
  EXPECT_EQ(status(503, ""), Status::transient);
  EXPECT_EQ(status(302, ""), Status::transient);
  EXPECT_EQ(status(507, "ErrorQuotaExceeded"), Status::item);
  EXPECT_EQ(status(400, "ErrorInvalidIdMalformed"), Status::not_found);
}

TEST(Refusal, ToDoSaysThatItsPermissionIsMissingAsIfTheTokenWereBad) {
  Answer answer = Answer::error(401, "UnknownError");
  for (const Status judged : {Status::ok, Status::auth}) {
    answer.status = judged;
    const Refusal refusal = refused(answer, Doing::create);
    EXPECT_EQ(refusal.status, Status::forbidden);
    EXPECT_EQ(refusal.summary(),
              "HTTP 401 UnknownError (request request-1): the permission Tasks.ReadWrite.All is "
              "missing");
  }
  for (const char* code : {"", "InvalidAuthenticationToken", "Unauthorized", "UnknownErrors"})
    EXPECT_EQ(status(401, code), Status::auth) << code;
  EXPECT_EQ(status(403, "UnknownError"), Status::forbidden);
  EXPECT_EQ(refused(Answer::error(403, "UnknownError"), Doing::read).summary(),
            "HTTP 403 UnknownError (request request-1)");
  EXPECT_EQ(status(504, "UnknownError"), Status::transient);
}

TEST(Refusal, AnExpiredTokenIsA410OrAny40xWithItsCode) {
  EXPECT_EQ(status(410, "", Doing::read), Status::resync);
  EXPECT_EQ(status(410, "SyncStateNotFound", Doing::read), Status::resync);
  EXPECT_EQ(status(400, "syncStateNotFound", Doing::read), Status::resync);
  EXPECT_EQ(status(404, "RESYNCREQUIRED", Doing::read), Status::resync);
  const Answer inner{.code = 400,
                     .body = R"({"error":{"code":"","innerError":{"code":"syncStateNotFound"}}})"};
  EXPECT_EQ(refused(inner, Doing::read).status, Status::resync);
}

TEST(Refusal, AnEmpty400IsTransient) {
  EXPECT_EQ(refused({.code = 400}, Doing::write).status, Status::transient);
  EXPECT_EQ(refused({.code = 400, .body = "<html>"}, Doing::create).status,
            Status::unknown_outcome);
}

TEST(Refusal, ACreateThatBrokeIsUnknownAndAWriteIsNot) {
  EXPECT_EQ(refused(Answer::none(Status::unknown_outcome), Doing::create).status,
            Status::unknown_outcome);
  EXPECT_EQ(refused(Answer::none(Status::unknown_outcome), Doing::write).status, Status::transient);
  EXPECT_EQ(status(500, "UnknownError", Doing::create), Status::unknown_outcome);
  Answer full = Answer::error(507, "ErrorQuotaExceeded");
  full.status = Status::unknown_outcome;
  EXPECT_EQ(refused(full, Doing::create).status, Status::item);
}

TEST(Refusal, ItsTextQuotesNothingOfTheAnswerButTheCode) {
  const Refusal refusal = refused(
      Answer::error(400, "ErrorInvalidArgument", "Anna Müller is no address"), Doing::write);
  EXPECT_EQ(refusal.summary(), "HTTP 400 ErrorInvalidArgument (request request-1)");
  EXPECT_EQ(refused(Answer::error(400, "Anna Müller"), Doing::write).code, "");
}

}  // namespace
}  // namespace relais::graph
