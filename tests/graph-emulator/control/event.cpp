#include "tests/graph-emulator/control/event.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/graph-emulator/api/events.hpp"
#include "tests/graph-emulator/control/read.hpp"
#include "tests/graph-emulator/state/event.hpp"
#include "tests/graph-emulator/state/recurrence.hpp"
#include "tests/graph-emulator/state/series.hpp"

namespace relais::emulator {
namespace {

constexpr std::array<std::string_view, 11> event_verbs = {
    "create_event",    "update_event",    "delete_event",      "purge_event",
    "move_event",      "restore_event",   "change_occurrence", "delete_occurrence",
    "create_calendar", "rename_calendar", "delete_calendar"};

/// By id, or by name among the live ones; "" is the default calendar.
Result<Folder*> find_calendar(Mailbox& mailbox, std::string_view name) {
  if (name.empty()) return &mailbox.calendar();
  for (const auto& folder : mailbox.folders())
    if (folder->kind == FolderKind::calendar &&
        (folder->id == name || (folder->name == name && mailbox.alive(*folder))))
      return folder.get();
  return fail(Errc::not_found, "there is no such calendar");
}

Result<json::object> on_calendar(Mailbox& mailbox, std::string_view verb,
                                 const json::object& action) {
  const std::string name(string_at(action, "name"));
  if (verb == "create_calendar") {
    Folder& made = mailbox.add_folder(mailbox.root(), name, FolderKind::calendar);
    const json::value* read_only = action.if_contains("read_only");
    made.read_only = read_only != nullptr && read_only->is_bool() && read_only->get_bool();
    return json::object{{"id", made.id}};
  }
  RELAIS_ASSIGN(Folder * calendar, find_calendar(mailbox, string_at(action, "calendar")));
  if (calendar == &mailbox.calendar())
    return fail(Errc::usage, "the default calendar cannot be renamed or deleted");
  if (verb == "rename_calendar") {
    calendar->name = name;
    mailbox.touched(*calendar);
  } else {
    mailbox.move_folder(*calendar, mailbox.deleted_items());
  }
  return json::object{};
}

/// Whether the occurrence, beginning on `start`, stays between the dates of its neighbours.
bool stays_in_order(const Occurrence& occurrence, date::local_days start) {
  const Recurrence recurrence = recurrence_of(*occurrence.event->values.find(event::recurrence));
  const date::local_days day = *occurrence.date;
  const auto crossed = dates_of(recurrence, std::min(day, start), std::max(day, start));
  return crossed.size() == 1;  // its own date
}

/// The values that the change gives the occurrence; it must still be an event then.
Result<Values> deviating(const Occurrence& occurrence, const json::object& set) {
  const auto change = read_change(event_schema(), set);
  if (!change) return fail(error_of(change.error()));
  if (change->has(event::recurrence) || !change->extended.empty())
    return fail(Errc::usage, "an occurrence has no recurrence and no extended properties");
  Values whole = item_of(occurrence).values;
  if (const auto written = write_event(whole, *change, false); !written)
    return fail(error_of(written.error()));
  const auto start =
      parse_date(string_at(whole.find(event::start)->as_object(), "dateTime").substr(0, 10));
  if (!start || !stays_in_order(occurrence, *start))
    return fail(
        Errc::usage,
        "ErrorOccurrenceCrossingBoundary: an occurrence cannot be moved past its neighbour");
  Values values = occurrence.deviation != nullptr ? occurrence.deviation->values : Values{};
  for (const auto& [index, value] : change->values)
    values.set(index, whole.find(index) != nullptr ? *whole.find(index) : json::value(nullptr));
  if (change->has(event::location))
    if (const json::value* locations = whole.find(event::locations))
      values.set(event::locations, *locations);
  return values;
}

Result<json::object> on_occurrence(Mailbox& mailbox, Item& item, std::string_view verb,
                                   const json::object& action, Millis now) {
  const auto day = parse_date(string_at(action, "date"));
  const auto occurrence = day ? occurrence_on(item, *day) : std::nullopt;
  if (!occurrence) return fail(Errc::not_found, "the event has no occurrence on this date");
  Deviation deviation;
  deviation.cancelled = verb == "delete_occurrence";
  if (!deviation.cancelled) {
    RELAIS_ASSIGN(deviation.values, deviating(*occurrence, set_of(action)));
  }
  item.deviations[format_date(*day)] = std::move(deviation);
  mailbox.touched(item, now);
  return ids_of(item);
}

Result<json::object> on_event(Mailbox& mailbox, std::string_view verb, const json::object& action,
                              Millis now) {
  Item* item = mailbox.item_by_any_id(string_at(action, "event"));
  if (item == nullptr || item->schema != &event_schema())
    return fail(Errc::not_found, "there is no such event");
  if (verb.ends_with("_occurrence")) return on_occurrence(mailbox, *item, verb, action, now);
  if (verb == "update_event") {
    const auto updated = update_event(mailbox, *item, set_of(action), now);
    if (!updated) return fail(error_of(updated.error()));
    set_hidden(item->owner, action);
  } else if (verb == "delete_event") {
    mailbox.move(*item, mailbox.deleted_items(), true, now);
  } else if (verb == "purge_event") {
    mailbox.purge(*item);
    return json::object{};
  } else {  // move_event, restore_event
    RELAIS_ASSIGN(Folder * target, find_calendar(mailbox, string_at(action, "calendar")));
    mailbox.move(*item, *target, false, now);
  }
  return ids_of(*item);
}

/// An hour on the next of ten years of days if the pattern says nothing else.
json::object filled_event(const std::string& pattern, std::int64_t number) {
  constexpr Wall first = 1'767'254'400'000;  // 2026-01-01T08:00
  constexpr Wall hour = 3'600'000;
  const Wall start = first + (number % 3650) * day_ms;
  json::object body = numbered(pattern, number);
  body.emplace("subject", fmt::format("Event {}", number));
  if (body.contains("start") || body.contains("end")) return body;
  body["start"] = {{"dateTime", format_wall(start)}, {"timeZone", "UTC"}};
  body["end"] = {{"dateTime", format_wall(start + hour)}, {"timeZone", "UTC"}};
  return body;
}

json::object describe(const Item& item, const PropertyWriter& writer) {
  const Selection everything;
  std::string text;
  append_item(
      text, item,
      {.ids = IdKind::immutable_id, .select = &everything, .context = {}, .writer = &writer});
  json::object shown = json::parse(text).as_object();
  json::object extended, exceptions;
  for (const ExtendedProperty& property : item.extended) extended[property.id] = property.value;
  for (const auto& [date, deviation] : item.deviations)
    exceptions[date] = deviation.cancelled ? "deleted" : "changed";
  shown["singleValueExtendedProperties"] = std::move(extended);
  shown["exceptions"] = std::move(exceptions);
  shown["mutable_id"] = item.mutable_id;
  shown["calendar"] = item.folder->id;
  shown["hidden"] = item.owner;
  return shown;
}

}  // namespace

bool is_event_action(std::string_view verb) {
  return std::find(event_verbs.begin(), event_verbs.end(), verb) != event_verbs.end();
}

Result<json::object> act_on_events(Service& service, User& user, const json::object& action) {
  RELAIS_TRY(only_keys(action,
                       {"do", "event", "set", "calendar", "name", "read_only", "date", "hidden"},
                       "owner action"));
  const auto verb = string_at(action, "do");
  const Millis now = service.now();
  Mailbox& mailbox = user.mailbox;
  const std::lock_guard lock(mailbox.mutex);
  if (verb.ends_with("_calendar")) return on_calendar(mailbox, verb, action);
  if (verb != "create_event") return on_event(mailbox, verb, action, now);
  RELAIS_ASSIGN(Folder * calendar, find_calendar(mailbox, string_at(action, "calendar")));
  const auto item = create_item(mailbox, event_kind(), *calendar, set_of(action), now);
  if (!item) return fail(error_of(item.error()));
  set_hidden((*item)->owner, action);
  return ids_of(**item);
}

Result<json::object> fill_events(Service& service, User& user, const json::object& what) {
  RELAIS_TRY(only_keys(what, {"kind", "count", "calendar", "first", "set", "ids"}, "fill"));
  const std::int64_t count = int_at(what, "count", 0);
  const std::int64_t first = int_at(what, "first", 1);
  const std::string pattern = json::serialize(set_of(what));
  Mailbox& mailbox = user.mailbox;
  json::array ids;
  const std::lock_guard lock(mailbox.mutex);
  RELAIS_ASSIGN(Folder * calendar, find_calendar(mailbox, string_at(what, "calendar")));
  for (std::int64_t i = first; i < first + count; ++i) {
    const auto item =
        create_item(mailbox, event_kind(), *calendar, filled_event(pattern, i), service.now());
    if (!item) return fail(error_of(item.error()));
    if (bool_at(what, "ids")) ids.emplace_back((*item)->immutable_id);
  }
  return json::object{{"count", count}, {"ids", std::move(ids)}};
}

void describe_events(User& user, json::object& mailbox_description) {
  Mailbox& mailbox = user.mailbox;
  Preferences prefer;
  prefer.text_body = true;
  const PropertyWriter writer = event_writer(prefer, user.display_name, user.mail);
  json::array calendars, events, deleted;
  for (const auto& folder : mailbox.folders()) {
    const bool alive = mailbox.alive(*folder);
    if (folder->kind == FolderKind::calendar && alive)
      calendars.push_back(json::object{{"id", folder->id},
                                       {"name", folder->name},
                                       {"default", folder.get() == &mailbox.calendar()}});
    for (const auto& [place, item] : folder->items)
      if (item->schema == &event_schema())
        (alive ? events : deleted).push_back(describe(*item, writer));
  }
  mailbox_description["events"] = std::move(events);
  mailbox_description["deleted_events"] = std::move(deleted);
  mailbox_description["calendars"] = std::move(calendars);
  mailbox_description["default_calendar"] = mailbox.calendar().id;
}

}  // namespace relais::emulator
