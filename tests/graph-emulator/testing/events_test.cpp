#include <thread>

#include "tests/graph-emulator/testing/events_fixture.hpp"

namespace relais::emulator::testing {
namespace {

const HeaderList mutable_ids = {"Prefer: return=representation"};

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

TEST_F(Events, BodiesThatGraphWouldRefuseAreRefusedAndNothingIsWritten) {
  const json::object bad[] = {
      {{"unknown", "x"}},
      {{"Subject", "x"}},
      {{"id", "x"}},
      {{"changeKey", "x"}},
      {{"parentFolderId", "x"}},
      {{"bodyPreview", "x"}},
      {{"iCalUId", "x"}},
      {{"type", "singleInstance"}},
      {{"seriesMasterId", "x"}},
      {{"organizer", json::object{}}},
      {{"webLink", "x"}},
      {{"hasAttachments", false}},
      {{"isCancelled", false}},
      {{"isOrganizer", true}},
      {{"originalStartTimeZone", "UTC"}},
      {{"subject", 5}},
      {{"subject", std::string(256, 'x')}},
      {{"body", "text"}},
      {{"body", {{"content", "x"}}}},
      {{"body", {{"contentType", "Text"}, {"content", "x"}}}},
      {{"body", {{"contentType", "text"}, {"content", nullptr}}}},
      {{"start", nullptr}},
      {{"end", nullptr}},
      {{"isAllDay", "true"}},
      {{"isAllDay", nullptr}},
      {{"showAs", "Busy"}},
      {{"showAs", nullptr}},
      {{"sensitivity", "secret"}},
      {{"importance", 1}},
      {{"isReminderOn", 1}},
      {{"reminderMinutesBeforeStart", "15"}},
      {{"reminderMinutesBeforeStart", 15.5}},
      {{"reminderMinutesBeforeStart", -1}},
      {{"reminderMinutesBeforeStart", 2147483648}},
      {{"location", "Court"}},
      {{"location", {{"name", "Court"}}}},
      {{"location", {{"displayName", std::string(256, 'x')}}}},
      {{"locations", "Court"}},
      {{"categories", "x"}},
      {{"categories", nullptr}},
      {{"categories", {1}}},
      {{"attendees", {{{"address", "a@example.com"}}}}},
      {{"attendees", {{{"emailAddress", {{"address", "nobody"}}}}}}},
      {{"isOnlineMeeting", "no"}},
      {{"transactionId", 5}},
      {{"transactionId", ""}},
      {{"recurrence", "weekly"}},
      {{"singleValueExtendedProperties", {{{"id", tag}, {"value", 1}}}}},
  };
  for (const json::object& set : bad) {
    const Reply reply = send("POST", "/events", event(set));
    EXPECT_EQ(reply.status, 400) << json::serialize(set) << reply.text;
    EXPECT_FALSE(reply.code().empty());
  }
  EXPECT_EQ(send("POST", "/events", json::object{{"subject", "without times"}}).status, 400);
  EXPECT_EQ(send("POST", "/events", json::array{}).status, 400);
  EXPECT_EQ(send("POST", "/events?$select=id", event()).status, 400);
  EXPECT_TRUE(state().at("events").as_array().empty());
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

TEST_F(Events, TimesNeedAWallClockAndAKnownZone) {
  const struct {
    const char* date_time;
    const char* zone;
    const char* read;  // "" = refused
  } cases[] = {
      {"2026-01-01T09:00:00", "UTC", "2026-01-01T09:00:00.0000000"},
      {"2026-01-01T09:00:00.5", "UTC", "2026-01-01T09:00:00.5000000"},
      {"2026-01-01T09:00:00.0000000", "UTC", "2026-01-01T09:00:00.0000000"},
      {"2026-01-01T09:00:00", "Europe/Zurich", "2026-01-01T08:00:00.0000000"},
      {"2026-01-01T09:00:00", "W. Europe Standard Time", "2026-01-01T08:00:00.0000000"},
      {"2026-01-01T09:00:00", "Tokyo Standard Time", "2026-01-01T00:00:00.0000000"},
      {"2026-03-29T02:30:00", "Europe/Zurich", ""},  // left out by the clocks
      {"2026-10-25T02:30:00", "Europe/Zurich", "2026-10-25T00:30:00.0000000"},  // the first of two
      {"2026-01-01T09:00:00Z", "UTC", ""},
      {"2026-01-01T09:00:00+01:00", "Europe/Zurich", ""},
      {"2026-01-01T09:00:00.12345678", "UTC", ""},
      {"2026-01-01T09:00:00.", "UTC", ""},
      {"2026-01-01T09:00", "UTC", ""},
      {"2026-01-01", "UTC", ""},
      {"2026-02-30T09:00:00", "UTC", ""},
      {"2026-01-01T24:00:00", "UTC", ""},
      {"2026-01-01T09:00:60", "UTC", ""},
      {"1500-01-01T09:00:00", "UTC", ""},
      {"4600-01-01T09:00:00", "UTC", ""},
      {"", "UTC", ""},
      {"2026-01-01T09:00:00", "Europe/Nowhere", ""},
      {"2026-01-01T09:00:00", "europe/zurich", ""},
      {"2026-01-01T09:00:00", "", ""},
  };
  for (const auto& one : cases) {
    const Reply reply = send(
        "POST", "/events",
        json::object{{"start", at(one.date_time, one.zone)}, {"end", at("2030-01-01T00:00:00")}});
    const bool refused = std::string_view(one.read).empty();
    EXPECT_EQ(reply.status, refused ? 400 : 201) << one.date_time << one.zone << reply.text;
    if (!refused && reply.status == 201) {
      EXPECT_EQ(date_time(reply.body()), one.read);
    }
  }
  json::object extra = event();
  extra["start"].as_object()["offset"] = 0;
  EXPECT_EQ(send("POST", "/events", extra).status, 400);
  json::object lacking = event();
  lacking["start"].as_object().erase("timeZone");
  EXPECT_EQ(send("POST", "/events", lacking).status, 400);
}

TEST_F(Events, AnEventDoesNotEndBeforeItStarts) {
  EXPECT_EQ(send("POST", "/events", event({{"end", at("2026-07-01T06:59:59")}})).status, 400);
  EXPECT_EQ(send("POST", "/events", event({{"end", at("2026-07-01T07:00:00")}})).status, 201);
  const std::string id = make(event());
  EXPECT_EQ(patch(id, {{"start", at("2026-07-01T08:30:00")}}).status, 400);
  EXPECT_EQ(patch(id, {{"start", at("2026-07-01T08:00:00")}}).status, 200);
}

TEST_F(Events, TimesAreShownInThePreferredZone) {
  const std::string id = make(event());
  const json::value shown = prefer("outlook.timezone=\"America/New_York\"", "/events/" + id).body();
  EXPECT_EQ(shown.at("start"), json::value(at("2026-07-01T03:00:00.0000000", "America/New_York")));
  const Reply listed = prefer("outlook.timezone=\"W. Europe Standard Time\"", "/events");
  EXPECT_EQ(listed.value().at(0).at("start"),
            json::value(at("2026-07-01T09:00:00.0000000", "W. Europe Standard Time")));
  const Reply unknown = prefer("outlook.timezone=\"Mars\"", "/events");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_EQ(unknown.code(), "TimeZoneNotSupportedException");
  // In a header of its own, as well.
  const Reply separate = get("/events/" + id, {"Prefer: IdType=\"ImmutableId\"",
                                               "Prefer: outlook.timezone=\"Asia/Tokyo\""});
  EXPECT_EQ(date_time(separate.body()), "2026-07-01T16:00:00.0000000");
}

TEST_F(Events, AllDayEventsAreDatesWhateverZoneIsPreferred) {
  const std::string id = make(all_day("2026-05-01", "2026-05-03"));
  for (const char* zone : {"UTC", "Europe/Zurich", "Pacific/Auckland", "America/Los_Angeles"}) {
    const json::value shown =
        prefer(std::string("outlook.timezone=\"") + zone + "\"", "/events/" + id).body();
    EXPECT_EQ(shown.at("start"), json::value(at("2026-05-01T00:00:00.0000000"))) << zone;
    EXPECT_EQ(shown.at("end"), json::value(at("2026-05-03T00:00:00.0000000"))) << zone;
  }
}

TEST_F(Events, AllDayEventsNeedMidnightInOneZone) {
  const auto post = [&](const json::object& start, const json::object& end) {
    return send("POST", "/events",
                json::object{{"isAllDay", true}, {"start", start}, {"end", end}});
  };
  const Reply start = post(at("2026-05-01T00:00:01"), at("2026-05-02T00:00:00"));
  EXPECT_EQ(start.status, 400);
  EXPECT_EQ(start.code(), "ErrorInvalidRequest");
  EXPECT_NE(start.text.find("The Event.Start property for an all-day event needs to be set to "
                            "midnight."),
            std::string::npos);
  EXPECT_NE(post(at("2026-05-01T00:00:00"), at("2026-05-02T12:00:00")).text.find("Event.End"),
            std::string::npos);
  EXPECT_EQ(post(at("2026-05-01T00:00:00"), at("2026-05-01T00:00:00")).status, 400);
  EXPECT_EQ(post(at("2026-05-02T00:00:00"), at("2026-05-01T00:00:00")).status, 400);
  EXPECT_EQ(post(at("2026-05-01T00:00:00"), at("2026-05-02T00:00:00", "Asia/Tokyo")).status, 400);
  EXPECT_EQ(post(at("2026-05-01T00:00:00"), at("2026-05-02T00:00:00")).status, 201);
}

TEST_F(Events, SwitchingAllDayNeedsBothTimes) {
  const std::string id = make(event());
  const json::object start = at("2026-07-01T00:00:00"), end = at("2026-07-02T00:00:00");
  EXPECT_EQ(patch(id, {{"isAllDay", true}}).status, 400);
  EXPECT_EQ(patch(id, {{"isAllDay", true}, {"start", start}}).status, 400);
  EXPECT_EQ(patch(id, {{"isAllDay", true}, {"start", start}, {"end", end}}).status, 200);
  EXPECT_EQ(patch(id, {{"isAllDay", true}, {"subject", "same"}}).status, 200);
  EXPECT_EQ(patch(id, {{"isAllDay", false}}).status, 400);
  EXPECT_EQ(patch(id, {{"isAllDay", false}, {"start", start}, {"end", end}}).status, 200);
}

TEST_F(Events, TextBodiesComeBackWrappedInHtml) {
  const json::object body{{"contentType", "text"}, {"content", "a < b & c\nsecond"}};
  const Reply made = send("POST", "/events", event({{"body", body}}));
  EXPECT_EQ(made.body().at("body"), json::value(body));
  EXPECT_EQ(made.at("bodyPreview"), "a < b & c\r\nsecond");
  const json::value read = get("/events/" + made.at("id")).body();
  EXPECT_EQ(read.at("body").at("contentType").as_string(), "html");
  const std::string html(read.at("body").at("content").as_string());
  EXPECT_TRUE(html.starts_with("<html><head>")) << html;
  EXPECT_NE(html.find("a &lt; b &amp; c<br>\r\nsecond"), std::string::npos) << html;
  const Reply text = prefer("outlook.body-content-type=\"text\"", "/events/" + made.at("id"));
  EXPECT_EQ(text.body().at("body"),
            (json::value{{"contentType", "text"}, {"content", "a < b & c\r\nsecond"}}));
  EXPECT_EQ(prefer("outlook.body-content-type=\"rtf\"", "/events").status, 400);
  // A write that does not bring the body shows it as a GET does.
  EXPECT_EQ(
      patch(made.at("id"), {{"subject", "x"}}).body().at("body").at("contentType").as_string(),
      "html");
}

TEST_F(Events, HtmlIsRewrittenAndReadAsText) {
  const std::string html = "<p>First &amp; <b>bold</b></p>\n<div>&#220;ber&nbsp;uns<br>x</div>";
  const Reply made =
      send("POST", "/events", event({{"body", {{"contentType", "html"}, {"content", html}}}}));
  const std::string shown(made.body().at("body").at("content").as_string());
  EXPECT_NE(shown, html);
  EXPECT_NE(shown.find("<body>"), std::string::npos);
  const Reply text = prefer("outlook.body-content-type=\"text\"", "/events/" + made.at("id"));
  EXPECT_EQ(text.body().at("body").at("content").as_string(),
            "First & bold\r\n\xC3\x9C"
            "ber\xC2\xA0uns\r\nx\r\n");
  const auto owned = control.owner_create_event(
      tenant, user, event({{"body", {{"contentType", "html"}, {"content", "<i>mine</i>"}}}}));
  ASSERT_TRUE(owned);
  EXPECT_EQ(prefer("outlook.body-content-type=\"text\"", "/events/" + *owned)
                .body()
                .at("body")
                .at("content")
                .as_string(),
            "mine");
}

TEST_F(Events, LocationReplacesLocations) {
  const std::string id =
      make(event({{"locations", {{{"displayName", "A"}}, {{"displayName", "B"}}}}}));
  EXPECT_EQ(get("/events/" + id).body().at("location").at("displayName").as_string(), "A");
  const json::value body = patch(id, {{"location", {{"displayName", "C"}}}}).body();
  EXPECT_EQ(body.at("location").at("displayName").as_string(), "C");
  ASSERT_EQ(body.at("locations").as_array().size(), 1U);
  EXPECT_EQ(body.at("locations").at(0).at("displayName").as_string(), "C");
  const json::value cleared = patch(id, {{"location", nullptr}}).body();
  EXPECT_EQ(cleared.at("location").at("displayName").as_string(), "");
  EXPECT_TRUE(cleared.at("locations").as_array().empty());
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

TEST_F(Events, TagsAreSearchableByNumberAndByText) {
  const std::string ours = make(event(tagged(7, "Key-1")));
  make(event(tagged(8, "key-2")));
  make(event());
  const auto filter = [&](const std::string& text) {
    return get("/events?$select=id&$filter=" +
               encoded("singleValueExtendedProperties/any(ep: " + text + ")"));
  };
  const std::string number = std::string("ep/id eq '") + tag + "' and ";
  const std::string text = std::string("ep/id eq '") + key + "' and ";
  const json::array found = filter(number + "cast(ep/value, Edm.Int32) eq 7").value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].at("id").as_string(), ours);
  EXPECT_EQ(filter(text + "ep/value eq 'KEY-1'").value().size(), 1U);
  EXPECT_EQ(filter(text + "ep/value ne 'key-1'").value().size(), 1U);
  EXPECT_EQ(filter(number + "cast(ep/value, Edm.Int32) ge 7").value().size(), 2U);
  EXPECT_EQ(filter(number + "ep/value eq 7").status, 400);
  EXPECT_EQ(filter(text + "startswith(ep/value, 'k')").status, 400);
  const std::string tags =
      "singleValueExtendedProperties/any(ep: " + number + "cast(ep/value, Edm.Int32) eq 7)";
  for (const std::string& other :
       {tags + " and lastModifiedDateTime ge 2026-01-01T00:00:00Z",
        "lastModifiedDateTime ge 2026-01-01T00:00:00Z and " + tags, tags + " or " + tags,
        std::string("subject eq 'A'"), std::string("lastModifiedDateTime gt 2026-01-01T00:00:00Z"),
        std::string("lastModifiedDateTime ge '2026-01-01T00:00:00Z'"),
        std::string("lastModifiedDateTime ge 2026-01-01")})
    EXPECT_EQ(get("/events?$filter=" + encoded(other)).status, 400) << other;
}

TEST_F(Events, TagsAreShownWhenNamed) {
  const std::string id = make(event(tagged(7)));
  EXPECT_EQ(get("/events").text.find("relaisTag"), std::string::npos);
  const std::string expand = "$expand=" + encoded(std::string("singleValueExtendedProperties("
                                                              "$filter=id eq '") +
                                                  tag + "' or id eq '" + key + "')");
  const json::array listed =
      get("/events?$select=subject&" + tag_filter(tag, 7) + "&" + expand).value();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].at("singleValueExtendedProperties").as_array().size(), 2U);
  EXPECT_EQ(get("/events/" + id + "?" + expand)
                .body()
                .at("singleValueExtendedProperties")
                .as_array()
                .size(),
            2U);
}

