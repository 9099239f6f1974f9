// What the service itself does to an event: its property table, the rules between properties.
#pragma once

#include "tests/graph-emulator/state/mailbox.hpp"
#include "tests/graph-emulator/state/moment.hpp"

namespace relais::emulator {

/// Indices of the properties that the service looks at.
namespace event {
enum : PropertyIndex {
  change_key,
  created,
  modified,
  categories,
  transaction_id,
  original_start_zone,
  original_end_zone,
  ical_uid,
  reminder_minutes,
  reminder_on,
  has_attachments,
  subject,
  body_preview,
  importance,
  sensitivity,
  all_day,
  cancelled,
  is_organizer,
  response_requested,
  series_master,
  show_as,
  type,
  web_link,
  online_meeting_url,
  online_meeting,
  online_meeting_provider,
  new_time_proposals,
  draft,
  hide_attendees,
  recurrence,
  online_meeting_data,
  response_status,
  body,
  start,
  end,
  location,
  locations,
  attendees,
  organizer,
  original_start
};
}  // namespace event

const Schema& event_schema();

/// Puts a change into the values of an event, if what comes out can be an event.
Answer<> write_event(Values& values, const Change& change, bool created);

bool is_series(const Values& values);
bool flag(const Values& values, PropertyIndex index);
/// How many people the service mails when this event is written or deleted.
std::int64_t invitations_of(const Values& values);

}  // namespace relais::emulator
