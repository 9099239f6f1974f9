// Time zones of imported calendars.
#pragma once

#include <date/date.h>

#include <string>
#include <string_view>

namespace relais::import {

/// The IANA name of a zone that goes by this name, IANA's own or Windows'; empty if nobody knows
/// it.
std::string iana_name(std::string_view name);

/// Windows' name of a zone, which it may share with others: W. Europe Standard Time is
/// Europe/Zurich as well as Europe/Berlin. Empty: it has none.
std::string windows_name(const std::string& zone);

/// `zone` is one that `iana_name` gave. Of two times the first is meant; one that the clocks leave
/// out is moved on.
date::sys_seconds to_utc(date::local_seconds wall, const std::string& zone);
date::local_seconds to_wall(date::sys_seconds utc, const std::string& zone);

/// 2026-05-01
std::string day_text(date::local_seconds wall);
/// 14:00
std::string clock_text(date::local_seconds wall);
/// 2026-05-01T14:00
std::string wall_text(date::local_seconds wall);

}  // namespace relais::import
