// The folders of a mailbox as they were last seen. Pure.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace relais::mail_graph {

struct MailFolder {
  std::string id;
  std::string parent;  ///< empty: top level
  std::string name;
  std::string well_known;  ///< "inbox", ...; empty: the owner's own
  std::uint64_t items = 0;
  bool hidden = false;
  bool search = false;  ///< shows what lies elsewhere
};

class FolderTree {
 public:
  /// In any order; of two with one id the first counts. One whose parent is not among them, and one
  /// in a circle of parents, is at the top level.
  FolderTree() = default;
  explicit FolderTree(std::vector<MailFolder> folders);

  /// Parents before children.
  const std::vector<MailFolder>& folders() const { return folders_; }
  bool knows(std::string_view id) const { return find(id) != nullptr; }
  const MailFolder* find(std::string_view id) const;

  /// The `folder` of envelope.json; of an unknown one the ancestry is empty.
  boost::json::object folder_json(std::string_view id) const;
  /// Differs when the rules could see the folder differently: where it hangs, what it is.
  std::string ancestry_print(std::string_view id) const;
  /// Names from the top, joined by /.
  std::string path(std::string_view id) const;

 private:
  /// From the folder to the top.
  std::vector<const MailFolder*> way_up(std::string_view id) const;

  std::vector<MailFolder> folders_;
  std::unordered_map<std::string, std::size_t> by_id_;
};

}  // namespace relais::mail_graph
