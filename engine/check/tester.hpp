// The connection test: token, user, and what each add-in of a handler needs (R11). Changes nothing
// on the other side.
#pragma once

#include <atomic>

#include "engine/check/report.hpp"
#include "engine/check/ways.hpp"
#include "engine/ledger/ledger.hpp"
#include "engine/sync/active_credentials.hpp"
#include "engine/sync/roster.hpp"

namespace relais::sync {
class Engine;
}

namespace relais::check {

/// What a test works with; all of it outlives the test.
struct Firm {
  const config::Config& config;  ///< with the credentials that are in use
  const sync::Staged& staged;
  const plugin::Catalogue& catalogue;
  store::Store& store;
  ledger::Ledger& ledger;
  Clock& clock;
  const std::atomic<bool>& cancel;
  Ways& ways;
  int workers = 4;  ///< handlers tested at a time
};

/// What becomes of edited credentials (R10).
enum class Update {
  no,        ///< those in use are tested
  if_green,  ///< the edited ones are tested, and put into use if nothing failed
  anyway,    ///< and put into use
};

/// Tests what is selected, keeps the dots in the ledger and what the other side said about links in
/// the store. What was out of reach keeps its dot, with the reason. Of credentials that are tried
/// and not put into use nothing is kept. Fails only for what concerns all of it (store, ledger,
/// cancelled).
Result<Report> test(const Firm& firm, const sync::Selection& selection, Update update = Update::no);

/// The same through the engine's plugins.
Result<Report> test(sync::Engine& engine, const sync::Selection& selection,
                    Update update = Update::no);

/// One add-in of one handler. Errc::unsupported: it cannot be tested, and why.
Result<AddinTest> test_addin(sync::Engine& engine, const sync::Selection& selection);

}  // namespace relais::check
