// What an item is to look like, before it is known whether it becomes an event or a task.
#pragma once

#include <date/date.h>

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "plugins/agenda/item.hpp"
#include "plugins/agenda/settings.hpp"

namespace relais::agenda {

/// What could not be shown as it is: subject, location, body "truncated"; recurrence "single" (one
/// entry each time), "shortened" (too many of them), "unreadable" (shown once); lead "earlier" (the
/// working day before); in a task list also time "title", end "first day".
struct Degraded {
  std::string field;
  std::string reason;
};

/// When something takes place, if its wall clock does not tell.
struct Instants {
  date::sys_seconds starts{}, ends{};
};

/// One thing in a calendar or a task list: a part of an item.
struct Entry {
  Kind kind = Kind::deadline;
  std::string part;     ///< "" the item itself; "series"; "on-20260501-0900"; "lead-1"
  std::string subject;  ///< at most 255 UTF-16 units
  std::string body;     ///< lines of our block; empty: none

  bool all_day = true;
  date::local_days first{}, last{};      ///< all day; both included
  date::local_seconds starts{}, ends{};  ///< timed, wall clock in `zone`; an hour that a clock
                                         ///< change leaves out is moved on already
  std::string zone;                      ///< IANA
  std::optional<Instants> instants;  ///< timed: because the clocks show its start or its end twice
  std::optional<boost::json::object> recurrence;  ///< Graph's patternedRecurrence; of a series only

  std::optional<date::local_seconds> pop_up;  ///< wall clock in `zone`; may lie after the start

  ShowAs show = ShowAs::free;
  bool is_private = false;
  bool important = false;  ///< statutory, peremptory
  bool done = false;       ///< at the source, and to be shown as such
  std::string location;
  std::string case_number;

  bool keep = false;       ///< has left the window: a copy that is there stays, none is created
  std::string revisit_on;  ///< YYYY-MM-DD, when it will look different; or empty
  std::vector<Degraded> degraded;
};

enum class Target { calendar, tasks };

/// Pure. None: the item has no place there (done, and `on_done: delete`), or not yet. A repeated
/// appointment is one series where Graph has the same pattern and the target is a calendar; else
/// one entry each time that it takes place, from its start to the end of the window: those before
/// the window are only kept. Its further leads stand in the text even if `separate_leads` is set.
std::vector<Entry> entries_of(const Item& item, Target target, const Settings& settings,
                              date::local_days today);

}  // namespace relais::agenda
