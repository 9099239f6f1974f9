// Who is synced where: from configuration, plugins and the store's handlers to jobs.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/connection/make_connection.hpp"
#include "engine/plugin/resolve.hpp"
#include "engine/sync/job.hpp"

namespace relais::sync {

/// Why a handler, or an add-in of an entity, is not worked on.
struct Problem {
  std::string entity;
  std::string handler;  ///< code; empty: the whole entity
  std::string addin;    ///< empty: all
  Error error;
};

struct Roster {
  std::vector<Job> jobs;
  std::vector<Problem> problems;
};

/// The connections of the entities, made when first needed, each once per process.
class Connections {
 public:
  explicit Connections(connection::Services services) : services_(services) {}
  Result<connection::Connection*> get(const config::Entity& entity, std::string_view name);
  /// One of its own, for credentials that are only tried.
  Result<std::unique_ptr<connection::Connection>> try_out(const config::Entity& entity,
                                                          std::string_view name) const;
  /// Null: nobody needed it yet, or it cannot be made.
  connection::Connection* find(const config::Entity& entity, std::string_view name) const;
  connection::Traffic traffic() const;

 private:
  connection::Services services_;
  std::map<std::pair<std::string, std::string>, Result<std::unique_ptr<connection::Connection>>>
      made_;
};

/// Whom to build jobs for; empty: everybody.
struct Selection {
  std::string entity{};
  std::string handler{};  ///< code
  std::string addin{};

  bool everything() const { return entity.empty() && handler.empty() && addin.empty(); }
  bool takes(const config::Entity& one) const { return entity.empty() || entity == one.id; }
  bool takes(const store::Handler& one) const { return handler.empty() || handler == one.code; }
};

/// Resolves links that have no account yet (one request each), notes the mailboxes and their
/// members in the ledger, and opens one session per (mailbox, entity, add-in). What cannot be
/// worked on is a problem, the rest goes on (R7, R9, U6). `frozen_too`: also jobs for add-ins that
/// nobody wants now (purge).
Result<Roster> build_roster(Context& context, const config::Config& config,
                            const plugin::Catalogue& catalogue, Connections& connections,
                            const Selection& selection, bool frozen_too = false);

}  // namespace relais::sync
