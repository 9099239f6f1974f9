#include "tests/graph-emulator/testing/events_fixture.hpp"

namespace relais::emulator::testing {
namespace {

std::string window(const std::string& from, const std::string& to) {
  return "startDateTime=" + from + "T00:00:00Z&endDateTime=" + to + "T00:00:00Z";
}

class Views : public Events {
 protected:
  /// The dates in Zurich on which a person sees something.
  std::vector<std::string> days(const std::string& from, const std::string& to) {
    std::vector<std::string> found;
    for (const json::value& entry : agenda(from, to))
      found.emplace_back(entry.at("first").as_string());
    return found;
  }

  json::array view(const std::string& from, const std::string& to,
                   const std::string& options = {}) {
    const Reply reply = prefer("outlook.timezone=\"Europe/Zurich\", odata.maxpagesize=100",
                               "/calendarView?" + window(from, to) + options);
    EXPECT_EQ(reply.status, 200) << reply.text;
    return reply.value();
  }

  Result<json::value> change(const std::string& id, const std::string& date,
                             const json::object& set) {
    return control.owner(
        tenant, user,
        json::object{{"do", "change_occurrence"}, {"event", id}, {"date", date}, {"set", set}});
  }
};

TEST_F(Views, AViewNeedsATimeWindow) {
  for (const char* query :
       {"", "?startDateTime=2026-01-01T00:00:00Z", "?endDateTime=2026-01-01T00:00:00Z",
        "?startDateTime=2026-01-01T00:00:00Z&endDateTime=tomorrow",
        "?startDateTime=2026-01-01T00:00:00Z&startDateTime=2026-01-01T00:00:00Z"
        "&endDateTime=2026-01-02T00:00:00Z",
        "?startDateTime=2026-01-02T00:00:00Z&endDateTime=2026-01-01T00:00:00Z"}) {
    const Reply reply = get(std::string("/calendarView") + query);
    EXPECT_EQ(reply.status, 400) << query;
    EXPECT_EQ(reply.code(), "ErrorInvalidParameter") << query;
  }
  EXPECT_NE(get("/calendarView").text.find("This request requires a time window"),
            std::string::npos);
}

TEST_F(Views, ChangeTrackingIsRefused) {
  const std::string calendar = "/calendars/" + get("/calendar").at("id");
  for (const std::string& path : {std::string("/calendarView/delta"), std::string("/events/delta"),
                                  calendar + "/calendarView/delta", calendar + "/events/delta"}) {
    const Reply reply = get(path);
    EXPECT_EQ(reply.status, 400) << path;
    EXPECT_NE(reply.text.find("This request requires a time window"), std::string::npos) << path;
  }
  EXPECT_EQ(get("/calendarView/delta?" + window("2026-01-01", "2026-02-01")).status, 400);
}

TEST_F(Views, FiltersAreRefusedInTheirWay) {
  const std::string path = "/calendarView?" + window("2026-01-01", "2026-02-01") + "&";
  EXPECT_EQ(get(path + tag_filter(tag, 7)).status, 500);
  EXPECT_EQ(get(path + "$filter=" + encoded("lastModifiedDateTime ge 2026-01-01T00:00:00Z")).status,
            400);
  EXPECT_EQ(get(path + "$orderby=subject").status, 400);
  EXPECT_EQ(send("POST", path, json::object{}).status, 405);
}

TEST_F(Views, ASeriesIsListedOnceAndViewedAsItsOccurrences) {
  const std::string id = make(mondays());
  const json::array listed = get("/events").value();
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].at("type").as_string(), "seriesMaster");
  const json::array seen = view("2026-03-16", "2026-04-07");
  ASSERT_EQ(seen.size(), 4U);
  const char* starts[] = {"2026-03-16", "2026-03-23", "2026-03-30", "2026-04-06"};
  for (std::size_t i = 0; i < seen.size(); ++i) {
    // 09:00 on the wall, before and after the change of the clocks on 29 March.
    EXPECT_EQ(date_time(seen[i]), std::string(starts[i]) + "T09:00:00.0000000");
    EXPECT_EQ(date_time(seen[i], "end"), std::string(starts[i]) + "T10:00:00.0000000");
    EXPECT_EQ(seen[i].at("type").as_string(), "occurrence");
    EXPECT_EQ(seen[i].at("seriesMasterId").as_string(), id);
    EXPECT_EQ(seen[i].at("subject").as_string(), "Series");
    EXPECT_TRUE(seen[i].at("recurrence").is_null());
    const std::string own(seen[i].at("id").as_string());
    EXPECT_NE(own, id);
    EXPECT_EQ(date_time(get("/events/" + own).body(), "start").substr(0, 10), starts[i]);
    EXPECT_EQ(patch(own, {{"subject", "x"}}).status, 501);
  }
  EXPECT_EQ(get("/events/" + std::string(seen[0].at("id").as_string())
                                 .replace(seen[0].at("id").as_string().size() - 9, 8, "20260317"))
                .status,
            404);
}

