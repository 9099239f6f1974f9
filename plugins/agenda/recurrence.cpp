#include "plugins/agenda/recurrence.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <memory>

#include "plugins/agenda/zone.hpp"

namespace relais::agenda {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_text = 1'000;
constexpr std::size_t most_occurrences = 10'000;
/// Of the iterator: what lies far in the past has to be walked through.
constexpr int most_steps = 100'000;
/// How far behind the horizon the next occurrence is looked for. Of a rule that never comes true
/// the iterator would not give up before the year 2582.
constexpr date::years longest_wait{100};

// ---- reading ------------------------------------------------------------------------------------

std::string upper_case(std::string_view text) {
  std::string upper;
  for (const char c : text)
    if (!std::isspace(static_cast<unsigned char>(c)))
      upper += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return upper;
}

/// The rule's parts but UNTIL and COUNT, which are taken out: libical compares an UNTIL in UTC with
/// wall clocks, and lets large counts overflow.
struct Split {
  std::string rest;
  std::optional<std::string> until, count;
  bool good = true;
};

Split split(const std::string& text) {
  Split found;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(';', at), text.size());
    const std::string part = text.substr(at, end - at);
    at = end + 1;
    const auto take = [&](std::string_view name, std::optional<std::string>& into) {
      if (!part.starts_with(name)) return false;
      found.good = found.good && !into;
      into = part.substr(name.size());
      return true;
    };
    if (take("UNTIL=", found.until) || take("COUNT=", found.count)) continue;
    if (part.starts_with("RSCALE") || part.starts_with("SKIP")) found.good = false;
    if (!found.rest.empty()) found.rest += ';';
    found.rest += part;
  }
  found.good = found.good && !(found.until && found.count);
  return found;
}

/// A number of any length; what is beyond a million is a million.
std::optional<int> read_count(std::string_view text) {
  constexpr int most = 1'000'000;
  if (text.empty()) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = std::min(most, value * 10 + (c - '0'));
  }
  if (value < 1) return std::nullopt;
  return value;
}

/// 20261231, 20261231T235959 (wall clock), 20261231T225959Z.
std::optional<date::local_seconds> read_until(const std::string& text, bool all_day,
                                              const std::string& zone) {
  const bool dated = text.size() == 8;
  const bool utc = text.size() == 16 && text.back() == 'Z';
  if (!dated && !utc && text.size() != 15) return std::nullopt;
  const auto digits = [&](std::size_t at, std::size_t size) { return text.substr(at, size); };
  const auto day = read_day(digits(0, 4) + "-" + digits(4, 2) + "-" + digits(6, 2));
  if (!day) return std::nullopt;
  constexpr auto end_of_day = 24h - 1s;
  if (dated) return date::local_seconds(*day) + end_of_day;
  if (text[8] != 'T') return std::nullopt;
  const auto clock = read_clock(digits(9, 2) + ":" + digits(11, 2));
  int second = 0;
  const char* begin = text.data() + 13;
  const auto parsed = std::from_chars(begin, begin + 2, second);
  if (!clock || parsed.ptr != begin + 2 || second < 0 || second > 60) return std::nullopt;
  date::local_seconds until = date::local_seconds(*day) + *clock + std::chrono::seconds(second);
  if (utc) until = to_local(date::sys_seconds(until.time_since_epoch()), zone);
  if (all_day) until = date::local_seconds(date::floor<date::days>(until)) + end_of_day;
  return until;
}

template <std::size_t Size>
std::vector<int> listed(const short (&values)[Size]) {
  std::vector<int> found;
  for (const short value : values) {
    if (value == ICAL_RECURRENCE_ARRAY_MAX) break;
    found.push_back(value);
  }
  return found;
}

date::weekday weekday_of(icalrecurrencetype_weekday day) {
  return date::weekday(static_cast<unsigned>(day - ICAL_SUNDAY_WEEKDAY));
}

std::optional<Rule::Every> every_of(icalrecurrencetype_frequency frequency) {
  switch (frequency) {
    case ICAL_DAILY_RECURRENCE:
      return Rule::Every::day;
    case ICAL_WEEKLY_RECURRENCE:
      return Rule::Every::week;
    case ICAL_MONTHLY_RECURRENCE:
      return Rule::Every::month;
    case ICAL_YEARLY_RECURRENCE:
      return Rule::Every::year;
    default:
      return std::nullopt;
  }
}

void take_days(const icalrecurrencetype& read, Rule& rule) {
  for (const int day : listed(read.by_day)) {
    const auto encoded = static_cast<short>(day);
    rule.days.emplace_back(icalrecurrencetype_day_position(encoded),
                           weekday_of(icalrecurrencetype_day_day_of_week(encoded)));
  }
}

/// "The second Monday" of a day or a week means nothing.
bool has_ordinals(const Rule& rule) {
  return std::any_of(rule.days.begin(), rule.days.end(),
                     [](const auto& day) { return day.first != 0; });
}

// ---- following ----------------------------------------------------------------------------------

