#include "engine/import/readers_testing.hpp"

namespace relais::import::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

std::string vevent(const std::string& uid, const std::string& lines) {
  return "BEGIN:VEVENT\r\nUID:" + uid + "\r\nSUMMARY:Sitzung\r\nDURATION:PT1H\r\n" + lines +
         "\r\nEND:VEVENT\r\n";
}

/// Each Tuesday, 08:30.
std::string weekly(const std::string& lines) {
  return vevent("7001",
                "DTSTART;TZID=Europe/Zurich:20260505T083000\r\nRRULE:FREQ=WEEKLY\r\n" + lines);
}

/// `table id op` of each record.
std::vector<std::string> outline(const Found& found) {
  std::vector<std::string> all;
  for (const Record& record : found.records)
    all.push_back(record.table + " " + record.id + (record.op == Op::remove ? " removed" : ""));
  return all;
}

TEST(ICalendarSeries, DaysAreLeftOut) {
  const Found found =
      calendar(weekly("EXDATE;TZID=Europe/Zurich:20260512T083000,20260519T083000\r\n"
                      "EXDATE;VALUE=DATE:20260526\r\nEXDATE:20260602T063000Z\r\n"
                      "EXDATE;TZID=Europe/Zurich:20260609T000000\r\nEXDATE:20260616T090000"));
  EXPECT_THAT(children(found.one(), "appointment_exdate"),
              ElementsAre("2026-05-12", "2026-05-19", "2026-05-26", "2026-06-02", "2026-06-09"));
  EXPECT_THAT(found.one().owns, Contains("appointment_exdate"));
  EXPECT_THAT(found.warned(), HasSubstr("no effect"));
}

TEST(ICalendarSeries, AMovedOccurrenceIsAnAppointmentOfItsOwn) {
  const Found found = calendar(
      vevent("7001",
             "RECURRENCE-ID:20260512T063000Z\r\nDTSTART;TZID=Europe/Zurich:20260513T100000") +
      weekly("X-RELAIS-HANDLER:MM\r\nX-RELAIS-CASE:2024-0173"));
  EXPECT_THAT(outline(found), ElementsAre("appointment 7001", "appointment 7001/20260512T083000"));
  EXPECT_THAT(children(found.records[0], "appointment_exdate"), ElementsAre("2026-05-12"));
  const Record& moved = found.records[1];
  EXPECT_EQ(value(moved, "starts_at"), "2026-05-13T10:00");
  EXPECT_EQ(value(moved, "rrule"), "NULL");
  EXPECT_EQ(value(moved, "case_number"), "2024-0173");
  EXPECT_THAT(children(moved, "appointment_assignee"), ElementsAre("MM"));
  for (const Record& child : moved.children) {
    if (child.table != "appointment_assignee") continue;
    EXPECT_EQ(value(child, "appointment_id"), "7001/20260512T083000");
  }
}

TEST(ICalendarSeries, ACancelledOccurrenceIsLeftOut) {
  const Found found = calendar(
      weekly("") +
      vevent("7001", "RECURRENCE-ID;TZID=Europe/Zurich:20260512T083000\r\nSTATUS:CANCELLED"));
  EXPECT_THAT(children(found.one(), "appointment_exdate"), ElementsAre("2026-05-12"));
}

TEST(ICalendarSeries, FurtherDatesAreAppointments) {
  const Found found = calendar(weekly("RDATE;TZID=Europe/Zurich:20260507T140000,20260508T140000\r\n"
                                      "EXDATE;TZID=Europe/Zurich:20260508T140000") +
                               vevent("7001",
                                      "RECURRENCE-ID;TZID=Europe/Zurich:20260508T140000\r\n"
                                      "DTSTART;TZID=Europe/Zurich:20260508T160000"));
  EXPECT_THAT(outline(found), ElementsAre("appointment 7001", "appointment 7001/20260507T140000",
                                          "appointment 7001/20260508T140000"));
  EXPECT_EQ(value(found.records[1], "starts_at"), "2026-05-07T14:00");
  EXPECT_EQ(value(found.records[1], "ends_at"), "2026-05-07T15:00");
  EXPECT_EQ(value(found.records[1], "rrule"), "NULL");
  EXPECT_EQ(value(found.records[2], "starts_at"), "2026-05-08T16:00");
}

