// Creations of tasks, with scripted answers.
#include <gtest/gtest.h>

#include "plugins/agenda/todo/apply.hpp"
#include "plugins/agenda/todo/testing/driver.hpp"

namespace relais::agenda::todo::testing {
namespace {

using sdk::Action;

const std::string all_lists = "users/user-1/todo/lists";

TEST(Create, IsOnePostWithTheKeyAndNothingElseLinked) {
  ScriptedHost host([](const Sent& sent) {
    json::object made = sent.json();
    made["id"] = "new";
    made["@odata.etag"] = "W/\"7\"";
    made.erase("linkedResources");
    return Answer::json(made, 201);
  });
  Driver driver(host.raw());
  Document wanted = document();
  wanted.body = "Klient: A";
  const Applied applied = driver.apply({operation(Action::create, wanted)});
  ASSERT_EQ(applied.status, Status::ok);
  EXPECT_EQ(applied.of(0).status, Status::ok);
  EXPECT_EQ(applied.of(0).remote_id, "new");
  EXPECT_EQ(applied.of(0).etag, "W/\"7\"");
  EXPECT_EQ(applied.of(0).container, "tasks");
  EXPECT_EQ(applied.of(0).facts, R"({"done":false})");
  EXPECT_EQ(applied.of(0).remote_fingerprint.size(), 40U);
  EXPECT_EQ(applied.of(0).request_id, "request-1");

  ASSERT_EQ(host.sent.size(), 1U);
  const Sent& post = host.sent[0];
  EXPECT_EQ(post.method, "POST");
  EXPECT_EQ(post.url, all_lists + "/tasks/tasks");
  EXPECT_FALSE(post.idempotent);
  EXPECT_EQ(post.json(), json::parse(R"({"title":"Frist","importance":"normal","isReminderOn":false,
              "dueDateTime":{"dateTime":"2026-05-01T00:00:00","timeZone":"Europe/Zurich"},
              "status":"notStarted",
              "body":{"contentType":"text","content":"--- relais ---\nKlient: A\n--- /relais ---"},
              "linkedResources":[{"applicationName":"relais","externalId":"s:deadline:1",
                                  "displayName":"2026-0173"}]})"));
}

TEST(Create, OfADoneItemIsDone) {
  ScriptedHost host([](const Sent& sent) {
    json::object made = sent.json();
    made["id"] = "new";
    made["body"] = body("");
    return Answer::json(made, 201);
  });
  Driver driver(host.raw());
  Document wanted = document();
  wanted.done = true;
  EXPECT_EQ(driver.apply({operation(Action::create, wanted)}).of(0).facts, R"({"done":true})");
  EXPECT_EQ(host.sent.at(0).json().at("status"), "completed");
  EXPECT_FALSE(host.sent.at(0).json().contains("body"));
}

TEST(Create, IdsOfListsAreEscaped) {
  ScriptedHost host([](const Sent&) { return Answer::json(task("new"), 201); });
  Driver driver(host.raw(), R"({"list":"Fristen"})");
  Task create = operation(Action::create);
  create.container = "own/1=";
  EXPECT_EQ(driver.apply({create}).of(0).container, "own/1=");
  EXPECT_EQ(host.sent.at(0).url, all_lists + "/own%2F1%3D/tasks");
}

TEST(Create, AnUnusableAnswerIsAnUnknownOutcomeAndNothingIsRepeated) {
  for (const Answer& answer :
       {Answer{.code = 201, .body = R"({"id":"new","ti)"}, Answer{.code = 201},
        Answer{.code = 201, .body = "<html>"}, Answer{.code = 201, .body = "[]"},
        Answer{.code = 201, .body = R"({"id":5})"}, Answer{.code = 204}, Answer{.code = 400},
        Answer::error(500, "UnknownError"), Answer::none(Status::unknown_outcome)}) {
    ScriptedHost host([&](const Sent&) { return answer; });
    Driver driver(host.raw());
    EXPECT_EQ(driver.apply({operation(Action::create)}).of(0).status, Status::unknown_outcome)
        << answer.code << answer.body;
    EXPECT_EQ(host.sent.size(), 1U);
  }
}

TEST(Create, WhatToDoRefusesIsThisItemAlone) {
  const Answer refusal{.code = 400,
                       .body =
                           R"({"error":{"code":"invalidRequest","message":"Only one item: Frist",)"
                           R"("innerError":{"code":"InvalidModel"}}})"};
  ScriptedHost host([&](const Sent&) { return refusal; });
  Driver driver(host.raw());
  const sdk::Result result = driver.apply({operation(Action::create)}).of(0);
  EXPECT_EQ(result.status, Status::item);
  EXPECT_EQ(result.code, "invalidRequest");
  EXPECT_EQ(result.message.find("Frist"), std::string::npos);
}

TEST(Create, AMissingPermissionIsSaidClearly) {
  Answer refused = Answer::error(401, "UnknownError");
  refused.status = Status::auth;  // as the host gives it, when another token did not help
  ScriptedHost host([&](const Sent&) { return refused; });
  Driver driver(host.raw());
  const sdk::Result result = driver.apply({operation(Action::create)}).of(0);
  EXPECT_EQ(result.status, Status::forbidden);
  EXPECT_NE(result.message.find("permission Tasks.ReadWrite.All is missing"), std::string::npos);
}

TEST(Create, IntoAListThatIsGone) {
  ScriptedHost host([](const Sent&) { return Answer::error(404, "ErrorItemNotFound"); });
  EXPECT_EQ(Driver(host.raw()).apply({operation(Action::create)}).of(0).status, Status::transient)
      << "the default list cannot be gone";
  EXPECT_EQ(
      Driver(host.raw(), R"({"list":"Fristen"})").apply({operation(Action::create)}).of(0).status,
      Status::not_found);
}

TEST(Create, ManyGoInOneSend) {
  ScriptedHost host([](const Sent&) { return Answer::json(task("x"), 201); });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply(std::vector(50, operation(Action::create))).results.size(), 50U);
  EXPECT_EQ(host.sent.size(), 50U);
  EXPECT_EQ(host.sent.back().batch, 1U);
}

TEST(Create, ThrottledCarriesItsTime) {
  Answer later = Answer::none(Status::transient);
  later.not_before_ms = 12345;
  ScriptedHost host([&](const Sent&) { return later; });
  Driver driver(host.raw());
  const sdk::Result result = driver.apply({operation(Action::create)}).of(0);
  EXPECT_EQ(result.status, Status::transient);
  EXPECT_EQ(result.not_before_ms, 12345);
}

TEST(Operations, ThatDoNotSayWhereOrWhatAreRefused) {
  ScriptedHost host([](const Sent&) { return Answer::json(task("t1")); });
  Driver driver(host.raw());
  Task nowhere = operation(Action::create);
  nowhere.container.clear();
  Task nothing = operation(Action::update);
  nothing.remote_id.clear();
  Task unlisted = operation(Action::update);
  unlisted.container.clear();
  Task foreign = operation(Action::update);
  foreign.document = R"({"fields":{}})";
  const Applied applied = driver.apply({nowhere, nothing, unlisted, foreign});
  EXPECT_EQ(applied.of(0).status, Status::internal);
  EXPECT_EQ(applied.of(1).status, Status::internal);
  EXPECT_EQ(applied.of(2).status, Status::not_found) << "so that it is looked up";
  EXPECT_EQ(applied.of(3).status, Status::internal);
  EXPECT_TRUE(host.sent.empty());
}

}  // namespace
}  // namespace relais::agenda::todo::testing
