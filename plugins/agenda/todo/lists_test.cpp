// The lists of a mailbox, with scripted answers.
#include "plugins/agenda/todo/lists.hpp"

#include <gtest/gtest.h>

#include "plugins/agenda/todo/testing/driver.hpp"

namespace relais::agenda::todo::testing {
namespace {

const std::string own = R"({"list":"Fristen"})";

/// To Do as far as its lists go.
struct SomeLists {
  json::array told{flagged_list, tasks_list};
  json::array in_delta{flagged_list, tasks_list};
  json::array tasks{};
  Answer created = Answer::json(list("made", "Fristen"), 201);

  Answer operator()(const Sent& sent) const {
    if (sent.is("GET", "/lists/delta")) return delta(in_delta);
    if (sent.is("GET", "/tasks?")) return page(tasks);
    if (sent.method == "GET" && sent.url.ends_with("/lists")) return page(told);
    if (sent.method == "POST") return created;
    if (sent.method == "DELETE") return {.code = 204};
    for (const json::value& each : told)
      if (sent.url.ends_with("/" + std::string(each.at("id").as_string())))
        return Answer::json(each);
    return Answer::error(404, "ErrorItemNotFound");
  }
};

struct Lists : ::testing::Test {
  sdk::Container ensured(const std::string& config, const std::string& stored = "",
                         Status expected = Status::ok) {
    const auto [status, container] = Driver(host.raw(), config).ensure(stored);
    EXPECT_EQ(status, expected);
    return container;
  }
  Status discarded(const std::string& id, const std::string& config = own) {
    return Driver(host.raw(), config).discard(id);
  }

