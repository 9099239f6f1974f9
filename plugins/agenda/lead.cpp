#include "plugins/agenda/lead.hpp"

#include <algorithm>

#include "plugins/agenda/zone.hpp"

namespace relais::agenda {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::minutes in_the_afternoon = 16h;
/// A century. What is longer is a typing error, and would not fit where it is sent.
constexpr int longest_lead_days = 36'525;

date::local_days working_day_before(date::local_days day) {
  do day -= date::days{1};
  while (date::weekday(day) == date::Saturday || date::weekday(day) == date::Sunday);
  return day;
}

/// Not below 0: in a zone that leaves out a day, the afternoon of the day before may lie behind it.
int minutes_between(std::chrono::seconds span) {
  return std::max(0, static_cast<int>(std::chrono::floor<std::chrono::minutes>(span).count()));
}

date::local_seconds start_of(const Entry& entry) {
  return entry.all_day ? date::local_seconds(entry.first) : entry.starts;
}

/// The day that it is about: a deadline soon after midnight has its start on the day before.
date::local_days day_of(const Entry& entry) {
  if (entry.all_day) return entry.first;
  return date::floor<date::days>(entry.kind == Kind::appointment ? entry.starts : entry.ends);
}

Reminder of_series(const Entry& entry) {
  const date::local_seconds start = start_of(entry);
  if (*entry.pop_up <= start) return {true, minutes_between(start - *entry.pop_up), false};
  // Which day of the week an occurrence falls on is open: the afternoon before, whatever day it is.
  const date::local_seconds before =
      date::local_seconds(date::floor<date::days>(start) - date::days{1}) + in_the_afternoon;
  return {true, minutes_between(start - before), true};
}

}  // namespace

date::local_seconds time_of(const Lead& lead, const Origin& origin) {
  if (lead.days) {
    const date::days days{std::clamp(lead.amount, 0, longest_lead_days)};
    return date::local_seconds(origin.day - days) + origin.clock;
  }
  const std::chrono::minutes minutes{std::clamp(lead.amount, 0, longest_lead_days * 24 * 60)};
  return to_local(origin.starts - minutes, origin.zone);
}

Reminder reminder_of(const Entry& entry) {
  if (!entry.pop_up) return {};
  if (entry.recurrence) return of_series(entry);
  const date::local_seconds wall = start_of(entry);
  const date::sys_seconds start =
      entry.instants ? entry.instants->starts : resolve(wall, entry.zone).utc;
  const date::sys_seconds pop_up = resolve(*entry.pop_up, entry.zone).utc;
  if (pop_up <= start) return {true, minutes_between(start - pop_up), false};
  const date::local_days day = working_day_before(day_of(entry));
  const date::sys_seconds before =
      resolve(date::local_seconds(day) + in_the_afternoon, entry.zone).utc;
  return {true, minutes_between(start - before), true};
}

}  // namespace relais::agenda
