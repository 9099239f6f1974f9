#include <chrono>
#include <set>

#include "engine/cli/name_lookup.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

using Names = std::set<std::string>;

/// Who waits for a completion does not wait for long.
constexpr std::chrono::milliseconds kPatience{300};

Names entities_of(const config::Config& config) {
  Names names;
  for (const auto& entity : config.entities) names.insert(entity.id);
  return names;
}

Names addins_of(const config::Config& config) {
  Names names;
  for (const auto& entity : config.entities)
    names.insert(entity.subscription.begin(), entity.subscription.end());
  return names;
}

Result<Names> handlers_of(const config::Config& config) {
  RELAIS_ASSIGN(const auto store, store::open(config.store.url, {.busy_timeout = kPatience}));
  RELAIS_ASSIGN(const auto handlers, all_handlers(*store));
  Names names;
  for (const auto& handler : handlers) names.insert(handler.code);
  return names;
}

Result<Names> holds_of(const config::Config& config) {
  if (!ledger_exists(config)) return Names{};
  RELAIS_ASSIGN(const auto ledger, ledger::open(config.store.ledger, ledger::OpenMode::existing));
  RELAIS_ASSIGN(const auto holds, ledger->holds());
  Names names;
  for (const auto& hold : holds)
    if (hold.state == ledger::HoldState::open) names.insert(std::to_string(hold.id));
  return names;
}

Result<Names> names_of(const Call& call) {
  RELAIS_ASSIGN(const auto path, config_path(call));
  const auto config = config::load(path);
  if (!config) return Names{};
  const std::string& what = call.arguments.at(0);
  if (what == "entity") return entities_of(*config);
  if (what == "addin") return addins_of(*config);
  if (what == "handler") return handlers_of(*config);
  if (what == "hold") return holds_of(*config);
  return Names{};
}

/// Never an error: it would stand in the middle of what somebody types.
Result<Reply> run(const Call& call) {
  const Names names = names_of(call).value_or(Names{});
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
          "be read is no error, but gives no names.",
          {},
          "relais complete handler",
          run};
}

}  // namespace relais::cli