  SomeLists lists;
  ScriptedHost host{[this](const Sent& sent) { return lists(sent); }};
};

// ---- the default list ---------------------------------------------------------------------------

TEST_F(Lists, TheDefaultOneIsKnownByItsWellKnownName) {
  lists.told.insert(lists.told.begin(), list("decoy", "Tasks"));
  const sdk::Container found = ensured("{}");
  EXPECT_EQ(found.id, "tasks");
  EXPECT_FALSE(found.created);
  ASSERT_EQ(host.sent.size(), 1U);
  EXPECT_EQ(host.sent[0].url, "users/user-1/todo/lists") << "without $select, which To Do refuses";
  EXPECT_EQ(ensured("{}", "decoy").id, "tasks");
}

TEST_F(Lists, TheDefaultOneIsAskedOfTheDeltaIfItIsNotTold) {
  for (const json::array& told : {json::array{flagged_list}, json::array{}}) {
    lists.told = told;
    EXPECT_EQ(ensured("{}").id, "tasks");
  }
  EXPECT_EQ(host.count("GET", "/lists/delta"), 2U);
}

TEST_F(Lists, WithoutADefaultOneNothingIsConcluded) {
  lists.told = lists.in_delta = {flagged_list};
  ensured("{}", "", Status::transient);
  ensured(own, "", Status::transient);
  EXPECT_EQ(host.count("POST"), 0U);
}

TEST_F(Lists, WhatTheDeltaSaysIsGoneIsGone) {
  lists.told = {flagged_list};
  lists.in_delta = {json::object{{"id", "tasks"},
                                 {"wellknownListName", "defaultList"},
                                 {"@removed", json::object{{"reason", "deleted"}}}}};
  ensured("{}", "", Status::transient);
}

TEST_F(Lists, ADeltaThatFailsIsTriedAgain) {
  for (const Answer& answer :
       {Answer::error(404, "ErrorItemNotFound"), Answer::error(410, "SyncStateNotFound"),
        Answer::error(503, ""), Answer{.code = 200, .body = "{"}, page({tasks_list})}) {
    host.handler = [&](const Sent& sent) {
      return sent.is("GET", "/delta") ? answer : page({flagged_list});
    };
    ensured("{}", "", Status::transient);
  }
}

TEST_F(Lists, AllPagesAreRead) {
  host.handler = [&](const Sent& sent) {
    if (sent.url == "https://g/2") return page({}, "https://g/3");
    if (sent.url == "https://g/3") return page({tasks_list});
    return page({flagged_list}, "https://g/2");
  };
  EXPECT_EQ(ensured("{}").id, "tasks");
  EXPECT_EQ(host.sent.size(), 3U);
}

TEST_F(Lists, PagesThatNeverEndAreGivenUp) {
  host.handler = [](const Sent&) { return page({flagged_list}, "https://g/again"); };
  ensured("{}", "", Status::transient);
  EXPECT_LT(host.sent.size(), 10U);
}

TEST_F(Lists, HostileAnswersAreNoLists) {
  for (const char* body : {"", "[]", "null", R"({"value":{}})", R"({"value":[5]})",
                           R"({"value":[{"id":""}]})", R"({"value":[{"id":5}]})",
                           R"({"value":[],"@odata.nextLink":5})", "{\"value\":[{\"id\":\"x\""}) {
    host.handler = [&](const Sent&) { return Answer{.code = 200, .body = body}; };
    ensured("{}", "", Status::transient);
  }
}

// ---- an own list --------------------------------------------------------------------------------

TEST_F(Lists, AnOwnOneIsUsedByItsExactName) {
  lists.told.push_back(list("upper", "FRISTEN"));
  lists.told.push_back(list("mine", "Fristen"));
  const sdk::Container found = ensured(own);
  EXPECT_EQ(found.id, "mine");
  EXPECT_FALSE(found.created);
  EXPECT_EQ(host.count("POST"), 0U);
}

TEST_F(Lists, AnOwnOneIsCreatedOnlyAfterTheDeltaWasAsked) {
  const sdk::Container made = ensured(own);
  EXPECT_EQ(made.id, "made");
  EXPECT_TRUE(made.created);
  ASSERT_EQ(host.sent.size(), 3U);
  EXPECT_TRUE(host.sent[1].is("GET", "/lists/delta"));
  EXPECT_TRUE(host.sent[2].is("POST", "users/user-1/todo/lists"));
  EXPECT_FALSE(host.sent[2].idempotent);
  EXPECT_EQ(host.sent[2].json(), (json::object{{"displayName", "Fristen"}}));

  host.forget();
  lists.in_delta.push_back(list("hidden", "Fristen"));
  EXPECT_EQ(ensured(own).id, "hidden");
  EXPECT_EQ(host.count("POST"), 0U);
}

TEST_F(Lists, TheStoredOneIsUsedAsLongAsItHasTheName) {
  lists.told.push_back(list("mine", "Fristen"));
  EXPECT_EQ(ensured(own, "mine").id, "mine");
  EXPECT_EQ(host.sent.size(), 1U);
  lists.told.back().as_object()["displayName"] = "renamed by its owner";
  EXPECT_TRUE(ensured(own, "mine").created);
  EXPECT_TRUE(ensured(own, "deleted").created);
}

TEST_F(Lists, TheStoredOneIsVerifiedOncePerSession) {
  lists.told.push_back(list("mine", "Fristen"));
  Driver driver(host.raw(), own);
  EXPECT_EQ(driver.ensure("mine").second.id, "mine");
  EXPECT_EQ(driver.ensure("mine").second.id, "mine");
  EXPECT_EQ(host.sent.size(), 1U);
}

TEST_F(Lists, NeitherFlaggedNorSharedOnesAreWrittenTo) {
  lists.told.push_back(list("flagged-2", "Fristen", "flaggedEmails"));
  lists.told.push_back(list("hers", "Fristen", "none", false));
  EXPECT_TRUE(ensured(own).created);
}

TEST_F(Lists, ACreateThatCannotBeReadIsAnUnknownOutcome) {
  for (const Answer& answer : {Answer{.code = 201}, Answer{.code = 201, .body = "{\"id\":"},
                               Answer::error(502, ""), Answer::none(Status::unknown_outcome)}) {
    lists.created = answer;
    ensured(own, "", Status::unknown_outcome);
  }
}

TEST_F(Lists, AFailureToReadTheStoredOneCreatesNothing) {
  host.handler = [](const Sent&) { return Answer::error(503, ""); };
  ensured(own, "mine", Status::transient);
  EXPECT_EQ(host.sent.size(), 1U);
}

// ---- discard ------------------------------------------------------------------------------------

TEST_F(Lists, AnEmptyOwnOneIsDeleted) {
  lists.told.push_back(list("mine", "Fristen"));
  EXPECT_EQ(discarded("mine"), Status::ok);
  EXPECT_EQ(host.sent.back().method, "DELETE");
  EXPECT_EQ(host.sent.back().url, "users/user-1/todo/lists/mine");
}

TEST_F(Lists, OneWithATaskStays) {
  lists.told.push_back(list("mine", "Fristen"));
  lists.tasks = {task("foreign", {{"status", "completed"}})};
  EXPECT_EQ(discarded("mine"), Status::conflict);
  host.handler = [&](const Sent& sent) {
    if (sent.url == "https://g/2") return page({task("late")});
    return sent.is("GET", "/tasks?") ? page({}, "https://g/2") : lists(sent);
  };
  EXPECT_EQ(discarded("mine"), Status::conflict) << "an empty page is no end";
  EXPECT_EQ(host.count("DELETE"), 0U);
}

TEST_F(Lists, WhatIsNotOursIsNeverDeleted) {
  lists.told.push_back(list("renamed", "Wichtig"));
  lists.told.push_back(list("hers", "Fristen", "none", false));
  lists.told.push_back(list("default-2", "Fristen", "defaultList"));
  lists.told.push_back(json::object{{"id", "untold"}, {"displayName", "Fristen"}});
  for (const char* id : {"renamed", "hers", "default-2", "untold", "tasks", "flagged", ""})
    EXPECT_EQ(discarded(id), Status::conflict) << id;
  EXPECT_EQ(discarded("tasks", "{}"), Status::conflict);
  EXPECT_EQ(host.count("DELETE"), 0U);
}

TEST_F(Lists, OneThatIsGoneAlreadyIsDiscarded) {
  EXPECT_EQ(discarded("gone"), Status::ok);
  lists.told.push_back(list("mine", "Fristen"));
  host.handler = [&](const Sent& sent) {
    return sent.url.ends_with("/mine") ? Answer::error(404, "ErrorItemNotFound") : lists(sent);
  };
  EXPECT_EQ(discarded("mine"), Status::transient) << "it is there: one 404 proves nothing";
}

// ---- the connection test ------------------------------------------------------------------------

TEST_F(Lists, TheProbeAsksForOneList) {
  const auto probes = Driver(host.raw()).check();
  ASSERT_EQ(probes.size(), 1U);
  EXPECT_EQ(probes[0].name, "To Do");
  EXPECT_EQ(host.sent.at(0).plain_url(), "users/user-1/todo/lists?$top=1");
  host.handler = [](const Sent&) { return Answer::error(401, "UnknownError", "no"); };
  const auto failed = Driver(host.raw()).check();
  EXPECT_EQ(failed.at(0).outcome, sdk::Health::failed);
  EXPECT_EQ(failed.at(0).http_status, 401);
  EXPECT_EQ(failed.at(0).code, "UnknownError");
}

}  // namespace
}  // namespace relais::agenda::todo::testing
