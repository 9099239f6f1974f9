#include "engine/mail/folders.hpp"

#include <algorithm>

namespace relais::mail {
namespace {

FolderState state_of(const std::vector<FolderStep>& ancestry, const Rules& rules) {
  for (const auto& step : ancestry)
    if (step.hidden || step.search) return FolderState::hidden;
  for (const auto& step : ancestry)
    if (rules.never_read(step) != nullptr) return FolderState::always_excluded;
  for (const auto& step : ancestry)
    if (rules.excluded(step) != nullptr) return FolderState::excluded;
  return FolderState::included;
}

}  // namespace

std::string_view name_of(FolderState state) {
  switch (state) {
    case FolderState::included:
      return "included";
    case FolderState::excluded:
      return "excluded";
    case FolderState::always_excluded:
      return "always excluded";
    case FolderState::hidden:
      return "hidden";
  }
  return "";
}

FolderTree::FolderTree(std::vector<Folder> folders) : folders_(std::move(folders)) {
  for (Index i = 0; i < folders_.size(); ++i) by_id_.emplace(folders_[i].id, i);
  parent_.assign(folders_.size(), kNone);
  children_.resize(folders_.size());
  for (Index i = 0; i < folders_.size(); ++i) {
    const Index parent = index_of(folders_[i].parent);
    if (parent == kNone || parent == i || is_root(parent)) continue;
    parent_[i] = parent;
    children_[parent].push_back(i);
  }
}

const Folder* FolderTree::find(std::string_view id) const {
  const Index index = index_of(id);
  return index == kNone ? nullptr : &folders_[index];
}

std::vector<FolderStep> FolderTree::ancestry(std::string_view id) const {
  std::vector<FolderStep> out;
  for (const Index each : way_up(index_of(id))) {
    const Folder& folder = folders_[each];
    out.push_back({folder.id, folder.well_known, folder.hidden, folder.search});
  }
  return out;
}

std::string FolderTree::path(std::string_view id) const {
  std::string out;
  for (const Index each : way_up(index_of(id)))
    out = out.empty() ? folders_[each].name : folders_[each].name + '/' + out;
  return out;
}

std::int64_t FolderTree::subtree_items(std::string_view id) const {
  std::int64_t items = 0;
  for (const Index each : subtree(index_of(id))) items += folders_[each].items;
  return items;
}

FolderState FolderTree::state(std::string_view id, const Rules& rules) const {
  return state_of(ancestry(id), rules);
}

std::vector<TopLevel> FolderTree::top_level(const Rules& rules) const {
  std::vector<TopLevel> out;
  for (Index i = 0; i < folders_.size(); ++i) {
    if (parent_[i] != kNone || is_root(i)) continue;
    TopLevel line{&folders_[i], 0, 0, 0, state(folders_[i].id, rules)};
    for (const Index each : subtree(i)) {
      line.items += folders_[each].items;
      if (each == i) continue;
      ++line.folders;
      if (line.state == FolderState::included &&
          state(folders_[each].id, rules) != FolderState::included)
        ++line.excluded_below;
    }
    out.push_back(line);
  }
  return out;
}

std::vector<Pin> FolderTree::missing(std::span<const Pin> pins) const {
  std::vector<Pin> out;
  for (const Pin& pin : pins)
    if (index_of(pin.folder_id) == kNone) out.push_back(pin);
  return out;
}

FolderTree::Index FolderTree::index_of(std::string_view id) const {
  const auto found = by_id_.find(std::string(id));
  return found == by_id_.end() ? kNone : found->second;
}

bool FolderTree::is_root(Index folder) const {
  return folders_[folder].well_known == "msgfolderroot";
}

std::vector<FolderTree::Index> FolderTree::way_up(Index folder) const {
  std::vector<Index> out;
  if (folder != kNone && is_root(folder)) return out;
  for (; folder != kNone && out.size() <= folders_.size(); folder = parent_[folder])
    out.push_back(folder);
  return out;
}

std::vector<FolderTree::Index> FolderTree::subtree(Index folder) const {
  std::vector<Index> out;
  if (folder == kNone) return out;
  std::vector<bool> seen(folders_.size());
  out.push_back(folder);
  seen[folder] = true;
  for (Index i = 0; i < out.size(); ++i)
    for (const Index child : children_[out[i]])
      if (!seen[child]) {
        seen[child] = true;
        out.push_back(child);
      }
  return out;
}

}  // namespace relais::mail
