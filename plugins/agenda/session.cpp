#include "plugins/agenda/session.hpp"

#include <boost/json.hpp>
#include <sstream>
#include <string>
#include <utility>

#include "plugins/agenda/event/calendars.hpp"
#include "plugins/agenda/todo/lists.hpp"
#include "plugins/graph/paging.hpp"

namespace relais::agenda {
namespace {

namespace json = boost::json;
using sdk::Status;

Target target_of(std::string_view name) {
  if (name == "calendar") return Target::calendar;
  if (name == "tasks") return Target::tasks;
  throw sdk::Failure(Status::unsupported, "this plugin knows the targets calendar and tasks only");
}

/// The one that the kind's part of the section names; the calendar if it names none.
Target target_in(const json::value& section, Kind kind) {
  const json::object* whole = section.if_object();
  const json::value* part = whole ? whole->if_contains(name_of(kind)) : nullptr;
  const json::object* own = part ? part->if_object() : nullptr;
  return own && graph::string_at(*own, "target") == "tasks" ? Target::tasks : Target::calendar;
}

std::set<Target> targets_in(std::string_view config, const std::vector<Kind>& kinds) {
  boost::system::error_code failed;
  const json::value section = json::parse({config.data(), config.size()}, failed);
  std::set<Target> targets;
  for (const Kind kind : kinds) targets.insert(target_in(section, kind));
  return targets;
}

date::local_days day_of(std::string_view today) {
  std::istringstream in{std::string(today)};
  date::local_days day;
  in >> date::parse("%F", day);
  if (in.fail())
    throw sdk::Failure(Status::internal, "cannot render an item: today is no date (YYYY-MM-DD)");
  return day;
}

std::string as_json(const std::vector<Degraded>& degraded) {
  if (degraded.empty()) return {};
  json::array list;
  for (const Degraded& each : degraded) {
    json::object entry;
    entry["field"] = each.field;
    entry["reason"] = each.reason;
    list.push_back(std::move(entry));
  }
  return json::serialize(list);
}

}  // namespace

Session::Session(sdk::Host host, std::string_view config, std::string_view account,
                 std::vector<Kind> kinds)
    : host_(host),
      settings_(read_settings(config, account, kinds)),
      needed_(targets_in(config, kinds)) {
  places_.emplace(Target::calendar, event::open_calendars(host_, settings_));
  places_.emplace(Target::tasks, todo::open_lists(host_, settings_));
}

Place& Session::at(std::string_view target) { return *places_.at(target_of(target)); }

void Session::render(std::string_view target, std::string_view item, std::string_view today,
                     sdk::Documents& out) {
  const Place& place = at(target);
  const Item read = read_item(item, settings_.time_zone);
  for (Entry& entry : entries_of(read, target_of(target), settings_, day_of(today))) {
    Rendered rendered = place.render(entry);
    out.add({.part = entry.part,
             .body = std::move(rendered.document),
             .fingerprint = std::move(rendered.print),
             .degraded = as_json(entry.degraded),
             .revisit_on = entry.revisit_on,
             .keep = entry.keep});
  }
}

void Session::apply(std::string_view target, std::span<const sdk::Op> ops, sdk::Results& results) {
  at(target).apply(ops, results);
}

void Session::observe(std::string_view target, std::string_view container, std::string_view cursor,
                      bool full, sdk::Changes& changes) {
  at(target).observe(container, cursor, full, changes);
}

void Session::lookup(std::string_view target, std::span<const sdk::Ref> refs, sdk::Finds& finds) {
  at(target).lookup(refs, finds);
}

void Session::inventory(std::string_view target, sdk::Finds& finds) { at(target).inventory(finds); }

sdk::Container Session::ensure(std::string_view target, std::string_view stored) {
  return at(target).ensure(stored);
}

void Session::discard(std::string_view target, std::string_view container) {
  at(target).discard(container);
}

void Session::check(sdk::Probes& probes) {
  for (const auto& [target, place] : places_)
    if (needed_.contains(target))
      probes.add(place->probe());
    else
      probes.add({.name = place->probe_name(), .outcome = sdk::Health::not_needed});
}

}  // namespace relais::agenda
