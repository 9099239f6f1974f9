#include "tests/graph-emulator/control/agenda.hpp"

#include <algorithm>

#include "tests/graph-emulator/state/series.hpp"

namespace relais::emulator {
namespace {

constexpr Millis minute_ms = 60'000;

std::string date_text(Wall wall) { return format_wall(wall).substr(0, 10); }
std::string minute_text(Wall wall) { return format_wall(wall).substr(0, 16); }

Result<Wall> read_day(std::string_view text) {
  const auto day = text.size() == 10 ? parse_wall(std::string(text) + "T00:00:00") : std::nullopt;
  if (!day) return fail(Errc::usage, "\"from\" and \"to\" are dates like 2026-05-01");
  return *day;
}

std::string word(const Values& values, PropertyIndex index, std::string_view otherwise) {
  const std::string_view text = values.text(index);
  return std::string(text.empty() ? otherwise : text);
}

struct Seen {
  Wall start = 0;  ///< in the person's zone
  Wall end = 0;
  json::object entry;
};

void add_reminder(Seen& seen, const Values& values, Millis start, const date::time_zone& zone) {
  if (!flag(values, event::reminder_on)) return;
  const json::value* minutes = values.find(event::reminder_minutes);
  const Millis before = (minutes != nullptr ? minutes->as_int64() : 15) * minute_ms;
  seen.entry["reminder"] = minute_text(to_wall(start - before, zone));
}

Seen see(const Occurrence& one, const date::time_zone& zone) {
  const Item item = item_of(one);
  const Values& values = item.values;
  Seen seen;
  seen.start = one.all_day ? one.start.wall : to_wall(one.start.instant(), zone);
  seen.end = one.all_day ? one.end.wall : to_wall(one.end.instant(), zone);
  const Wall last = seen.end > seen.start ? seen.end - 1 : seen.end;
  const json::value* categories = values.find(event::categories);
  seen.entry = {{"what", "event"},
                {"id", one.event->immutable_id},
                {"subject", values.text(event::subject)},
                {"calendar", one.event->folder->id},
                {"all_day", one.all_day},
                {"first", date_text(seen.start)},
                {"last", date_text(last)},
                {"show_as", word(values, event::show_as, "busy")},
                {"sensitivity", word(values, event::sensitivity, "normal")},
                {"categories", categories != nullptr ? *categories : json::value(json::array{})},
                {"series", one.date.has_value()}};
  if (!one.all_day) {
    seen.entry["start"] = minute_text(seen.start);
    seen.entry["end"] = minute_text(seen.end);
  }
  const Millis start = one.all_day ? to_utc(seen.start, zone) : one.start.instant();
  add_reminder(seen, values, start, zone);
  return seen;
}

date::local_days day_of(Wall wall) { return date::local_days{date::days{midnight(wall) / day_ms}}; }

}  // namespace

void append_events(json::array& entries, Mailbox& mailbox, const AgendaWindow& window) {
  std::vector<Seen> all;
  for (const auto& folder : mailbox.folders()) {
    if (folder->kind != FolderKind::calendar || !mailbox.alive(*folder)) continue;
    for (const auto& [place, item] : folder->items)
      for (const Occurrence& one : occurrences_of(*item, day_of(window.from), day_of(window.to))) {
        Seen seen = see(one, *window.zone);
        if (seen.start < window.to && std::max(seen.end, seen.start + 1) > window.from)
          all.push_back(std::move(seen));
      }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Seen& left, const Seen& right) { return left.start < right.start; });
  for (Seen& seen : all) entries.push_back(std::move(seen.entry));
}

Result<json::array> agenda(User& user, std::string_view zone, std::string_view from,
                           std::string_view to) {
  AgendaWindow window;
  window.zone = find_zone(zone);
  if (window.zone == nullptr) return fail(Errc::usage, "\"zone\" is no known time zone");
  RELAIS_ASSIGN(window.from, read_day(from));
  RELAIS_ASSIGN(window.to, read_day(to));
  json::array entries;
  const std::lock_guard lock(user.mailbox.mutex);
  append_events(entries, user.mailbox, window);
  append_tasks(entries, user.todo, window);
  return entries;
}

}  // namespace relais::emulator
