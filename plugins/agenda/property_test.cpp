// Whatever the zone, the date and the leads: a deadline stands on its day, pops up when it should,
// and keeps its wall clock. The seed is printed; RELAIS_SEED repeats one.
#include <date/tz.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "plugins/agenda/event/document.hpp"
#include "plugins/agenda/testing/items.hpp"
#include "plugins/agenda/todo/document.hpp"

namespace relais::agenda {
namespace {

namespace json = boost::json;
using Random = std::mt19937;
using namespace std::chrono_literals;

int below(Random& random, int bound) {
  return static_cast<int>(random() % static_cast<unsigned>(bound));
}

/// Those where midnights or whole days are missing come often.
std::string random_zone(Random& random) {
  static const char* special[] = {"Europe/Zurich",      "America/Sao_Paulo", "Asia/Beirut",
                                  "Africa/Cairo",       "America/Havana",    "Asia/Tehran",
                                  "Pacific/Apia",       "America/Asuncion",  "Australia/Lord_Howe",
                                  "America/Santiago",   "Asia/Gaza",         "Africa/Casablanca",
                                  "Pacific/Kiritimati", "America/St_Johns",  "UTC"};
  if (below(random, 2)) return special[below(random, static_cast<int>(std::size(special)))];
  const auto& zones = date::get_tzdb().zones;
  for (;;) {
    const std::string name =
        zones[static_cast<std::size_t>(below(random, static_cast<int>(zones.size())))].name();
    if (iana_name(name) == name) return name;
  }
}

/// Half of them near a change of the clocks of that zone.
date::local_days random_day(Random& random, const std::string& zone) {
  const date::local_days first = testing::day("1990-01-01");
  const date::local_days any = first + date::days{below(random, 60 * 365)};
  if (below(random, 2)) return any;
  const auto info =
      date::locate_zone(zone)->get_info(date::sys_seconds(date::sys_days(any.time_since_epoch())));
  const date::local_days change =
      date::floor<date::days>(date::local_seconds(info.end.time_since_epoch() + info.offset));
  if (change < first || change > testing::day("2050-01-01")) return any;
  return change + date::days{below(random, 5) - 2};
}

std::string clock(int minutes) {
  return date::format("%H:%M", date::local_seconds(std::chrono::minutes(minutes)));
}

struct Trial {
  std::string zone;
  date::local_days due;
  int lead;
  bool days;
  int reminder_clock, due_clock;

