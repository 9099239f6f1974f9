// The target "tasks" against the Graph emulator, over a real socket.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "plugins/agenda/todo/testing/driver.hpp"
#include "plugins/graph/request.hpp"
#include "plugins/graph/testing/socket_host.hpp"
#include "tests/graph-emulator/control.hpp"

namespace relais::agenda::todo::testing {
namespace {

using graph::testing::SocketHost;
using sdk::Action;
using sdk::Life;

const std::string tenant = "11111111-2222-3333-4444-555555555555";
const std::string user = "99999999-0000-1111-2222-333333333333";

std::string account() { return R"({"mailbox":{"id":")" + user + R"("}})"; }

std::string key_number(std::size_t number) { return "s:deadline:" + std::to_string(number); }

class OnEmulator : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(graph_.start().has_value());
    ok(control_.add_tenant(tenant));
    ok(control_.add_app(
        tenant, {.client_id = "app", .secret = "secret", .roles = {"Tasks.ReadWrite.All"}}));
    ok(control_.add_user(tenant, {.id = user, .upn = "mm@example.ch"}));
    ok(control_.settings({{"page_size", 2}, {"max_page_size", 3}}));
    reconnect();
    open("{}");
  }

  std::string token() {
    const json::value answer = json::parse(
        graph::testing::post_form(graph_.url() + "/" + tenant + "/oauth2/v2.0/token",
                                  "client_id=app&client_secret=secret&grant_type=client_credentials"
                                  "&scope=" +
                                      graph::escape(graph_.url() + "/.default")));
    return std::string(answer.at("access_token").as_string());
  }

  /// libcurl itself repeats what breaks on a connection that was used before.
  void reconnect() {
    host_ = std::make_unique<SocketHost>(graph_.url() + "/v1.0/", token());
    driver_ = std::make_unique<Driver>(host_->raw(), R"({"page_size":3})", account());
  }

  void open(json::object config) {
    config["page_size"] = 3;
    driver_ = std::make_unique<Driver>(host_->raw(), json::serialize(config), account());
    ASSERT_EQ(driver_->opened(), Status::ok);
    const auto [status, container] = driver_->ensure("");
    ASSERT_EQ(status, Status::ok);
    list_ = container.id;
  }
  void open(const char* config) { open(json::parse(config).as_object()); }

  template <class T>
  static void ok(const Result<T>& result) {
    ASSERT_TRUE(result.has_value()) << result.error().text;
  }

  sdk::Result create(const std::string& key, const Document& wanted = document()) {
    Task one = operation(Action::create, wanted);
    one.key = key;
    one.container = list_;
    return driver_->apply({one}).of(0);
  }
  Task on_copy(Action action, const sdk::Result& copy, const std::string& key,
               const Document& wanted = document()) {
    Task one = operation(action, wanted);
    one.key = key;
    one.container = copy.container;
    one.remote_id = copy.remote_id;
    return one;
  }

  json::object state() { return control_.state(tenant, user).value(); }
  json::array tasks() { return state().at("tasks").as_array(); }
  json::object task_of(const std::string& id) {
    for (const json::value& each : tasks())
      if (each.at("id").as_string() == id) return each.as_object();
    ADD_FAILURE() << "no task " << id;
    return {};
  }
  std::string owner(const json::object& action) {
    const auto done = control_.owner(tenant, user, action);
    EXPECT_TRUE(done.has_value()) << (done ? "" : done.error().text);
    if (!done) return {};
    const json::object* answer = done->if_object();
    const json::value* id = answer ? answer->if_contains("id") : nullptr;
    return id ? std::string(id->as_string()) : std::string();
  }
  void fault(const json::object& match, const json::object& action, int times = 1) {
    ok(control_.faults({json::object{{"match", match}, {"action", action}, {"times", times}}}));
  }

  emulator::Emulator graph_{{}};
  emulator::Control control_{graph_};
  std::unique_ptr<SocketHost> host_;
  std::unique_ptr<Driver> driver_;
  std::string list_;
};

