// Delta rounds of many folders side by side.
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <functional>
#include <optional>
#include <relais/sdk.hpp>
#include <string>
#include <vector>

#include "plugins/graph/paging.hpp"
#include "plugins/mail-graph/settings.hpp"
#include "plugins/mail-graph/tree.hpp"

namespace relais::mail_graph {

/// What is kept of a folder from audit to audit.
struct KeptFolder {
  std::string since;     ///< of the candidates
  std::string ancestry;  ///< FolderTree::ancestry_print
  std::string path;      ///< print of it
  std::string full;      ///< when it was read from the start
  std::string link;
  bool operator==(const KeptFolder&) const = default;
};
std::string write_kept(const KeptFolder& kept);
/// Nothing if it is no such text: the folder begins anew.
std::optional<KeptFolder> read_kept(std::string_view text);

/// Print of a folder's id, and the name under which it is kept.
std::string folder_print(std::string_view id);
std::string state_key(std::string_view folder_print);

/// The round of one folder.
struct Round {
  std::string folder;
  KeptFolder kept{};     ///< as it will be kept; its link goes on with each page
  bool resumed = false;  ///< began at a link; else everything is shown
  bool renamed = false;  ///< lies where it lay, under another name
  bool done = false;
  std::size_t shown = 0;
  int restarts = 0;
  bool useless = false;  ///< its links lead nowhere again and again: the folder is to be listed
  graph::LinkGuard guard{};
};

/// What is to be read of each folder that can hold messages to be collected: hidden ones and
/// searches do not. `kept` tells what is known of one. From the start is read what is new, hangs
/// elsewhere now, or was not read so for long.
std::vector<Round> plan_rounds(
    const FolderTree& tree, const Settings& settings, Seconds now,
    const std::function<std::optional<KeptFolder>(const std::string& print)>& kept);

/// The next page of each round. One whose link has expired, or whose pages never end, begins anew,
/// and is done without a link if that is of no use either.
void read_pages(const sdk::Host& host, const Settings& settings, std::vector<Round>& rounds,
                const std::function<void(Round&, const boost::json::array&)>& on_page);

}  // namespace relais::mail_graph
