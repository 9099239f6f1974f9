#include "plugins/agenda/event/document.hpp"

#include <relais/sdk.hpp>

#include "plugins/agenda/lead.hpp"
#include "plugins/agenda/zone.hpp"
#include "plugins/graph/fence.hpp"
#include "plugins/graph/text.hpp"

namespace relais::agenda::event {
namespace {

namespace json = boost::json;

/// A plain text that nobody reads to its end; the service takes more.
constexpr std::size_t max_body_units = 30'000;

std::string_view show_as(ShowAs show) {
  switch (show) {
    case ShowAs::free:
      return "free";
    case ShowAs::tentative:
      return "tentative";
    case ShowAs::oof:
      return "oof";
    case ShowAs::busy:
      break;
  }
  return "busy";
}

json::object at(const std::string& date_time, std::string_view zone) {
  json::object moment;
  moment["dateTime"] = date_time;
  moment["timeZone"] = zone;
  return moment;
}

/// A day has to start at midnight of one zone. In some zones the clocks jump over the midnight of
/// some days; midnight in UTC is as good, since such dates are never converted.
std::string zone_of_days(const Entry& entry) {
  const date::local_seconds first{entry.first}, end{entry.last + date::days{1}};
  const bool missing = resolve(first, entry.zone).missing || resolve(end, entry.zone).missing;
  return missing ? "UTC" : entry.zone;
}

void put_times(json::object& into, const Entry& entry) {
  into["isAllDay"] = entry.all_day;
  if (entry.all_day) {
    const std::string zone = zone_of_days(entry);
    into["start"] = at(iso(date::local_seconds(entry.first)), zone);
    into["end"] = at(iso(date::local_seconds(entry.last + date::days{1})), zone);
  } else if (entry.instants && !entry.recurrence) {
    into["start"] = at(iso(entry.instants->starts), "UTC");
    into["end"] = at(iso(entry.instants->ends), "UTC");
  } else {
    into["start"] = at(iso(entry.starts), entry.zone);
    into["end"] = at(iso(entry.ends), entry.zone);
  }
}

std::string fitted(Entry& entry, const char* field, const std::string& text, std::size_t units) {
  std::string fit = graph::shorten(text, units);
  if (fit != text) entry.degraded.push_back({field, "truncated"});
  return fit;
}

}  // namespace

Document render(Entry& entry, const Settings& settings) {
  Document document;
  json::object& fields = document.fields;
  fields["subject"] = fitted(entry, "subject", entry.subject, graph::max_units);
  if (entry.recurrence) {
    put_times(document.series, entry);
    document.series["recurrence"] = *entry.recurrence;
  } else {
    put_times(fields, entry);
  }
  fields["showAs"] = show_as(entry.show);
  fields["sensitivity"] = entry.is_private ? "private" : "normal";
  const Reminder reminder = reminder_of(entry);
  if (reminder.earlier) entry.degraded.push_back({"lead", "earlier"});
  fields["isReminderOn"] = reminder.on;
  fields["reminderMinutesBeforeStart"] = reminder.minutes;
  json::object location;
  location["displayName"] = fitted(entry, "location", entry.location, graph::max_units);
  fields["location"] = std::move(location);
  document.body = graph::fenceable(fitted(entry, "body", entry.body, max_body_units));
  if (entry.important) document.category = settings.category;
  return document;
}

std::string write_document(const Document& document) {
  json::object body;
  body["fields"] = document.fields;
  body["series"] = document.series;
  body["body"] = document.body;
  body["category"] = document.category;
  return json::serialize(body);
}

Document read_document(std::string_view body) {
  boost::system::error_code failed;
  json::value parsed = json::parse({body.data(), body.size()}, failed);
  if (!failed && parsed.is_object()) {
    json::object& object = parsed.get_object();
    json::value* fields = object.if_contains("fields");
    json::value* series = object.if_contains("series");
    const json::value* text = object.if_contains("body");
    const json::value* category = object.if_contains("category");
    if (fields && fields->is_object() && series && series->is_object() && text &&
        text->is_string() && category && category->is_string())
      return {std::move(fields->get_object()), std::move(series->get_object()),
              std::string(text->get_string()), std::string(category->get_string())};
  }
  throw sdk::Failure(sdk::Status::internal,
                     "cannot apply an event: its document is not one of this plugin");
}

std::string merged_print(std::string_view fenced, std::string_view category) {
  return graph::sha256_hex(graph::comparable(fenced) + "\n" + graph::comparable(category))
      .substr(0, 16);
}

std::string written_print(const Document& document) {
  return graph::sha256_hex(json::serialize(document.fields)).substr(0, 24) + "." +
         graph::sha256_hex(json::serialize(document.series)).substr(0, 16) + "." +
         merged_print(document.body, document.category);
}

}  // namespace relais::agenda::event
