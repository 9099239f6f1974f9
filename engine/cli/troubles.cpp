#include "engine/cli/troubles.hpp"

#include <fmt/core.h>

#include "engine/check/dots.hpp"
#include "engine/cli/holds.hpp"
#include "engine/cli/name_lookup.hpp"

namespace relais::cli {
namespace {

Result<sync::Troubles> troubles_of(sync::Engine& engine) {
  sync::Troubles troubles;
  RELAIS_ASSIGN(const auto handlers, all_handlers(engine.store()));
  RELAIS_ASSIGN(const auto kept, engine.ledger().dots());
  for (const auto& handler : handlers)
    for (const auto& dot : check::dots_of(engine.config(), handler, kept, engine.clock().now()))
      if (dot.colour == check::Colour::red)
        troubles.emplace(fmt::format("dot/{}/{}", handler.id, dot.addin),
                         fmt::format("{}/{} {} is red: {} (firm-it; `relais check --entity {} "
                                     "--handler {}` says what to do)",
                                     handler.entity, handler.code, dot.addin, dot.reason,
                                     handler.entity, handler.code));
  RELAIS_ASSIGN(const auto names, mailbox_names(handlers, engine.ledger()));
  RELAIS_ASSIGN(const auto holds, engine.ledger().holds());
  for (const auto& hold : holds)
    if (hold.state == ledger::HoldState::open)
      troubles.emplace(fmt::format("hold/{}", hold.id),
                       fmt::format("{} (firm-admin; if it is meant: relais approve {})",
                                   hold_text(hold, names), hold.id));
  return troubles;
}

Result<std::string> tell(sync::Engine& engine) {
  RELAIS_ASSIGN(const auto troubles, troubles_of(engine));
  return engine.tell_troubles(troubles);
}

}  // namespace

void tell_troubles(Reply& reply, sync::Engine& engine) {
  if (engine.config().alert_command.empty()) return;
  const auto told = tell(engine);
  // A run that holds the ledger tells them at its end.
  if (!told && told.error().code == Errc::busy) return;
  if (!told) reply.notes.push_back("nobody was alerted: " + told.error().text);
  if (told && !told->empty()) reply.notes.push_back(*told);
}

}  // namespace relais::cli
