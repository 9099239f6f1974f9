// Updates and deletions of tasks, with scripted answers.
#include "plugins/agenda/todo/apply.hpp"

#include <gtest/gtest.h>

#include "plugins/agenda/todo/shown.hpp"
#include "plugins/agenda/todo/testing/driver.hpp"
#include "plugins/graph/fence.hpp"

namespace relais::agenda::todo::testing {
namespace {

using sdk::Action;

const std::string root = "users/user-1/todo/lists";

// ---- updates ------------------------------------------------------------------------------------

/// A mailbox with one task in one list, which answers as To Do does.
struct OneTask {
  json::object there = task("t1", {}, standard_key);
  int version = 1;
  int conflicts = 0;  ///< so many writes with If-Match come too late

  Answer operator()(const Sent& sent) {
    if (sent.is("GET", "/linkedResources")) return page(there.at("linkedResources").as_array());
    if (sent.is("PATCH", "/linkedResources/")) {
      for (json::value& each : there["linkedResources"].as_array())
        if (sent.plain_url().ends_with("/" + std::string(each.at("id").as_string())))
          for (const auto& [name, value] : sent.json()) each.as_object()[name] = value;
      return Answer::json(there.at("linkedResources").as_array().at(0));
    }
    if (sent.method == "PATCH") {
      const std::string match = sent.header("If-Match");
      if (!match.empty() && conflicts > 0) {
        --conflicts;
        there["body"] = body("typed meanwhile " + std::to_string(conflicts));
        touch();
      }
      if (!match.empty() && match != there.at("@odata.etag").as_string())
        return Answer::error(412, "ErrorIrresolvableConflict");
      for (const auto& [name, value] : sent.json()) there[name] = value;
      touch();
    }
    json::object shown = there;
    if (sent.url.find("expand") == std::string::npos) shown.erase("linkedResources");
    return Answer::json(shown);
  }
  void touch() { there["@odata.etag"] = "W/\"" + std::to_string(++version) + "\""; }
  std::string notes() const { return std::string(there.at("body").at("content").as_string()); }
};

struct Update : ::testing::Test {
  sdk::Result apply(const Task& one) { return driver.apply({one}).of(0); }
  json::object first_patch() { return host.sent.at(0).json(); }