TEST_F(Views, AWindowTakesWhatOverlaps) {
  make(event({{"subject", "inside"}}));  // 07:00 to 08:00 UTC
  make(all_day("2026-07-01", "2026-07-02", {{"subject", "day"}}));
  const auto subjects = [&](const std::string& from, const std::string& to) {
    std::string all;
    for (const json::value& one :
         get("/calendarView?$select=subject&startDateTime=" + from + "&endDateTime=" + to).value())
      all.append(one.at("subject").as_string()).append(" ");
    return all;
  };
  EXPECT_EQ(subjects("2026-07-01T00:00:00Z", "2026-07-02T00:00:00Z"), "day inside ");
  EXPECT_EQ(subjects("2026-07-01T00:00:00", "2026-07-02T00:00:00"), "day inside ");
  EXPECT_EQ(subjects("2026-07-01T07:59:00Z", "2026-07-01T09:00:00Z"), "day inside ");
  EXPECT_EQ(subjects("2026-07-01T08:00:00Z", "2026-07-01T09:00:00Z"), "day ");
  EXPECT_EQ(subjects("2026-06-30T00:00:00Z", "2026-07-01T00:00:00Z"), "");
  EXPECT_EQ(subjects("2026-07-02T00:00:00Z", "2026-07-03T00:00:00Z"), "");
}

TEST_F(Views, EachCalendarHasItsOwnView) {
  const std::string path = "/calendars/" + make_calendar("Court");
  make(event(), path + "/events");
  EXPECT_TRUE(view("2026-07-01", "2026-07-02").empty());
  EXPECT_EQ(get(path + "/calendarView?" + window("2026-07-01", "2026-07-02")).value().size(), 1U);
}

TEST_F(Views, ViewsComeInPages) {
  make(mondays());
  Reply page = get("/calendarView?" + window("2026-03-01", "2026-06-30") + "&$select=start");
  std::size_t seen = page.value().size();
  EXPECT_EQ(seen, 10U);
  while (!page.at("@odata.nextLink").empty()) {
    EXPECT_EQ(get(page.at("@odata.nextLink") + "&x=1").status, 400);
    page = get(page.at("@odata.nextLink"));
    ASSERT_EQ(page.status, 200) << page.text;
    seen += page.value().size();
  }
  EXPECT_EQ(seen, 18U);
}