TEST_F(OnEmulator, ACreateIsReadBackEqualByEveryWay) {
  for (const bool cut : {true, false}) {
    ok(control_.settings({{"todo_due_cut", cut}}));
    Document wanted = document();
    wanted.body = "Klient: A\nGericht: B";
    wanted.fields["isReminderOn"] = true;
    wanted.fields["reminderDateTime"] = date_time("2026-04-28T08:00:00", "Europe/Zurich");
    const std::string key = key_number(cut ? 1 : 2);
    const sdk::Result made = create(key, wanted);
    ASSERT_EQ(made.status, Status::ok) << made.code << made.message;
    ASSERT_EQ(made.remote_fingerprint.size(), 40U);

    const Observed seen = driver_->observe(list_, "", true);
    ASSERT_EQ(seen.status, Status::ok);
    const sdk::Upsert& shown = seen.upserts.back();
    EXPECT_EQ(shown.remote_id, made.remote_id);
    EXPECT_EQ(shown.key, key);
    EXPECT_EQ(shown.etag, made.etag);
    EXPECT_EQ(shown.container, list_);
    EXPECT_EQ(shown.remote_fingerprint, made.remote_fingerprint);
    EXPECT_EQ(shown.facts, R"({"done":false})");

    for (const auto& [by_key, by_id] : std::vector<std::pair<std::string, std::string>>{
             {key, ""}, {"", made.remote_id}, {key, made.remote_id}}) {
      const Looked looked = driver_->lookup({{by_key, by_id}});
      ASSERT_EQ(looked.found.size(), 1U);
      const sdk::Found& found = looked.found[0].second;
      EXPECT_EQ(found.state, Life::live);
      EXPECT_EQ(found.remote_id, made.remote_id);
      EXPECT_EQ(found.key, key);
      EXPECT_EQ(found.remote_fingerprint, made.remote_fingerprint);
    }
  }
}

TEST_F(OnEmulator, AnUpdateChangesWhatIsOursAndNothingElse) {
  const sdk::Result made = create(key_number(1));
  owner({{"do", "update_task"},
         {"task", made.remote_id},
         {"set",
          {{"body", {{"contentType", "text"}, {"content", "mine"}}}, {"categories", {"Rot"}}}}});
  owner({{"do", "tick_task"}, {"task", made.remote_id}});
  Document wanted = document();
  wanted.fields["title"] = "Klageantwort";
  wanted.body = "Klient: A";
  wanted.display_name = "2026-0999";
  Task repair = on_copy(Action::update, made, key_number(1), wanted);
  repair.previous = written_print(document());
  const sdk::Result result = driver_->apply({repair}).of(0);
  ASSERT_EQ(result.status, Status::ok) << result.code << result.message;
  EXPECT_EQ(result.facts, R"({"done":true})");
  const json::object there = task_of(made.remote_id);
  EXPECT_EQ(there.at("title"), "Klageantwort");
  EXPECT_EQ(there.at("status"), "completed");
  EXPECT_EQ(there.at("categories"), (json::array{"Rot"}));
  EXPECT_EQ(there.at("body").at("content"), "mine\n\n--- relais ---\nKlient: A\n--- /relais ---");
  ASSERT_EQ(there.at("linkedResources").as_array().size(), 1U);
  EXPECT_EQ(there.at("linkedResources").at(0).at("displayName"), "2026-0999");
  EXPECT_EQ(there.at("linkedResources").at(0).at("externalId").as_string(), key_number(1));
  EXPECT_EQ(driver_->observe(list_, "", true).upserts.at(0).remote_fingerprint,
            result.remote_fingerprint);

  Task news = on_copy(Action::update, made, key_number(1), wanted);
  news.news = true;
  EXPECT_EQ(driver_->apply({news}).of(0).facts, R"({"done":false})");
}