  OneTask graph;
  ScriptedHost host{[this](const Sent& sent) { return graph(sent); }};
  Driver driver{host.raw()};
};

TEST_F(Update, OfOurFieldsIsOneRequest) {
  graph.there["body"] = body("the owner's");
  const sdk::Result result = apply(operation(Action::update));
  EXPECT_EQ(result.status, Status::ok);
  EXPECT_EQ(result.remote_id, "t1");
  EXPECT_EQ(result.etag, "W/\"2\"");
  EXPECT_EQ(result.container, "tasks");
  EXPECT_EQ(result.remote_fingerprint, remote_print(graph.there));
  ASSERT_EQ(host.sent.size(), 1U);
  EXPECT_EQ(host.sent[0].method, "PATCH");
  EXPECT_EQ(host.sent[0].url, root + "/tasks/tasks/t1");
  EXPECT_TRUE(host.sent[0].idempotent);
  EXPECT_EQ(host.sent[0].header("If-Match"), "");
  EXPECT_EQ(first_patch(), document().fields);
  EXPECT_EQ(graph.notes(), "the owner's");
}

struct Tick {
  const char* name;
  bool news;
  std::string previous;  ///< done part of it
  bool done;
  bool sent;
};

class R66 : public ::testing::TestWithParam<Tick> {};

TEST_P(R66, TheOwnersTickStaysUntilTheSourceSaysOtherwise) {
  OneTask graph;
  graph.there["status"] = "completed";
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  Document wanted = document();
  wanted.done = GetParam().done;
  Task update = operation(Action::update, wanted);
  update.news = GetParam().news;
  if (GetParam().previous.empty()) {
    update.previous.clear();
  } else {
    Document before = wanted;
    before.done = GetParam().previous == "done";
    before.fields["title"] = "before";
    update.previous = written_print(before);
  }
  const sdk::Result result = driver.apply({update}).of(0);
  EXPECT_EQ(result.status, Status::ok);
  const json::object patch = host.sent.at(0).json();
  ASSERT_EQ(patch.contains("status"), GetParam().sent);
  if (patch.contains("status")) {
    EXPECT_EQ(patch.at("status"), wanted.done ? "completed" : "notStarted");
  }
  const bool left = !GetParam().sent || wanted.done;
  EXPECT_EQ(result.facts, left ? R"({"done":true})" : R"({"done":false})");
}

INSTANTIATE_TEST_SUITE_P(Ticks, R66,
                         ::testing::Values(Tick{"Repair", false, "open", false, false},
                                           Tick{"RepairOfADoneOne", false, "done", true, false},
                                           Tick{"News", true, "open", false, true},
                                           Tick{"NewsOfADoneOne", true, "done", true, true},
                                           Tick{"DoneAtTheSource", false, "open", true, true},
                                           Tick{"NoLongerDoneAtTheSource", false, "done", false,
                                                true},
                                           Tick{"AfterALostLedger", false, "", false, false},
                                           Tick{"DoneAndALostLedger", false, "", true, true}),
                         [](const auto& each) { return each.param.name; });

TEST_F(Update, ARepairIsNoNewsThoughItsPrintsAreNotOurs) {
  Task update = operation(Action::update);
  update.previous = "a.b";  // another version's
  EXPECT_EQ(apply(update).status, Status::ok);
  EXPECT_FALSE(first_patch().contains("status"));
}

TEST_F(Update, TheFenceIsWrittenWithIfMatchWhereItDiffers) {
  graph.there["body"] = body("the owner's");
  Document wanted = document();
  wanted.body = "Klient: A";
  const sdk::Result result = apply(operation(Action::update, wanted));
  EXPECT_EQ(result.status, Status::ok);
  EXPECT_EQ(result.etag, "W/\"3\"");
  EXPECT_EQ(result.remote_fingerprint, remote_print(graph.there));
  EXPECT_EQ(graph.notes(), "the owner's\n\n--- relais ---\nKlient: A\n--- /relais ---");
  ASSERT_EQ(host.sent.size(), 2U);
  EXPECT_EQ(host.sent[1].header("If-Match"), "W/\"2\"");
  EXPECT_EQ(host.sent[1].json().size(), 1U) << "the notes alone";
  host.forget();
  EXPECT_EQ(apply(operation(Action::update, wanted)).status, Status::ok);
  EXPECT_EQ(host.sent.size(), 1U);
}

TEST_F(Update, WhatTheOwnerTypesMeanwhileSurvives) {
  graph.there["body"] = body("the owner's");
  graph.conflicts = 2;
  Document wanted = document();
  wanted.body = "Klient: A";
  EXPECT_EQ(apply(operation(Action::update, wanted)).status, Status::ok);
  EXPECT_EQ(graph.notes(), "typed meanwhile 0\n\n--- relais ---\nKlient: A\n--- /relais ---");
  EXPECT_EQ(host.count("GET"), 2U);
}

TEST_F(Update, GivesUpAfterAFewConflicts) {
  graph.conflicts = 100;
  Document wanted = document();
  wanted.body = "Klient: A";
  EXPECT_EQ(apply(operation(Action::update, wanted)).status, Status::conflict);
  EXPECT_LE(host.sent.size(), 8U);
}

TEST_F(Update, A412WithoutIfMatchIsTriedAgain) {
  int late = 1;
  host.handler = [&](const Sent& sent) {
    if (late-- > 0) return Answer::error(412, "ErrorIrresolvableConflict");
    return graph(sent);
  };
  EXPECT_EQ(apply(operation(Action::update)).status, Status::ok);
  host.handler = [&](const Sent&) { return Answer::error(412, "ErrorIrresolvableConflict"); };
  EXPECT_EQ(apply(operation(Action::update)).status, Status::conflict);
}

TEST_F(Update, FormattedNotesAreReadAsText) {
  graph.there["body"] = body(
      "<html><body><p>the owner's</p><p>--- relais ---</p><p>Klient: A</p><p>--- /relais ---</p>"
      "</body></html>",
      "html");
  Document wanted = document();
  wanted.body = "Klient: A";
  EXPECT_EQ(apply(operation(Action::update, wanted)).status, Status::ok);
  EXPECT_EQ(host.sent.size(), 1U) << "nothing to change";
  wanted.body = "Klient: B";
  EXPECT_EQ(apply(operation(Action::update, wanted)).status, Status::ok);
  EXPECT_EQ(graph.there.at("body").at("contentType"), "text");
  EXPECT_NE(graph.notes().find("the owner's"), std::string::npos);
  EXPECT_NE(graph::inside_fence(graph.notes()).find("Klient: B"), std::string::npos);
  EXPECT_EQ(graph.notes().find("Klient: A"), std::string::npos);
}

TEST_F(Update, AnAnswerThatShowsNoTaskIsReadAgain) {
  for (const Answer& shown : {Answer{.code = 204}, Answer{.code = 200, .body = "{\"id\":"},
                              Answer::json(json::object{{"id", "t1"}})}) {
    host.forget();
    host.handler = [&](const Sent& sent) { return sent.method == "PATCH" ? shown : graph(sent); };
    EXPECT_EQ(apply(operation(Action::update)).remote_fingerprint, remote_print(graph.there));
    EXPECT_EQ(host.sent.size(), 2U);
    host.handler = [&](const Sent&) { return shown; };
    EXPECT_EQ(apply(operation(Action::update)).status, Status::transient);
  }
}

TEST_F(Update, ATaskThatIsNotThereIsForTheEngineToLookUp) {
  host.handler = [](const Sent&) { return Answer::error(404, "ErrorItemNotFound"); };
  EXPECT_EQ(apply(operation(Action::update)).status, Status::not_found);
  EXPECT_EQ(host.sent.size(), 1U);
}

// ---- the name of the link -----------------------------------------------------------------------

/// An update from a document whose link had another name.
Task renaming(const std::string& before = "2026-0001") {
  Task update = operation(Action::update);
  Document old = document();
  old.display_name = before;
  update.previous = written_print(old);
  return update;
}

TEST_F(Update, ANewNameGoesToOurLinkAlone) {
  graph.there["linkedResources"] =
      json::array{link("s:deadline:1", "Outlook", "mail"), link("s:deadline:2", "relais", "other"),
                  link(standard_key, "relais", "2026-0001")};
  graph.there["linkedResources"].as_array()[0].as_object()["id"] = "foreign";
  EXPECT_EQ(apply(renaming()).status, Status::ok);
  ASSERT_EQ(host.sent.size(), 3U);
  EXPECT_EQ(host.sent[1].url, root + "/tasks/tasks/t1/linkedResources");
  EXPECT_EQ(host.sent[2].plain_url(), root + "/tasks/tasks/t1/linkedResources/link-s:deadline:1");
  EXPECT_EQ(host.sent[2].json(), (json::object{{"displayName", "2026-0173"}}));
  EXPECT_EQ(graph.there.at("linkedResources").at(0).at("displayName"), "mail");
  EXPECT_EQ(graph.there.at("linkedResources").at(2).at("displayName"), "2026-0173");
}

TEST_F(Update, ANameThatIsRightIsNotWritten) {
  EXPECT_EQ(apply(renaming()).status, Status::ok);
  EXPECT_EQ(host.sent.size(), 2U);
  EXPECT_EQ(host.count("PATCH", "linkedResources"), 0U);
}

TEST_F(Update, AnUnknownNameIsLookedAt) {
  Task update = operation(Action::update);
  update.previous.clear();
  EXPECT_EQ(apply(update).status, Status::ok);
  EXPECT_EQ(host.count("GET", "linkedResources"), 1U);
}

TEST_F(Update, ALinkThatItsOwnerTookAwayStaysAway) {
  graph.there["linkedResources"] = json::array{};
  EXPECT_EQ(apply(renaming()).status, Status::ok);
  EXPECT_EQ(host.count("POST"), 0U);
}

TEST_F(Update, LinksThatCannotBeReadOrNeverEndArePutOff) {
  for (const Answer& links :
       {Answer{.code = 200, .body = "{"}, Answer::json(json::object{{"value", 5}}),
        Answer::json(
            json::object{{"value", json::array{json::object{{"applicationName", "relais"},
                                                            {"externalId", standard_key}}}}}),
        page({link("s:deadline:2")}, "https://g/more?linkedResources")}) {
    host.handler = [&](const Sent& sent) {
      return sent.is("GET", "linkedResources") ? links : graph(sent);
    };
    EXPECT_EQ(apply(renaming()).status, Status::transient) << links.body;
  }
}

// ---- verify, delete -----------------------------------------------------------------------------

TEST_F(Update, VerifiedWritesOnlyToTheTaskThatCarriesTheKey) {
  Task update = operation(Action::update);
  update.verify = true;
  EXPECT_EQ(apply(update).status, Status::ok);
  EXPECT_EQ(host.sent.at(0).method, "GET");
  EXPECT_EQ(host.sent.at(0).plain_url(), root + "/tasks/tasks/t1?$expand=linkedResources");
  for (const char* key : {"s:deadline:2", "", "s:deadline"}) {
    graph.there["linkedResources"] = json::array{link(key)};
    host.forget();
    EXPECT_EQ(apply(update).status, Status::not_found) << key;
    EXPECT_EQ(host.sent.size(), 1U);
  }
  graph.there["linkedResources"] = json::array{link(standard_key, "Outlook")};
  EXPECT_EQ(apply(update).status, Status::not_found);
}

TEST(Delete, VerifiedDeletesNothingForeign) {
  ScriptedHost host([](const Sent&) { return Answer::json(task("t1", {}, "s:deadline:2")); });
  Driver driver(host.raw());
  Task remove = operation(Action::remove);
  remove.verify = true;
  EXPECT_EQ(driver.apply({remove}).of(0).status, Status::not_found);
  EXPECT_EQ(host.count("DELETE"), 0U);
}

TEST(Delete, IsOneRequest) {
  ScriptedHost host([](const Sent&) { return Answer{.code = 204}; });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({operation(Action::remove)}).of(0).status, Status::ok);
  ASSERT_EQ(host.sent.size(), 1U);
  EXPECT_EQ(host.sent[0].method, "DELETE");
  EXPECT_EQ(host.sent[0].url, root + "/tasks/tasks/t1");
}

/// To Do without the task, which may lie in another list.
struct Missing {
  json::array elsewhere;
  Answer operator()(const Sent& sent) const {
    if (sent.is("GET", "lists/other/tasks?")) return page(elsewhere);
    if (sent.is("GET", "lists/tasks/tasks?")) return page({});
    if (sent.is("GET", "lists/delta")) return delta({tasks_list, list("other")});
    if (sent.method == "GET" && sent.url.ends_with("/lists")) return page({tasks_list});
    return Answer::error(404, "ErrorItemNotFound");
  }
};

TEST(Delete, OfWhatIsInNoListIsDone) {
  ScriptedHost host{Missing{}};
  Driver driver(host.raw());
  Task another = operation(Action::remove);
  another.remote_id = "t2";
  another.key = "s:deadline:2";
  const Applied applied = driver.apply({operation(Action::remove), another});
  EXPECT_EQ(applied.of(0).status, Status::ok);
  EXPECT_EQ(applied.of(1).status, Status::ok);
  EXPECT_EQ(host.count("GET", "/lists/other/tasks?"), 1U) << "one look for all of them";
}

TEST(Delete, OfWhatItsOwnerMovedIsForTheEngineToLookUp) {
  ScriptedHost host{Missing{{task("new id", {}, standard_key)}}};
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({operation(Action::remove)}).of(0).status, Status::not_found);
}