TEST_F(Views, PatternsMeanTheirDates) {
  const struct {
    json::object pattern;
    json::object range;
    std::vector<std::string> days;
  } cases[] = {
      {{{"type", "daily"}, {"interval", 2}},
       {{"type", "numbered"}, {"startDate", "2026-01-30"}, {"numberOfOccurrences", 3}},
       {"2026-01-30", "2026-02-01", "2026-02-03"}},
      {{{"type", "weekly"},
        {"interval", 2},
        {"daysOfWeek", {"sunday", "tuesday"}},
        {"firstDayOfWeek", "monday"}},
       {{"type", "endDate"}, {"startDate", "2026-01-06"}, {"endDate", "2026-01-25"}},
       {"2026-01-06", "2026-01-11", "2026-01-20", "2026-01-25"}},
      {{{"type", "weekly"},
        {"interval", 2},
        {"daysOfWeek", {"sunday", "tuesday"}},
        {"firstDayOfWeek", "sunday"}},
       {{"type", "endDate"}, {"startDate", "2026-01-06"}, {"endDate", "2026-01-25"}},
       {"2026-01-06", "2026-01-18", "2026-01-20"}},
      {{{"type", "absoluteMonthly"}, {"interval", 1}, {"dayOfMonth", 31}},
       {{"type", "numbered"}, {"startDate", "2026-01-31"}, {"numberOfOccurrences", 3}},
       {"2026-01-31", "2026-02-28", "2026-03-31"}},
      {{{"type", "relativeMonthly"},
        {"interval", 1},
        {"daysOfWeek", {"friday"}},
        {"index", "last"}},
       {{"type", "numbered"}, {"startDate", "2026-01-30"}, {"numberOfOccurrences", 3}},
       {"2026-01-30", "2026-02-27", "2026-03-27"}},
      {{{"type", "relativeMonthly"},
        {"interval", 3},
        {"daysOfWeek", {"monday", "tuesday", "wednesday", "thursday", "friday"}}},
       {{"type", "numbered"}, {"startDate", "2026-02-02"}, {"numberOfOccurrences", 2}},
       {"2026-02-02", "2026-05-01"}},
      {{{"type", "absoluteYearly"}, {"interval", 1}, {"month", 2}, {"dayOfMonth", 29}},
       {{"type", "numbered"}, {"startDate", "2024-02-29"}, {"numberOfOccurrences", 3}},
       {"2024-02-29", "2025-02-28", "2026-02-28"}},
      {{{"type", "relativeYearly"},
        {"interval", 1},
        {"month", 11},
        {"daysOfWeek", {"thursday"}},
        {"index", "fourth"}},
       {{"type", "numbered"}, {"startDate", "2026-11-26"}, {"numberOfOccurrences", 2}},
       {"2026-11-26", "2027-11-25"}},
      // The first date need not be one of the pattern: the series begins later.
      {{{"type", "weekly"},
        {"interval", 1},
        {"daysOfWeek", {"friday"}},
        {"firstDayOfWeek", "monday"}},
       {{"type", "numbered"}, {"startDate", "2026-01-06"}, {"numberOfOccurrences", 2}},
       {"2026-01-09", "2026-01-16"}},
  };
  for (const auto& one : cases) {
    const std::string id = make(series(one.pattern, one.range));
    EXPECT_EQ(days("2020-01-01", "2030-01-01"), one.days) << json::serialize(one.pattern);
    send("POST", "/events/" + id + "/permanentDelete");
  }
}

