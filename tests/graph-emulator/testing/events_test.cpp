#include <thread>

#include "tests/graph-emulator/testing/events_fixture.hpp"

namespace relais::emulator::testing {
namespace {

TEST_F(Events, CreateAnswersTheWholeEvent) {
  const Reply made = send("POST", "/events", event({{"subject", "Hearing"}}));
  ASSERT_EQ(made.status, 201) << made.text;
  const json::value body = made.body();
  EXPECT_EQ(made.at("subject"), "Hearing");
  EXPECT_EQ(made.at("@odata.etag"), "W/\"" + made.at("changeKey") + "\"");
  EXPECT_EQ(made.at("type"), "singleInstance");
  EXPECT_EQ(made.at("showAs"), "busy");
  EXPECT_EQ(made.at("sensitivity"), "normal");
  EXPECT_EQ(made.at("importance"), "normal");
  EXPECT_EQ(made.at("originalStartTimeZone"), "Europe/Zurich");
  EXPECT_EQ(body.at("start"), json::value(at("2026-07-01T07:00:00.0000000")));
  EXPECT_EQ(body.at("end"), json::value(at("2026-07-01T08:00:00.0000000")));
  EXPECT_TRUE(body.at("isReminderOn").as_bool());
  EXPECT_EQ(body.at("reminderMinutesBeforeStart").as_int64(), 15);
  EXPECT_TRUE(body.at("isOrganizer").as_bool());
  EXPECT_FALSE(body.at("isAllDay").as_bool());
  EXPECT_TRUE(body.at("recurrence").is_null());
  EXPECT_EQ(body.at("organizer").at("emailAddress").at("address").as_string(), "mm@firm.example");
  EXPECT_NE(made.headers.at("location").find("/events('" + made.at("id")), std::string::npos);
  EXPECT_FALSE(body.as_object().contains("transactionId"));
  EXPECT_FALSE(body.as_object().contains("parentFolderId"));
  EXPECT_EQ(get("/events/" + made.at("id") + "?$select=parentFolderId").status, 400);
}

TEST_F(Events, APatchThatIsRefusedWritesNothing) {
  const std::string id = make(event({{"subject", "Before"}}));
  const std::string etag = get("/events/" + id).at("@odata.etag");
  const json::object bad[] = {
      {{"subject", "After"}, {"showAs", "Busy"}},
      {{"subject", "After"}, {"end", at("2026-06-30T10:00:00")}},
      {{"subject", "After"}, {"isAllDay", true}},
      {{"subject", "After"}, {"transactionId", "t"}},
  };
  for (const json::object& set : bad) EXPECT_EQ(patch(id, set).status, 400);
  EXPECT_EQ(get("/events/" + id).at("subject"), "Before");
  EXPECT_EQ(get("/events/" + id).at("@odata.etag"), etag);
}

TEST_F(Events, PatchKeepsWhatItDoesNotName) {
  json::object set = event({{"subject", "A"},
                            {"showAs", "oof"},
                            {"categories", {"x", "y"}},
                            {"isReminderOn", false},
                            {"reminderMinutesBeforeStart", 30}});
  set["singleValueExtendedProperties"] = tagged(7)["singleValueExtendedProperties"];
  const std::string id = make(set);
  const json::value body =
      patch(id, {{"categories", {"z"}},
                 {"singleValueExtendedProperties", {{{"id", tag}, {"value", "8"}}}}})
          .body();
  EXPECT_EQ(body.at("subject").as_string(), "A");
  EXPECT_EQ(body.at("showAs").as_string(), "oof");
  EXPECT_EQ(body.at("categories"), (json::value{"z"}));
  EXPECT_FALSE(body.at("isReminderOn").as_bool());
  EXPECT_EQ(body.at("reminderMinutesBeforeStart").as_int64(), 30);
  EXPECT_EQ(state().at("events").at(0).at("singleValueExtendedProperties"),
            (json::value{{tag, "8"}, {key, "k"}}));
  EXPECT_TRUE(patch(id, {{"subject", nullptr}}).body().at("subject").is_null());
}

TEST_F(Events, EveryWriteChangesTheEtagAndIfMatchIsHonoured) {
  const Reply made = send("POST", "/events", event({{"subject", "A"}}));
  const std::string old = "If-Match: " + made.at("@odata.etag");
  ASSERT_TRUE(control.advance(2000));
  const Reply first = patch(made.at("id"), {{"subject", "A"}}, {old});
  ASSERT_EQ(first.status, 200);
  EXPECT_NE(first.at("@odata.etag"), made.at("@odata.etag"));
  EXPECT_NE(first.at("changeKey"), made.at("changeKey"));
  EXPECT_NE(first.at("lastModifiedDateTime"), made.at("lastModifiedDateTime"));
  EXPECT_EQ(first.at("createdDateTime"), made.at("createdDateTime"));
  const Reply stale = patch(made.at("id"), {{"subject", "B"}}, {old});
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(stale.code(), "ErrorIrresolvableConflict");
  EXPECT_EQ(send("DELETE", "/events/" + made.at("id"), nullptr, {old}).status, 412);
  EXPECT_EQ(
      send("DELETE", "/events/" + made.at("id"), nullptr, {"If-Match: " + first.at("@odata.etag")})
          .status,
      204);
}

TEST_F(Events, ARepeatedCreateAnswersTheSameEvent) {
  const json::object body = event({{"subject", "A"}, {"transactionId", "t-1"}});
  const Reply first = send("POST", "/events", body);
  ASSERT_EQ(first.status, 201);
  EXPECT_EQ(first.at("transactionId"), "t-1");
  const Reply again = send("POST", "/events", body);
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.at("id"), first.at("id"));
  EXPECT_EQ(state().at("events").as_array().size(), 1U);
  ASSERT_TRUE(control.owner_create_calendar(tenant, user, "Mine"));
  ASSERT_TRUE(control.owner_move_event(tenant, user, first.at("id"), "Mine"));
  EXPECT_EQ(send("POST", "/events", body).at("id"), first.at("id"));
  EXPECT_TRUE(get("/events").value().empty());
  EXPECT_EQ(patch(first.at("id"), {{"transactionId", "t-2"}}).status, 400);
}

TEST_F(Events, ARepeatedPostMayBeRefusedAsWell) {
  ASSERT_TRUE(control.settings({{"transaction_replay", 409}}));
  const json::object body = event({{"subject", "A"}, {"transactionId", "t-1"}});
  EXPECT_EQ(send("POST", "/events", body).status, 201);
  EXPECT_EQ(send("POST", "/events", body).code(), "ErrorDuplicateTransactionId");
  EXPECT_EQ(get("/events").value().size(), 1U);
}

TEST_F(Events, ATransactionIdIsGoodForOneEventOnly) {
  const json::object body = event({{"subject", "A"}, {"transactionId", "t-1"}});
  const std::string id = make(body);
  const auto refused = [&](const std::string& path, const json::object& wanted) {
    const Reply reply = send("POST", path, wanted);
    return reply.status == 409 && reply.code() == "ErrorDuplicateTransactionId" &&
           reply.text.find(
               "Your request can't be completed. The TransactionId specified in the "
               "request has already been used to create a different event.") != std::string::npos;
  };
  const json::object other = event({{"subject", "B"}, {"transactionId", "t-1"}});
  EXPECT_TRUE(refused("/events", other));
  EXPECT_TRUE(refused("/calendars/" + make_calendar("Other") + "/events", body));
  EXPECT_EQ(send("DELETE", "/events/" + id).status, 204);
  EXPECT_TRUE(refused("/events", other));
  EXPECT_TRUE(refused("/events", body));
  EXPECT_EQ(send("POST", "/events/" + id + "/permanentDelete").status, 204);
  EXPECT_TRUE(refused("/events", other));
  EXPECT_TRUE(refused("/events", body));
  EXPECT_EQ(send("POST", "/events", event({{"subject", "A"}, {"transactionId", "t-2"}})).status,
            201);
}

TEST_F(Events, ARefusedCreateDoesNotUseUpItsTransactionId) {
  EXPECT_EQ(send("POST", "/events", event({{"showAs", "x"}, {"transactionId", "t"}})).status, 400);
  EXPECT_EQ(send("POST", "/events", event({{"transactionId", "t"}})).status, 201);
}

TEST_F(Events, ACreateWhoseAnswerWasCutCanBeRepeated) {
  ASSERT_TRUE(control.faults(
      {{{"match", {{"method", "POST"}, {"path", "/events"}}}, {"action", {{"cut_after", true}}}}}));
  const json::object body = event({{"transactionId", "t"}});
  EXPECT_EQ(send("POST", "/events", body).status, 0);
  EXPECT_EQ(send("POST", "/events", body).status, 201);
  EXPECT_EQ(state().at("events").as_array().size(), 1U);
}

TEST_F(Events, DeletedEventsKeepTheImmutableIdAndShowNowhereElse) {
  json::object set = tagged(7);
  const std::string id = make(event(set));
  const std::string old =
      std::string(get("/events", mutable_ids).value().at(0).at("id").as_string());
  EXPECT_EQ(send("DELETE", "/events/" + id).status, 204);
  EXPECT_EQ(get("/events/" + id).status, 200);
  EXPECT_EQ(patch(id, {{"subject", "in the bin"}}).status, 200);
  EXPECT_EQ(get("/events/" + old, mutable_ids).status, 404);
  EXPECT_EQ(get("/calendar/events/" + id).status, 404);
  EXPECT_TRUE(get("/events").value().empty());
  EXPECT_TRUE(get("/events?" + tag_filter(tag, 7)).value().empty());
  EXPECT_TRUE(
      get("/calendarView?startDateTime=2026-01-01T00:00:00Z&endDateTime=2027-01-01T00:00:00Z")
          .value()
          .empty());
  EXPECT_TRUE(agenda("2026-01-01", "2027-01-01").empty());
  EXPECT_EQ(state().at("deleted_events").as_array().size(), 1U);
  EXPECT_TRUE(state().at("events").as_array().empty());
  EXPECT_TRUE(state().at("deleted").as_array().empty());  // of contacts
  EXPECT_EQ(send("DELETE", "/events/" + id).code(), "ErrorItemNotFound");
  ASSERT_TRUE(control.settings({{"second_delete", 204}}));
  EXPECT_EQ(send("DELETE", "/events/" + id).status, 204);
  ASSERT_TRUE(control.owner_restore_event(tenant, user, id));
  EXPECT_EQ(get("/events?" + tag_filter(tag, 7)).value().size(), 1U);
}

TEST_F(Events, PermanentDeleteLeavesNothing) {
  const std::string id = make(event());
  EXPECT_EQ(get("/events/" + id + "/permanentDelete").status, 405);
  EXPECT_EQ(send("POST", "/events/" + id + "/permanentDelete").status, 204);
  EXPECT_EQ(get("/events/" + id).code(), "ErrorItemNotFound");
  EXPECT_TRUE(state().at("deleted_events").as_array().empty());
}

TEST_F(Events, EventsAndContactsAreNoneOfEachOther) {
  const std::string event_id = make(event());
  const std::string contact_id = create({{"surname", "A"}});
  EXPECT_EQ(get("/contacts/" + event_id).status, 404);
  EXPECT_EQ(get("/events/" + contact_id).status, 404);
  EXPECT_EQ(get("/events/nonsense").code(), "ErrorInvalidIdMalformed");
  EXPECT_EQ(get("/contacts").value().size(), 1U);
  EXPECT_EQ(get("/events").value().size(), 1U);
  EXPECT_FALSE(control.owner_update(tenant, user, event_id, {{"surname", "B"}}));
  EXPECT_FALSE(control.owner_update_event(tenant, user, contact_id, {{"subject", "B"}}));
}

TEST_F(Events, TheRoleIsOfCalendars) {
  const std::string id = make(event());
  have_roles({"Contacts.ReadWrite"});
  EXPECT_EQ(get("/events").code(), "ErrorAccessDenied");
  EXPECT_EQ(get("/calendar").status, 403);
  have_roles({"Calendars.Read"});
  EXPECT_EQ(get("/events/" + id).status, 200);
  EXPECT_EQ(get("/contacts").status, 403);
  EXPECT_EQ(send("POST", "/events", event()).status, 403);
  EXPECT_EQ(patch(id, {{"subject", "x"}}).status, 403);
  EXPECT_EQ(send("DELETE", "/events/" + id).status, 403);
  EXPECT_EQ(send("POST", "/calendars", json::object{{"name", "x"}}).status, 403);
}

TEST_F(Events, FaultsAndThrottleApplyAsEverywhere) {
  make(event(tagged(7)));
  ASSERT_TRUE(control.faults(
      {{{"match", {{"path", "$filter"}}}, {"action", {{"lag_search_ms", 60000}}}},
       {{"match", {{"path", "/calendar/events"}}}, {"action", {{"endless_next", true}}}},
       {{"match", {{"method", "DELETE"}}},
        {"action", {{"status", 503}, {"code", "ServiceUnavailable"}}}}}));
  EXPECT_TRUE(get("/events?" + tag_filter(tag, 7)).value().empty());
  EXPECT_EQ(get("/events?" + tag_filter(tag, 7)).value().size(), 1U);
  EXPECT_FALSE(get("/calendar/events").at("@odata.nextLink").empty());
  EXPECT_EQ(send("DELETE", "/events/" + make(event())).status, 503);
  ASSERT_TRUE(control.settings({{"budget", 1}}));
  get("/events");
  EXPECT_EQ(get("/events").code(), "ApplicationThrottled");
}

TEST_F(Events, BatchesWriteEvents) {
  const json::object batch{
      {"requests",
       {{{"id", "1"},
         {"method", "POST"},
         {"url", std::string("/users/") + user + "/events"},
         {"headers", {{"Content-Type", "application/json"}, {"Prefer", "IdType=\"ImmutableId\""}}},
         {"body", event({{"subject", "A"}})}}}}};
  const Reply reply = send("POST", emulator.url() + "/v1.0/$batch", batch);
  ASSERT_EQ(reply.status, 200) << reply.text;
  const json::value body = reply.body();
  EXPECT_EQ(body.at("responses").at(0).at("status").as_int64(), 201);
  EXPECT_EQ(get("/events").value().size(), 1U);
}

TEST_F(Events, FourWritersAtOnceMakeOneEventOfATransaction) {
  const json::object body = event({{"transactionId", "t"}});
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i)
    writers.emplace_back([&] {
      Client own;
      own.send("POST", emulator.url() + "/v1.0/users/" + user + "/events", json::serialize(body),
               {"Authorization: Bearer " + token, "Content-Type: application/json"});
    });
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(state().at("events").as_array().size(), 1U);
}

