#include "plugins/agenda/event/instant.hpp"

#include <algorithm>
#include <chrono>
#include <string>

#include "plugins/agenda/zone.hpp"

namespace relais::agenda::event {
namespace {

namespace json = boost::json;

constexpr std::string_view form = "0000-00-00T00:00:00";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

bool fits(std::string_view text) {
  for (std::size_t i = 0; i < form.size(); ++i)
    if (form[i] == '0' ? !is_digit(text[i]) : text[i] != form[i]) return false;
  std::string_view rest = text.substr(form.size());
  if (rest.ends_with('Z')) rest.remove_suffix(1);
  if (rest.empty()) return true;
  return rest.front() == '.' && rest.size() > 1 &&
         std::all_of(rest.begin() + 1, rest.end(), is_digit);
}

std::optional<std::string_view> text_at(const json::value& value, std::string_view key) {
  const json::object* object = value.if_object();
  const json::value* text = object ? object->if_contains(key) : nullptr;
  if (!text || !text->is_string()) return std::nullopt;
  return std::string_view(text->get_string());
}

}  // namespace

std::optional<date::local_seconds> wall_clock(std::string_view text) {
  using namespace std::chrono;
  if (text.size() < form.size() || !fits(text)) return std::nullopt;
  const date::year_month_day day{date::year(number(text.substr(0, 4))),
                                 date::month(static_cast<unsigned>(number(text.substr(5, 2)))),
                                 date::day(static_cast<unsigned>(number(text.substr(8, 2))))};
  const int hour = number(text.substr(11, 2));
  const int minute = number(text.substr(14, 2));
  const int second = number(text.substr(17, 2));
  if (!day.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return date::local_days(day) + hours(hour) + minutes(minute) + seconds(second);
}

std::optional<date::sys_seconds> instant_of(const json::value& value) {
  const auto text = text_at(value, "dateTime");
  const auto zone = text_at(value, "timeZone");
  const auto local = text ? wall_clock(*text) : std::nullopt;
  if (!local || !zone) return std::nullopt;
  if (*zone == "UTC") return date::sys_seconds(local->time_since_epoch());
  const std::string known = iana_name(*zone);
  return known.empty() ? std::nullopt : std::optional(resolve(*local, known).utc);
}

std::optional<std::string_view> day_of(const json::value& value) {
  const auto text = text_at(value, "dateTime");
  if (!text || !wall_clock(*text)) return std::nullopt;
  return text->substr(0, 10);
}

}  // namespace relais::agenda::event
