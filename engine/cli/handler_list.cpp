#include <fmt/core.h>

#include "engine/base/text.hpp"
#include "engine/cli/check_text.hpp"
#include "engine/cli/handlers_text.hpp"
#include "engine/cli/name_lookup.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {

json::object to_json(const store::Handler& handler) {
  json::array links;
  for (const auto& link : handler.links)
    links.push_back(
        json::object{{"connection", link.connection},
                     {"address", link.address},
                     {"resolved", link.user_id.has_value()},
                     {"primary_address", link.primary_address ? json::value(*link.primary_address)
                                                              : json::value(nullptr)}});
  const auto maybe = [](const std::optional<bool>& value) {
    return value ? json::value(*value) : json::value("inherit");
  };
  return {{"id", handler.id},
          {"entity", handler.entity},
          {"code", handler.code},
          {"role", handler.role},
          {"active", handler.active},
          {"links", std::move(links)},
          {"switches", json::object{{"addresses", handler.sync_addresses},
                                    {"calendar_items", handler.sync_calendar_items},
                                    {"deadlines", maybe(handler.sync_deadlines)},
                                    {"reminders", maybe(handler.sync_reminders)},
                                    {"appointments", maybe(handler.sync_appointments)}}}};
}

std::string on_off(bool on) { return on ? "on" : "off"; }

std::string on_off(const std::optional<bool>& own, bool inherited) {
  return own ? on_off(*own) : on_off(inherited) + "*";
}

namespace {

/// The dots that the ledger has; without a ledger nothing was ever tested.
Result<std::vector<ledger::Dot>> read_dots(config::Config& config) {
  if (!ledger_exists(config)) return std::vector<ledger::Dot>{};
  RELAIS_ASSIGN(const auto ledger, ledger::open(config.store.ledger, ledger::OpenMode::existing));
  RELAIS_TRY(sync::use_active_credentials(config, *ledger));
  return ledger->dots();
}

/// With the primary address, if the mailbox has another one than was entered.
std::string resolved_cell(const store::Link& link) {
  if (link.address.empty()) return "-";
  if (!link.user_id) return "no";
  if (!link.primary_address || normalise_address(*link.primary_address) == link.address)
    return "yes";
  return "yes, as " + *link.primary_address;
}

/// What the last test saw of the address that was linked, once for each handler (R17).
void add_drift(Reply& reply, const store::Handler& handler, const std::vector<check::Dot>& dots) {
  for (const auto& dot : dots)
    if (!dot.drift.empty()) {
      reply.notes.push_back(fmt::format(
          "{0}/{1}: {2}\n  if it is meant: relais handler unlink {1}, then relais handler link {1} "
          "ADDRESS",
          handler.entity, handler.code, dot.drift));
      return;
    }
}

Result<Reply> run_handler_list(const Call& call) {
  RELAIS_ASSIGN(auto config, load_config(call));
  RELAIS_ASSIGN(const auto store, open_store(config));
  RELAIS_ASSIGN(const auto kept, read_dots(config));
  RELAIS_ASSIGN(const auto handlers, all_handlers(*store));
  if (call.has("entity")) RELAIS_TRY(check_entity(config, call.value("entity")));
  Table table({"ENTITY", "CODE", "ACTIVE", "CONNECTION", "ADDRESS", "RESOLVED", "ADDRESSES",
               "CALENDAR ITEMS", "DEADLINES", "REMINDERS", "APPOINTMENTS", "DOTS"});
  json::array list;
  Reply reply;
  for (const auto& handler : handlers) {
    if (call.has("entity") && handler.entity != call.value("entity")) continue;
    const auto dots = check::dots_of(config, handler, kept, call.clock.now());
    auto described = to_json(handler);
    described["dots"] = dots_json(dots);
    list.push_back(std::move(described));
    add_drift(reply, handler, dots);
    auto links = handler.links;
    if (links.empty()) links.emplace_back();
    for (const auto& link : links)
      table.add({handler.entity, handler.code, handler.active ? "yes" : "no",
                 link.connection.empty() ? "-" : link.connection,
                 link.address.empty() ? "not linked" : link.address, resolved_cell(link),
                 on_off(handler.sync_addresses), on_off(handler.sync_calendar_items),
                 on_off(handler.sync_deadlines, handler.sync_calendar_items),
                 on_off(handler.sync_reminders, handler.sync_calendar_items),
                 on_off(handler.sync_appointments, handler.sync_calendar_items),
                 dots_cell(dots, call.terminal)});
  }
  reply.text = table.empty() ? "the practice store has no handlers yet: the practice software "
                               "writes them (docs/store.md), or `relais import` (docs/import.md)\n"
                             : table.text();
  reply.document = {{"handlers", std::move(list)}};
  return reply;
}

}  // namespace

Verb handler_list_verb() {
  return {
      "handler list",
      "",
      0,
      0,
      "Lists the handlers, their links and their switches",
      "RESOLVED says whether the mailbox of the address was found on the other side (and its\n"
      "primary address, if that is another one); the first sync or test asks, once. DOTS: what\n"
      "the last `relais check` said of each add-in; it also tells if the address leads elsewhere\n"
      "by now.",
      {{"entity", "ID", "only this entity"}},
      "relais handler list --entity zurich",
      run_handler_list,
      kForViewers};
}

}  // namespace relais::cli
