// B08 against the Graph emulator: deadlines as events.
#include "plugins/agenda/testing/on_emulator.hpp"

namespace relais::tasks {
namespace {

using namespace agenda::testing;

class Deadlines : public OnEmulator {
 protected:
  Deadlines() : OnEmulator(RELAIS_TASKS_PLUGIN) {}
};

const std::string key = "s:deadline:f-1";

TEST_F(Deadlines, ACreateIsReadBackEqualByEveryWay) {
  const sdk::Result made = create(key, deadline());
  const Observed seen = driver_->observe(container_, "", true);
  ASSERT_EQ(seen.status, Status::ok);
  ASSERT_EQ(seen.upserts.size(), 1U);
  EXPECT_TRUE(seen.complete);
  EXPECT_EQ(seen.upserts[0].remote_id, made.remote_id);
  EXPECT_EQ(seen.upserts[0].key, key);
  EXPECT_EQ(seen.upserts[0].etag, made.etag);
  EXPECT_EQ(seen.upserts[0].container, container_);
  EXPECT_EQ(seen.upserts[0].remote_fingerprint, made.remote_fingerprint);
  EXPECT_EQ(seen.upserts[0].written_fingerprint, rendered(deadline()).fingerprint);

  for (const auto& [by_key, id] : std::vector<std::pair<std::string, std::string>>{
           {key, ""}, {"", made.remote_id}, {key, made.remote_id}}) {
    const Looked looked = driver_->lookup({{by_key, id}});
    ASSERT_EQ(looked.found.size(), 1U);
    const sdk::Found& found = looked.found[0].second;
    EXPECT_EQ(found.state, Life::live);
    EXPECT_EQ(found.remote_id, made.remote_id);
    EXPECT_EQ(found.key, key);
    EXPECT_EQ(found.container, container_);
    EXPECT_EQ(found.remote_fingerprint, made.remote_fingerprint);
    EXPECT_EQ(found.written_fingerprint, rendered(deadline()).fingerprint);
    EXPECT_FALSE(found.created_at.empty());
  }
}

TEST_F(Deadlines, AreSeenOnTheirDayAndAtTheirTime) {
  create(key, deadline());
  create("s:deadline:f-2", deadline({{"id", "f-2"}, {"due_time", "17:00"}}));
  create("s:reminder:w-1", reminder({{"due_date", "2026-05-02"}}));
  EXPECT_EQ(agenda("2026-05-01", "2026-05-02").size(), 2U);
  EXPECT_EQ(agenda("2026-05-02", "2026-05-03").size(), 1U);
  EXPECT_EQ(events().size(), 3U);
}

TEST_F(Deadlines, BetweenAuditsNothingIsAsked) {
  create(key, deadline());
  const std::string cursor = driver_->observe(container_, "", true).cursors.back();
  ok(control_.clear_requests());
  EXPECT_TRUE(driver_->observe(container_, cursor, false).upserts.empty());
  EXPECT_TRUE(requests().empty());
}

TEST_F(Deadlines, AChangeReadsBackEqualAndIsOneRequestUnlessTheTextChanges) {
  struct Case {
    json::object to;
    std::size_t requests;
  };
  const json::object from = deadline();
  int number = 0;
  for (const Case& each :
       {Case{deadline({{"due_date", "2026-05-04"}}), 1}, Case{deadline({{"due_time", "12:00"}}), 1},
        Case{deadline({{"name", "Replik"}}), 1}, Case{deadline({{"period_text", "30 Tage"}}), 2}}) {
    const std::string own = "s:deadline:" + std::to_string(++number);
    const sdk::Result made = create(own, from);
    ok(control_.clear_requests());
    const sdk::Result changed = update(own, each.to, made.remote_id, from);
    EXPECT_EQ(changed.status, Status::ok) << changed.code;
    EXPECT_EQ(requests().size(), each.requests) << json::serialize(each.to);
    const Observed seen = driver_->observe(container_, "", true);
    ASSERT_EQ(seen.upserts.size(), 1U);
    EXPECT_EQ(seen.upserts[0].remote_fingerprint, changed.remote_fingerprint);
    EXPECT_EQ(seen.upserts[0].etag, changed.etag);
    EXPECT_NE(changed.remote_fingerprint, made.remote_fingerprint);
    purge(made.remote_id);
  }
}

TEST_F(Deadlines, AnOwnersEditIsSeenAndRepairedInOneRequestAndHisThingsStay) {
  const sdk::Result made = create(key, deadline());
  const std::string text(event(made.remote_id).at("body").at("content").as_string());
  ok(control_.owner_update_event(
      tenant, user, made.remote_id,
      {{"subject", "Meine Frist"}, {"importance", "high"}, {"categories", {"Golf"}}}));
  const Observed seen = driver_->observe(container_, "", true);
  ASSERT_EQ(seen.upserts.size(), 1U);
  EXPECT_NE(seen.upserts[0].remote_fingerprint, made.remote_fingerprint);
  ok(control_.clear_requests());
  const sdk::Result repaired = update(key, deadline(), made.remote_id);
  EXPECT_EQ(repaired.status, Status::ok);
  EXPECT_EQ(requests().size(), 1U);
  EXPECT_EQ(repaired.remote_fingerprint, made.remote_fingerprint);
  const json::object now = event(made.remote_id);
  EXPECT_NE(now.at("subject"), "Meine Frist");
  EXPECT_EQ(now.at("importance"), "high");
  EXPECT_EQ(now.at("categories"), json::value(json::array{"Golf"}));
}

TEST_F(Deadlines, TheOwnersWordsStayAroundOurBlock) {
  const sdk::Result made = create(key, deadline());
  ok(control_.owner_update_event(
      tenant, user, made.remote_id,
      {{"body", {{"contentType", "html"}, {"content", "<p>Anna &amp; ich</p><p>zweite</p>"}}}}));
  const Observed seen = driver_->observe(container_, "", true);
  ASSERT_EQ(seen.upserts.size(), 1U);
  EXPECT_NE(seen.upserts[0].remote_fingerprint, made.remote_fingerprint);
  EXPECT_EQ(seen.upserts[0].written_fingerprint, "");
  const sdk::Result repaired = update(key, deadline(), made.remote_id);
  EXPECT_EQ(repaired.status, Status::ok) << repaired.code;
  EXPECT_EQ(repaired.remote_fingerprint, made.remote_fingerprint);
  const std::string text(event(made.remote_id).at("body").at("content").as_string());
  EXPECT_NE(text.find("Anna"), std::string::npos);
  EXPECT_NE(text.find("zweite"), std::string::npos);
  EXPECT_NE(text.find("relais"), std::string::npos);
  EXPECT_EQ(driver_->observe(container_, "", true).upserts.at(0).remote_fingerprint,
            made.remote_fingerprint);
}

TEST_F(Deadlines, OurCategoryComesAndGoes) {
  open(R"({"category":"Frist!"})");
  const json::object statutory = deadline({{"type", "statutory"}});
  const sdk::Result made = create(key, statutory);
  EXPECT_EQ(event(made.remote_id).at("categories"), json::value(json::array{"Frist!"}));
  ok(control_.owner_update_event(tenant, user, made.remote_id,
                                 {{"categories", {"Golf", "Frist!", "Kunde"}}}));
  EXPECT_EQ(update(key, deadline(), made.remote_id, statutory).status, Status::ok);
  EXPECT_EQ(event(made.remote_id).at("categories"), json::value(json::array{"Golf", "Kunde"}));
  EXPECT_EQ(update(key, statutory, made.remote_id, deadline()).status, Status::ok);
  EXPECT_EQ(event(made.remote_id).at("categories"),
            (json::value(json::array{"Golf", "Kunde", "Frist!"})));
}

TEST_F(Deadlines, MovedIsFollowedDeletedIsNot) {
  const sdk::Result made = create(key, deadline());
  const auto friends = control_.owner_create_calendar(tenant, user, "Freunde");
  ok(friends);
  ok(control_.owner_move_event(tenant, user, made.remote_id, *friends));
  const Observed seen = driver_->observe(container_, "", true);
  ASSERT_EQ(seen.upserts.size(), 1U);
  EXPECT_EQ(seen.upserts[0].remote_id, made.remote_id);
  EXPECT_EQ(seen.upserts[0].container, *friends);
  Looked looked = driver_->lookup({{key, made.remote_id}});
  ASSERT_EQ(looked.found.size(), 1U);
  EXPECT_EQ(looked.found[0].second.state, Life::live);
  EXPECT_EQ(looked.found[0].second.container, *friends);
  EXPECT_EQ(update(key, deadline(), made.remote_id).status, Status::ok);

  ok(control_.owner_delete_event(tenant, user, made.remote_id));
  EXPECT_TRUE(driver_->observe(container_, "", true).upserts.empty());
  looked = driver_->lookup({{key, made.remote_id}, {key, ""}});
  ASSERT_EQ(looked.found.size(), 2U);
  EXPECT_EQ(looked.found[0].second.state, Life::trashed);
  EXPECT_EQ(looked.found[1].second.state, Life::gone);

  ok(control_.owner_purge_event(tenant, user, made.remote_id));
  EXPECT_EQ(driver_->lookup({{key, made.remote_id}}).found[0].second.state, Life::gone);
}

TEST_F(Deadlines, ADeleteIsDoneOnceAndAgain) {
  for (const int second : {404, 204}) {
    ok(control_.settings({{"second_delete", second}}));
    const std::string own = "s:deadline:" + std::to_string(second);
    const sdk::Result made = create(own, deadline());
    EXPECT_EQ(remove(own, made.remote_id).status, Status::ok);
    EXPECT_EQ(remove(own, made.remote_id).status, Status::ok);
    EXPECT_TRUE(events().empty());
  }
}

TEST_F(Deadlines, ALostAnswerOfACreateIsSettledByLookup) {
  for (const json::object& action :
       {json::object{{"cut_after", true}}, json::object{{"truncate_body", true}},
        json::object{{"status", 503}, {"after_effect", true}}}) {
    ok(control_.clear_faults());
    fault({{"method", "POST"}, {"path", "events"}}, action);
    const std::string own = "s:deadline:" + json::serialize(action);
    reconnect();
    const Task lost = task(Action::create, own, deadline());
    EXPECT_EQ(driver_->apply({lost}).of(0).status, Status::unknown_outcome)
        << json::serialize(action);
    const Looked looked = driver_->lookup({{own, ""}});
    ASSERT_EQ(looked.found.size(), 1U);
    EXPECT_EQ(looked.found[0].second.state, Life::live);
    // Sent again as it was, it is recognised.
    EXPECT_EQ(driver_->apply({lost}).of(0).remote_id, looked.found[0].second.remote_id);
  }
  EXPECT_EQ(events().size(), 3U);
}

TEST_F(Deadlines, ATokenThatMadeAnotherEventIsNoRefusal) {
  Task one = task(Action::create, key, deadline());
  Task other = task(Action::create, "s:deadline:f-2", deadline({{"id", "f-2"}}));
  other.token = one.token;
  const Applied applied = driver_->apply({one, other});
  EXPECT_EQ(applied.of(0).status, Status::ok);
  EXPECT_EQ(applied.of(1).status, Status::conflict) << "to be tried with another token";
}

TEST_F(Deadlines, ALaggingSearchLosesNothingThatHasAnId) {
  const sdk::Result made = create(key, deadline());
  fault({{"method", "GET"}, {"path", "events"}}, {{"lag_search_ms", 3'600'000}}, -1);
  EXPECT_TRUE(driver_->observe(container_, "", true).upserts.empty());
  const Looked looked = driver_->lookup({{key, made.remote_id}});
  ASSERT_EQ(looked.found.size(), 1U);
  EXPECT_EQ(looked.found[0].second.state, Life::live);
  EXPECT_EQ(looked.found[0].second.remote_fingerprint, made.remote_fingerprint);
  ok(control_.owner_delete_event(tenant, user, made.remote_id));
  EXPECT_EQ(driver_->lookup({{key, made.remote_id}}).found[0].second.state, Life::trashed);
}

TEST_F(Deadlines, ASearchThatFailsGivesWayToTheListing) {
  for (int i = 0; i < 5; ++i)
    ok(control_.owner_create_event(
        tenant, user,
        {{"subject", "privat"},
         {"start", {{"dateTime", "2026-05-01T10:00:00"}, {"timeZone", "UTC"}}},
         {"end", {{"dateTime", "2026-05-01T11:00:00"}, {"timeZone", "UTC"}}}}));
  const sdk::Result made = create(key, deadline());
  fault({{"method", "GET"}, {"glob", "*filter=single*"}},
        {{"status", 500}, {"code", "ErrorInternalServerError"}}, -1);
  const Observed seen = driver_->observe(container_, "", true);
  EXPECT_EQ(seen.status, Status::ok);
  ASSERT_EQ(seen.upserts.size(), 1U);
  EXPECT_EQ(seen.upserts[0].remote_fingerprint, made.remote_fingerprint);
  EXPECT_EQ(driver_->lookup({{key, ""}}).found.at(0).second.state, Life::live);
  EXPECT_EQ(driver_->lookup({{"s:deadline:none", ""}}).found.at(0).second.state, Life::gone);
  EXPECT_EQ(driver_->inventory().found.size(), 1U);
}

TEST_F(Deadlines, HostileListingsEndAndProveNothing) {
  create(key, deadline());
  for (const json::object& action :
       {json::object{{"endless_next", true}}, json::object{{"html", true}, {"status", 200}},
        json::object{{"truncate_body", true}}, json::object{{"cut_before", true}},
        json::object{{"status", 429}, {"code", "ApplicationThrottled"}},
        json::object{{"status", 404}, {"code", "ErrorItemNotFound"}}}) {
    ok(control_.clear_faults());
    fault({{"method", "GET"}, {"path", "/events"}}, action, -1);
    const Looked looked = driver_->lookup({{"s:deadline:none", ""}});
    EXPECT_TRUE(looked.found.empty()) << json::serialize(action);
    EXPECT_NE(looked.status, Status::ok) << json::serialize(action);
    const Observed seen = driver_->observe(container_, "", true);
    EXPECT_FALSE(seen.complete) << json::serialize(action);
    for (const std::string& cursor : seen.cursors) EXPECT_EQ(cursor, "");
  }
}

TEST_F(Deadlines, EmptyPagesAndFalse404sLoseNothing) {
  const sdk::Result made = create(key, deadline());
  fault({{"method", "GET"}, {"path", "/events"}}, {{"empty_page", true}}, 3);
  EXPECT_EQ(driver_->observe(container_, "", true).upserts.size(), 1U);
  ok(control_.clear_faults());
  fault({{"method", "DELETE"}}, {{"status", 404}, {"code", "ErrorItemNotFound"}});
  EXPECT_EQ(remove(key, made.remote_id).status, Status::ok);
  EXPECT_TRUE(events().empty());
}

TEST_F(Deadlines, A412IsOvercome) {
  const sdk::Result made = create(key, deadline());
  ok(control_.owner_update_event(tenant, user, made.remote_id,
                                 {{"body", {{"contentType", "text"}, {"content", "mine"}}}}));
  fault({{"method", "PATCH"}}, {{"status", 412}, {"code", "ErrorIrresolvableConflict"}}, 2);
  const sdk::Result repaired = update(key, deadline(), made.remote_id);
  EXPECT_EQ(repaired.status, Status::ok) << repaired.code;
  EXPECT_EQ(repaired.remote_fingerprint, made.remote_fingerprint);
}

TEST_F(Deadlines, AnOwnCalendarIsCreatedFoundAndRemoved) {
  open(R"({"calendar":"Fristen"})");
  const sdk::Result made = create(key, deadline());
  EXPECT_EQ(made.container, container_);
  const Observed seen = driver_->observe(container_, "", true);
  ASSERT_EQ(seen.upserts.size(), 1U);
  EXPECT_EQ(seen.upserts[0].container, container_);
  EXPECT_EQ(seen.upserts[0].remote_fingerprint, made.remote_fingerprint);

  const std::string before = container_;
  open(R"({"calendar":"Fristen"})");
  EXPECT_EQ(container_, before);
  EXPECT_EQ(driver_->discard(container_), Status::conflict);
  EXPECT_EQ(remove(key, made.remote_id).status, Status::ok);
  EXPECT_EQ(driver_->discard(container_), Status::ok);
  open(R"({"calendar":"Fristen"})");
  EXPECT_NE(container_, before);
  EXPECT_EQ(driver_->discard(container_), Status::ok);
  open("{}");
  EXPECT_EQ(driver_->discard(container_), Status::conflict);
}

TEST_F(Deadlines, InventoryFindsOursEverywhereAndNoForeignOne) {
  const sdk::Result moved = create(key, deadline());
  const sdk::Result trashed = create("s:deadline:f-2", deadline({{"id", "f-2"}}));
  create("s:reminder:w-1", reminder());
  const auto friends = control_.owner_create_calendar(tenant, user, "Freunde");
  ok(control_.owner_move_event(tenant, user, moved.remote_id, *friends));
  ok(control_.owner_delete_event(tenant, user, trashed.remote_id));
  const Looked all = driver_->inventory();
  ASSERT_EQ(all.status, Status::ok);
  std::vector<std::string> keys;
  for (const auto& [index, found] : all.found) keys.push_back(found.key);
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(keys, (std::vector<std::string>{key, "s:reminder:w-1"}));
}

TEST_F(Deadlines, WithEverythingInCalendarsToDoIsNeverAsked) {
  const sdk::Result made = create(key, deadline());
  update(key, deadline({{"done", true}}), made.remote_id, deadline());
  driver_->observe(container_, "", true);
  driver_->lookup({{key, made.remote_id}});
  driver_->inventory();
  const auto probes = driver_->check();
  remove(key, made.remote_id);
  for (const json::value& each : requests())
    EXPECT_EQ(std::string(each.at("path").as_string()).find("/todo"), std::string::npos);
  ASSERT_EQ(probes.size(), 2U);
  EXPECT_EQ(probes[0].outcome, sdk::Health::ok);
  EXPECT_EQ(probes[1].outcome, sdk::Health::not_needed);
}

TEST_F(Deadlines, WithEverythingInListsNoCalendarIsEverAsked) {
  grant({"Tasks.ReadWrite.All"});
  open(R"({"deadline":{"target":"tasks"},"reminder":{"target":"tasks"}})", "tasks");
  ok(control_.clear_requests());
  const sdk::Result made = create(key, deadline());
  driver_->observe(container_, "", true);
  driver_->lookup({{key, made.remote_id}});
  driver_->inventory();
  const auto probes = driver_->check();
  remove(key, made.remote_id);
  EXPECT_FALSE(requests().empty());
  for (const json::value& each : requests())
    EXPECT_NE(std::string(each.at("path").as_string()).find("/todo/"), std::string::npos);
  ASSERT_EQ(probes.size(), 2U);
  EXPECT_EQ(probes[0].outcome, sdk::Health::not_needed);
  EXPECT_EQ(probes[1].outcome, sdk::Health::ok);
}

TEST_F(Deadlines, WithoutThePermissionNothingIsClaimed) {
  create(key, deadline());
  grant({"Contacts.ReadWrite"});
  driver_ = std::make_unique<Driver>(
      plugin_, "calendar", host_->raw(), "{}",
      R"({"mailbox":{"id":")" + user + R"("},"time_zone":"Europe/Zurich","language":"de"})");
  EXPECT_EQ(driver_->observe(container_, "", true).status, Status::forbidden);
  EXPECT_EQ(driver_->lookup({{key, ""}}).status, Status::forbidden);
  EXPECT_EQ(driver_->apply({task(Action::create, key, deadline())}).of(0).status,
            Status::forbidden);
  const auto probes = driver_->check();
  EXPECT_EQ(probes.at(0).outcome, sdk::Health::failed);
  EXPECT_EQ(probes.at(0).http_status, 403);
}

}  // namespace
}  // namespace relais::tasks
