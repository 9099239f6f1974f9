#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "plugins/agenda/recurrence.hpp"
#include "plugins/agenda/testing/items.hpp"
#include "plugins/agenda/testing/patterns.hpp"

namespace relais::agenda {
namespace {

using testing::Pattern;
using testing::wall;

namespace json = boost::json;

std::string shown(const char* rrule, const char* start = "2026-05-01T09:00",
                  const char* zone = "Europe/Zurich") {
  const auto rule = read_rule(rrule, wall(start), false, zone);
  if (!rule) return "unreadable";
  const auto pattern = pattern_of(*rule);
  if (!pattern) return "none";
  return json::serialize(pattern->at("pattern"));
}

std::string range(const char* rrule, const char* start = "2026-05-01T09:00") {
  const auto pattern = pattern_of(read_rule(rrule, wall(start), false, "Europe/Zurich").value());
  return pattern ? json::serialize(pattern->at("range")) : "none";
}

TEST(Pattern, WhatGraphKnows) {
  const std::pair<const char*, const char*> cases[] = {
      {"FREQ=DAILY", R"({"type":"daily","interval":1})"},
      {"FREQ=DAILY;INTERVAL=3", R"({"type":"daily","interval":3})"},
      {"FREQ=WEEKLY",
       R"({"type":"weekly","daysOfWeek":["friday"],"firstDayOfWeek":"monday","interval":1})"},
      {"FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,MO;WKST=SU",
       R"({"type":"weekly","daysOfWeek":["monday","friday"],"firstDayOfWeek":"sunday","interval":2})"},
      {"FREQ=MONTHLY", R"({"type":"absoluteMonthly","dayOfMonth":1,"interval":1})"},
      {"FREQ=MONTHLY;BYMONTHDAY=1", R"({"type":"absoluteMonthly","dayOfMonth":1,"interval":1})"},
      {"FREQ=MONTHLY;BYDAY=1FR",
       R"({"type":"relativeMonthly","daysOfWeek":["friday"],"index":"first","interval":1})"},
      {"FREQ=MONTHLY;BYDAY=FR;BYSETPOS=1",
       R"({"type":"relativeMonthly","daysOfWeek":["friday"],"index":"first","interval":1})"},
      {"FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
       R"({"type":"relativeMonthly","daysOfWeek":["monday","tuesday","wednesday","thursday","friday"],"index":"first","interval":1})"},
      {"FREQ=YEARLY", R"({"type":"absoluteYearly","dayOfMonth":1,"month":5,"interval":1})"},
      {"FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1;INTERVAL=2",
       R"({"type":"absoluteYearly","dayOfMonth":1,"month":5,"interval":2})"},
      {"FREQ=YEARLY;BYMONTH=5;BYDAY=1FR",
       R"({"type":"relativeYearly","daysOfWeek":["friday"],"index":"first","month":5,"interval":1})"}};
  for (const auto& [rule, pattern] : cases) EXPECT_EQ(shown(rule), pattern) << rule;
  EXPECT_EQ(shown("FREQ=MONTHLY;BYDAY=-1SU", "2026-05-31T09:00"),
            R"({"type":"relativeMonthly","daysOfWeek":["sunday"],"index":"last","interval":1})");
}

TEST(Pattern, WhatItDoesNot) {
  for (const char* rule :
       {"FREQ=DAILY;BYDAY=FR", "FREQ=DAILY;BYMONTH=5", "FREQ=DAILY;INTERVAL=1000",
        "FREQ=WEEKLY;INTERVAL=100", "FREQ=WEEKLY;BYMONTH=5", "FREQ=MONTHLY;BYDAY=FR",
        "FREQ=MONTHLY;BYDAY=1FR,2FR", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=MONTHLY;BYMONTHDAY=-31",
        "FREQ=MONTHLY;BYDAY=MO,FR;BYSETPOS=1", "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=1,2",
        "FREQ=MONTHLY;BYMONTH=5", "FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=FR", "FREQ=YEARLY;BYMONTH=5,6",
        "FREQ=YEARLY;BYMONTHDAY=1", "FREQ=YEARLY;BYDAY=18FR", "FREQ=YEARLY;BYYEARDAY=121",
        "FREQ=YEARLY;BYWEEKNO=18;BYDAY=FR", "FREQ=DAILY;BYHOUR=9,15", "FREQ=DAILY;BYMINUTE=0",
        // the first one is not one that the rule gives
        "FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=2", "FREQ=YEARLY;BYMONTH=6"})
    EXPECT_EQ(shown(rule), "none") << rule;
  EXPECT_EQ(shown("FREQ=MONTHLY", "2026-05-29T09:00"), "none") << "Outlook moves it in February";
  EXPECT_EQ(shown("FREQ=YEARLY", "2028-02-29T09:00"), "none");
  EXPECT_EQ(shown("FREQ=YEARLY", "2026-05-31T09:00"),
            R"({"type":"absoluteYearly","dayOfMonth":31,"month":5,"interval":1})");
  EXPECT_EQ(shown("FREQ=MONTHLY;BYDAY=5FR", "2026-05-29T09:00"), "none");
  EXPECT_EQ(shown("FREQ=MONTHLY;BYDAY=-2FR", "2026-05-22T09:00"), "none");
  EXPECT_EQ(shown("FREQ=YEARLY", "2026-03-29T02:30"), "none") << "an hour that is missing";
}

TEST(Pattern, Ranges) {
  EXPECT_EQ(range("FREQ=DAILY"),
            R"({"type":"noEnd","startDate":"2026-05-01","recurrenceTimeZone":"Europe/Zurich"})");
  EXPECT_EQ(
      range("FREQ=DAILY;COUNT=10"),
      R"({"type":"numbered","startDate":"2026-05-01","recurrenceTimeZone":"Europe/Zurich","numberOfOccurrences":10})");
  const auto ends = [](const char* rule) {
    const std::string text = range(rule);
    const auto at = text.find(R"("endDate":")");
    return at == std::string::npos ? text : text.substr(at + 11, 10);
  };
  EXPECT_EQ(ends("FREQ=DAILY;UNTIL=20261231"), "2026-12-31");
  EXPECT_EQ(ends("FREQ=DAILY;UNTIL=20261231T225959Z"), "2026-12-31");
  EXPECT_EQ(ends("FREQ=DAILY;UNTIL=20261231T233000Z"), "2026-12-31") << "00:30 of the next day";
  EXPECT_EQ(ends("FREQ=DAILY;UNTIL=20261231T080000Z"), "2026-12-31") << "just then";
  EXPECT_EQ(ends("FREQ=DAILY;UNTIL=20261231T075959Z"), "2026-12-30");
  EXPECT_EQ(ends("FREQ=DAILY;COUNT=1000"), "2029-01-24") << "Outlook counts to 999";
  EXPECT_EQ(range("FREQ=DAILY;UNTIL=20260430"), "none");
  EXPECT_NE(range("FREQ=DAILY;COUNT=1000000").find("noEnd"), std::string::npos);
}

// ---- the same days ------------------------------------------------------------------------------

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t bound) { return random() % bound; }

const char* one_of(Random& random, const std::vector<const char*>& from) {
  return from[below(random, from.size())];
}

std::string random_rule(Random& random) {
  std::string text =
      std::string("FREQ=") + one_of(random, {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"});
  if (below(random, 2)) text += ";INTERVAL=" + std::to_string(1 + below(random, 5));
  if (below(random, 3) == 0)
    text += std::string(";BYMONTH=") + std::to_string(1 + below(random, 12));
  if (below(random, 2))
    text +=
        std::string(";BYDAY=") + one_of(random, {"MO", "TU,TH", "1MO", "-1FR", "4WE", "SA,SU",
                                                 "MO,TU,WE,TH,FR", "SU,MO,TU,WE,TH,FR,SA", "3SU"});
  if (below(random, 4) == 0)
    text += std::string(";BYSETPOS=") + one_of(random, {"1", "2", "-1", "4"});
  if (below(random, 5) == 0)
    text += std::string(";BYMONTHDAY=") + one_of(random, {"1", "15", "28", "31", "-1"});
  if (below(random, 3) == 0) text += std::string(";WKST=") + one_of(random, {"SU", "MO", "WE"});
  switch (below(random, 4)) {
    case 0:
      return text + ";COUNT=" + std::to_string(1 + below(random, 30));
    case 1:
      return text + ";UNTIL=20" + std::to_string(27 + below(random, 20)) + "0615T120000Z";
    default:
      return text;
  }
}

/// The second of the first Mondays: a search to the end of time, and no pattern anyway.
bool never_comes_true(const Rule& rule) {
  const bool ordinals = std::any_of(rule.days.begin(), rule.days.end(),
                                    [](const auto& day) { return day.first != 0; });
  const bool few = rule.every == Rule::Every::day || rule.every == Rule::Every::week;
  return !rule.positions.empty() && (few || ordinals || !rule.month_days.empty());
}

TEST(PatternProperty, GivesTheSameDaysAsTheRule) {
  const char* given = std::getenv("RELAIS_SEED");
  const unsigned seed =
      given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
  std::printf("seed %u\n", seed);
  Random random(seed);
  int compared = 0;
  for (int i = 0; i < 1'500; ++i) {
    const std::string text = random_rule(random);
    // Most rules give their start if that is searched for among their own occurrences.
    const date::local_seconds start =
        wall("2026-01-01T09:00") + date::days{static_cast<int>(below(random, 700))};
    const auto anywhere = read_rule(text, start, false, "Europe/Zurich");
    if (!anywhere || never_comes_true(*anywhere)) continue;
    const Occurrences near = occurrences_of(*anywhere, start + date::days{800});
    const auto from = near.starts.size() > 1 ? near.starts[1] : start;
    SCOPED_TRACE("RELAIS_SEED=" + std::to_string(seed) + ": " + text + " from " + iso(from));
    const auto rule = read_rule(text, from, false, "Europe/Zurich");
    const auto pattern = pattern_of(*rule);
    if (!pattern) continue;
    ++compared;
    const date::local_days horizon = date::floor<date::days>(from) + date::days{15 * 366};
    std::vector<date::local_days> expected;
    for (const auto each : occurrences_of(*rule, date::local_seconds(horizon)).starts)
      expected.push_back(date::floor<date::days>(each));
    ASSERT_EQ(Pattern(*pattern).days(horizon), expected) << json::serialize(*pattern);
  }
  EXPECT_GT(compared, 100);
}

}  // namespace
}  // namespace relais::agenda
