#include "tests/graph-emulator/state/event.hpp"

#include <fmt/format.h>

#include <array>

#include "tests/graph-emulator/state/event_body.hpp"
#include "tests/graph-emulator/state/recurrence.hpp"

namespace relais::emulator {
namespace {

constexpr std::size_t line = 255;
constexpr std::string_view show_as_words[] = {"unknown", "free", "tentative",
                                              "busy",    "oof",  "workingElsewhere"};
constexpr std::string_view sensitivity_words[] = {"normal", "personal", "private", "confidential"};
constexpr std::string_view importance_words[] = {"low", "normal", "high"};
constexpr std::string_view provider_words[] = {"unknown", "skypeForBusiness", "skypeForConsumer",
                                               "teamsForBusiness"};
constexpr std::string_view attendee_words[] = {"required", "optional", "resource"};
constexpr std::string_view location_words[] = {
    "default",       "conferenceRoom", "homeAddress", "businessAddress", "geoCoordinates",
    "streetAddress", "hotel",          "restaurant",  "localBusiness",   "postalAddress"};
constexpr std::string_view email_members[] = {"name", "address"};
constexpr std::string_view address_members[] = {"street", "city", "state", "postalCode",
                                                "countryOrRegion"};

Answer<json::value> check_location(std::string_view name, const json::value& value) {
  if (value.is_null()) return json::value(nullptr);
  if (!value.is_object()) return wrong_type(name, "microsoft.graph.location");
  for (const auto& [key, member] : value.get_object()) {
    if (member.is_null()) continue;
    Answer<> checked;
    if (key == "displayName" || key == "locationUri" || key == "locationEmailAddress")
      checked = check_text(key, member, line);
    else if (key == "locationType")
      checked = check_word(key, member, location_words);
    else if (key == "address")
      checked = check_members(key, member, address_members);
    else
      checked = wrong_type(name, "microsoft.graph.location");
    if (!checked) return refuse(checked.error());
  }
  return value;
}

Answer<json::value> check_locations(std::string_view name, const json::value& value) {
  if (!value.is_array()) return wrong_type(name, "Collection");
  for (const json::value& entry : value.get_array()) {
    if (entry.is_null()) return wrong_type(name, "microsoft.graph.location");
    if (auto checked = check_location(name, entry); !checked) return refuse(checked.error());
  }
  return value;
}

Answer<json::value> check_attendee(std::string_view name, const json::value& value) {
  const json::object* given = value.if_object();
  const json::value* address = given != nullptr ? given->if_contains("emailAddress") : nullptr;
  if (address == nullptr) return wrong_type(name, "microsoft.graph.attendee");
  for (const auto& [key, member] : *given) {
    Answer<> checked;
    if (key == "emailAddress")
      checked = check_members(name, member, email_members);
    else if (key == "type")
      checked = check_word(name, member, attendee_words);
    else
      checked = wrong_type(name, "microsoft.graph.attendee");
    if (!checked) return refuse(checked.error());
  }
  if (string_at(address->get_object(), "address").find('@') == std::string_view::npos)
    return refuse(400, "ErrorInvalidRecipients", "At least one recipient is not valid.");
  json::object attendee = *given;
  attendee.emplace("type", "required");
  attendee["status"] = {{"response", "none"}, {"time", "0001-01-01T00:00:00Z"}};
  return json::value(std::move(attendee));
}

Answer<json::value> check_attendees(std::string_view name, const json::value& value) {
  if (!value.is_array()) return wrong_type(name, "Collection");
  json::array attendees;
  for (const json::value& entry : value.get_array()) {
    auto attendee = check_attendee(name, entry);
    if (!attendee) return refuse(attendee.error());
    attendees.push_back(std::move(*attendee));
  }
  return json::value(std::move(attendees));
}

constexpr Property computed(std::string_view name, std::string_view unset = {}) {
  return {.name = name, .shape = Shape::computed, .unset = unset};
}
constexpr Property flag(std::string_view name, std::string_view unset) {
  return {.name = name, .shape = Shape::flag, .unset = unset};
}
constexpr Property choice(std::string_view name, std::span<const std::string_view> words,
                          std::string_view unset) {
  return {.name = name, .shape = Shape::choice, .unset = unset, .words = words};
}
constexpr Property own(std::string_view name,
                       Answer<json::value> (*check)(std::string_view, const json::value&),
                       std::string_view unset = "null") {
  return {.name = name, .shape = Shape::own, .unset = unset, .check = check};
}

constexpr std::array properties = {
    Property{"changeKey", Shape::change_key},
    Property{"createdDateTime", Shape::created},
    Property{"lastModifiedDateTime", Shape::modified},
    Property{"categories", Shape::texts, line},
    Property{"transactionId", Shape::once, line},
    computed("originalStartTimeZone"),
    computed("originalEndTimeZone"),
    computed("iCalUId"),
    Property{.name = "reminderMinutesBeforeStart", .shape = Shape::number, .unset = "15"},
    flag("isReminderOn", "true"),
    computed("hasAttachments", "false"),
    Property{"subject", Shape::text, line},
    computed("bodyPreview"),
    choice("importance", importance_words, "\"normal\""),
    choice("sensitivity", sensitivity_words, "\"normal\""),
    flag("isAllDay", "false"),
    computed("isCancelled", "false"),
    computed("isOrganizer", "true"),
    flag("responseRequested", "true"),
    computed("seriesMasterId"),
    choice("showAs", show_as_words, "\"busy\""),
    computed("type"),
    computed("webLink"),
    computed("onlineMeetingUrl"),
    flag("isOnlineMeeting", "false"),
    choice("onlineMeetingProvider", provider_words, "\"unknown\""),
    flag("allowNewTimeProposals", "true"),
    computed("isDraft", "false"),
    flag("hideAttendees", "false"),
    own("recurrence", check_recurrence),
    computed("onlineMeeting"),
    computed("responseStatus", R"({"response":"organizer","time":"0001-01-01T00:00:00Z"})"),
    own("body", check_body, R"({"contentType":"html","content":""})"),
    own("start", check_moment),
    own("end", check_moment),
    own("location", check_location,
        R"({"displayName":"","locationType":"default","uniqueIdType":"unknown","address":{},"coordinates":{}})"),
    own("locations", check_locations, "[]"),
    own("attendees", check_attendees, "[]"),
    computed("organizer"),
    computed("originalStart"),
};

constexpr Schema schema{"microsoft.graph.event", "events", true, properties};

static_assert(properties[event::transaction_id].name == "transactionId");
static_assert(properties[event::subject].name == "subject");
static_assert(properties[event::show_as].name == "showAs");
static_assert(properties[event::online_meeting].name == "isOnlineMeeting");
static_assert(properties[event::recurrence].name == "recurrence");
static_assert(properties[event::location].name == "location");
static_assert(properties[event::original_start].name == "originalStart");
static_assert(properties.size() == event::original_start + 1);

tl::unexpected<Refusal> invalid(std::string message) {
  return refuse(400, "ErrorInvalidRequest", std::move(message));
}

Refusal failed_validation() {
  return {400, "ErrorPropertyValidationFailure", "At least one property failed validation."};
}

void put(Values& values, PropertyIndex index, const json::value& value) {
  if (index == event::location) {
    json::object merged;
    if (const json::value* old = values.find(index); old != nullptr && value.is_object())
      merged = old->as_object();
    if (value.is_object())
      for (const auto& [key, member] : value.get_object()) merged[key] = member;
    values.set(event::locations, merged.empty() ? json::array{} : json::array{merged});
    values.set(index, std::move(merged));
  } else if (index == event::locations) {
    const json::array& given = value.get_array();
    values.set(event::location, given.empty() ? json::value(nullptr) : given[0]);
    values.set(index, value);
  } else {
    values.set(index, value);
  }
}

Answer<> check_midnight(std::string_view name, const Moment& moment) {
  if (moment.wall == midnight(moment.wall)) return {};
  return invalid(
      fmt::format("The Event.{} property for an all-day event needs to be set to midnight.", name));
}

Answer<> check_times(const Values& values) {
  if (values.find(event::start) == nullptr || values.find(event::end) == nullptr)
    return refuse(failed_validation());
  const Moment start = moment_of(*values.find(event::start));
  const Moment end = moment_of(*values.find(event::end));
  const bool all_day = flag(values, event::all_day);
  if (all_day) {
    if (auto checked = check_midnight("Start", start); !checked) return checked;
    if (auto checked = check_midnight("End", end); !checked) return checked;
    if (start.rules != end.rules)
      return invalid(
          "The Event.Start and Event.End properties for an all-day event need to be in the same "
          "time zone.");
  }
  if (end.instant() < start.instant() || (all_day && end.wall <= start.wall))
    return refuse(failed_validation());
  return {};
}

/// The series must fit its first event; no occurrence may still last when the next one begins.
Answer<> check_series(const Values& values) {
  const json::value& given = *values.find(event::recurrence);
  const Recurrence recurrence = recurrence_of(given);
  const Moment start = moment_of(*values.find(event::start));
  if (format_date(recurrence.start) != format_wall(start.wall).substr(0, 10))
    return invalid("The start date of the recurrence must be the date of the event's start.");
  const std::string_view zone =
      string_at(given.at("range").as_object(), "recurrenceTimeZone", start.zone);
  if (find_zone(zone) != start.rules)
    return invalid("The time zone of the recurrence must be the one of the event's start.");
  const Wall length = moment_of(*values.find(event::end)).instant() - start.instant();
  const auto dates =
      dates_of(recurrence, recurrence.start, recurrence.start + date::days{3653}, 60);
  for (std::size_t i = 1; i < dates.size(); ++i)
    if ((dates[i] - dates[i - 1]).count() * day_ms < length)
      return refuse(400, "ErrorOccurrenceTimeSpanTooBig",
                    "An occurrence lasts longer than the time until the next one.");
  return {};
}

}  // namespace

const Schema& event_schema() { return schema; }

bool is_series(const Values& values) { return values.find(event::recurrence) != nullptr; }

bool flag(const Values& values, PropertyIndex index) {
  const json::value* value = values.find(index);
  return value != nullptr ? value->as_bool() : schema.properties[index].unset == "true";
}

std::int64_t invitations_of(const Values& values) {
  const json::value* attendees = values.find(event::attendees);
  const auto people =
      attendees == nullptr ? 0 : static_cast<std::int64_t>(attendees->as_array().size());
  return people == 0 && flag(values, event::online_meeting) ? 1 : people;
}

Answer<> write_event(Values& values, const Change& change, bool created) {
  if (!created && change.has(event::transaction_id))
    return refuse(400, "ErrorInvalidPropertySet",
                  "Property 'transactionId' can be set at creation only.");
  const bool was_all_day = flag(values, event::all_day);
  const bool was_series = is_series(values);
  for (const auto& [index, value] : change.values) put(values, index, value);
  if (values.find(event::transaction_id) != nullptr && values.text(event::transaction_id).empty())
    return invalid("Property 'transactionId' must not be empty.");
  if (was_series && !is_series(values)) return invalid("A series cannot be made a single event.");
  if (!created && flag(values, event::all_day) != was_all_day &&
      (!change.has(event::start) || !change.has(event::end)))
    return invalid("A change of isAllDay needs start and end in the same request.");
  if (auto checked = check_times(values); !checked) return checked;
  return is_series(values) ? check_series(values) : Answer<>{};
}

}  // namespace relais::emulator
