// Graph's patternedRecurrence as the service understands it, worked out day by day and by nothing
// that the plugin uses.
#pragma once

#include <date/date.h>

#include <algorithm>
#include <boost/json.hpp>
#include <string>
#include <vector>

#include "plugins/agenda/zone.hpp"

namespace relais::agenda::testing {

class Pattern {
 public:
  explicit Pattern(const boost::json::object& recurrence)
      : pattern_(recurrence.at("pattern").as_object()),
        range_(recurrence.at("range").as_object()),
        type_(text(pattern_, "type")),
        first_(*read_day(text(range_, "startDate"))),
        interval_(number(pattern_, "interval")) {}

  /// Before `horizon`.
  std::vector<date::local_days> days(date::local_days horizon) const {
    const std::string range = text(range_, "type");
    if (range == "endDate")
      horizon = std::min(horizon, *read_day(text(range_, "endDate")) + date::days{1});
    const bool numbered = range == "numbered";
    const int most = numbered ? number(range_, "numberOfOccurrences") : 0;
    std::vector<date::local_days> found;
    for (date::local_days day = first_; day < horizon; day += date::days{1}) {
      if (numbered && static_cast<int>(found.size()) == most) break;
      if (holds(day)) found.push_back(day);
    }
    return found;
  }

 private:
  using Ymd = date::year_month_day;

  static std::string text(const boost::json::object& object, const char* key) {
    return std::string(object.at(key).as_string());
  }
  static int number(const boost::json::object& object, const char* key) {
    return static_cast<int>(object.at(key).as_int64());
  }

  static unsigned weekday_named(const std::string& name) {
    static const char* names[] = {"sunday",   "monday", "tuesday", "wednesday",
                                  "thursday", "friday", "saturday"};
    return static_cast<unsigned>(std::find(std::begin(names), std::end(names), name) -
                                 std::begin(names));
  }

  bool on_weekday(date::local_days day) const {
    const unsigned wanted = date::weekday(day).c_encoding();
    for (const auto& name : pattern_.at("daysOfWeek").as_array())
      if (weekday_named(std::string(name.as_string())) == wanted) return true;
    return false;
  }

  static int months(date::local_days day) {
    const Ymd ymd(day);
    return static_cast<int>(ymd.year()) * 12 + static_cast<int>(static_cast<unsigned>(ymd.month()));
  }

  date::local_days week_of(date::local_days day) const {
    const date::weekday first(weekday_named(text(pattern_, "firstDayOfWeek")));
    return day - (date::weekday(day) - first);
  }

  /// Of a month that is too short its last day.
  bool on_day_of_month(date::local_days day) const {
    const Ymd ymd(day);
    const unsigned last = static_cast<unsigned>(
        date::year_month_day_last(ymd.year(), date::month_day_last(ymd.month())).day());
    const auto wanted = static_cast<unsigned>(number(pattern_, "dayOfMonth"));
    return static_cast<unsigned>(ymd.day()) == std::min(wanted, last);
  }

  bool on_index(date::local_days day) const {
    const Ymd ymd(day);
    std::vector<date::local_days> candidates;
    for (date::local_days each{ymd.year() / ymd.month() / 1}; Ymd(each).month() == ymd.month();
         each += date::days{1})
      if (on_weekday(each)) candidates.push_back(each);
    const std::string index = text(pattern_, "index");
    if (index == "last") return candidates.back() == day;
    const std::size_t at = index == "first" ? 0 : index == "second" ? 1 : index == "third" ? 2 : 3;
    return at < candidates.size() && candidates[at] == day;
  }

  bool in_month(date::local_days day) const {
    return static_cast<unsigned>(Ymd(day).month()) ==
           static_cast<unsigned>(number(pattern_, "month"));
  }

  bool holds(date::local_days day) const {
    if (type_ == "daily") return (day - first_).count() % interval_ == 0;
    if (type_ == "weekly")
      return on_weekday(day) && (week_of(day) - week_of(first_)).count() / 7 % interval_ == 0;
    const bool in_step = (months(day) - months(first_)) % interval_ == 0;
    if (type_ == "absoluteMonthly") return in_step && on_day_of_month(day);
    if (type_ == "relativeMonthly") return in_step && on_weekday(day) && on_index(day);
    const int years = static_cast<int>(Ymd(day).year()) - static_cast<int>(Ymd(first_).year());
    if (!in_month(day) || years % interval_ != 0) return false;
    if (type_ == "absoluteYearly") return on_day_of_month(day);
    return type_ == "relativeYearly" && on_weekday(day) && on_index(day);
  }

  const boost::json::object& pattern_;
  const boost::json::object& range_;
  std::string type_;
  date::local_days first_;
  int interval_;
};

}  // namespace relais::agenda::testing
