// How an event is shown: times in the preferred zone, bodies rewritten, what the service knows.
#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "tests/graph-emulator/api/events.hpp"
#include "tests/graph-emulator/state/event.hpp"
#include "tests/graph-emulator/state/event_body.hpp"
#include "tests/graph-emulator/state/series.hpp"

namespace relais::emulator {
namespace {

constexpr std::size_t preview_size = 255;

class EventWriter {
 public:
  EventWriter(Preferences prefer, json::value organizer, bool fresh)
      : prefer_(std::move(prefer)), organizer_(std::move(organizer)), fresh_(fresh) {}

  bool operator()(std::string& out, const Item& item, PropertyIndex index) const {
    switch (index) {
      case event::start:
      case event::end:
        append_value(out, moment(item, index));
        return true;
      case event::original_start_zone:
        append_json_string(out, moment_of(*item.values.find(event::start)).zone);
        return true;
      case event::original_end_zone:
        append_json_string(out, moment_of(*item.values.find(event::end)).zone);
        return true;
      case event::body:
        return append_body(out, item);
      case event::body_preview:
        append_json_string(out, preview(item));
        return true;
      case event::recurrence:
        return append_recurrence(out, item);
      case event::location:
        return append_location(out, item);
      case event::locations:
        return append_locations(out, item);
      case event::organizer:
        append_value(out, organizer_);
        return true;
      case event::online_meeting_data:
        return append_online_meeting(out, item);
      default:
        return append_identity(out, item, index);
    }
  }

 private:
  /// All-day: the date, whatever zone is preferred.
  json::object moment(const Item& item, PropertyIndex index) const {
    const Moment given = moment_of(*item.values.find(index));
    if (flag(item.values, event::all_day))
      return {{"dateTime", format_wall(given.wall)}, {"timeZone", "UTC"}};
    const Millis instant = given.instant();
    return {{"dateTime", format_wall(prefer_.rules ? to_wall(instant, *prefer_.rules) : instant)},
            {"timeZone", prefer_.zone}};
  }

  bool append_body(std::string& out, const Item& item) const {
    const json::value* body = item.values.find(event::body);
    if (body == nullptr && !prefer_.text_body) return false;
    const json::object none;
    const json::object& given = body != nullptr ? body->get_object() : none;
    const bool text = prefer_.text_body || (fresh_ && string_at(given, "contentType") == "text");
    out += text ? R"({"contentType":"text","content":)" : R"({"contentType":"html","content":)";
    if (prefer_.text_body)
      append_json_string(out, text_of(given));
    else
      append_json_string(out, fresh_ ? string_at(given, "content") : html_of(given));
    out += '}';
    return true;
  }

  static std::string preview(const Item& item) {
    const json::value* body = item.values.find(event::body);
    if (body == nullptr) return {};
    std::string text = text_of(body->get_object()).substr(0, preview_size);
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U)
      text.pop_back();
    if (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0xC0U)
      text.pop_back();
    return text;
  }

  static bool append_recurrence(std::string& out, const Item& item) {
    const json::value* given = item.values.find(event::recurrence);
    if (given == nullptr) return false;
    json::object recurrence = given->get_object();
    recurrence["range"].as_object().emplace("recurrenceTimeZone",
                                            moment_of(*item.values.find(event::start)).zone);
    append_value(out, recurrence);
    return true;
  }

  static json::object completed(const json::value& location) {
    json::object shown = location.as_object();
    shown.emplace("displayName", "");
    shown.emplace("locationType", "default");
    shown["uniqueId"] = shown["displayName"];
    shown["uniqueIdType"] = "private";
    return shown;
  }

  static bool append_location(std::string& out, const Item& item) {
    const json::value* given = item.values.find(event::location);
    if (given == nullptr) return false;
    append_value(out, completed(*given));
    return true;
  }

  static bool append_locations(std::string& out, const Item& item) {
    const json::value* given = item.values.find(event::locations);
    if (given == nullptr) return false;
    json::array shown;
    for (const json::value& location : given->get_array()) shown.push_back(completed(location));
    append_value(out, shown);
    return true;
  }

  static bool append_online_meeting(std::string& out, const Item& item) {
    if (!flag(item.values, event::online_meeting)) return false;
    append_value(out,
                 json::object{{"joinUrl", fmt::format("https://teams.example/l/{}", item.number)}});
    return true;
  }

  static bool append_identity(std::string& out, const Item& item, PropertyIndex index) {
    if (index == event::ical_uid) {
      append_json_string(out, fmt::format("040000008200E00074C5B7101A82E008{:032X}", item.number));
    } else if (index == event::web_link) {
      append_json_string(out, "https://outlook.office365.com/owa/?itemid=" + item.immutable_id +
                                  "&exvsurl=1&path=/calendar/item");
    } else if (index == event::type && item.values.find(event::type) == nullptr) {
      append_json_string(out, is_series(item.values) ? "seriesMaster" : "singleInstance");
    } else {
      return false;
    }
    return true;
  }

  Preferences prefer_;
  json::value organizer_;
  bool fresh_;
};

}  // namespace

PropertyWriter event_writer(const Preferences& prefer, std::string owner_name,
                            std::string owner_address, bool fresh) {
  json::value organizer = {
      {"emailAddress", {{"name", std::move(owner_name)}, {"address", std::move(owner_address)}}}};
  return EventWriter(prefer, std::move(organizer), fresh);
}

}  // namespace relais::emulator
