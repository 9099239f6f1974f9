#include "engine/sync/active_credentials.hpp"

#include "engine/base/log.hpp"

namespace relais::sync {
namespace {

std::string meta_of(const std::string& entity) { return "credentials/" + entity; }

}  // namespace

Result<Staged> use_active_credentials(config::Config& config, ledger::Ledger& ledger) {
  Staged staged;
  for (auto& entity : config.entities) {
    if (!entity.microsoft365 || !entity.microsoft365->has_credentials()) continue;
    RELAIS_ASSIGN(const auto kept, ledger.meta(meta_of(entity.id)));
    if (kept.empty()) continue;
    auto active = config::read_credentials(kept);
    if (!active) {
      log::warning("entity {}: {}; the configured ones are used", entity.id, active.error().text);
      continue;
    }
    if (config::same_credentials(*active, *entity.microsoft365)) continue;
    staged.emplace(entity.id, *entity.microsoft365);
    if (entity.microsoft365->next_client_secret)
      active->next_client_secret = entity.microsoft365->next_client_secret;
    entity.microsoft365 = std::move(*active);
  }
  return staged;
}

Result<> commit_credentials(ledger::Ledger& ledger, const std::string& entity,
                            const config::Credentials& credentials) {
  const std::string text = config::credentials_text(credentials);
  RELAIS_ASSIGN(const auto kept, ledger.meta(meta_of(entity)));
  if (kept == text) return {};
  return ledger.write(
      [&](ledger::Writer& writer) { return writer.set_meta(meta_of(entity), text); });
}

Problem not_in_use_yet(const std::string& entity) {
  return {entity,
          "",
          "",
          {Errc::unsupported,
           "its credentials were edited; until they are tested the ones before are used",
           "relais check --entity " + entity + " --update"}};
}

}  // namespace relais::sync
