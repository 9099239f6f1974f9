// What would happen next to an item in a mailbox, as far as it is known without asking the other
// side.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/config/config.hpp"
#include "engine/ledger/types.hpp"
#include "engine/store/store.hpp"

namespace relais::cli {

struct Known {
  store::Explanation store;
  bool resolved = false;        ///< the mailbox of the link is known
  std::string addin_trouble{};  ///< why no add-in exports the kind; empty: one does
  std::string blocked{};        ///< why the last run could not work on the mailbox
  std::vector<ledger::Link> links{};
  std::vector<ledger::Quarantine> quarantine{};
  std::vector<ledger::Hold> holds{};  ///< open ones that hold an action on the item
  bool dirty = false;                 ///< waits to be looked at
  std::string outside_of{};  ///< the window, "2026-01-01 to 2029-01-01", if the item is outside
  std::string privacy{};     ///< what its copy here may show; empty: the kind knows no privacy
  config::Drift drift = config::Drift::repair;
  config::OnDisable on_disable = config::OnDisable::keep;
};

/// One sentence. Pure.
std::string next_step(const Known& known);

/// Which item and whose mailbox it is about.
struct About {
  std::string kind;
  std::string item;
  std::string handler;  ///< code
  std::string entity;   ///< the handler's
};

/// What somebody does who wants it the other way round: there if it is not, away if it is. Pure.
std::string what_would_change_it(const Known& known, const About& about);
/// The same of an item that no mailbox shows, wants or ever did.
std::string what_would_show_it(const store::Explanation& facts, const std::string& kind,
                               const std::string& item);

}  // namespace relais::cli