icaltimetype ical_time(date::local_seconds wall, bool is_date) {
  const auto day = date::floor<date::days>(wall);
  const date::year_month_day ymd(day);
  const date::hh_mm_ss clock(wall - day);
  icaltimetype time = icaltime_null_time();
  time.year = static_cast<int>(ymd.year());
  time.month = static_cast<int>(static_cast<unsigned>(ymd.month()));
  time.day = static_cast<int>(static_cast<unsigned>(ymd.day()));
  time.is_date = is_date ? 1 : 0;
  if (is_date) return time;
  time.hour = static_cast<int>(clock.hours().count());
  time.minute = static_cast<int>(clock.minutes().count());
  return time;
}

icalrecurrencetype ical_rule(const Rule& rule, date::local_seconds through) {
  icalrecurrencetype read = icalrecurrencetype_from_string(rule.text.c_str());
  const date::local_seconds last = std::max(through, rule.start) + longest_wait;
  if (last < date::local_days{date::year{9999} / 1 / 1}) read.until = ical_time(last, rule.all_day);
  return read;
}

date::local_seconds wall_of(const icaltimetype& time) {
  const date::local_days day{date::year{time.year} / time.month / time.day};
  return date::local_seconds(day) + std::chrono::hours(time.hour) +
         std::chrono::minutes(time.minute);
}

/// What the rule itself gives, one after the other, ascending.
class Walk {
 public:
  Walk(const Rule& rule, date::local_seconds through)
      : iterator_(
            icalrecur_iterator_new(ical_rule(rule, through), ical_time(rule.start, rule.all_day)),
            &icalrecur_iterator_free),
        last_(rule.start - 1s) {}

  /// Nothing: the end, or too many steps.
  std::optional<date::local_seconds> next() {
    while (iterator_ && steps_++ < most_steps) {
      const icaltimetype time = icalrecur_iterator_next(iterator_.get());
      if (icaltime_is_null_time(time)) return std::nullopt;
      const date::local_seconds wall = wall_of(time);
      if (wall <= last_) continue;
      last_ = wall;
      return wall;
    }
    return std::nullopt;
  }

  bool tired() const { return steps_ > most_steps; }

 private:
  std::unique_ptr<icalrecur_iterator, decltype(&icalrecur_iterator_free)> iterator_;
  date::local_seconds last_;
  int steps_ = 0;
};

}  // namespace

std::optional<Rule> read_rule(std::string_view rrule, date::local_seconds start, bool all_day,
                              const std::string& zone) {
  if (rrule.size() > longest_text) return std::nullopt;
  const Split parts = split(upper_case(rrule));
  if (!parts.good) return std::nullopt;
  const icalrecurrencetype read = icalrecurrencetype_from_string(parts.rest.c_str());
  const auto every = every_of(read.freq);
  if (!every) return std::nullopt;
  Rule rule;
  rule.text = parts.rest;
  rule.start = start;
  rule.all_day = all_day;
  rule.zone = zone;
  rule.every = *every;
  rule.interval = read.interval;
  rule.week_start = weekday_of(read.week_start);
  take_days(read, rule);
  rule.month_days = listed(read.by_month_day);
  rule.months = listed(read.by_month);
  rule.positions = listed(read.by_set_pos);
  rule.exotic = !listed(read.by_hour).empty() || !listed(read.by_minute).empty() ||
                !listed(read.by_year_day).empty() || !listed(read.by_week_no).empty();
  const std::vector<int> seconds = listed(read.by_second);
  if (std::any_of(seconds.begin(), seconds.end(), [](int second) { return second != 0; }))
    return std::nullopt;
  const bool in_months = rule.every == Rule::Every::month || rule.every == Rule::Every::year;
  if (has_ordinals(rule) && (!in_months || !listed(read.by_week_no).empty())) return std::nullopt;
  const bool chosen = !rule.days.empty() || !rule.month_days.empty() || rule.exotic;
  if (!rule.positions.empty() && !chosen) return std::nullopt;
  if (parts.count && !(rule.count = read_count(*parts.count))) return std::nullopt;
  if (parts.until && !(rule.until = read_until(*parts.until, all_day, zone))) return std::nullopt;
  return rule;
}

Occurrences occurrences_of(const Rule& rule, date::local_seconds through) {
  Occurrences found;
  int counted = 0;
  const auto take = [&](date::local_seconds wall) {
    if (rule.count && counted >= *rule.count) return false;
    ++counted;
    if (wall > through) {
      found.next = wall;
      return false;
    }
    found.starts.push_back(wall);
    return true;
  };
  Walk walk(rule, through);
  std::optional<date::local_seconds> wall = walk.next();
  found.fits = wall == rule.start;
  bool more = found.fits || take(rule.start);  // the start takes place, whatever the rule says
  while (more && wall && !(rule.until && *wall > *rule.until && *wall != rule.start)) {
    more = take(*wall);
    wall = walk.next();
  }
  found.lost = walk.tired();
  if (found.starts.size() > most_occurrences) {
    found.cut = true;
    found.starts.erase(found.starts.begin(),
                       found.starts.end() - static_cast<std::ptrdiff_t>(most_occurrences));
  }
  return found;
}

}  // namespace relais::agenda
