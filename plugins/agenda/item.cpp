#include "plugins/agenda/item.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <limits>
#include <relais/sdk.hpp>
#include <utility>

#include "plugins/agenda/zone.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/text.hpp"

namespace relais::agenda {
namespace {

namespace json = boost::json;
using graph::string_at;

[[noreturn]] void refuse(const std::string& what) {
  throw sdk::Failure(sdk::Status::item, "cannot render an item: " + what);
}

std::string line_at(const json::object& object, std::string_view key) {
  return graph::fold_space(string_at(object, key));
}

bool flag_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_bool() && value->get_bool();
}

std::optional<int> number_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (!value || !value->is_number()) return std::nullopt;
  constexpr double most = std::numeric_limits<int>::max();
  return static_cast<int>(std::clamp(value->to_number<double>(), 0.0, most));
}

template <class Each>
void for_each_object(const json::object& object, std::string_view key, Each each) {
  const json::value* list = object.if_contains(key);
  if (!list || !list->is_array()) return;
  for (const json::value& entry : list->get_array())
    if (entry.is_object()) each(entry.get_object());
}

Kind kind_at(const json::object& object) {
  const std::string name = string_at(object, "item");
  for (const Kind kind : {Kind::deadline, Kind::reminder, Kind::appointment})
    if (name == name_of(kind)) return kind;
  refuse("it is neither deadline nor reminder nor appointment");
}

Privacy privacy_at(const json::object& object) {
  if (!object.if_contains("privacy")) return Privacy::full;
  const std::string name = string_at(object, "privacy");
  if (name == "full") return Privacy::full;
  return name == "case-number-only" ? Privacy::case_number_only : Privacy::busy;
}

DeadlineType deadline_type_at(const json::object& object) {
  const std::string name = string_at(object, "type");
  if (name == "statutory") return DeadlineType::statutory;
  if (name == "court") return DeadlineType::court;
  return name == "peremptory" ? DeadlineType::peremptory : DeadlineType::normal;
}

AppointmentType appointment_type_at(const json::object& object) {
  const std::string name = string_at(object, "type");
  if (name == "hearing") return AppointmentType::hearing;
  if (name == "meeting") return AppointmentType::meeting;
  if (name == "call") return AppointmentType::call;
  return name == "absence" ? AppointmentType::absence : AppointmentType::other;
}

ShowAs show_as_at(const json::object& object) {
  const std::string name = string_at(object, "show_as");
  if (name == "free") return ShowAs::free;
  if (name == "tentative") return ShowAs::tentative;
  return name == "oof" ? ShowAs::oof : ShowAs::busy;
}

/// A name, or the code that stands for it.
std::string person_in(const json::object& person) {
  const std::string name = line_at(person, "name");
  return name.empty() ? line_at(person, "code") : name;
}

Case case_in(const json::object& object) {
  Case about;
  about.number = line_at(object, "number");
  about.title = line_at(object, "title");
  about.court = line_at(object, "court");
  about.court_ref = line_at(object, "court_ref");
  if (const auto* client = object.if_contains("client"); client && client->is_object()) {
    about.client = line_at(client->get_object(), "name");
    about.client_short = line_at(client->get_object(), "short");
  }
  for_each_object(object, "parties", [&](const json::object& party) {
    if (std::string name = line_at(party, "name"); !name.empty())
      about.parties.emplace_back(std::move(name), line_at(party, "role"));
  });
  if (const auto* who = object.if_contains("responsible"); who && who->is_object())
    about.responsible = person_in(who->get_object());
  return about;
}

/// `lead_minutes` of an appointment goes first; a lead that says the same adds nothing to it.
std::vector<Lead> leads_at(const json::object& object) {
  std::vector<std::pair<int, Lead>> listed;
  for_each_object(object, "leads", [&](const json::object& entry) {
    const auto amount = number_at(entry, "amount");
    if (!amount) return;
    listed.emplace_back(number_at(entry, "seq").value_or(0),
                        Lead{*amount, string_at(entry, "unit") == "days", line_at(entry, "label")});
  });
  std::stable_sort(listed.begin(), listed.end(),
                   [](const auto& left, const auto& right) { return left.first < right.first; });
  std::vector<Lead> leads;
  if (const auto minutes = number_at(object, "lead_minutes")) leads.push_back({*minutes, false});
  for (auto& [seq, lead] : listed) {
    const auto same = std::find_if(leads.begin(), leads.end(), [&](const Lead& there) {
      return there.amount == lead.amount && there.days == lead.days;
    });
    if (same == leads.end())
      leads.push_back(std::move(lead));
    else if (same->label.empty())
      same->label = std::move(lead.label);
  }
  return leads;
}

