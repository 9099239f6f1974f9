#include "plugins/agenda/event/calendars.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"

namespace relais::agenda::event {
namespace {

namespace json = boost::json;
using sdk::Status;

constexpr std::string_view list_calendars = "list the calendars";

bool flag_at(const json::object& object, std::string_view key, bool otherwise) {
  const json::value* value = object.if_contains(key);
  return value && value->is_bool() ? value->get_bool() : otherwise;
}

std::string owner_of(const json::object& calendar) {
  const json::value* owner = calendar.if_contains("owner");
  return owner && owner->is_object() ? graph::string_at(owner->get_object(), "address")
                                     : std::string();
}

std::string named(const std::string& name) {
  json::object body;
  body["name"] = name;
  return json::serialize(body);
}

bool is_default(const Calendar& calendar) { return calendar.is_default; }

bool same_address(std::string_view left, std::string_view right) {
  const auto lower = [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

const std::vector<Calendar>& Calendars::all() {
  if (known_) return calendars_;
  struct Listed {
    Calendar calendar;
    std::string owner;
    bool may_share;
    bool may_edit;
  };
  std::vector<Listed> listed;
  std::string user;
  const auto url = root()
                       .option("$select", "id,name,owner,canShare,canEdit,isDefaultCalendar")
                       .option("$top", "100");
  graph::for_each_item(
      host_, graph::get(url.str()), list_calendars, [&](const json::object& found) {
        listed.push_back({{graph::string_at(found, "id"), graph::string_at(found, "name"),
                           flag_at(found, "isDefaultCalendar", false)},
                          owner_of(found),
                          flag_at(found, "canShare", true),
                          flag_at(found, "canEdit", true)});
        if (listed.back().calendar.is_default) user = listed.back().owner;
        return true;
      });
  calendars_.clear();
  for (Listed& each : listed) {
    const bool of_another =
        !user.empty() && !each.owner.empty() && !each.may_share && !same_address(each.owner, user);
    // Birthdays, holidays and the like: nobody puts anything there, and to search them may fail.
    const bool fixed = !each.may_edit && !each.calendar.is_default &&
                       (settings_.calendar.empty() || each.calendar.name != settings_.calendar);
    if (!of_another && !fixed) calendars_.push_back(std::move(each.calendar));
  }
  // A list without it is not whole, and what lies in it would seem to be gone.
  if (std::none_of(calendars_.begin(), calendars_.end(), is_default)) add_default();
  known_ = true;
  return calendars_;
}

void Calendars::add_default() {
  const std::string id = default_id();
  const auto listed = std::find_if(calendars_.begin(), calendars_.end(),
                                   [&](const Calendar& each) { return each.id == id; });
  if (listed == calendars_.end())
    calendars_.push_back({id, {}, true});
  else
    listed->is_default = true;
}

sdk::Container Calendars::ensure(std::string_view stored) {
  const std::string known(stored);
  if (settings_.calendar.empty()) return {known.empty() ? default_id() : known, false};
  if (!known.empty() && (known == verified_ || still_ours(known))) {
    verified_ = known;
    return {known, false};
  }
  for (const Calendar& each : all())
    if (each.name == settings_.calendar) {
      verified_ = each.id;
      return {each.id, false};
    }
  verified_ = create();
  known_ = false;
  return {verified_, true};
}

std::string Calendars::default_id() {
  constexpr std::string_view attempted = "find the default calendar";
  const sdk::Response response = host_.http().send(
      graph::get(graph::user(settings_.mailbox).path("calendar").option("$select", "id").str()));
  graph::demand(response, attempted);
  std::string id = graph::string_at(graph::parse_object(response.body(), attempted), "id");
  if (id.empty())
    throw sdk::Failure(Status::transient, "cannot find the default calendar: the answer has no id");
  return id;
}

/// By the listing: a calendar in Deleted Items may answer by its id.
bool Calendars::still_ours(const std::string& stored) {
  return std::any_of(all().begin(), all().end(), [&](const Calendar& each) {
    return each.id == stored && each.name == settings_.calendar;
  });
}

std::string Calendars::create() {
  const sdk::Response response =
      host_.http().send(graph::post(root().str(), named(settings_.calendar)));
  graph::demand(response, "create the calendar", graph::Doing::create);
  boost::system::error_code failed;
  const std::string_view answer = response.body();
  const json::value made = json::parse({answer.data(), answer.size()}, failed);
  std::string id = !failed && made.is_object() ? graph::string_at(made.get_object(), "id") : "";
  if (id.empty())
    throw sdk::Failure(Status::unknown_outcome,
                       "cannot tell whether the calendar was created: the answer is unusable; it "
                       "is looked for by its name next time");
  return id;
}

void Calendars::discard(std::string_view container) {
  const std::string id(container);
  constexpr std::string_view attempted = "delete the calendar";
  const auto listed =
      std::find_if(all().begin(), all().end(), [&](const Calendar& each) { return each.id == id; });
  if (listed == all().end()) return;
  if (listed->is_default)
    throw sdk::Failure(Status::conflict, "the default calendar is not ours to delete");

  const sdk::Response response = host_.http().send(
      graph::get(calendar(id).path("events").option("$select", "id").option("$top", "1").str()));
  graph::demand(response, attempted);
  if (const graph::Page page = graph::read_page(response.body(), attempted);
      !page.items.empty() || !page.next_link.empty())
    throw sdk::Failure(Status::conflict, "the calendar is not empty, so it stays");
  verified_.clear();
  known_ = false;
  const auto remove = [&] {
    return graph::refusal_of(host_.http().send(graph::remove(calendar(id).str())),
                             graph::Doing::write);
  };
  auto refusal = remove();
  if (refusal && (refusal->status == Status::item || refusal->status == Status::conflict)) {
    // A calendar of that name lies in Deleted Items already: another name makes room.
    const std::string other = listed->name + " " + id.substr(0, 12);
    graph::demand(host_.http().send(graph::patch(calendar(id).str(), named(other))), attempted,
                  graph::Doing::write);
    refusal = remove();
  }
  if (refusal && refusal->status != Status::not_found) throw graph::failure(*refusal, attempted);
}

}  // namespace relais::agenda::event
