// One VEVENT or VTODO, understood: a row of the store, and what its series needs to know of it.
#pragma once

#include <date/date.h>

#include <optional>
#include <string>
#include <vector>

#include "engine/import/calendar_time.hpp"
#include "engine/import/lookups.hpp"
#include "engine/import/record.hpp"

namespace relais::import {

/// What all items of a calendar have in common.
struct CalendarContext {
  const CalendarZones& zones;
  const Lookups& lookups;
  const std::vector<std::string>& owners;  ///< codes of whom an item is that names nobody
  bool cancels = false;                    ///< METHOD:CANCEL
  const Warn& warn;
};

struct Entry {
  Record record;  ///< its id is still empty
  std::string uid;
  bool cancelled = false;
  long sequence = 0;
  bool names_assignees = false, names_case = false;

  // Of appointments:
  CalendarTime start;
  date::local_seconds end{};  ///< in the zone of `start`; of whole days, the last one
  std::optional<CalendarTime> recurrence_id;
  bool repeated = false;
  std::vector<date::local_days> exdates;
  std::vector<CalendarTime> rdates;
};

/// An error: the store cannot hold it as it is meant.
tl::expected<Entry, LineError> read_entry(const CalendarPart& part, const CalendarContext& context);

// ---- parts of it --------------------------------------------------------------------------------

/// What alarms are counted from.
struct AlarmBase {
  date::sys_seconds start{};   ///< what they relate to by default
  date::sys_seconds end{};     ///< RELATED=END
  date::sys_seconds anchor{};  ///< what leads of the store are counted from
  bool whole_days = false;     ///< a deadline without a time: days lead to its reminder_time
  bool repeated = false;
};

/// Adds item_lead rows of all alarms, in their order.
void add_leads(const CalendarPart& part, const AlarmBase& base, Entry& entry, const Warn& warn);

/// Adds the assignees: X-RELAIS-HANDLER, and who of the ATTENDEEs is a handler; else the ORGANIZER;
/// else the owners of the file. Nobody at all: what the store has stays.
void add_assignees(const CalendarPart& part, const CalendarContext& context, Entry& entry);

/// start and end, and the columns that hold them.
std::optional<LineError> set_times(const CalendarPart& part, const CalendarContext& context,
                                   Entry& entry);
/// rrule.
std::optional<LineError> set_rule(const CalendarPart& part, Entry& entry);
/// EXDATE and RDATE, which become other rows.
std::optional<LineError> set_exceptions(const CalendarPart& part, const CalendarContext& context,
                                        Entry& entry);

/// starts_at, ends_at, time_zone and all_day: added to a new record, replaced in a copy.
void put_times(Record& record, const CalendarTime& start, date::local_seconds end);

}  // namespace relais::import
