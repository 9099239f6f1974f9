#include <chrono>
#include <set>

#include "engine/cli/name_lookup.hpp"
#include "engine/cli/roles.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

using NameSet = std::set<std::string>;

/// Who waits for a completion does not wait for long.
constexpr std::chrono::milliseconds kPatience{300};

NameSet entity_names(const config::Config& config) {
  NameSet names;
  for (const auto& entity : config.entities) names.insert(entity.id);
  return names;
}

NameSet addin_names(const config::Config& config) {
  NameSet names;
  for (const auto& entity : config.entities)
    names.insert(entity.subscription.begin(), entity.subscription.end());
  return names;
}

Result<NameSet> handler_names(const config::Config& config) {
  RELAIS_ASSIGN(const auto store, store::open(config.store.url, {.busy_timeout = kPatience}));
  RELAIS_ASSIGN(const auto handlers, all_handlers(*store));
  NameSet names;
  for (const auto& handler : handlers) names.insert(handler.code);
  return names;
}

Result<NameSet> hold_names(const config::Config& config) {
  if (!ledger_exists(config)) return NameSet{};
  RELAIS_ASSIGN(const auto ledger, ledger::open(config.store.ledger, ledger::OpenMode::existing));
  RELAIS_ASSIGN(const auto holds, ledger->holds());
  NameSet names;
  for (const auto& hold : holds)
    if (hold.state == ledger::HoldState::open) names.insert(std::to_string(hold.id));
  return names;
}

Result<NameSet> completion_names(const Call& call) {
  RELAIS_ASSIGN(const auto path, config_path(call));
  const auto config = config::load(path);
  if (!config || !judge(call, config->roles).allowed) return NameSet{};
  const std::string& what = call.arguments.at(0);
  if (what == "entity") return entity_names(*config);
  if (what == "addin") return addin_names(*config);
  if (what == "handler") return handler_names(*config);
  if (what == "hold") return hold_names(*config);
  return NameSet{};
}

/// Never an error: it would stand in the middle of what somebody types.
Result<Reply> run_complete(const Call& call) {
  const NameSet names = completion_names(call).value_or(NameSet{});
  Reply reply;
  json::array all;
  for (const auto& name : names) {
    reply.text += name + '\n';
    all.emplace_back(name);
  }
  reply.document = {{"names", std::move(all)}};
  return reply;
}

}  // namespace

Verb complete_verb() {
  return {"complete",
          "WHAT",
          1,
          1,
          "Lists names for the completion of a command line",
          "WHAT is entity, handler, addin or hold. Each name is on a line of its own; what cannot\n"
          "be read, or not by the user, is no error, but gives no names.",
          {},
          "relais complete handler",
          run_complete,
          kForViewers};
}

}  // namespace relais::cli