TEST_F(Events, WhatMailsThirdPartiesIsCounted) {
  EXPECT_EQ(invitations(), 0);
  const std::string quiet = make(event({{"attendees", json::array{}}, {"isOnlineMeeting", false}}));
  patch(quiet, {{"subject", "x"}});
  send("DELETE", "/events/" + quiet);
  EXPECT_EQ(invitations(), 0);
  const json::array guests = {
      {{"emailAddress", {{"name", "A"}, {"address", "a@example.com"}}}},
      {{"emailAddress", {{"address", "b@example.com"}}}, {"type", "optional"}}};
  const std::string loud = make(event({{"attendees", guests}}));
  EXPECT_EQ(invitations(), 2);
  patch(loud, {{"subject", "x"}});
  EXPECT_EQ(invitations(), 4);
  send("DELETE", "/events/" + loud);
  EXPECT_EQ(invitations(), 6);
  const Reply online = send("POST", "/events", event({{"isOnlineMeeting", true}}));
  EXPECT_FALSE(online.body().at("onlineMeeting").is_null());
  EXPECT_EQ(invitations(), 7);
  ASSERT_TRUE(control.clear_stats());
  EXPECT_EQ(invitations(), 0);
  int expected = 0;
  for (const char* action : {"accept", "tentativelyAccept", "decline", "forward", "cancel"}) {
    const std::string id = make(event());
    EXPECT_EQ(send("POST", "/events/" + id + "/" + action, json::object{}).status, 202);
    EXPECT_EQ(invitations(), ++expected) << action;
  }
  EXPECT_EQ(send("POST", "/events/" + online.at("id") + "/snoozeReminder").status, 400);
}