TEST_F(OnEmulator, AnEditOfItsOwnersIsSeenAndRepaired) {
  const sdk::Result made = create(key_number(1));
  owner({{"do", "update_task"},
         {"task", made.remote_id},
         {"set", {{"dueDateTime", date_time("2026-05-02T00:00:00", "Europe/Zurich")}}}});
  const Observed seen = driver_->observe(list_, "", true);
  EXPECT_NE(seen.upserts.at(0).remote_fingerprint, made.remote_fingerprint);
  const Task repair = on_copy(Action::update, made, key_number(1));
  EXPECT_EQ(driver_->apply({repair}).of(0).remote_fingerprint, made.remote_fingerprint);
}

TEST_F(OnEmulator, ATickAndWhatElseIsItsOwnersIsNoEdit) {
  const sdk::Result made = create(key_number(1));
  owner({{"do", "update_task"},
         {"task", made.remote_id},
         {"set", {{"body", {{"contentType", "html"}, {"content", "<b>mine</b>"}}}}}});
  owner({{"do", "tick_task"}, {"task", made.remote_id}});
  const Observed seen = driver_->observe(list_, "", true);
  EXPECT_EQ(seen.upserts.at(0).remote_fingerprint, made.remote_fingerprint);
  EXPECT_EQ(seen.upserts.at(0).facts, R"({"done":true})");
}

TEST_F(OnEmulator, ATaskThatWasMovedIsFollowedByItsKey) {
  const sdk::Result made = create(key_number(1));
  owner({{"do", "create_list"}, {"name", "Privat"}});
  const std::string moved =
      owner({{"do", "move_task"}, {"task", made.remote_id}, {"list", "Privat"}});
  ASSERT_NE(moved, made.remote_id);
  EXPECT_EQ(driver_->apply({on_copy(Action::update, made, key_number(1))}).of(0).status,
            Status::not_found);
  EXPECT_EQ(driver_->apply({on_copy(Action::remove, made, key_number(1))}).of(0).status,
            Status::not_found)
      << "it is not gone";
  const sdk::Found found = driver_->lookup({{key_number(1), made.remote_id}}).found.at(0).second;
  EXPECT_EQ(found.state, Life::live);
  EXPECT_EQ(found.remote_id, moved);
  EXPECT_NE(found.container, list_);
  Task remove = on_copy(Action::remove, made, key_number(1));
  remove.remote_id = found.remote_id;
  remove.container = found.container;
  remove.verify = true;
  EXPECT_EQ(driver_->apply({remove}).of(0).status, Status::ok);
  EXPECT_TRUE(tasks().empty());
}

TEST_F(OnEmulator, WhatItsOwnerDeletedIsGone) {
  const sdk::Result made = create(key_number(1));
  owner({{"do", "delete_task"}, {"task", made.remote_id}});
  EXPECT_EQ(driver_->lookup({{key_number(1), made.remote_id}}).found.at(0).second.state,
            Life::gone);
  EXPECT_EQ(driver_->apply({on_copy(Action::remove, made, key_number(1))}).of(0).status,
            Status::ok);
}

TEST_F(OnEmulator, ForeignTasksAreNeverReported) {
  for (int i = 0; i < 8; ++i)
    owner({{"do", "create_task"},
           {"set",
            {{"title", "mine"},
             {"linkedResources",
              json::array{json::object{{"applicationName", i % 2 == 0 ? "Outlook" : "relais"},
                                       {"displayName", "x"},
                                       {"externalId", i % 2 == 0 ? key_number(1) : "5"}}}}}}});
  const sdk::Result made = create(key_number(1));
  const Observed seen = driver_->observe(list_, "", true);
  EXPECT_TRUE(seen.complete);
  ASSERT_EQ(seen.upserts.size(), 1U);
  EXPECT_EQ(seen.upserts[0].remote_id, made.remote_id);
  EXPECT_EQ(driver_->inventory().found.size(), 1U);
}

TEST_F(OnEmulator, AnOwnListIsMadeUsedAndRemoved) {
  open(R"({"list":"Fristen"})");
  EXPECT_EQ(driver_->ensure(list_).second.id, list_);
  EXPECT_EQ(driver_->ensure("").second.id, list_);
  const sdk::Result made = create(key_number(1));
  EXPECT_EQ(task_of(made.remote_id).at("list").as_string(), list_);
  EXPECT_EQ(driver_->discard(list_), Status::conflict);
  EXPECT_EQ(driver_->apply({on_copy(Action::remove, made, key_number(1))}).of(0).status,
            Status::ok);
  EXPECT_EQ(driver_->discard(list_), Status::ok);
  EXPECT_EQ(driver_->discard(list_), Status::ok);
  EXPECT_EQ(state().at("lists").as_array().size(), 2U);
}

