// Watches over the ends of secrets: asks the service once a day, gives each notice once, and tells
// the alert command (R13 to R15).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/ledger/ledger.hpp"
#include "engine/sync/roster.hpp"
#include "engine/sync/secret_state.hpp"

namespace relais::sync {

/// What somebody should know, now or still.
struct SecretNews {
  std::string entity;
  std::string text;
  bool is_new = false;      ///< a notice that was not given before
  std::string not_alerted;  ///< the alert command has not taken it, and why
};

/// Tells a text to whoever is to be alerted. Null: nobody is.
using Alert = std::function<Result<>(std::string_view text)>;

/// Works under the ledger's lock, after a run: only an entity that signed in is asked about, so
/// that watching alone never does. What was told is kept before it is told to the alert command; a
/// command that fails is tried again with the next call.
class SecretWatch {
 public:
  SecretWatch(const config::Config& config, ledger::Ledger& ledger, Clock& clock,
              Connections& connections, Alert alert)
      : config_(config),
        ledger_(ledger),
        clock_(clock),
        connections_(connections),
        alert_(std::move(alert)) {}

  Result<std::vector<SecretNews>> look();

 private:
  Result<> look_at(const config::Entity& entity, std::vector<SecretNews>& news);
  void ask(const config::Entity& entity, SecretRecord& record);
  /// The texts of new notices; the record knows them from now on.
  std::vector<std::string> notices(const config::Entity& entity, const SecretState& state,
                                   SecretRecord& record);
  Result<> keep(const config::Entity& entity, const SecretRecord& record);

  const config::Config& config_;
  ledger::Ledger& ledger_;
  Clock& clock_;
  Connections& connections_;
  Alert alert_;
};

/// What the ledger remembers of the entity's secret, and what its certificate says.
Result<SecretRecord> secret_record(ledger::Ledger& ledger, const config::Entity& entity);

}  // namespace relais::sync
