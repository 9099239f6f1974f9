// Times and spans of RFC 5545.
#pragma once

#include <date/date.h>

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/import/calendar_part.hpp"

namespace relais::import {

/// Which zone a TZID means: an IANA name, alone or at the end of a path; Windows' name; else what
/// the calendar's VTIMEZONE says (X-LIC-LOCATION, or rules that are those of a known zone).
class CalendarZones {
 public:
  /// `local` is the entity's: of floating times, and the first choice among zones of one name of
  /// Windows, or of equal rules.
  explicit CalendarZones(std::string local);

  const std::string& local() const { return local_; }
  void add(const CalendarPart& vtimezone);
  /// Empty: it is not known.
  std::string find(const std::string& tzid) const;

 private:
  std::string local_;
  std::string windows_name_of_local_;
  std::map<std::string, std::string> defined_;
};

/// The zone whose clocks went as those of this VTIMEZONE from 2015 on; empty: none does, or its
/// rules are none that clocks follow.
std::string zone_of_rules(const CalendarPart& vtimezone, const std::string& first_choice);

/// A wall clock in an IANA zone; `day`: only its date counts, and the zone is the local one.
struct CalendarTime {
  date::local_seconds wall{};
  std::string zone;
  bool day = false;
  bool utc = false;

  date::sys_seconds instant() const;
};

/// One value of `line`, which may hold several.
tl::expected<CalendarTime, LineError> read_time(const ContentLine& line, std::string_view value,
                                                const CalendarZones& zones);

/// A wall clock alone: 20260501, 20260501T140000, with or without Z.
struct BareTime {
  date::local_seconds wall{};
  bool day = false, utc = false;
};
std::optional<BareTime> bare_time(std::string_view value);

/// P1DT2H, -PT15M: whole days, and what is beyond them.
struct Span {
  date::days days{};
  std::chrono::seconds time{};
  std::chrono::seconds total() const { return days + time; }
};
std::optional<Span> read_span(std::string_view value);

}  // namespace relais::import
