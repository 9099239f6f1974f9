// Dates at random, many of them where clocks change, through the whole engine: what the owner sees
// is the store's date, the store's time, and a pop-up when it should be.
#include <date/date.h>
#include <date/tz.h>
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>

#include "tests/property/seed.hpp"
#include "tests/testbed/testbed.hpp"

namespace relais::testbed {
namespace {

using namespace std::chrono_literals;
using date::days;
using date::local_days;
using date::local_seconds;
using date::sys_seconds;

constexpr int kItemsOfAKind = 100;
constexpr local_days kFirst{date::year{1990} / 1 / 2}, kLast{date::year{2050} / 12 / 30};
/// What date/tz.h knows; later dates are tried at times of the day at which no clocks change.
constexpr local_days kKnown{date::year{2037} / 1 / 1};

/// An hour that the clocks leave out is moved on by as much; of one shown twice, the first is
/// meant.
sys_seconds instant(local_seconds wall, const date::time_zone& zone) {
  return sys_seconds(wall.time_since_epoch() - zone.get_info(wall).first.offset);
}

local_seconds wall(sys_seconds at, const date::time_zone& zone) { return zone.to_local(at); }

std::string minute(local_seconds at) { return date::format("%FT%H:%M", at); }

struct Item {
  std::string kind, id;
  local_days day;                            ///< due, or of its start
  std::optional<std::chrono::minutes> time;  ///< none: all day
  std::chrono::minutes reminder_time = 8h;
  std::optional<int> lead;  ///< days; of an appointment, minutes
};

struct Expected {
  std::string date, popup;
  std::string title;  ///< of a task, how it starts
};

class Dates : public ::testing::TestWithParam<const char*> {
 protected:
  Item random_item(Random& random, const char* kind, int number) {
    Item item{kind, fmt::format("{}-{}", kind, number), random_day(random), {}, {}, {}};
    const bool edge = item.day < kKnown;
    const auto time = [&] {
      return edge && random.chance(50) ? std::chrono::minutes{random.below(4 * 12) * 5}
                                       : std::chrono::minutes{5h} + random.below(17 * 4) * 15min;
    };
    const bool appointment = item.kind == "appointment";
    if (appointment || random.chance(50)) item.time = time();
    item.reminder_time = random.chance(50) ? 8h : time();
    if (random.chance(80))
      item.lead = appointment ? random.below(edge ? 3000 : 30) : random.below(3) * random.below(40);
    return item;
  }

  /// Half of the days lie at a change of the clocks. A day that a zone skipped is none.
  local_days random_day(Random& random) {
    for (;;) {
      const auto from = kFirst.time_since_epoch().count();
      const auto span = static_cast<int>((kLast - kFirst).count());
      local_days day{days{from + random.below(span)}};
      if (random.chance(50)) {
        const auto change = zone_.get_info(instant(local_seconds(day), zone_)).end;
        const auto near =
            date::floor<days>(wall(
                std::min(change, sys_seconds(date::sys_days(date::year{2037} / 1 / 1))), zone_)) +
            days{random.below(3) - 1};
        if (near <= kLast) day = near;
      }
      const auto noon = zone_.get_info(local_seconds(day) + 12h);
      if (noon.result != date::local_info::nonexistent) return day;
    }
  }

  std::string insert(const Item& item) const {
    const auto day = date::format("%F", item.day);
    if (item.kind == "appointment")
      return fmt::format(
          "INSERT INTO appointment(id, entity_id, subject, starts_at, ends_at, time_zone, "
          "lead_minutes) VALUES('{}', 'zurich', 'Besprechung', '{}', '{}', '{}', {});",
          item.id, minute(local_seconds(item.day) + *item.time),
          minute(local_seconds(item.day) + *item.time + 45min), GetParam(),
          item.lead ? std::to_string(*item.lead) : "NULL");
    std::string text = fmt::format(
        "INSERT INTO {}(id, entity_id, name, due_date, due_time, reminder_time) VALUES('{}', "
        "'zurich', 'Klageantwort', '{}', {}, '{}');",
        item.kind, item.id, day,
        item.time ? date::format("'%H:%M'", *item.time) : std::string("NULL"),
        date::format("%H:%M", item.reminder_time));
    if (item.lead)
      text += fmt::format(
          "INSERT INTO item_lead(kind, item_id, seq, amount, unit) VALUES('{}', '{}', 0, {}, "
          "'days');",
          item.kind, item.id, *item.lead);
    return text;
  }

  /// An event cannot pop up after its start: then it does on the working day before.
  sys_seconds not_after(sys_seconds popup, sys_seconds start, local_days day) const {
    if (popup <= start) return popup;
    do day -= days{1};
    while (date::weekday(day) == date::Saturday || date::weekday(day) == date::Sunday);
    return std::min(start, instant(local_seconds(day) + 16h, zone_));
  }

