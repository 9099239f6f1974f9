// An entry as an Outlook event: what `render` gives and `apply` writes.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "plugins/agenda/entry.hpp"

namespace relais::agenda::event {

/// Sent in parts, because each part changes for its own reasons.
struct Document {
  /// Owned, absolute: subject, showAs, sensitivity, isReminderOn, reminderMinutesBeforeStart, location;
  /// of an event that is no series also isAllDay, start, end. Sent with every update.
  boost::json::object fields;
  /// Of a series: isAllDay, start, end, recurrence. A write of these resets what its owner did to single
  /// occurrences, so they are sent only when they have changed.
  boost::json::object series;
  std::string body;      ///< inside our fence; merged with the owner's text
  std::string category;  ///< our tag, merged with the owner's; empty: ours is to go
};

/// Adds to `entry.degraded` what an event cannot show.
Document render(Entry& entry, const Settings& settings);

std::string write_document(const Document& document);
/// Failure(internal): it is none of this plugin's.
Document read_document(std::string_view body);

/// "fields.series.merged": three digests, at most 64 bytes together.
std::string written_print(const Document& document);
/// Digest of body and category as they lie in a copy, for comparing with the last part of a print.
std::string merged_print(std::string_view fenced, std::string_view category);

}  // namespace relais::agenda::event
