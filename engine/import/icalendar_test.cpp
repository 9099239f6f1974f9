#include "engine/import/readers_testing.hpp"

namespace relais::import::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

struct Case {
  const char* lines;
  const char* column;
  const char* wanted;
};

TEST(ICalendar, PropertiesOfAnAppointment) {
  const Case cases[] = {
      {"", "subject", "Sitzung"},
      {"", "starts_at", "2026-05-01T14:00"},
      {"", "ends_at", "2026-05-01T15:00"},
      {"", "time_zone", "Europe/Zurich"},
      {"", "all_day", "0"},
      {"", "rrule", "NULL"},
      {"", "type", "-"},
      {"", "case_number", "-"},
      {"LOCATION:Bezirksgericht Zürich\\, Saal 3", "location", "Bezirksgericht Zürich, Saal 3"},
      {"", "location", "NULL"},
      {"DESCRIPTION:eins\\nzwei", "description", "eins\nzwei"},
      {"DESCRIPTION:lan\r\n ge Zei\r\n\tle", "description", "lange Zeile"},
      {"CLASS:PRIVATE", "private", "1"},
      {"CLASS:CONFIDENTIAL", "private", "1"},
      {"CLASS:PUBLIC", "private", "0"},
      {"TRANSP:TRANSPARENT", "show_as", "free"},
      {"TRANSP:OPAQUE", "show_as", "busy"},
      {"STATUS:TENTATIVE", "show_as", "tentative"},
      {"TRANSP:TRANSPARENT\r\nX-MICROSOFT-CDO-BUSYSTATUS:OOF", "show_as", "oof"},
      {"X-MICROSOFT-CDO-BUSYSTATUS:WORKINGELSEWHERE", "show_as", "busy"},
      {"X-RELAIS-CASE:2024-0173", "case_number", "2024-0173"},
      {"X-RELAIS-TYPE:hearing", "type", "hearing"},
      {"RRULE:FREQ=WEEKLY;COUNT=10", "rrule", "FREQ=WEEKLY;COUNT=10"},
      {"rrule:freq=weekly; byday=tu", "rrule", "FREQ=WEEKLY;BYDAY=TU"},
      {"DURATION:PT1H30M", "ends_at", "2026-05-01T15:30"},
      {"DURATION:P1DT1H", "ends_at", "2026-05-02T15:00"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(event(each.lines)[each.column], each.wanted) << each.lines;
}

TEST(ICalendar, TimesOfAllKinds) {
  struct {
    const char *lines, *starts, *ends, *zone, *all_day;
  } const cases[] = {
      {"DTSTART:20260501T140000\r\nDTEND:20260501T150000", "2026-05-01T14:00", "2026-05-01T15:00",
       "Europe/Zurich", "0"},
      {"DTSTART:20260501T120000Z\r\nDTEND:20260501T130000Z", "2026-05-01T12:00", "2026-05-01T13:00",
       "UTC", "0"},
      // Summer time of the years for which the system's files have but a rule.
      {"DTSTART:20450601T140000\r\nDTEND:20450601T130000Z", "2045-06-01T14:00", "2045-06-01T15:00",
       "Europe/Zurich", "0"},
      {"DTSTART:20450101T140000\r\nDTEND:20450101T140000Z", "2045-01-01T14:00", "2045-01-01T15:00",
       "Europe/Zurich", "0"},
      {"DTSTART:20450601T120000Z\r\nDTEND;TZID=Europe/Zurich:20450601T150000", "2045-06-01T12:00",
       "2045-06-01T13:00", "UTC", "0"},
      {"DTSTART;TZID=Europe/London:20260501T140000\r\nDTEND;TZID=Europe/Zurich:20260501T160000",
       "2026-05-01T14:00", "2026-05-01T15:00", "Europe/London", "0"},
      {"DTSTART;TZID=W. Europe Standard Time:20260501T140000\r\nDURATION:PT1H", "2026-05-01T14:00",
       "2026-05-01T15:00", "Europe/Zurich", "0"},
      {"DTSTART;TZID=GMT Standard Time:20260501T140000\r\nDURATION:PT1H", "2026-05-01T14:00",
       "2026-05-01T15:00", "Europe/London", "0"},
      {"DTSTART;TZID=/mozilla.org/20050126_1/Europe/Zurich:20260501T140000\r\nDURATION:PT1H",
       "2026-05-01T14:00", "2026-05-01T15:00", "Europe/Zurich", "0"},
      {"DTSTART;TZID=\"Europe/Zurich\":20260501T140059\r\nDURATION:PT1H", "2026-05-01T14:00",
       "2026-05-01T15:00", "Europe/Zurich", "0"},
      {"DTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260502", "2026-05-01T00:00",
       "2026-05-01T00:00", "Europe/Zurich", "1"},
      {"DTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260504", "2026-05-01T00:00",
       "2026-05-03T00:00", "Europe/Zurich", "1"},
      {"DTSTART;VALUE=DATE:20260501\r\nDTEND;VALUE=DATE:20260501", "2026-05-01T00:00",
       "2026-05-01T00:00", "Europe/Zurich", "1"},
      {"DTSTART;VALUE=DATE:20260501", "2026-05-01T00:00", "2026-05-01T00:00", "Europe/Zurich", "1"},
      {"DTSTART:20260501", "2026-05-01T00:00", "2026-05-01T00:00", "Europe/Zurich", "1"},
      {"DTSTART;VALUE=DATE:20260501\r\nDURATION:P2D", "2026-05-01T00:00", "2026-05-02T00:00",
       "Europe/Zurich", "1"},
      {"DTSTART:20260501T000000\r\nDTEND:20260503T000000\r\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
       "2026-05-01T00:00", "2026-05-02T00:00", "Europe/Zurich", "1"},
      {"DTSTART:20260501T140000", "2026-05-01T14:00", "2026-05-01T14:30", "Europe/Zurich", "0"},
      // The clocks go forward at 02:00 on 29 March.
      {"DTSTART:20260328T120000\r\nDURATION:P1D", "2026-03-28T12:00", "2026-03-29T12:00",
       "Europe/Zurich", "0"},
      {"DTSTART:20260329T013000\r\nDURATION:PT1H", "2026-03-29T01:30", "2026-03-29T03:30",
       "Europe/Zurich", "0"},
  };
  for (const auto& each : cases) {
    const Found found = event(each.lines);
    EXPECT_EQ(found["starts_at"], each.starts) << each.lines;
    EXPECT_EQ(found["ends_at"], each.ends) << each.lines;
    EXPECT_EQ(found["time_zone"], each.zone) << each.lines;
    EXPECT_EQ(found["all_day"], each.all_day) << each.lines;
  }
}

TEST(ICalendar, WhatIsWrongIsSaidWithItsLine) {
  struct {
    const char* lines;
    std::size_t line;
    const char* reason;
  } const cases[] = {
      {"DTSTART:20261301T140000", 6, "no date or time"},
      {"DTSTART:gestern", 6, "no date or time"},
      {"DTSTART;TZID=Mittelerde:20260501T140000", 6, "time zone of DTSTART"},
      {"DTSTART:20260501T140000\r\nDTEND:20260501T130000", 6, "ends before it begins"},
      {"DTSTART:20260501T140000\r\nDTEND:20260502", 7, "not both days"},
      {"DTSTART;VALUE=DATE:20260501T140000", 6, "said to be a date"},
      {"DURATION:lange", 7, "no span"},
      {"RRULE:FREQ=HOURLY", 8, "more often than daily"},
      {"RRULE:FREQ=MANCHMAL", 8, "cannot be understood"},
      {"RRULE:FREQ=DAILY;UNTIL=nie", 8, "cannot be understood"},
      {"RRULE:FREQ=DAILY\r\nRRULE:FREQ=WEEKLY", 9, "more than one"},
      {"EXRULE:FREQ=DAILY", 8, "EXRULE"},
      {"RRULE:FREQ=DAILY\r\nRDATE;VALUE=PERIOD:20260501T140000Z/PT1H", 9, "periods"},
      {"RRULE:FREQ=DAILY\r\nEXDATE:unsinn", 9, "EXDATE is no date"},
      {"X-RELAIS-TYPE:normal", 8, "X-RELAIS-TYPE is none"},
      {"X-RELAIS-KIND:termin", 8, "X-RELAIS-KIND is none"},
      {"RECURRENCE-ID;RANGE=THISANDFUTURE:20260501T140000", 8, "all later times"},
      {"kein Doppelpunkt", 8, "no colon"},
      {"BEGIN:VALARM\r\nEND:VTODO", 9, "not match"},
  };
  for (const auto& each : cases) {
    const Found found = event(each.lines);
    EXPECT_THAT(found.records, IsEmpty()) << each.lines;
    EXPECT_THAT(found.reason(), HasSubstr(each.reason)) << each.lines;
    EXPECT_EQ(found.rejected[0].line, each.line) << each.lines;
    EXPECT_THAT(found.rejected[0].raw, ::testing::StartsWith("BEGIN:VEVENT"));
  }
}

TEST(ICalendar, DeadlinesAndReminders) {
  const Case cases[] = {
      {"DUE;VALUE=DATE:20260601", "name", "Klageantwort"},
      {"DUE;VALUE=DATE:20260601", "due_date", "2026-06-01"},
      {"DUE;VALUE=DATE:20260601", "due_time", "NULL"},
      {"DUE:20260601T220000Z", "due_date", "2026-06-02"},
      {"DUE:20260601T220000Z", "due_time", "00:00"},
      {"DUE;TZID=Europe/London:20260601T110000", "due_time", "12:00"},
      {"DTSTART;VALUE=DATE:20260601", "due_date", "2026-06-01"},
      {"DTSTART:20260601T100000\r\nDURATION:PT2H", "due_time", "12:00"},
      {"DUE:20260601\r\nX-RELAIS-TYPE:peremptory", "type", "peremptory"},
      {"DUE:20260601\r\nCLASS:PRIVATE", "confidential", "1"},
      {"DUE:20260601\r\nCATEGORIES:Zivil,Frist", "category", "Zivil,Frist"},
      {"DUE:20260601", "done_at", "NULL"},
      {"DUE:20260601\r\nSTATUS:COMPLETED\r\nCOMPLETED:20260520T101500Z", "done_at",
       "2026-05-20T10:15:00.000Z"},
      {"DUE:20260601\r\nSTATUS:COMPLETED\r\nLAST-MODIFIED:20260520T101500Z", "done_at",
       "2026-05-20T10:15:00.000Z"},
      {"DUE:20260601\r\nSTATUS:COMPLETED", "done_at", "2026-05-31T22:00:00.000Z"},
      {"DUE:20260601\r\nX-RELAIS-CASE:MUS/24/17", "case_number", "MUS/24/17"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(todo(each.lines)[each.column], each.wanted) << each.lines;
  EXPECT_EQ(todo("DUE:20260601").one().table, "deadline");
  EXPECT_EQ(todo("DUE:20260601\r\nX-RELAIS-KIND:reminder").one().table, "reminder");
  EXPECT_EQ(event("X-RELAIS-KIND:deadline").one().table, "deadline");
  EXPECT_EQ(event("X-RELAIS-KIND:deadline")["due_time"], "14:00");
  EXPECT_THAT(todo("DESCRIPTION:x").reason(), HasSubstr("DUE is missing"));
  EXPECT_THAT(todo("DUE:20260601\r\nRRULE:FREQ=DAILY").reason(), HasSubstr("cannot be repeated"));
  EXPECT_THAT(todo("DUE:20260601\r\nX-RELAIS-KIND:appointment").reason(), HasSubstr("none of"));
}

// ---- alarms -------------------------------------------------------------------------------------

std::string alarm(const std::string& trigger) {
  return "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER" + trigger + "\r\nEND:VALARM";
}

TEST(ICalendar, AlarmsBecomeLeads) {
  struct {
    const char *trigger, *wanted;
  } const cases[] = {
      {":-PT15M", "0|15|minutes"},
      {":-P1D", "0|1440|minutes"},
      {":-P1W", "0|10080|minutes"},
      {":PT0S", "0|0|minutes"},
      {";RELATED=END:-PT90M", "0|30|minutes"},
      {";VALUE=DATE-TIME:20260501T113000Z", "0|30|minutes"},
      {":-PT90S", "0|1|minutes"},
  };
  for (const auto& each : cases)
    EXPECT_THAT(children(event(alarm(each.trigger)).one(), "item_lead"), ElementsAre(each.wanted))
        << each.trigger;
  EXPECT_EQ(event(alarm(":-PT15M"))["lead_minutes"], "NULL");
  EXPECT_THAT(
      children(event(alarm(":-PT15M") + "\r\n" + alarm(":-P1D") + "\r\n" + alarm(":-PT15M")).one(),
               "item_lead"),
      ElementsAre("0|15|minutes", "1|1440|minutes"));
  for (const char* none : {":PT5M", ":bald", ";VALUE=DATE-TIME:20260501T130000Z"}) {
    const Found found = event(alarm(none));
    EXPECT_THAT(found.one().children, SizeIs(1)) << none;  // the assignee
    EXPECT_THAT(found.warnings, SizeIs(1)) << none;
    EXPECT_THAT(found.one().owns, Contains("item_lead"));
  }
  EXPECT_THAT(event("BEGIN:VALARM\r\nACTION:NONE\r\nTRIGGER;VALUE=DATE-TIME:19760401T005545Z\r\n"
                    "END:VALARM")
                  .warnings,
              IsEmpty());
}

TEST(ICalendar, DaysBeforeADeadlineAreDays) {
  const auto leads = [](const std::string& lines) {
    return children(todo(lines).one(), "item_lead");
  };
  EXPECT_THAT(leads("DUE;VALUE=DATE:20260601\r\n" + alarm(":-P3D")), ElementsAre("0|3|days"));
  EXPECT_THAT(leads("DUE;VALUE=DATE:20260601\r\n" + alarm(":-PT15H")),
              ElementsAre("0|900|minutes"));
  EXPECT_THAT(leads("DUE:20260601T120000\r\n" + alarm(":-P1D")), ElementsAre("0|1440|minutes"));
  EXPECT_THAT(leads("DTSTART:20260601T100000\r\nDUE:20260601T120000\r\n" + alarm(":-PT15M")),
              ElementsAre("0|135|minutes"));
  EXPECT_THAT(
      leads("DTSTART:20260601T100000\r\nDUE:20260601T120000\r\n" + alarm(";RELATED=END:-PT15M")),
      ElementsAre("0|15|minutes"));
}

// ---- assignees ----------------------------------------------------------------------------------

TEST(ICalendar, AssigneesAreHandlersWhoAreNamed) {
  const Lookups lookups = handlers({{"mm@musterkanzlei.example", "MM"}, {"af@x.example", "AF"}});
  struct {
    const char* lines;
    std::vector<std::string> wanted;
  } const cases[] = {
      {"X-RELAIS-HANDLER:AF,LZ\r\nX-RELAIS-HANDLER:MM", {"AF", "LZ", "MM"}},
      {"ATTENDEE;CN=\"A; F\":mailto:af@x.example", {"AF"}},
      {"ATTENDEE:MAILTO:af@x.example\r\nX-RELAIS-HANDLER:AF", {"AF"}},
      {"ATTENDEE;EMAIL=af@x.example:urn:uuid:1", {"AF"}},
      {"ATTENDEE;PARTSTAT=DECLINED:mailto:af@x.example", {"ZZ"}},
      {"ATTENDEE;CUTYPE=ROOM:mailto:af@x.example", {"ZZ"}},
      {"ORGANIZER:mailto:mm@musterkanzlei.example", {"MM"}},
      {"ORGANIZER:mailto:mm@musterkanzlei.example\r\nATTENDEE:mailto:af@x.example", {"AF"}},
      {"ATTENDEE:mailto:klientin@bluewin.example", {"ZZ"}},
      {"X-RELAIS-HANDLER:", {}},
      {"", {"ZZ"}},
  };
  for (const auto& each : cases)
    EXPECT_EQ(children(event(each.lines, lookups, {"ZZ"}).one(), "appointment_assignee"),
              each.wanted)
        << each.lines;
}

TEST(ICalendar, WhoNamesNobodyChangesNoAssignment) {
  const Found found = event("", {}, {});
  EXPECT_THAT(found.one().owns, Not(Contains("appointment_assignee")));
  EXPECT_THAT(found.warned(), HasSubstr("nobody is assigned"));
  EXPECT_THAT(event("X-RELAIS-HANDLER:", {}, {}).one().owns, Contains("appointment_assignee"));
  EXPECT_THAT(event("ATTENDEE:mailto:klientin@bluewin.example").warned(),
              HasSubstr("no handlers are not kept"));
}

TEST(ICalendar, WhatTheStoreCannotHoldIsSaid) {
  EXPECT_THAT(event("URL:https://x.example\r\nATTACH:cid:1").warned(),
              HasSubstr("not kept: ATTACH, URL"));
  EXPECT_THAT(calendar("BEGIN:VJOURNAL\r\nUID:1\r\nEND:VJOURNAL\r\n").warned(),
              HasSubstr("no item that relais has"));
}

}  // namespace
}  // namespace relais::import::testing