TEST_F(Events, ListingsCanBeginAtATimeOfChange) {
  make(event({{"subject", "old"}}));
  ASSERT_TRUE(control.advance(60'000));
  const Reply made = send("POST", "/events", event({{"subject", "new"}}));
  const Reply since = get("/events?$filter=" +
                          encoded("lastModifiedDateTime ge " + made.at("lastModifiedDateTime")));
  ASSERT_EQ(since.value().size(), 1U) << since.text;
  EXPECT_EQ(since.value().at(0).at("subject").as_string(), "new");
  EXPECT_EQ(
      get("/contacts?$filter=" + encoded("lastModifiedDateTime ge 2026-01-01T00:00:00Z")).status,
      400);
}

TEST_F(Events, PagesFollowOpaqueLinks) {
  ASSERT_TRUE(control.send("POST", std::string("mailboxes/") + tenant + "/" + user + "/fill",
                           json::object{{"kind", "event"}, {"count", 25}, {"set", tagged(7)}}));
  std::size_t seen = 0, pages = 0;
  Reply page = get("/events?$select=subject&" + tag_filter(tag, 7));
  for (;; page = get(page.at("@odata.nextLink"))) {
    ASSERT_EQ(page.status, 200);
    seen += page.value().size();
    ++pages;
    if (page.at("@odata.nextLink").empty()) break;
    EXPECT_EQ(get(page.at("@odata.nextLink") + "&$top=5").status, 400);
  }
  EXPECT_EQ(seen, 25U);
  EXPECT_EQ(pages, 3U);
  EXPECT_EQ(get("/events?$top=20&$skip=20").value().size(), 5U);
  EXPECT_EQ(prefer("odata.maxpagesize=7", "/events").value().size(), 7U);
  EXPECT_EQ(prefer("odata.maxpagesize=7", "/events?$top=3").value().size(), 3U);
}

TEST_F(Events, AFilledMailboxIsListedByTagAtTheCostOfAPage) {
  const std::string fill = std::string("mailboxes/") + tenant + "/" + user + "/fill";
  ASSERT_TRUE(control.send("POST", fill, json::object{{"kind", "event"}, {"count", 20000}}));
  make(event(tagged(7)));
  const auto took = [&](const std::string& path) {
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) EXPECT_EQ(get(path).value().size(), 1U);
    return std::chrono::steady_clock::now() - began;
  };
  // The whole walk finds the same event by a comparison that no index serves.
  const auto indexed = took("/events?$select=id&" + tag_filter(tag, 7));
  const std::string walk = "singleValueExtendedProperties/any(ep: ep/id eq '" + std::string(tag) +
                           "' and cast(ep/value, Edm.Int32) ge 7)";
  EXPECT_LT(indexed, took("/events?$select=id&$filter=" + encoded(walk)));
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