TEST_F(Views, PatternsNeedTheirMembersAndNoOthers) {
  const json::object range{{"type", "noEnd"}, {"startDate", "2026-03-02"}};
  const json::object weekly{{"type", "weekly"},
                            {"interval", 1},
                            {"daysOfWeek", {"monday"}},
                            {"firstDayOfWeek", "monday"}};
  const auto with = [](json::object object, const char* name, json::value value) {
    object[name] = std::move(value);
    return object;
  };
  const auto without = [](json::object object, const char* name) {
    object.erase(name);
    return object;
  };
  const json::object bad_patterns[] = {
      {},
      with(weekly, "type", "Weekly"),
      without(weekly, "type"),
      without(weekly, "interval"),
      without(weekly, "daysOfWeek"),
      without(weekly, "firstDayOfWeek"),
      with(weekly, "interval", 0),
      with(weekly, "interval", 100),
      with(weekly, "interval", "1"),
      with(weekly, "daysOfWeek", json::array{}),
      with(weekly, "daysOfWeek", {"Monday"}),
      with(weekly, "daysOfWeek", {"monday", "monday"}),
      with(weekly, "dayOfMonth", 2),
      with(weekly, "month", 3),
      with(weekly, "index", "second"),
      with(weekly, "count", 3),
      {{"type", "daily"}, {"interval", 1}, {"daysOfWeek", {"monday"}}},
      {{"type", "absoluteMonthly"}, {"interval", 1}},
      {{"type", "absoluteMonthly"}, {"interval", 1}, {"dayOfMonth", 32}},
      {{"type", "relativeMonthly"}, {"interval", 1}},
      {{"type", "relativeMonthly"},
       {"interval", 1},
       {"daysOfWeek", {"monday"}},
       {"index", "fifth"}},
      {{"type", "absoluteYearly"}, {"interval", 1}, {"dayOfMonth", 2}},
      {{"type", "absoluteYearly"}, {"interval", 1}, {"dayOfMonth", 31}, {"month", 4}},
      {{"type", "absoluteYearly"}, {"interval", 1}, {"dayOfMonth", 2}, {"month", 13}},
      {{"type", "relativeYearly"}, {"interval", 1}, {"daysOfWeek", {"monday"}}},
  };
  for (const json::object& pattern : bad_patterns)
    EXPECT_EQ(send("POST", "/events", series(pattern, range)).status, 400)
        << json::serialize(pattern);
  const json::object bad_ranges[] = {
      {{"startDate", "2026-03-02"}},
      with(range, "type", "forever"),
      with(range, "endDate", "2026-05-01"),
      with(range, "numberOfOccurrences", 3),
      with(range, "recurrenceTimeZone", "Mars"),
      with(range, "recurrenceTimeZone", "Asia/Tokyo"),
      with(range, "until", "2026-05-01"),
      {{"type", "endDate"}, {"startDate", "2026-03-02"}},
      {{"type", "endDate"}, {"startDate", "2026-03-02"}, {"endDate", "2026-03-01"}},
      {{"type", "endDate"}, {"startDate", "2026-03-02"}, {"endDate", "2026-02-30"}},
      {{"type", "endDate"}, {"startDate", "2026-03-03"}, {"endDate", "2026-03-04"}},  // no Monday
      {{"type", "numbered"}, {"startDate", "2026-03-02"}},
      {{"type", "numbered"}, {"startDate", "2026-03-02"}, {"numberOfOccurrences", 0}},
  };
  for (const json::object& bad : bad_ranges)
    EXPECT_EQ(send("POST", "/events", series(weekly, bad)).status, 400) << json::serialize(bad);
  json::object shifted = series(weekly, range);
  shifted["recurrence"].as_object()["range"].as_object()["startDate"] = "2026-03-09";
  EXPECT_EQ(send("POST", "/events", shifted).status, 400);
  json::object half = series(weekly, range);
  half["recurrence"].as_object().erase("range");
  EXPECT_EQ(send("POST", "/events", half).status, 400);
  json::object overlapping = series({{"type", "daily"}, {"interval", 1}}, range);
  overlapping["end"] = at("2026-03-03T09:30:00", "Europe/Zurich");
  EXPECT_EQ(send("POST", "/events", overlapping).code(), "ErrorOccurrenceTimeSpanTooBig");
  EXPECT_TRUE(state().at("events").as_array().empty());
}

TEST_F(Views, ARecurrenceIsReadBackWithAllItsMembersAndCanBeSentAgain) {
  const std::string id = make(mondays());
  const json::value recurrence = get("/events/" + id).body().at("recurrence");
  EXPECT_EQ(recurrence, (json::value{{"pattern",
                                      {{"type", "weekly"},
                                       {"interval", 1},
                                       {"month", 0},
                                       {"dayOfMonth", 0},
                                       {"daysOfWeek", {"monday"}},
                                       {"firstDayOfWeek", "monday"},
                                       {"index", "first"}}},
                                     {"range",
                                      {{"type", "noEnd"},
                                       {"startDate", "2026-03-02"},
                                       {"endDate", "0001-01-01"},
                                       {"numberOfOccurrences", 0},
                                       {"recurrenceTimeZone", "Europe/Zurich"}}}}));
  EXPECT_EQ(patch(id, {{"recurrence", recurrence}}).status, 200);
}

TEST_F(Views, ASeriesStaysASeries) {
  EXPECT_EQ(send("POST", "/events", event({{"recurrence", nullptr}})).status, 201);
  const std::string single = make(event());
  EXPECT_EQ(patch(single, {{"recurrence", nullptr}}).status, 200);
  const std::string id = make(mondays());
  EXPECT_EQ(patch(id, {{"recurrence", nullptr}}).status, 400);
  // Another day needs the pattern along.
  const json::object moved{{"start", at("2026-03-09T09:00:00", "Europe/Zurich")},
                           {"end", at("2026-03-09T10:00:00", "Europe/Zurich")}};
  EXPECT_EQ(patch(id, moved).status, 400);
  json::object along = moved;
  along["recurrence"] = mondays()["recurrence"];
  along["recurrence"].as_object()["range"].as_object()["startDate"] = "2026-03-09";
  EXPECT_EQ(patch(id, along).status, 200);
  EXPECT_EQ(days("2026-03-01", "2026-03-17"),
            (std::vector<std::string>{"2026-03-09", "2026-03-16"}));
}