TEST(Delete, OfWhatCannotBeLookedForIsPutOff) {
  const Missing missing;
  ScriptedHost host([&](const Sent& sent) {
    return sent.is("GET", "/tasks?") ? Answer::error(503, "") : missing(sent);
  });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({operation(Action::remove)}).of(0).status, Status::transient);
}

TEST(Delete, ANotFoundUnderLoadIsTriedAgain) {
  int deletes = 0;
  ScriptedHost host([&](const Sent& sent) {
    if (sent.method == "GET") return Answer::json(task("t1"));
    return ++deletes == 1 ? Answer::error(404, "ErrorItemNotFound") : Answer{.code = 204};
  });
  Driver driver(host.raw());
  EXPECT_EQ(driver.apply({operation(Action::remove)}).of(0).status, Status::ok);
  EXPECT_EQ(deletes, 2);
  host.handler = [](const Sent& sent) {
    return sent.method == "GET" ? Answer::json(task("t1"))
                                : Answer::error(404, "ErrorItemNotFound");
  };
  EXPECT_EQ(driver.apply({operation(Action::remove)}).of(0).status, Status::transient);
}

// ---- many ---------------------------------------------------------------------------------------

TEST(Operations, OneRefusalDoesNotStopTheOthers) {
  ScriptedHost host([](const Sent& sent) {
    if (sent.is("PATCH", "/t2")) return Answer::error(400, "invalidRequest");
    if (sent.is("DELETE", "/t3")) return Answer{.code = 204};
    return Answer::json(task("t1"));
  });
  Driver driver(host.raw());
  Task bad = operation(Action::update), gone = operation(Action::remove);
  bad.remote_id = "t2";
  gone.remote_id = "t3";
  const Applied applied = driver.apply({operation(Action::update), bad, gone});
  EXPECT_EQ(applied.status, Status::ok);
  EXPECT_EQ(applied.of(0).status, Status::ok);
  EXPECT_EQ(applied.of(1).status, Status::item);
  EXPECT_EQ(applied.of(2).status, Status::ok);
}

TEST(Operations, ACancelledCallEndsWithoutReports) {
  ScriptedHost host([](const Sent&) { return Answer::none(Status::cancelled); });
  Driver driver(host.raw());
  const Applied applied = driver.apply({operation(Action::create), operation(Action::update)});
  EXPECT_EQ(applied.status, Status::cancelled);
  EXPECT_TRUE(applied.results.empty());
  host.cancel = true;
  host.forget();
  EXPECT_EQ(driver.apply({operation(Action::create)}).status, Status::cancelled);
  EXPECT_TRUE(host.sent.empty());
}

}  // namespace
}  // namespace relais::agenda::todo::testing
