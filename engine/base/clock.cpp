#include "engine/base/clock.hpp"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/core.h>

#include <thread>

namespace relais {
namespace {
using SysMillis = date::sys_time<std::chrono::milliseconds>;
}

Millis SystemClock::now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void SystemClock::sleep(std::chrono::milliseconds duration) {
  std::this_thread::sleep_for(duration);
}

std::string format_utc(Millis instant) {
  const SysMillis time{std::chrono::milliseconds{instant}};
  const auto day = date::floor<date::days>(time);
  const date::year_month_day ymd{day};
  const date::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(ymd.year()),
                     static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

Result<Millis> parse_utc(std::string_view text) {
  const auto bad = [&] {
    return fail(Errc::item, fmt::format("'{}' is not a UTC timestamp", text));
  };
  int part[6] = {};
  constexpr std::string_view shape = "0000-00-00T00:00:00";
  if (text.size() < shape.size() + 1 || text.back() != 'Z') return bad();
  int field = 0;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == '0') {
      if (text[i] < '0' || text[i] > '9') return bad();
      part[field] = part[field] * 10 + (text[i] - '0');
    } else {
      if (text[i] != shape[i]) return bad();
      ++field;
    }
  }
  const date::year_month_day ymd{date::year{part[0]}, date::month(static_cast<unsigned>(part[1])),
                                 date::day(static_cast<unsigned>(part[2]))};
  if (!ymd.ok() || part[3] > 23 || part[4] > 59 || part[5] > 60) return bad();
  std::string_view rest = text.substr(shape.size(), text.size() - shape.size() - 1);
  int fraction = 0;
  if (!rest.empty()) {
    if (rest[0] != '.' || rest.size() < 2 || rest.size() > 10) return bad();
    for (std::size_t i = 1; i < rest.size(); ++i) {
      if (rest[i] < '0' || rest[i] > '9') return bad();
      if (i <= 3) fraction = fraction * 10 + (rest[i] - '0');
    }
    for (std::size_t i = rest.size(); i <= 3; ++i) fraction *= 10;
  }
  const auto days = date::sys_days{ymd}.time_since_epoch().count();
  return ((static_cast<Millis>(days) * 24 + part[3]) * 60 + part[4]) * 60'000 + part[5] * 1000LL +
         fraction;
}

Result<std::string> local_date(Millis instant, std::string_view time_zone) {
  try {
    const auto* zone = date::locate_zone(time_zone);
    const auto local = zone->to_local(SysMillis{std::chrono::milliseconds{instant}});
    const date::year_month_day ymd{date::floor<date::days>(local)};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()),
                       static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
  } catch (const std::runtime_error&) {
    return fail(Errc::config, fmt::format("time zone '{}' is not known", time_zone),
                "use an IANA name such as Europe/Zurich");
  }
}

Result<std::int64_t> days_between(std::string_view today, std::string_view day) {
  RELAIS_ASSIGN(const Millis from, parse_utc(std::string(today) + "T00:00:00Z"));
  RELAIS_ASSIGN(const Millis to, parse_utc(std::string(day) + "T00:00:00Z"));
  return (to - from) / 86'400'000;
}

}  // namespace relais