  Expected expected(const Item& item) const {
    const local_seconds midnight{item.day};
    if (item.kind == "appointment") {
      const auto start = instant(midnight + *item.time, zone_);
      return {minute(wall(start, zone_)),
              item.lead ? minute(wall(start - std::chrono::minutes{*item.lead}, zone_)) : "",
              {}};
    }
    sys_seconds start = instant(midnight, zone_);
    Expected result{date::format("%F", item.day), {}, {}};
    const bool task = item.kind == "deadline";
    if (item.time) {  // half an hour that ends then
      const auto end = instant(midnight + *item.time, zone_);
      start = end - 30min;
      result.date = task ? date::format("%F", wall(end, zone_)) : minute(wall(start, zone_));
      if (task) result.title = date::format("%H:%M ", wall(end, zone_));
    }
    if (!item.lead) return result;
    auto popup = instant(midnight - days{*item.lead} + item.reminder_time, zone_);
    if (!task) popup = not_after(popup, start, item.day);
    result.popup = minute(wall(popup, zone_));
    return result;
  }

  const date::time_zone& zone_ = *date::locate_zone(GetParam());
};

TEST_P(Dates, TheOwnerSeesTheDateOfTheStore) {
  const unsigned seed = seeds(1).front();
  SCOPED_TRACE("RELAIS_SEED=" + std::to_string(seed));
  Random random(seed);
  Testbed firm({.subscription = "[A04, B08, B09]",
                .time_zone = GetParam(),
                .entity = "    window: {back: 36500d, ahead: 36500d}\n",
                .addins = "      B08: {deadline: {target: tasks}}\n"});
  std::map<std::string, Item> items;
  std::string text;
  for (const char* kind : {"deadline", "reminder", "appointment"})
    for (int i = 0; i < kItemsOfAKind; ++i) {
      const auto item = random_item(random, kind, i);
      text += insert(item) +
              fmt::format("INSERT INTO {0}_assignee VALUES('{1}', 'h-MM');", item.kind, item.id);
      items.emplace(item.id, item);
    }
  text.pop_back();
  firm.sql(text);
  EXPECT_EQ(done(firm.sync()), fmt::format("create {}", items.size()));

  std::map<std::string, Item> by_copy;
  for (const auto& copies : {firm.events("MM"), firm.tasks("MM")})
    for (const auto& copy : copies) {
      const auto key = key_of(copy.as_object());
      by_copy.emplace(copy.at("id").as_string(), items.at(key.substr(key.rfind(':') + 1)));
    }
  ASSERT_EQ(by_copy.size(), items.size());
  const auto agenda =
      firm.graph().agenda(kTenant, "u-MM", GetParam(), "1980-01-01", "2060-01-01").value();
  ASSERT_EQ(agenda.size(), items.size());
  for (const auto& entry : agenda) {
    const auto shown = [&](const char* name) {
      const auto* value = entry.get_object().if_contains(name);
      return value != nullptr ? std::string(value->as_string()) : "";
    };
    const Item& item = by_copy.at(shown("id"));
    SCOPED_TRACE(fmt::format("{}: {} {}, lead {}, reminder_time {}", item.id,
                             date::format("%F", item.day),
                             item.time ? date::format("%H:%M", *item.time) : "all day",
                             item.lead ? std::to_string(*item.lead) : "none",
                             date::format("%H:%M", item.reminder_time)));
    const auto right = expected(item);
    const bool task = shown("what") == "task";
    EXPECT_EQ(task, item.kind == "deadline");
    EXPECT_EQ(shown(task ? "due" : item.time ? "start" : "first"), right.date);
    if (!task && !item.time) {
      EXPECT_EQ(shown("last"), right.date);
    }
    EXPECT_EQ(shown("reminder"), right.popup);
    EXPECT_TRUE(shown("title").starts_with(right.title)) << shown("title").substr(0, 6);
  }
  EXPECT_EQ(done(firm.audit()), "") << "what is read back is taken for an edit";
}

INSTANTIATE_TEST_SUITE_P(Zones, Dates,
                         ::testing::Values("Europe/Zurich", "Europe/London", "Europe/Dublin",
                                           "Atlantic/Azores", "America/New_York",
                                           "America/Sao_Paulo", "America/St_Johns", "Africa/Cairo",
                                           "Africa/Casablanca", "Asia/Beirut", "Asia/Kathmandu",
                                           "Asia/Tehran", "Australia/Lord_Howe", "Pacific/Auckland",
                                           "Pacific/Apia", "Pacific/Kiritimati"),
                         [](const auto& one) {
                           std::string name = one.param;
                           std::replace(name.begin(), name.end(), '/', '_');
                           return name;
                         });

}  // namespace
}  // namespace relais::testbed
