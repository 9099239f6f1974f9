#include <fmt/core.h>

#include "engine/cli/handlers_text.hpp"
#include "engine/cli/name_lookup.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

Result<bool> parse_on_off(const Call& call, const char* option, const char* choices) {
  const std::string text = call.value(option);
  if (text == "on") return true;
  if (text == "off") return false;
  return usage_error(call.verb, fmt::format("--{} {}: it takes {}", option, text, choices));
}

Result<> read_plain(const Call& call, const char* option, std::optional<bool>& into) {
  if (!call.has(option)) return {};
  RELAIS_ASSIGN(into, parse_on_off(call, option, "on or off"));
  return {};
}

/// `inherit` sets one switch back; the store does so for all three, so the others are said again.
Result<> read_inheriting(const Call& call, const char* option, const std::optional<bool>& current,
                         std::optional<bool>& into, bool& inherit, bool& keep) {
  keep = false;
  if (!call.has(option)) {
    into = current;
    keep = true;
    return {};
  }
  if (call.value(option) == "inherit") {
    inherit = true;
    return {};
  }
  RELAIS_ASSIGN(into, parse_on_off(call, option, "on, off or inherit"));
  return {};
}

Result<store::Switches> switches_of(const Call& call, const store::Handler& handler) {
  store::Switches switches;
  RELAIS_TRY(read_plain(call, "addresses", switches.addresses));
  RELAIS_TRY(read_plain(call, "calendar-items", switches.calendar_items));
  bool keep[3] = {};
  RELAIS_TRY(read_inheriting(call, "deadlines", handler.sync_deadlines, switches.deadlines,
                             switches.inherit, keep[0]));
  RELAIS_TRY(read_inheriting(call, "reminders", handler.sync_reminders, switches.reminders,
                             switches.inherit, keep[1]));
  RELAIS_TRY(read_inheriting(call, "appointments", handler.sync_appointments, switches.appointments,
                             switches.inherit, keep[2]));
  if (!switches.inherit) {
    if (keep[0]) switches.deadlines.reset();
    if (keep[1]) switches.reminders.reset();
    if (keep[2]) switches.appointments.reset();
  }
  return switches;
}

Result<Reply> run_handler_set(const Call& call) {
  bool any = false;
  for (const char* option :
       {"addresses", "calendar-items", "deadlines", "reminders", "appointments"})
    any = any || call.has(option);
  if (!any) return usage_error(call.verb, "relais handler set needs at least one switch");
  RELAIS_ASSIGN(const auto config, load_config(call));
  RELAIS_ASSIGN(const auto store, open_store(config));
  RELAIS_ASSIGN(const auto before, find_handler(*store, call.arguments[0], call.value("entity")));
  RELAIS_ASSIGN(const auto switches, switches_of(call, before));
  RELAIS_TRY(store->set_switches(before.id, switches));
  RELAIS_ASSIGN(const auto now, find_handler(*store, before.code, before.entity));
  Reply reply;
  reply.text = fmt::format(
      "{}/{}: addresses {}, calendar items {}, deadlines {}, reminders {}, appointments {}\n",
      now.entity, now.code, on_off(now.sync_addresses), on_off(now.sync_calendar_items),
      on_off(now.sync_deadlines, now.sync_calendar_items),
      on_off(now.sync_reminders, now.sync_calendar_items),
      on_off(now.sync_appointments, now.sync_calendar_items));
  if (now.links.empty())
    reply.notes.push_back(fmt::format(
        "note: he is not linked, so nothing is synced; `relais handler link {} ADDRESS`",
        now.code));
  reply.document = {{"handler", to_json(now)}};
  return reply;
}

}  // namespace

Verb handler_set_verb() {
  return {"handler set",
          "CODE",
          1,
          1,
          "Switches on or off what is synced for a handler",
          "Off means frozen: nothing is written any more, and what is there stays, unless the\n"
          "configuration says `on_disable: remove`. Deadlines, reminders and appointments follow\n"
          "calendar-items unless they are set themselves; `inherit` lets them follow again.",
          {{"addresses", "on|off", "his marked addresses"},
           {"calendar-items", "on|off", "deadlines, reminders and appointments"},
           {"deadlines", "on|off|inherit", "deadlines alone"},
           {"reminders", "on|off|inherit", "reminders alone"},
           {"appointments", "on|off|inherit", "appointments alone"},
           {"entity", "ID", "if several entities have a handler of this code"}},
          "relais handler set MM --addresses on --calendar-items on",
          run_handler_set,
          kForAdmins};
}

}  // namespace relais::cli