TEST_F(OnEmulator, AnOwnListThatIsRenamedOrDeletedIsMadeAnew) {
  open(R"({"list":"Fristen"})");
  const std::string first = list_;
  owner({{"do", "rename_list"}, {"list", first}, {"name", "Wichtig"}});
  open(R"({"list":"Fristen"})");
  EXPECT_NE(list_, first);
  EXPECT_EQ(driver_->discard(first), Status::conflict) << "renamed: it is its owner's";
  const sdk::Result made = create(key_number(1));
  owner({{"do", "delete_list"}, {"list", list_}});
  EXPECT_EQ(create(key_number(2)).status, Status::not_found);
  EXPECT_EQ(driver_->lookup({{key_number(1), made.remote_id}}).found.at(0).second.state,
            Life::gone);
  const auto [status, again] = driver_->ensure(list_);
  EXPECT_EQ(status, Status::ok);
  EXPECT_TRUE(again.created);
}

TEST_F(OnEmulator, ListsThatAreNotToldAreFoundAllTheSame) {
  open(R"({"list":"Fristen"})");
  create(key_number(1));
  ok(control_.settings({{"lists_show_flagged_only", true}}));
  const std::string before = list_;
  open(R"({"list":"Fristen"})");
  EXPECT_EQ(list_, before) << "no second list of the name";
  EXPECT_EQ(driver_->observe(list_, "", true).upserts.size(), 1U);
  EXPECT_EQ(driver_->lookup({{key_number(1), ""}}).found.at(0).second.state, Life::live);
  EXPECT_EQ(driver_->inventory().found.size(), 1U);
  open("{}");
  EXPECT_EQ(state().at("default_list").as_string(), list_);
}

TEST_F(OnEmulator, ACreateWhoseAnswerIsLostIsFoundByItsKey) {
  for (const json::object& lost :
       {json::object{{"cut_after", true}}, json::object{{"truncate_body", true}},
        json::object{{"status", 502}, {"after_effect", true}}}) {
    const std::string key = key_number(tasks().size() + 1);
    reconnect();
    fault({{"method", "POST"}, {"path", "/tasks"}}, lost);
    EXPECT_EQ(create(key).status, Status::unknown_outcome);
    const Looked looked = driver_->lookup({{key, ""}});
    ASSERT_EQ(looked.found.size(), 1U);
    EXPECT_EQ(looked.found[0].second.state, Life::live);
    EXPECT_FALSE(looked.found[0].second.remote_fingerprint.empty());
  }
  EXPECT_EQ(tasks().size(), 3U);
  reconnect();
  fault({{"method", "POST"}, {"path", "/tasks"}}, {{"cut_before", true}});
  EXPECT_EQ(create("s:deadline:never").status, Status::unknown_outcome);
  EXPECT_EQ(driver_->lookup({{"s:deadline:never", ""}}).found.at(0).second.state, Life::gone);
}

TEST_F(OnEmulator, TwinsAreBothFound) {
  create(key_number(1));
  create(key_number(1));
  EXPECT_EQ(driver_->lookup({{key_number(1), ""}}).found.size(), 2U);
}

TEST_F(OnEmulator, ListingsThatBreakAreNeverComplete) {
  for (std::size_t i = 1; i <= 7; ++i) create(key_number(i));
  for (const json::object& broken :
       {json::object{{"status", 404}, {"code", "ErrorItemNotFound"}},
        json::object{{"status", 429}, {"code", "ApplicationThrottled"}},
        json::object{{"truncate_body", true}}, json::object{{"cut_after", true}},
        json::object{{"status", 200}, {"body", "[]"}}}) {
    ok(control_.clear_faults());
    fault({{"method", "GET"}, {"path", "/tasks?"}, {"nth", 2}}, broken, 100);
    const Observed seen = driver_->observe(list_, "", true);
    EXPECT_EQ(seen.status, Status::transient) << json::serialize(broken);
    EXPECT_FALSE(seen.complete);
  }
  ok(control_.clear_faults());
  EXPECT_EQ(driver_->observe(list_, "", true).upserts.size(), 7U);
}

