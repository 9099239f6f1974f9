#include "engine/mail/history.hpp"

#include <date/date.h>
#include <date/tz.h>
#include <fmt/core.h>

#include <sstream>

namespace relais::mail {
namespace {

using LocalMillis = date::local_time<std::chrono::milliseconds>;

tl::unexpected<Error> refused_history(const config::MailHistory& history, std::string what,
                                      std::string hint) {
  const auto& origin = history.origin;
  return fail(Errc::config,
              fmt::format("{}:{}:{}: {}.from: {}", origin.file, origin.mark.line,
                          origin.mark.column, origin.key_path, what),
              std::move(hint));
}

Millis as_millis(date::sys_time<std::chrono::milliseconds> instant) {
  return instant.time_since_epoch().count();
}

}  // namespace

Result<Millis> history_start(const config::MailHistory& history, Millis active_since,
                             std::string_view time_zone) {
  date::year_month_day from{};
  std::istringstream text(history.from);
  text >> date::parse("%F", from);
  if (text.fail() || !from.ok()) return refused_history(history, "not a day", "write YYYY-MM-DD");
  try {
    const auto* zone = date::locate_zone(std::string(time_zone));
    const date::sys_time<std::chrono::milliseconds> active{std::chrono::milliseconds{active_since}};
    const LocalMillis start{date::local_days{from}};
    const Millis out = as_millis(zone->to_sys(start, date::choose::earliest));
    if (out >= active_since)
      return refused_history(history, "this day is not before the activation",
                             "what comes after it is collected anyway: remove the agreement");
    const auto active_day = date::year_month_day{date::floor<date::days>(zone->to_local(active))};
    auto earliest = active_day - date::months{12};
    if (!earliest.ok()) earliest = earliest.year() / earliest.month() / date::last;
    if (from < earliest)
      return refused_history(history, "this day is more than 12 months before the activation",
                             "older messages are never loaded, whatever was agreed");
    return out;
  } catch (const std::exception&) {
    return fail(Errc::config, "the entity's time zone is not known here");
  }
}

}  // namespace relais::mail