  json::object item(bool timed) const {
    json::object made =
        testing::deadline({{"due_date", iso(due)},
                           {"reminder_time", clock(reminder_clock)},
                           {"leads", {testing::lead(0, lead, days ? "days" : "minutes")}}});
    if (timed) made["due_time"] = clock(due_clock);
    return made;
  }
};

std::string text(const json::object& at, const char* key) {
  return std::string(at.at(key).as_string());
}

/// The instant that a dateTimeTimeZone stands for.
date::sys_seconds instant(const json::object& at) {
  return resolve(testing::wall(text(at, "dateTime").substr(0, 16)), text(at, "timeZone")).utc;
}

bool is_working_day(date::local_days day) {
  const unsigned weekday = date::weekday(day).iso_encoding();
  return weekday < 6;
}

void expect_pop_up(const Trial& trial, const json::object& fields, date::sys_seconds start,
                   date::local_days day, date::sys_seconds wanted) {
  EXPECT_EQ(fields.at("isReminderOn"), true);
  const auto minutes = fields.at("reminderMinutesBeforeStart").as_int64();
  EXPECT_GE(minutes, 0);
  const date::sys_seconds pop_up = start - std::chrono::minutes(minutes);
  if (wanted <= start) {
    EXPECT_EQ(iso(pop_up), iso(wanted));
    return;
  }
  const date::local_seconds local = to_local(pop_up, trial.zone);
  EXPECT_LT(date::floor<date::days>(local), day + date::days{1});
  date::local_days before = day - date::days{1};
  while (!is_working_day(before)) before -= date::days{1};
  const Moment afternoon = resolve(date::local_seconds(before) + 16h, trial.zone);
  if (!afternoon.missing) {
    EXPECT_EQ(iso(local), iso(before) + "T16:00:00");
  }
}

date::sys_seconds wanted_pop_up(const Trial& trial, date::sys_seconds start) {
  if (!trial.days)
    return resolve(to_local(start - std::chrono::minutes(trial.lead), trial.zone), trial.zone).utc;
  return resolve(date::local_seconds(trial.due - date::days{trial.lead}) +
                     std::chrono::minutes(trial.reminder_clock),
                 trial.zone)
      .utc;
}

void check_day(const Trial& trial, const Settings& settings) {
  Entry entry = testing::entry(trial.item(false), Target::calendar, settings);
  const json::object fields = event::render(entry, settings).fields;
  const json::object& start = fields.at("start").as_object();
  const json::object& end = fields.at("end").as_object();
  EXPECT_EQ(fields.at("isAllDay"), true);
  EXPECT_EQ(text(start, "dateTime"), iso(trial.due) + "T00:00:00");
  EXPECT_EQ(text(end, "dateTime"), iso(trial.due + date::days{1}) + "T00:00:00");
  EXPECT_EQ(text(start, "timeZone"), text(end, "timeZone"));
  for (const json::object* at : {&start, &end})
    EXPECT_FALSE(
        resolve(testing::wall(text(*at, "dateTime").substr(0, 16)), text(*at, "timeZone")).missing);
  const date::sys_seconds begins = resolve(date::local_seconds(trial.due), trial.zone).utc;
  expect_pop_up(trial, fields, begins, trial.due, wanted_pop_up(trial, begins));
}

void check_timed(const Trial& trial, const Settings& settings) {
  Entry entry = testing::entry(trial.item(true), Target::calendar, settings);
  const json::object fields = event::render(entry, settings).fields;
  const date::sys_seconds start = instant(fields.at("start").as_object());
  const date::sys_seconds end = instant(fields.at("end").as_object());
  const Moment due =
      resolve(date::local_seconds(trial.due) + std::chrono::minutes(trial.due_clock), trial.zone);
  EXPECT_EQ(iso(end), iso(due.utc));
  EXPECT_EQ(iso(to_local(end, trial.zone)), iso(due.local));
  if (!due.missing) {
    EXPECT_EQ(iso(to_local(end, trial.zone)),
              iso(trial.due) + "T" + clock(trial.due_clock) + ":00");
  }
  EXPECT_EQ(end - start, 30min);
  expect_pop_up(trial, fields, start, date::floor<date::days>(due.local),
                wanted_pop_up(trial, start));
}

void check_task(const Trial& trial, const Settings& settings) {
  Entry entry = testing::entry(trial.item(false), Target::tasks, settings);
  const json::object fields = todo::render(entry, settings).fields;
  const json::object& due = fields.at("dueDateTime").as_object();
  const Moment midnight = resolve(date::local_seconds(trial.due), trial.zone);
  if (date::floor<date::days>(midnight.local) == trial.due) {  // else the whole day is missing
    EXPECT_EQ(text(due, "dateTime").substr(0, 10), iso(trial.due));
  }
  EXPECT_EQ(iso(to_local(instant(due), trial.zone)), iso(midnight.local));
  EXPECT_EQ(iso(instant(fields.at("reminderDateTime").as_object())),
            iso(wanted_pop_up(trial, midnight.utc)));
}

TEST(DeadlineProperty, StandsOnItsDayAndPopsUpWhenItShould) {
  const char* given = std::getenv("RELAIS_SEED");
  const unsigned seed =
      given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
  std::printf("seed %u\n", seed);
  Random random(seed);
  for (int i = 0; i < 20'000; ++i) {
    Trial trial;
    trial.zone = random_zone(random);
    trial.due = random_day(random, trial.zone);
    trial.days = below(random, 3) != 0;
    trial.lead = below(random, trial.days ? 40 : 3'000);
    trial.reminder_clock = below(random, 24 * 60);
    trial.due_clock = below(random, 24 * 60);
    SCOPED_TRACE("RELAIS_SEED=" + std::to_string(seed) + ", trial " + std::to_string(i) + ": " +
                 trial.zone + " " + iso(trial.due) + " " + std::to_string(trial.lead) +
                 (trial.days ? " days at " : " minutes, ") + clock(trial.reminder_clock) +
                 ", due " + clock(trial.due_clock));
    const Settings settings = testing::settings("de", trial.zone);
    check_day(trial, settings);
    check_timed(trial, settings);
    check_task(trial, settings);
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace relais::agenda