void read_common(const json::object& object, Item& item) {
  item.id = string_at(object, "id");
  item.privacy = privacy_at(object);
  item.confidential = flag_at(object, "confidential");
  item.subject = line_at(object, "subject");
  item.description = string_at(object, "description");
  item.leads = leads_at(object);
  for_each_object(object, "assignees", [&](const json::object& who) {
    if (std::string name = person_in(who); !name.empty()) item.assignees.push_back(std::move(name));
  });
  if (const auto* about = object.if_contains("case"); about && about->is_object())
    item.about = case_in(about->get_object());
}

void read_due(const json::object& object, Item& item) {
  item.name = line_at(object, "name");
  item.category = line_at(object, "category");
  const auto due = read_day(string_at(object, "due_date"));
  if (!due) refuse("due_date is no date");
  item.due = *due;
  if (object.if_contains("due_time")) {
    item.due_time = read_clock(string_at(object, "due_time"));
    if (!item.due_time) refuse("due_time is no time");
  }
  if (const auto clock = read_clock(string_at(object, "reminder_time")))
    item.reminder_time = *clock;
  if (item.kind == Kind::deadline) {
    item.type = deadline_type_at(object);
    item.event_date = line_at(object, "event_date");
    item.period = line_at(object, "period_text");
  }
  item.done = flag_at(object, "done");
  item.done_by = line_at(object, "done_by");
}

void read_meeting(const json::object& object, const std::string& zone, Item& item) {
  item.meeting = appointment_type_at(object);
  item.all_day = flag_at(object, "all_day");
  const auto starts = read_wall(string_at(object, "starts_at"));
  const auto ends = read_wall(string_at(object, "ends_at"));
  if (!starts || !ends) refuse("starts_at or ends_at is no time");
  item.starts = *starts;
  item.ends = *ends;
  if (item.all_day) {
    item.starts = date::floor<date::days>(item.starts);
    item.ends = date::floor<date::days>(item.ends);
  }
  if (item.ends < item.starts) refuse("it ends before it starts");
  if (const std::string named = iana_name(string_at(object, "time_zone")); !named.empty())
    item.zone = named;
  else
    item.zone = zone;
  item.is_private = flag_at(object, "private");
  item.show = show_as_at(object);
  item.location = line_at(object, "location");
  item.rrule = line_at(object, "rrule");
  if (const auto* days = object.if_contains("exdates"); days && days->is_array())
    for (const json::value& day : days->get_array())
      if (const auto read = day.is_string() ? read_day(day.get_string()) : std::nullopt)
        item.exdates.push_back(*read);
}

}  // namespace

const char* name_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::deadline:
      return "deadline";
    case Kind::reminder:
      return "reminder";
    case Kind::appointment:
      break;
  }
  return "appointment";
}

Item read_item(std::string_view text, const std::string& zone) {
  boost::system::error_code failed;
  const json::value parsed = json::parse({text.data(), text.size()}, failed);
  if (failed || !parsed.is_object()) refuse("it is no JSON object");
  const json::object& object = parsed.get_object();
  Item item;
  item.kind = kind_at(object);
  item.zone = zone;
  read_common(object, item);
  if (item.kind == Kind::appointment)
    read_meeting(object, zone, item);
  else
    read_due(object, item);
  return item;
}

Item reduced(Item item, Privacy privacy) {
  item.privacy = std::max(item.privacy, privacy);
  if (item.privacy == Privacy::full) return item;
  for (std::string* text : {&item.name, &item.subject, &item.description, &item.category,
                            &item.event_date, &item.period, &item.done_by, &item.location})
    text->clear();
  item.assignees.clear();
  for (Lead& lead : item.leads) lead.label.clear();
  if (item.about) item.about = Case{.number = item.about->number};
  if (item.privacy == Privacy::case_number_only) return item;
  item.about.reset();
  item.type = DeadlineType::normal;
  item.meeting = AppointmentType::other;
  return item;
}

}  // namespace relais::agenda