TEST_F(Views, OwnersChangeSingleOccurrences) {
  const std::string id = make(mondays());
  ASSERT_TRUE(change(id, "2026-03-09",
                     {{"subject", "Moved"},
                      {"start", at("2026-03-10T14:00:00", "Europe/Zurich")},
                      {"end", at("2026-03-10T15:00:00", "Europe/Zurich")}}));
  ASSERT_TRUE(control.owner(
      tenant, user,
      json::object{{"do", "delete_occurrence"}, {"event", id}, {"date", "2026-03-16"}}));
  EXPECT_EQ(days("2026-03-01", "2026-03-24"),
            (std::vector<std::string>{"2026-03-02", "2026-03-10", "2026-03-23"}));
  const json::array seen = view("2026-03-10", "2026-03-11");
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at("type").as_string(), "exception");
  EXPECT_EQ(seen[0].at("subject").as_string(), "Moved");
  EXPECT_EQ(date_time(seen[0]), "2026-03-10T14:00:00.0000000");
  EXPECT_EQ(seen[0].at("originalStart").as_string(), "2026-03-09T08:00:00Z");
  EXPECT_EQ(get("/events/" + id).at("subject"), "Series");
  EXPECT_EQ(state().at("events").at(0).at("exceptions"),
            (json::value{{"2026-03-09", "changed"}, {"2026-03-16", "deleted"}}));
  EXPECT_FALSE(change(id, "2026-03-11", {{"subject", "no occurrence"}}));
  EXPECT_FALSE(change(id, "2026-03-02", {{"recurrence", nullptr}}));
  for (const char* neighbour : {"2026-03-23", "2026-04-06"})
    EXPECT_FALSE(change(id, "2026-03-30",
                        {{"start", at(std::string(neighbour) + "T09:00:00", "Europe/Zurich")},
                         {"end", at(std::string(neighbour) + "T10:00:00", "Europe/Zurich")}}))
        << neighbour;
  EXPECT_FALSE(change(id, "2026-03-02", {{"end", at("2026-03-01T00:00:00")}}));
  EXPECT_FALSE(change(make(event()), "2026-07-01", {{"subject", "no series"}}));
}

TEST_F(Views, WritingTimesOrPatternOfASeriesDropsWhatItsOwnerChanged) {
  const std::string id = make(mondays());
  const auto changed = [&] { return change(id, "2026-03-09", {{"subject", "Mine"}}); };
  const auto kept = [&] {
    return !state().at("events").at(0).at("exceptions").as_object().empty();
  };
  ASSERT_TRUE(changed());
  EXPECT_EQ(patch(id, {{"subject", "Renamed"}, {"showAs", "free"}}).status, 200);
  EXPECT_TRUE(kept());
  EXPECT_EQ(view("2026-03-09", "2026-03-10").at(0).at("subject").as_string(), "Mine");
  EXPECT_EQ(patch(id, {{"start", mondays()["start"]}}).status, 200);
  EXPECT_FALSE(kept());
  EXPECT_EQ(view("2026-03-09", "2026-03-10").at(0).at("subject").as_string(), "Renamed");
  ASSERT_TRUE(changed());
  EXPECT_EQ(patch(id, {{"end", mondays()["end"]}}).status, 200);
  EXPECT_FALSE(kept());
  ASSERT_TRUE(changed());
  EXPECT_EQ(patch(id, {{"recurrence", mondays()["recurrence"]}}).status, 200);
  EXPECT_FALSE(kept());
  ASSERT_TRUE(changed());
  EXPECT_EQ(patch(id, {{"recurrence", "no"}}).status, 400);
  EXPECT_TRUE(kept());
}

TEST_F(Views, TheAgendaShowsWhatAPersonSees) {
  const std::string calendar = make_calendar("Court");
  const std::string id = make(event({{"subject", "Hearing"},
                                     {"showAs", "oof"},
                                     {"sensitivity", "private"},
                                     {"categories", {"x"}},
                                     {"reminderMinutesBeforeStart", 1440}}),
                              "/calendars/" + calendar + "/events");
  const json::array seen = agenda("2026-07-01", "2026-07-02");
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0], (json::value{{"what", "event"},
                                  {"id", id},
                                  {"subject", "Hearing"},
                                  {"calendar", calendar},
                                  {"all_day", false},
                                  {"first", "2026-07-01"},
                                  {"last", "2026-07-01"},
                                  {"start", "2026-07-01T09:00"},
                                  {"end", "2026-07-01T10:00"},
                                  {"reminder", "2026-06-30T09:00"},
                                  {"show_as", "oof"},
                                  {"sensitivity", "private"},
                                  {"categories", {"x"}},
                                  {"series", false}}));
  const json::array abroad = agenda("2026-07-01", "2026-07-02", "America/New_York");
  ASSERT_EQ(abroad.size(), 1U);
  EXPECT_EQ(abroad[0].at("start").as_string(), "2026-07-01T03:00");
  EXPECT_TRUE(agenda("2026-07-02", "2026-07-03").empty());
}

