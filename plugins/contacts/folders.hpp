// The folders of a mailbox that hold contacts: which there are, and the one that relais writes to.
#pragma once

#include <relais/sdk.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/contacts/settings.hpp"
#include "plugins/graph/request.hpp"

namespace relais::contacts {

/// Of one session. The default folder is listed nowhere: its id is what its contacts name as
/// theirs, so it stays unknown while it is empty.
class Folders {
 public:
  Folders(const sdk::Host& host, const Settings& settings) : host_(host), settings_(settings) {}

  /// Each call of the engine sees the folders as they are then.
  void begin_call() { tree_known_ = false; }

  /// Asks if not known yet; empty if the folder has no contact that could tell.
  const std::string& default_folder();
  void learn_default(std::string_view id) { default_ = id; }

  /// Whether contacts in this folder are alive: it is the default one or among all the others, at
  /// any depth. Deleted Items is neither.
  bool alive(const std::string& folder);

  /// The collections of contacts: of the default folder, and of each other one.
  std::vector<graph::Url> collections();

  /// As relais_export.ensure.
  sdk::Container ensure(std::string_view stored);
  /// The folder of `ensure` may be gone: look again next time.
  void doubt() { verified_.clear(); }
  /// As relais_export.discard.
  void discard(std::string_view container);

 private:
  graph::Url root() const { return graph::user(settings_.mailbox).path("contactFolders"); }
  graph::Url folder(std::string_view id) const { return root().segment(id); }
  const std::set<std::string>& tree();
  std::vector<std::string> children(const std::vector<std::string>& parents);
  bool still_ours(const std::string& stored);
  std::string find_by_name();
  std::string create();

  const sdk::Host& host_;
  const Settings& settings_;
  std::string default_;
  std::string verified_;
  bool tree_known_ = false;
  std::set<std::string> tree_;
};

}  // namespace relais::contacts