TEST_F(Events, OwnersActInTheirCalendars) {
  const auto id = control.owner_create_event(tenant, user, event({{"subject", "A"}}));
  ASSERT_TRUE(id) << id.error().text;
  ASSERT_TRUE(control.owner_update_event(tenant, user, *id, {{"subject", "B"}}));
  EXPECT_EQ(get("/events/" + *id).at("subject"), "B");
  EXPECT_EQ(invitations(), 0);
  ASSERT_TRUE(control.owner_delete_event(tenant, user, *id));
  EXPECT_TRUE(get("/events").value().empty());
  ASSERT_TRUE(control.owner_restore_event(tenant, user, *id));
  ASSERT_TRUE(control.owner_purge_event(tenant, user, *id));
  EXPECT_EQ(get("/events/" + *id).status, 404);
  EXPECT_FALSE(control.owner_purge_event(tenant, user, *id));
  EXPECT_FALSE(control.owner_create_event(tenant, user, {{"subject", "without times"}}));
  EXPECT_FALSE(control.owner_create_event(tenant, user, event(), "No Such Calendar"));
  EXPECT_FALSE(control.owner(tenant, user, json::object{{"do", "create_event"}, {"folder", ""}}));
}

TEST_F(Events, TheStateShowsAllOfAnEvent) {
  json::object set = tagged(7);
  set["body"] = {{"contentType", "text"}, {"content", "one\ntwo"}};
  const std::string id = make(event(set));
  const json::object all = state();
  const json::value& shown = all.at("events").at(0);
  EXPECT_EQ(shown.at("id").as_string(), id);
  EXPECT_EQ(shown.at("calendar"), all.at("default_calendar"));
  EXPECT_NE(shown.at("mutable_id").as_string(), id);
  EXPECT_EQ(shown.at("body").at("content").as_string(), "one\r\ntwo");
  EXPECT_EQ(date_time(shown), "2026-07-01T07:00:00.0000000");
  EXPECT_EQ(shown.at("singleValueExtendedProperties"), (json::value{{tag, "7"}, {key, "k"}}));
  EXPECT_TRUE(all.at("contacts").as_array().empty());
}

TEST_F(Events, ASeedBringsCalendarsAndEvents) {
  constexpr const char* other = "bbbbbbbb-0000-4000-8000-000000000002";
  ASSERT_TRUE(control.send(
      "POST", std::string("tenants/") + tenant + "/users",
      json::object{
          {"id", other}, {"calendars", {"Court"}}, {"events", {event({{"subject", "A"}})}}}));
  const auto seeded = control.state(tenant, other);
  ASSERT_TRUE(seeded);
  EXPECT_EQ(seeded->at("calendars").as_array().size(), 2U);
  EXPECT_EQ(seeded->at("events").at(0).at("subject").as_string(), "A");
}

}  // namespace
}  // namespace relais::emulator::testing
