#include "plugins/agenda/todo/document.hpp"

#include <relais/sdk.hpp>

#include "plugins/agenda/zone.hpp"
#include "plugins/graph/fence.hpp"
#include "plugins/graph/text.hpp"

namespace relais::agenda::todo {
namespace {

namespace json = boost::json;

constexpr std::size_t max_body_units = 30'000;

json::object at(const std::string& date_time, std::string_view zone) {
  json::object moment;
  moment["dateTime"] = date_time;
  moment["timeZone"] = zone;
  return moment;
}

std::string fitted(Entry& entry, const char* field, const std::string& text, std::size_t units) {
  std::string fit = graph::shorten(text, units);
  if (fit != text) entry.degraded.push_back({field, "truncated"});
  return fit;
}

/// Tasks know days only, and are read where the entity is: its zone says which day, and which time.
struct When {
  date::local_days due;
  date::local_days last;
  std::string time;  ///< 14:00; empty: none that matters
};

When when(const Entry& entry, const std::string& zone) {
  if (entry.all_day) return {entry.first, entry.last, {}};
  const Moment start = resolve(entry.starts, entry.zone);
  const Moment end = resolve(entry.ends, entry.zone);
  const auto starts = to_local(entry.instants ? entry.instants->starts : start.utc, zone);
  const auto ends = to_local(entry.instants ? entry.instants->ends : end.utc, zone);
  // A deadline is due at its end; what ends at midnight still ends on the day before.
  const bool by_end = entry.kind != Kind::appointment && !entry.part.starts_with("lead-");
  const date::local_seconds shown = by_end ? ends : starts;
  return {date::floor<date::days>(shown),
          date::floor<date::days>(by_end ? ends : ends - std::chrono::seconds{1}),
          entry.part.starts_with("lead-") ? std::string() : date::format("%H:%M", shown)};
}

/// In some zones the clocks jump over the midnight of some days: then the day's first hour is sent,
/// which is of that day in every reading.
json::object due_at(date::local_days day, const std::string& zone) {
  return at(iso(resolve(date::local_seconds(day), zone).local), zone);
}

json::object reminder_at(const Entry& entry, const std::string& zone) {
  const date::sys_seconds utc = resolve(*entry.pop_up, entry.zone).utc;
  const date::local_seconds wall = to_local(utc, zone);
  if (resolve(wall, zone).ambiguous) return at(iso(utc), "UTC");
  return at(iso(wall), zone);
}

}  // namespace

Document render(Entry& entry, const Settings& settings) {
  const std::string& zone = settings.time_zone;
  const When shown = when(entry, zone);
  std::string title = entry.subject;
  if (!shown.time.empty()) {
    title = shown.time + " " + title;
    entry.degraded.push_back({"time", "title"});
  }
  if (shown.last > shown.due) entry.degraded.push_back({"end", "first day"});

  Document document;
  json::object& fields = document.fields;
  fields["title"] = fitted(entry, "subject", title, graph::max_units);
  fields["importance"] = entry.important ? "high" : "normal";
  fields["dueDateTime"] = due_at(shown.due, zone);
  fields["isReminderOn"] = entry.pop_up.has_value();
  if (entry.pop_up)
    fields["reminderDateTime"] = reminder_at(entry, zone);
  else
    fields["reminderDateTime"] = nullptr;
  document.done = entry.done;
  document.body = graph::fenceable(fitted(entry, "body", entry.body, max_body_units));
  document.display_name = entry.case_number.empty() ? "relais" : graph::shorten(entry.case_number);
  return document;
}

std::string write_document(const Document& document) {
  json::object body;
  body["fields"] = document.fields;
  body["done"] = document.done;
  body["body"] = document.body;
  body["display_name"] = document.display_name;
  return json::serialize(body);
}

Document read_document(std::string_view body) {
  boost::system::error_code failed;
  json::value parsed = json::parse({body.data(), body.size()}, failed);
  if (!failed && parsed.is_object()) {
    json::object& object = parsed.get_object();
    json::value* fields = object.if_contains("fields");
    const json::value* done = object.if_contains("done");
    const json::value* text = object.if_contains("body");
    const json::value* name = object.if_contains("display_name");
    if (fields && fields->is_object() && done && done->is_bool() && text && text->is_string() &&
        name && name->is_string())
      return {std::move(fields->get_object()), done->get_bool(), std::string(text->get_string()),
              std::string(name->get_string())};
  }
  throw sdk::Failure(sdk::Status::internal,
                     "cannot apply a task: its document is not one of this plugin");
}

std::string written_print(const Document& document) {
  return graph::sha256_hex(json::serialize(document.fields)).substr(0, 24) +
         (document.done ? ".1." : ".0.") +
         graph::sha256_hex(graph::comparable(document.body)).substr(0, 16) + "." +
         graph::sha256_hex(document.display_name).substr(0, 8);
}

}  // namespace relais::agenda::todo
