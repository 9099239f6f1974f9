// What a poll has lost or cannot see, folder by folder: changes since the last audit.
//
// Each folder has a delta link of its own, kept beside the cursor, so that an audit that begins
// costs a request per folder and not all messages since the activation. One that hangs elsewhere
// now, a new one, and now and then each, begin anew: all that lies in them is judged again.
#pragma once

#include <map>
#include <relais/sdk.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/mail-graph/cursor.hpp"
#include "plugins/mail-graph/folders.hpp"
#include "plugins/mail-graph/intake.hpp"
#include "plugins/mail-graph/rounds.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

/// Of one call.
class Audit {
 public:
  Audit(const sdk::Host& host, const Settings& settings, Folders& folders, Intake& intake)
      : host_(host), settings_(settings), folders_(folders), intake_(intake) {}

  /// As relais_collect.collect.
  void run(std::string_view cursor);

 private:
  void read_folders(std::vector<Round> rounds);
  void take(Round& round, const boost::json::array& items);
  void find_departed();
  void read_whole(const std::string& folder);
  void tell_new_path(const std::string& folder);
  void forget_link(const std::string& folder);
  void forget_folders(const std::vector<std::string>& before);
  void keep_up();

  const sdk::Host& host_;
  const Settings& settings_;
  Folders& folders_;
  Intake& intake_;
  std::string before_;  ///< cursor of the last audit
  AuditCursor cursor_;
  std::map<std::string, std::string> shown_;  ///< id -> the folder that showed it
  std::set<std::string> departed_;            ///< left a folder, shown in no other yet
  bool changed_ = false;                      ///< since the last checkpoint
};

}  // namespace relais::mail_graph