TEST(ICalendarSeries, WhatHappensToASeriesHappensToItsOccurrences) {
  Lookups lookups;
  lookups.appointments_below = [](std::string_view prefix) {
    EXPECT_EQ(prefix, "7001/");
    return std::vector<std::string>{"7001/20260512T083000", "7001/20260519T083000"};
  };
  EXPECT_THAT(outline(calendar(weekly("STATUS:CANCELLED"), lookups)),
              ElementsAre("appointment 7001 removed", "appointment 7001/20260512T083000 removed",
                          "appointment 7001/20260519T083000 removed"));
  // Moved back to where the rule has it.
  EXPECT_THAT(outline(calendar(weekly("") + vevent("7001",
                                                   "RECURRENCE-ID:20260512T063000Z\r\n"
                                                   "DTSTART:20260513T100000"),
                               lookups)),
              ElementsAre("appointment 7001", "appointment 7001/20260512T083000",
                          "appointment 7001/20260519T083000 removed"));
}

TEST(ICalendarSeries, ACutCalendarForgetsNoOccurrence) {
  Lookups lookups;
  lookups.appointments_below = [](std::string_view) {
    return std::vector<std::string>{"7001/20260519T083000"};
  };
  Found found;
  const CalendarOptions options{{"zurich", "Europe/Zurich"}, {"MM"}};
  read_icalendar("BEGIN:VCALENDAR\r\n" + weekly("") + "BEGIN:VEVENT\r\nUID:7009\r\n", options,
                 lookups, found.sink(), found.warn());
  EXPECT_THAT(outline(found), ElementsAre("appointment 7001"));
  ASSERT_THAT(found.rejected, SizeIs(2));
  EXPECT_THAT(found.rejected[0].reason, HasSubstr("file ends within the item"));
  EXPECT_THAT(found.rejected[1].reason, HasSubstr("END:VCALENDAR is missing"));
}

TEST(ICalendarSeries, AnOccurrenceAloneIsTakenOutOfTheSeriesInTheStore) {
  const std::string item =
      vevent("7001", "RECURRENCE-ID;TZID=Europe/Zurich:20260512T083000\r\nDTSTART:20260513T100000");
  EXPECT_THAT(outline(calendar(item)), ElementsAre("appointment 7001/20260512T083000"));
  Lookups lookups;
  lookups.has_appointment = [](std::string_view id) { return id == "7001"; };
  const Found found = calendar(item, lookups);
  EXPECT_THAT(outline(found),
              ElementsAre("appointment_exdate ", "appointment 7001/20260512T083000"));
  EXPECT_EQ(value(found.records[0], "appointment_id"), "7001");
  EXPECT_EQ(value(found.records[0], "date"), "2026-05-12");
}

TEST(ICalendarSeries, AppointmentAndExceptionsAreTakenTogetherOrNotAtAll) {
  const Found found =
      calendar(weekly("") + vevent("7001", "RECURRENCE-ID:20260512T063000Z\r\nDTSTART:irgendwann") +
               vevent("7002", "DTSTART:20260501T080000"));
  EXPECT_THAT(outline(found), ElementsAre("appointment 7002"));
  ASSERT_THAT(found.rejected, SizeIs(2));
  EXPECT_THAT(found.rejected[0].reason, HasSubstr("belongs to an item"));
  EXPECT_THAT(found.rejected[1].reason, HasSubstr("DTSTART is no date"));
  EXPECT_THAT(calendar(vevent("1", "DTSTART:20260501T080000") +
                       vevent("1", "RECURRENCE-ID:20260502T080000\r\nDTSTART:20260503T080000"))
                  .rejected,
              SizeIs(2));
}

TEST(ICalendarSeries, AnExceptionThatIsCutOffKeepsItsSeriesOut) {
  const Found found = calendar(weekly("") + "BEGIN:VEVENT\r\nUID:7001\r\n" +
                               vevent("7002", "DTSTART:20260501T080000"));
  EXPECT_THAT(outline(found), ElementsAre("appointment 7002"));
  EXPECT_THAT(found.rejected, SizeIs(2));
}

