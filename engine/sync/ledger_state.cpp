#include "engine/sync/ledger_state.hpp"

namespace relais::sync {

Result<std::optional<std::string>> LedgerState::get(std::string_view key) {
  RELAIS_ASSIGN(auto value, ledger_.state(mailbox_, plugin_, entity_, key));
  if (value.empty()) return std::optional<std::string>{};
  return std::optional<std::string>{std::move(value)};
}

Result<void> LedgerState::write(const plugin::StateChanges& changes) {
  if (writer_ == nullptr)
    return fail(Errc::internal, "a plugin's state was committed outside of a transaction");
  for (const auto& [key, value] : changes) {
    if (value) {
      RELAIS_TRY(writer_->put_state(mailbox_, plugin_, entity_, key, *value));
    } else {
      RELAIS_TRY(writer_->erase_state(mailbox_, plugin_, entity_, key));
    }
  }
  return {};
}

}  // namespace relais::sync
