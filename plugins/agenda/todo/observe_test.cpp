// What is observed, looked up and listed, with scripted answers.
#include "plugins/agenda/todo/observe.hpp"

#include <gtest/gtest.h>

#include <map>

#include "plugins/agenda/todo/shown.hpp"
#include "plugins/agenda/todo/testing/driver.hpp"

namespace relais::agenda::todo::testing {
namespace {

using sdk::Life;

/// To Do with these lists and what is in them.
struct Mailbox {
  json::array told{flagged_list, tasks_list, list("other"), list("hers", "", "none", false)};
  json::array in_delta = told;
  std::map<std::string, json::array> tasks;

  Answer operator()(const Sent& sent) const {
    if (sent.is("GET", "/lists/delta")) return delta(in_delta);
    if (sent.method == "GET" && sent.url.ends_with("/lists")) return page(told);
    for (const json::value& each : in_delta) {
      const std::string id(each.at("id").as_string());
      if (!sent.is("GET", "/lists/" + id + "/tasks?")) continue;
      const auto at = tasks.find(id);
      return page(at == tasks.end() ? json::array{} : at->second);
    }
    return Answer::error(404, "ErrorItemNotFound");
  }
};

struct Seen : ::testing::Test {
  Mailbox mailbox;
  ScriptedHost host{[this](const Sent& sent) { return mailbox(sent); }};
  Driver driver{host.raw()};
};

// ---- observe ------------------------------------------------------------------------------------

TEST_F(Seen, OursAreReportedFromEveryListAndForeignOnesAreNot) {
  const json::object ticked = task("b", {{"status", "completed"}}, "s:reminder:2");
  mailbox.tasks["tasks"] = {
      task("foreign"), task("a", {}, "s:deadline:1"), task("b09", {}, "s:appointment:1"),
      task("mail", {{"linkedResources", json::array{link("s:deadline:9", "Outlook")}}})};
  mailbox.tasks["other"] = {ticked};
  const Observed seen = driver.observe("tasks", "", true);
  ASSERT_EQ(seen.status, Status::ok);
  EXPECT_TRUE(seen.complete);
  EXPECT_TRUE(seen.removed.empty());
  ASSERT_EQ(seen.upserts.size(), 2U);
  EXPECT_EQ(seen.upserts[0].remote_id, "a");
  EXPECT_EQ(seen.upserts[0].key, "s:deadline:1");
  EXPECT_EQ(seen.upserts[0].container, "tasks");
  EXPECT_EQ(seen.upserts[0].etag, "W/\"1\"");
  EXPECT_EQ(seen.upserts[0].written_fingerprint, "");
  EXPECT_EQ(seen.upserts[0].facts, R"({"done":false})");
  EXPECT_EQ(seen.upserts[1].container, "other");
  EXPECT_EQ(seen.upserts[1].facts, R"({"done":true})");
  EXPECT_EQ(seen.upserts[1].remote_fingerprint, remote_print(ticked));
  EXPECT_EQ(host.sent.at(1).plain_url(),
            "users/user-1/todo/lists/tasks/tasks?$expand=linkedResources&$top=250");
  EXPECT_EQ(host.count("GET", "/lists/flagged/"), 0U);
  EXPECT_EQ(host.count("GET", "/lists/hers/"), 0U);
}

TEST_F(Seen, BetweenAuditsNothingIsAsked) {
  const std::string cursor = driver.observe("tasks", "", true).cursors.at(0);
  EXPECT_FALSE(cursor.empty());
  host.forget();
  const Observed seen = driver.observe("tasks", cursor, false);
  EXPECT_EQ(seen.status, Status::ok);
  EXPECT_TRUE(seen.upserts.empty());
  EXPECT_FALSE(seen.complete);
  EXPECT_TRUE(host.sent.empty());
}

TEST_F(Seen, WithoutACursorEverythingIsListed) {
  mailbox.tasks["tasks"] = {task("a", {}, "s:deadline:1")};
  const Observed seen = driver.observe("tasks", "", false);
  EXPECT_EQ(seen.status, Status::ok);
  EXPECT_EQ(seen.upserts.size(), 1U);
  EXPECT_FALSE(seen.complete);
}

TEST_F(Seen, ACursorOfAnotherVersionIsNotGoneOnWith) {
  EXPECT_EQ(driver.observe("tasks", "something else", false).status, Status::resync);
  EXPECT_TRUE(host.sent.empty());
}

TEST_F(Seen, AListThatIsMissedIsAskedOfTheDelta) {
  mailbox.in_delta.push_back(list("mine"));
  mailbox.tasks["mine"] = {task("a", {}, "s:deadline:1")};
  EXPECT_EQ(driver.observe("mine", "", true).upserts.size(), 1U);
  EXPECT_TRUE(driver.observe("deleted by its owner", "", true).complete);
  host.forget();
  EXPECT_EQ(driver.observe("other", "", true).upserts.size(), 0U);
  EXPECT_EQ(host.count("GET", "/delta"), 0U);
}

TEST_F(Seen, EachPageIsACheckpointAndAnEmptyOneIsNoEnd) {
  host.handler = [&](const Sent& sent) {
    if (sent.url == "https://g/2") return page({}, "https://g/3");
    if (sent.url == "https://g/3") return page({task("b", {}, "s:deadline:2")});
    if (sent.is("GET", "lists/tasks/tasks?"))
      return page({task("a", {}, "s:deadline:1")}, "https://g/2");
    return mailbox(sent);
  };
  const Observed seen = driver.observe("tasks", "", true);
  EXPECT_TRUE(seen.complete);
  EXPECT_EQ(seen.upserts.size(), 2U);
  EXPECT_EQ(seen.cursors.size(), 4U);
}

TEST_F(Seen, AListingThatBreaksIsNeverComplete) {
  for (const Answer& answer :
       {Answer::error(404, "ErrorItemNotFound"), Answer::error(429, "ApplicationThrottled"),
        Answer::error(500, "UnknownError"), Answer{.code = 200, .body = "{\"value\":["},
        Answer::json(json::object{{"value", json::array{5}}}),
        page({task("a")}, "https://g/lists/other/tasks?again")}) {
    host.handler = [&](const Sent& sent) {
      return sent.is("GET", "lists/other/tasks?") ? answer : mailbox(sent);
    };
    const Observed seen = driver.observe("tasks", "", true);
    EXPECT_EQ(seen.status, Status::transient) << answer.code << answer.body;
    EXPECT_FALSE(seen.complete);
  }
}

TEST_F(Seen, HostileTasksDoNoHarm) {
  mailbox.tasks["tasks"] = {
      json::object{{"id", "1"}, {"linkedResources", json::object{}}},
      json::object{{"id", "2"}, {"linkedResources", json::array{json::array{}, "relais"}}},
      json::object{{"id", "3"},
                   {"linkedResources",
                    json::array{json::object{{"applicationName", 5}, {"externalId", true}}}}},
      json::object{{"id", "4"},
                   {"title", json::array{}},
                   {"body", "x"},
                   {"linkedResources", json::array{link("s:deadline:4")}}}};
  const Observed seen = driver.observe("tasks", "", true);
  EXPECT_EQ(seen.status, Status::ok);
  ASSERT_EQ(seen.upserts.size(), 1U);
  EXPECT_EQ(seen.upserts[0].remote_id, "4");
  EXPECT_EQ(seen.upserts[0].remote_fingerprint, "");
  EXPECT_EQ(seen.upserts[0].facts, "");
}

TEST_F(Seen, AStopIsObeyedBetweenPages) {
  host.handler = [&](const Sent& sent) {
    host.cancel = true;
    return mailbox(sent);
  };
  EXPECT_EQ(driver.observe("tasks", "", true).status, Status::cancelled);
  EXPECT_EQ(host.sent.size(), 1U);
}

// ---- lookup -------------------------------------------------------------------------------------

TEST_F(Seen, IsFoundByKeyOrIdOrBothAndOnceOnly) {
  mailbox.tasks["other"] = {task("a", {}, "s:deadline:1")};
  for (const auto& [key, id] : std::vector<std::pair<std::string, std::string>>{
           {"s:deadline:1", ""}, {"", "a"}, {"s:deadline:1", "a"}, {"s:deadline:1", "old id"}}) {
    const Looked looked = driver.lookup({{key, id}});
    ASSERT_EQ(looked.status, Status::ok);
    ASSERT_EQ(looked.found.size(), 1U) << key << id;
    const sdk::Found& found = looked.found[0].second;
    EXPECT_EQ(found.state, Life::live);
    EXPECT_EQ(found.remote_id, "a");
    EXPECT_EQ(found.key, "s:deadline:1");
    EXPECT_EQ(found.container, "other");
    EXPECT_EQ(found.facts, R"({"done":false})");
    EXPECT_EQ(found.remote_fingerprint.size(), 40U);
    EXPECT_EQ(found.created_at, "2026-01-01T00:00:00.0000000Z");
  }
}

TEST_F(Seen, ATaskThatIsMovedMeanwhileIsFoundUnderItsNewId) {
  mailbox.tasks["other"] = {task("new", {}, "s:deadline:1")};
  const Looked looked = driver.lookup({{"s:deadline:1", "old"}, {"s:deadline:2", "x"}});
  ASSERT_EQ(looked.found.size(), 2U);
  EXPECT_EQ(looked.found[0].second.remote_id, "new");
  EXPECT_EQ(looked.found[1].first, 1U);
  EXPECT_EQ(looked.found[1].second.state, Life::gone);
}

TEST_F(Seen, TwinsAreToldAndATaskShownTwiceIsNone) {
  mailbox.tasks["tasks"] = {task("a", {}, "s:deadline:1"), task("a", {}, "s:deadline:1")};
  mailbox.tasks["other"] = {task("b", {}, "s:deadline:1")};
  EXPECT_EQ(driver.lookup({{"s:deadline:1", ""}}).found.size(), 2U);
  EXPECT_EQ(driver.lookup({{"s:deadline:1", "a"}}).found.size(), 2U);
  EXPECT_EQ(driver.inventory().found.size(), 2U);
}

TEST_F(Seen, ATaskThatLostItsKeyIsFoundByItsIdAsForeign) {
  mailbox.tasks["tasks"] = {task("a")};
  const Looked looked = driver.lookup({{"s:deadline:1", "a"}});
  ASSERT_EQ(looked.found.size(), 1U);
  EXPECT_EQ(looked.found[0].second.key, "");
}

TEST_F(Seen, NothingIsGoneBeforeTheDeltaWasAsked) {
  mailbox.tasks["tasks"] = {task("a", {}, "s:deadline:1")};
  EXPECT_EQ(driver.lookup({{"s:deadline:1", ""}}).found.size(), 1U);
  EXPECT_EQ(host.count("GET", "/delta"), 0U);
  mailbox.in_delta.push_back(list("hidden"));
  mailbox.tasks["hidden"] = {task("b", {}, "s:deadline:2")};
  const Looked looked = driver.lookup({{"s:deadline:1", ""}, {"s:deadline:2", "b"}});
  ASSERT_EQ(looked.found.size(), 2U);
  EXPECT_EQ(looked.found[1].second.container, "hidden");
  EXPECT_EQ(host.count("GET", "/lists/tasks/tasks?"), 2U) << "each list once";
  EXPECT_EQ(driver.lookup({{"s:deadline:3", ""}}).found.at(0).second.state, Life::gone);
}

TEST_F(Seen, ALookupThatCannotSeeEverythingConcludesNothing) {
  for (const char* broken : {"lists/other/tasks?", "/lists/delta"}) {
    host.handler = [&](const Sent& sent) {
      return sent.is("GET", broken) ? Answer::error(404, "ErrorItemNotFound") : mailbox(sent);
    };
    const Looked looked = driver.lookup({{"s:deadline:1", ""}});
    EXPECT_EQ(looked.status, Status::transient);
    EXPECT_TRUE(looked.found.empty());
  }
}

TEST_F(Seen, ALookupOfNothingAsksNothing) {
  EXPECT_EQ(driver.lookup({}).status, Status::ok);
  EXPECT_TRUE(host.sent.empty());
}

TEST_F(Seen, TheInventoryIsEveryTaskWithAKeyOfOurKinds) {
  mailbox.in_delta.push_back(list("hidden"));
  mailbox.tasks["tasks"] = {task("foreign"), task("a", {}, "s:deadline:1:lead-1"),
                            task("b09", {}, "s:appointment:1")};
  mailbox.tasks["hidden"] = {task("b", {}, "s:reminder:2")};
  mailbox.tasks["hers"] = {task("c", {}, "s:deadline:3")};
  const Looked all = driver.inventory();
  ASSERT_EQ(all.found.size(), 2U);
  EXPECT_EQ(all.found[0].second.remote_id, "a");
  EXPECT_EQ(all.found[0].second.container, "tasks");
  EXPECT_EQ(all.found[1].second.key, "s:reminder:2");
}

}  // namespace
}  // namespace relais::agenda::todo::testing
