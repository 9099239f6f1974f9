#include "plugins/agenda/zone.hpp"

#include <gtest/gtest.h>

#include <string>

#include "plugins/agenda/testing/items.hpp"

namespace relais::agenda {
namespace {

using testing::day;
using testing::wall;

TEST(Zone, NamesOfTheTzDatabaseAndOfWindows) {
  struct Case {
    std::string given, name;
  };
  const Case cases[] = {{"Europe/Zurich", "Europe/Zurich"},
                        {"UTC", "UTC"},
                        {"America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"},
                        {"W. Europe Standard Time", "Europe/Berlin"},
                        {"Tokyo Standard Time", "Asia/Tokyo"},
                        {"", ""},
                        {"localtime", ""},
                        {"europe/zurich", ""},
                        {"Zurich", ""},
                        {"Mitteleuropäische Zeit", ""},
                        {"../Europe/Zurich", ""},
                        {"/etc/passwd", ""},
                        {std::string("UTC\0x", 5), ""},
                        {std::string(100'000, 'x'), ""},
                        {"\xff\xfe", ""}};
  for (const Case& each : cases) EXPECT_EQ(iana_name(each.given), each.name) << each.given;
}

struct Clock {
  const char* zone;
  const char* given;
  const char* local;
  const char* utc;
  bool ambiguous, missing;
};

class Clocks : public ::testing::TestWithParam<Clock> {};

TEST_P(Clocks, MeanOneInstant) {
  const Clock& clock = GetParam();
  const Moment moment = resolve(wall(clock.given), clock.zone);
  EXPECT_EQ(iso(moment.local), clock.local);
  EXPECT_EQ(iso(moment.utc), clock.utc);
  EXPECT_EQ(moment.ambiguous, clock.ambiguous);
  EXPECT_EQ(moment.missing, clock.missing);
  EXPECT_EQ(iso(to_local(moment.utc, clock.zone)), clock.local);
}

INSTANTIATE_TEST_SUITE_P(
    Changes, Clocks,
    ::testing::Values(Clock{"Europe/Zurich", "2026-01-15T09:00", "2026-01-15T09:00:00",
                            "2026-01-15T08:00:00", false, false},
                      Clock{"Europe/Zurich", "2026-07-15T09:00", "2026-07-15T09:00:00",
                            "2026-07-15T07:00:00", false, false},
                      Clock{"Europe/Zurich", "2026-03-29T02:30", "2026-03-29T03:30:00",
                            "2026-03-29T01:30:00", false, true},
                      Clock{"Europe/Zurich", "2026-03-29T02:00", "2026-03-29T03:00:00",
                            "2026-03-29T01:00:00", false, true},
                      Clock{"Europe/Zurich", "2026-03-29T03:00", "2026-03-29T03:00:00",
                            "2026-03-29T01:00:00", false, false},
                      Clock{"Europe/Zurich", "2026-10-25T02:30", "2026-10-25T02:30:00",
                            "2026-10-25T00:30:00", true, false},
                      Clock{"Europe/Zurich", "2026-10-25T03:00", "2026-10-25T03:00:00",
                            "2026-10-25T02:00:00", false, false},
                      // beyond what the files of the system spell out
                      Clock{"Europe/Zurich", "2045-07-15T09:00", "2045-07-15T09:00:00",
                            "2045-07-15T07:00:00", false, false},
                      Clock{"Europe/Zurich", "2045-03-26T02:30", "2045-03-26T03:30:00",
                            "2045-03-26T01:30:00", false, true},
                      Clock{"Europe/Zurich", "2045-10-29T02:30", "2045-10-29T02:30:00",
                            "2045-10-29T00:30:00", true, false},
                      Clock{"Australia/Sydney", "2038-01-10T12:00", "2038-01-10T12:00:00",
                            "2038-01-10T01:00:00", false, false},
                      Clock{"UTC", "2045-07-15T09:00", "2045-07-15T09:00:00", "2045-07-15T09:00:00",
                            false, false},
                      // midnights, half hours and whole days that do not exist
                      Clock{"America/Sao_Paulo", "2018-11-04T00:00", "2018-11-04T01:00:00",
                            "2018-11-04T03:00:00", false, true},
                      Clock{"Asia/Beirut", "2022-03-27T00:00", "2022-03-27T01:00:00",
                            "2022-03-26T22:00:00", false, true},
                      Clock{"Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-04T02:45:00",
                            "2026-10-03T15:45:00", false, true},
                      Clock{"Pacific/Apia", "2011-12-30T10:00", "2011-12-31T10:00:00",
                            "2011-12-30T20:00:00", false, true},
                      Clock{"America/Havana", "2026-11-01T00:00", "2026-11-01T00:00:00",
                            "2026-11-01T04:00:00", true, false}));

TEST(Zone, DaysAndClocksAreReadExactly) {
  EXPECT_EQ(iso(day("2024-02-29")), "2024-02-29");
  EXPECT_EQ(iso(wall("2026-05-01T23:59")), "2026-05-01T23:59:00");
  EXPECT_EQ(read_clock("00:00"), std::chrono::minutes(0));
  for (const char* bad : {"", "2023-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "2026-05-01 ",
                          "2026/05/01", "20260501", "2026-05-0a", "-026-05-01", "2026-05-32"})
    EXPECT_FALSE(read_day(bad)) << bad;
  for (const char* bad : {"", "24:00", "12:60", "9:00", "09:00:00", "0900", "09.00", "ab:cd"})
    EXPECT_FALSE(read_clock(bad)) << bad;
  for (const char* bad : {"", "2026-05-01", "2026-05-01 09:00", "2026-05-01T09:00:00",
                          "2026-05-01T24:00", "2026-05-01T09:00Z", "2026-02-30T09:00"})
    EXPECT_FALSE(read_wall(bad)) << bad;
}

}  // namespace
}  // namespace relais::agenda
