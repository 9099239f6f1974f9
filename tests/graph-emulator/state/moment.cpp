#include "tests/graph-emulator/state/moment.hpp"

#include <fmt/format.h>

#include "tests/graph-emulator/state/schema.hpp"

namespace relais::emulator {
namespace {

/// What Outlook can hold.
constexpr std::string_view earliest = "1601-01-01";
constexpr std::string_view latest = "4500-08-31";

}  // namespace

Refusal unknown_zone(std::string_view name) {
  return {400, "TimeZoneNotSupportedException",
          fmt::format("A valid TimeZone value must be specified. The following TimeZone value is "
                      "not supported: '{}'.",
                      name)};
}

Answer<json::value> check_moment(std::string_view name, const json::value& value) {
  const json::object* object = value.if_object();
  if (object == nullptr || object->size() != 2 || !object->contains("dateTime") ||
      !object->contains("timeZone") || !object->at("dateTime").is_string())
    return wrong_type(name, "microsoft.graph.dateTimeTimeZone");
  const std::string_view text = string_at(*object, "dateTime");
  const auto wall = parse_wall(text);
  if (!wall || text < earliest || text.substr(0, 10) > latest)
    return wrong_type(name, "microsoft.graph.dateTimeTimeZone");
  const std::string zone(string_at(*object, "timeZone"));
  const auto* rules = find_zone(zone);
  if (rules == nullptr) return refuse(unknown_zone(zone));
  if (to_wall(to_utc(*wall, *rules), *rules) != *wall)
    return refuse(400, "ErrorInvalidRequest",
                  fmt::format("The time of '{}' does not exist in its time zone.", name));
  return json::value(to_json(Moment{*wall, zone, rules}));
}

Moment moment_of(const json::value& value) {
  const json::object& object = value.as_object();
  Moment moment;
  moment.wall = parse_wall(string_at(object, "dateTime")).value();
  moment.zone = string_at(object, "timeZone");
  moment.rules = find_zone(moment.zone);
  return moment;
}

json::object to_json(const Moment& moment) {
  return {{"dateTime", format_wall(moment.wall)}, {"timeZone", moment.zone}};
}

}  // namespace relais::emulator