TEST(ICalendarSeries, OfTheSameUidTheNewestCounts) {
  const Found found = calendar(vevent("1", "DTSTART:20260501T080000\r\nSEQUENCE:2") +
                               vevent("1", "DTSTART:20260501T090000\r\nSEQUENCE:1"));
  ASSERT_THAT(found.records, SizeIs(1));
  EXPECT_EQ(value(found.records[0], "starts_at"), "2026-05-01T08:00");
  EXPECT_THAT(found.reason(), HasSubstr("is newer"));
}

TEST(ICalendarSeries, CancelledItemsAreRemoved) {
  EXPECT_THAT(outline(event("STATUS:CANCELLED")), ElementsAre("appointment 7001 removed"));
  EXPECT_THAT(outline(todo("STATUS:CANCELLED")), ElementsAre("deadline 5001 removed"));
  EXPECT_THAT(outline(calendar("METHOD:CANCEL\r\n" + vevent("7001", "DTSTART:20260501T080000"))),
              ElementsAre("appointment 7001 removed"));
}

TEST(ICalendarSeries, LongUidsLeaveRoomForTheirOccurrences) {
  const std::string uid(112, 'A');
  const Found found =
      calendar(vevent(uid, "DTSTART:20260505T083000\r\nRRULE:FREQ=WEEKLY") +
               vevent(uid, "RECURRENCE-ID:20260512T083000\r\nDTSTART:20260513T100000"));
  ASSERT_THAT(found.records, SizeIs(2));
  EXPECT_EQ(found.records[0].id.size(), 40u);
  EXPECT_EQ(found.records[1].id, found.records[0].id + "/20260512T083000");
}

// ---- zones --------------------------------------------------------------------------------------

std::string zone(const std::string& tzid, const std::string& extra, const std::string& standard,
                 const std::string& daylight) {
  return "BEGIN:VTIMEZONE\r\nTZID:" + tzid + "\r\n" + extra + "BEGIN:STANDARD\r\n" + standard +
         "END:STANDARD\r\n" +
         (daylight.empty() ? "" : "BEGIN:DAYLIGHT\r\n" + daylight + "END:DAYLIGHT\r\n") +
         "END:VTIMEZONE\r\n";
}

const std::string kWinter =
    "DTSTART:16010101T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n";
const std::string kSummer =
    "DTSTART:16010101T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n";

std::string zone_of(const std::string& definition, const std::string& tzid) {
  // The definition may come behind its use.
  const Found found =
      calendar(vevent("1", "DTSTART;TZID=\"" + tzid + "\":20260501T080000") + definition);
  return found.records.empty() ? "rejected" : value(found.records[0], "time_zone");
}

TEST(ICalendarZones, AreKnownByTheirRules) {
  const std::string name = "(UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien";
  EXPECT_EQ(zone_of(zone(name, "", kWinter, kSummer), name), "Europe/Zurich");
  EXPECT_EQ(zone_of(zone("Benutzerdefiniert", "",
                         "DTSTART:16010101T000000\r\nTZOFFSETFROM:+0000\r\n"
                         "TZOFFSETTO:+0000\r\n",
                         ""),
                    "Benutzerdefiniert"),
            "Etc/GMT");
  EXPECT_EQ(zone_of(zone("Ost", "",
                         "DTSTART:20071104T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\n"
                         "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\n",
                         "DTSTART:20070311T020000\r\nTZOFFSETFROM:-0500\r\nTZOFFSETTO:-0400\r\n"
                         "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\n"),
                    "Ost")
                .substr(0, 8),
            "America/");
}

TEST(ICalendarZones, AreKnownByTheirLocation) {
  const std::string odd = "DTSTART:19700101T000000\r\nTZOFFSETFROM:+0123\r\nTZOFFSETTO:+0123\r\n";
  EXPECT_EQ(zone_of(zone("Eigen", "X-LIC-LOCATION:Europe/Vaduz\r\n", odd, ""), "Eigen"),
            "Europe/Vaduz");
  EXPECT_EQ(zone_of(zone("Eigen", "", odd, ""), "Eigen"), "rejected");
  EXPECT_EQ(zone_of("", "Eigen"), "rejected");
  EXPECT_EQ(zone_of(zone("Europe/Zurich", "", odd, ""), "Europe/Zurich"), "Europe/Zurich");
}

}  // namespace
}  // namespace relais::import::testing
