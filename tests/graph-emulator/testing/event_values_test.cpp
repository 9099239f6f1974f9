#include "tests/graph-emulator/testing/events_fixture.hpp"

namespace relais::emulator::testing {
namespace {

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
  EXPECT_EQ(send("POST", "/events", event({{"end", at("2026-07-01T06:59:59")}})).code(),
            "ErrorPropertyValidationFailure");
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

}  // namespace
}  // namespace relais::emulator::testing
