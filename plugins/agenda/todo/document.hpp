// An entry as a task of Microsoft To Do: what `render` gives and `apply` writes.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "plugins/agenda/entry.hpp"

namespace relais::agenda::todo {

struct Document {
  /// Owned, absolute: title, importance, dueDateTime, isReminderOn, reminderDateTime. Sent with every
  /// update.
  boost::json::object fields;
  /// Done at the source. Sent with a create, and with an update that brings news or another value: the
  /// owner's own tick is left alone otherwise (R66).
  bool done = false;
  std::string body;          ///< inside our fence; merged with the owner's text
  std::string display_name;  ///< of the linked resource: the case number, or "relais"
};

/// Adds to `entry.degraded` what a task cannot show.
Document render(Entry& entry, const Settings& settings);

std::string write_document(const Document& document);
/// Failure(internal): it is none of this plugin's.
Document read_document(std::string_view body);

/// "fields.done.merged.name": digests (done: 0 or 1), at most 64 bytes together.
std::string written_print(const Document& document);

}  // namespace relais::agenda::todo
