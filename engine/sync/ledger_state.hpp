// A plugin's small values (relais.state/1), kept in the ledger with what they belong to.
#pragma once

#include <string>

#include "engine/ledger/ledger.hpp"
#include "engine/plugin/state_store.hpp"

namespace relais::sync {

/// Not thread-safe: belongs to one lane.
class LedgerState final : public plugin::StateStore {
 public:
  LedgerState(ledger::Ledger& ledger, ledger::MailboxId mailbox, std::string plugin,
              std::string entity)
      : ledger_(ledger),
        mailbox_(mailbox),
        plugin_(std::move(plugin)),
        entity_(std::move(entity)) {}

  /// Writes go into this transaction; nullptr when it ends.
  void attach(ledger::Writer* writer) { writer_ = writer; }

  Result<std::optional<std::string>> get(std::string_view key) override;
  Result<void> write(const plugin::StateChanges& changes) override;

 private:
  ledger::Ledger& ledger_;
  ledger::MailboxId mailbox_;
  std::string plugin_;
  std::string entity_;
  ledger::Writer* writer_ = nullptr;
};

}  // namespace relais::sync