TEST_F(OnEmulator, EmptyPagesAreNoEndAndEndlessLinksAre) {
  create(key_number(1));
  fault({{"method", "GET"}, {"path", "/tasks?"}}, {{"empty_page", true}});
  EXPECT_EQ(driver_->observe(list_, "", true).upserts.size(), 1U);
  fault({{"method", "GET"}, {"path", "/tasks?"}}, {{"endless_next", true}}, -1);
  const Observed seen = driver_->observe(list_, "", true);
  EXPECT_EQ(seen.status, Status::transient);
  EXPECT_FALSE(seen.complete);
}

TEST_F(OnEmulator, AnUpdateOfNotesThatChangeMeanwhileIsRepeated) {
  const sdk::Result made = create(key_number(1));
  fault({{"method", "PATCH"}, {"path", "/tasks/"}, {"nth", 2}},
        {{"status", 412}, {"code", "ErrorIrresolvableConflict"}});
  Document wanted = document();
  wanted.body = "Klient: A";
  const sdk::Result result =
      driver_->apply({on_copy(Action::update, made, key_number(1), wanted)}).of(0);
  EXPECT_EQ(result.status, Status::ok) << result.code << result.message;
  EXPECT_EQ(task_of(made.remote_id).at("body").at("content"),
            "--- relais ---\nKlient: A\n--- /relais ---");
}

TEST_F(OnEmulator, ADeleteIsDoneOnceAndAgain) {
  const sdk::Result made = create(key_number(1));
  fault({{"method", "DELETE"}}, {{"status", 404}, {"code", "ErrorItemNotFound"}});
  const Task remove = on_copy(Action::remove, made, key_number(1));
  EXPECT_EQ(driver_->apply({remove}).of(0).status, Status::ok);
  EXPECT_TRUE(tasks().empty());
  EXPECT_EQ(driver_->apply({remove}).of(0).status, Status::ok);
}

TEST_F(OnEmulator, NothingIsWrittenToAForeignTask) {
  const sdk::Result made = create(key_number(2));
  Task update = on_copy(Action::update, made, key_number(1));
  Task remove = on_copy(Action::remove, made, key_number(1));
  update.verify = remove.verify = true;
  const Applied applied = driver_->apply({update, remove});
  EXPECT_EQ(applied.of(0).status, Status::not_found);
  EXPECT_EQ(applied.of(1).status, Status::not_found);
  EXPECT_EQ(tasks().size(), 1U);
}

TEST_F(OnEmulator, ADoneItemIsCreatedDone) {
  Document wanted = document();
  wanted.done = true;
  EXPECT_EQ(create(key_number(1), wanted).facts, R"({"done":true})");
}

TEST_F(OnEmulator, AMissingPermissionIsForbiddenAndSaysSo) {
  ok(control_.add_app(tenant,
                      {.client_id = "app", .secret = "secret", .roles = {"Contacts.ReadWrite"}}));
  host_ = std::make_unique<SocketHost>(graph_.url() + "/v1.0/", token());
  Driver driver(host_->raw(), "{}", account());
  EXPECT_EQ(driver.ensure("").first, Status::forbidden);
  Task one = operation(Action::create);
  one.container = list_;
  const sdk::Result refused = driver.apply({one}).of(0);
  EXPECT_EQ(refused.status, Status::forbidden);
  EXPECT_NE(refused.message.find("Tasks.ReadWrite.All"), std::string::npos);
  const auto probes = driver.check();
  EXPECT_EQ(probes.at(0).outcome, sdk::Health::failed);
  EXPECT_EQ(probes.at(0).http_status, 401);
}

}  // namespace
}  // namespace relais::agenda::todo::testing