TEST_F(Views, TheAgendaShowsAllDayEventsOnTheirDatesEverywhere) {
  make(all_day("2026-05-01", "2026-05-03", {{"subject", "Away"}}));
  for (const char* zone : {"Europe/Zurich", "Pacific/Auckland", "America/Los_Angeles"}) {
    const json::array seen = agenda("2026-05-02", "2026-05-03", zone);
    ASSERT_EQ(seen.size(), 1U) << zone;
    EXPECT_TRUE(seen[0].at("all_day").as_bool());
    EXPECT_EQ(seen[0].at("first").as_string(), "2026-05-01");
    EXPECT_EQ(seen[0].at("last").as_string(), "2026-05-02");
    EXPECT_EQ(seen[0].at("reminder").as_string(), "2026-04-30T23:45");
    EXPECT_FALSE(seen[0].as_object().contains("start"));
    EXPECT_TRUE(agenda("2026-05-03", "2026-05-04", zone).empty());
    EXPECT_TRUE(agenda("2026-04-30", "2026-05-01", zone).empty());
  }
}

TEST_F(Views, TheAgendaShowsNightsOnBothDaysAndNoReminderThatIsOff) {
  make(event({{"start", at("2026-07-01T22:00:00", "Europe/Zurich")},
              {"end", at("2026-07-02T02:00:00", "Europe/Zurich")},
              {"isReminderOn", false}}));
  const json::array seen = agenda("2026-07-02", "2026-07-03");
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0].at("first").as_string(), "2026-07-01");
  EXPECT_EQ(seen[0].at("last").as_string(), "2026-07-02");
  EXPECT_FALSE(seen[0].as_object().contains("reminder"));
  make(event({{"start", at("2026-07-05T22:00:00", "Europe/Zurich")},
              {"end", at("2026-07-06T00:00:00", "Europe/Zurich")}}));
  EXPECT_EQ(agenda("2026-07-05", "2026-07-06").at(0).at("last").as_string(), "2026-07-05");
  EXPECT_TRUE(agenda("2026-07-06", "2026-07-07").empty());
}

TEST_F(Views, TheAgendaKeepsAllDaySeriesOnTheirDates) {
  json::object yearly = all_day("2026-03-29", "2026-03-30", {{"subject", "Anniversary"}});
  yearly["recurrence"] = {
      {"pattern", {{"type", "absoluteYearly"}, {"interval", 1}, {"month", 3}, {"dayOfMonth", 29}}},
      {"range", {{"type", "noEnd"}, {"startDate", "2026-03-29"}}}};
  make(yearly);
  EXPECT_EQ(days("2026-01-01", "2029-01-01"),
            (std::vector<std::string>{"2026-03-29", "2027-03-29", "2028-03-29"}));
}

TEST_F(Views, TheAgendaRefusesWhatItDoesNotUnderstand) {
  EXPECT_FALSE(control.agenda(tenant, user, "Mars", "2026-01-01", "2026-02-01"));
  EXPECT_FALSE(control.agenda(tenant, user, "UTC", "today", "2026-02-01"));
  EXPECT_FALSE(control.agenda(tenant, user, "UTC", "2026-01-01", ""));
  EXPECT_FALSE(control.agenda(tenant, "nobody", "UTC", "2026-01-01", "2026-02-01"));
  Control remote(emulator.url());
  make(event());
  const auto seen = remote.agenda(tenant, user, "Europe/Zurich", "2026-07-01", "2026-07-02");
  ASSERT_TRUE(seen);
  EXPECT_EQ(seen->size(), 1U);
}

}  // namespace
}  // namespace relais::emulator::testing
