// Times as Graph writes them.
#pragma once

#include <date/date.h>

#include <boost/json.hpp>
#include <optional>
#include <string_view>

namespace relais::agenda::event {

/// "2026-05-01T09:00:00.0000000" to the second, without or with a Z; nothing if it is anything
/// else.
std::optional<date::local_seconds> wall_clock(std::string_view text);

/// A dateTimeTimeZone ({dateTime, timeZone}) as an instant; nothing if it is none or its zone is
/// unknown here. Of an hour that happens twice the first.
std::optional<date::sys_seconds> instant_of(const boost::json::value& value);

/// Its date, as it is written.
std::optional<std::string_view> day_of(const boost::json::value& value);

}  // namespace relais::agenda::event
