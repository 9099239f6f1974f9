// The folders of a mailbox: read once, then kept, also for later sessions, until a message lies in
// one that is not known.
#pragma once

#include <boost/json.hpp>
#include <relais/sdk.hpp>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "plugins/graph/request.hpp"
#include "plugins/mail-graph/kept_tree.hpp"
#include "plugins/mail-graph/settings.hpp"
#include "plugins/mail-graph/tree.hpp"

namespace relais::mail_graph {

/// Of one session.
class Folders {
 public:
  Folders(const sdk::Host& host, const Settings& settings) : host_(host), settings_(settings) {}

  /// Asks the mailbox: all folders of all levels, hidden ones too.
  const FolderTree& refresh();
  /// As they were less than a minute ago.
  const FolderTree& recent();
  /// As last read, perhaps by an earlier session; asks if nothing was read yet.
  const FolderTree& tree();
  /// The `folder` of an envelope. Of a folder that is not known all are read again, once per call
  /// of the engine; then this one is asked for, and those above it. An owner's folder may have
  /// moved since, into an excluded one or out of it: it and those above are asked for, once per
  /// call, unless all were read moments before it.
  boost::json::object folder_json(const std::string& id);
  void begin_call();

 private:
  struct Listed {
    MailFolder folder;
    bool has_children = false;
  };

  graph::Url root() const { return graph::user(settings_.mailbox).path("mailFolders"); }
  std::vector<MailFolder> list();
  std::vector<Listed> children(const std::vector<std::string>& parents);
  static Listed listed_in(const boost::json::object& found, const std::string& parent);
  void resolve_well_known();
  bool load();
  void keep();
  void learn(const std::string& id);
  bool lies_as_kept(const std::string& id);
  bool read_within(Seconds limit) const;

  const sdk::Host& host_;
  const Settings& settings_;
  FolderTree tree_;
  std::unordered_map<std::string, std::string> well_known_;  ///< id -> name
  Seconds resolved_at_ = 0;  ///< when all well-known names were asked for
  Seconds read_at_ = 0;
  KeptTexts kept_;
  std::set<std::string> nowhere_;    ///< asked for in vain since the last reading
  std::set<std::string> confirmed_;  ///< by this call: they lie where they did
  bool known_ = false;
  bool refreshed_ = false;
};

}  // namespace relais::mail_graph
