#include "plugins/mail-graph/tree.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "plugins/graph/text.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;

constexpr std::size_t max_depth = 300;    // as in envelope.json
constexpr std::size_t max_path = 16'384;  // as in envelope.json

/// Adds a folder once its parents are there; `open` are those on the way, to find circles.
class Ordering {
 public:
  explicit Ordering(std::vector<MailFolder>& given) : given_(given) {
    for (std::size_t i = 0; i < given_.size(); ++i) by_id_.emplace(given_[i].id, i);
  }

  std::vector<MailFolder> run() {
    for (const auto& folder : given_) place(folder.id);
    return std::move(ordered_);
  }

 private:
  void place(const std::string& id) {
    // Upwards to what is placed already, then down again: no recursion, trees can be deep.
    std::vector<std::size_t> way;
    std::unordered_set<std::size_t> on_way;
    for (auto at = by_id_.find(id); at != by_id_.end() && !placed_.contains(at->second);
         at = by_id_.find(given_[at->second].parent)) {
      if (!on_way.insert(at->second).second) {
        given_[way.back()].parent.clear();
        break;
      }
      way.push_back(at->second);
      if (given_[at->second].parent.empty()) break;
    }
    for (auto each = way.rbegin(); each != way.rend(); ++each) {
      if (!placed_.insert(*each).second) continue;
      MailFolder& folder = given_[*each];
      if (!by_id_.contains(folder.parent)) folder.parent.clear();
      ordered_.push_back(folder);
    }
  }

  std::vector<MailFolder>& given_;
  std::unordered_map<std::string, std::size_t> by_id_;
  std::unordered_set<std::size_t> placed_;
  std::vector<MailFolder> ordered_;
};

}  // namespace

FolderTree::FolderTree(std::vector<MailFolder> folders) {
  folders_ = Ordering(folders).run();
  for (std::size_t i = 0; i < folders_.size(); ++i) by_id_.emplace(folders_[i].id, i);
}

const MailFolder* FolderTree::find(std::string_view id) const {
  const auto found = by_id_.find(std::string(id));
  return found == by_id_.end() ? nullptr : &folders_[found->second];
}

std::vector<const MailFolder*> FolderTree::way_up(std::string_view id) const {
  std::vector<const MailFolder*> way;
  for (const MailFolder* folder = find(id); folder && way.size() < max_depth;
       folder = find(folder->parent))
    way.push_back(folder);
  return way;
}

json::object FolderTree::folder_json(std::string_view id) const {
  json::array ancestry;
  for (const MailFolder* folder : way_up(id)) {
    json::object step{{"id", folder->id}};
    if (!folder->well_known.empty()) step["well_known"] = folder->well_known;
    if (folder->hidden) step["hidden"] = true;
    if (folder->search) step["search"] = true;
    ancestry.push_back(std::move(step));
  }
  json::object shown{{"id", id}, {"ancestry", std::move(ancestry)}};
  if (std::string names = path(id); !names.empty() && names.size() <= max_path)
    shown["path"] = std::move(names);
  return shown;
}

std::string FolderTree::ancestry_print(std::string_view id) const {
  std::string text;
  for (const MailFolder* folder : way_up(id))
    text.append(folder->id)
        .append(" ")
        .append(folder->well_known)
        .append(folder->hidden ? " hidden" : "")
        .append(folder->search ? " search" : "")
        .append("\n");
  return graph::sha256_hex(text).substr(0, 16);
}

std::string FolderTree::path(std::string_view id) const {
  std::string names;
  const auto way = way_up(id);
  for (auto each = way.rbegin(); each != way.rend(); ++each)
    names.append(names.empty() ? "" : "/").append((*each)->name);
  return names;
}

}  // namespace relais::mail_graph
