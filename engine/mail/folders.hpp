// The folder tree of a mailbox, and what the rules make of it. Pure: no request, no database.
//
// A tree may be incomplete or damaged (a parent that is not there, a circle of parents); every
// question still ends with an answer.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <unordered_map>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/mail/rules.hpp"

namespace relais::mail {

struct Folder {
  std::string id;
  std::string name;
  std::string well_known;
  std::string parent;  ///< empty, unknown, or the root: top level
  std::int64_t items = 0;
  bool hidden = false;
  bool search = false;
};

enum class FolderState { included, excluded, always_excluded, hidden };
/// "included", "excluded", "always excluded", "hidden".
std::string_view name_of(FolderState state);

/// A line of `relais mail folders`.
struct TopLevel {
  const Folder* folder = nullptr;
  std::int64_t items = 0;           ///< in it and everything below it
  std::int64_t folders = 0;         ///< below it
  std::int64_t excluded_below = 0;  ///< of these, those that are not read though it is
  FolderState state = FolderState::included;
};

/// Why a name of the configuration is no folder.
struct NotResolved {
  enum class Kind { unknown, ambiguous, whole_mailbox };
  Kind kind = Kind::unknown;
  config::Stated given;
  /// Paths of the folders it could mean: for a terminal only. Folders are named after clients.
  std::vector<std::string> candidates;

  /// Names no folder: for logs too.
  Error error() const;
};

class FolderTree {
 public:
  explicit FolderTree(std::vector<Folder> folders);
  FolderTree(const FolderTree&) = delete;
  FolderTree& operator=(const FolderTree&) = delete;
  FolderTree(FolderTree&&) = default;
  FolderTree& operator=(FolderTree&&) = default;

  const std::vector<Folder>& folders() const { return folders_; }
  const Folder* find(std::string_view id) const;
  /// From the folder to the top, without the root. Empty: not known.
  std::vector<FolderStep> ancestry(std::string_view id) const;
  /// `Inbox/Clients/A`: for people only.
  std::string path(std::string_view id) const;
  /// Messages in it and everything below it.
  std::int64_t subtree_items(std::string_view id) const;
  FolderState state(std::string_view id, const Rules& rules) const;
  /// In the order of the tree.
  std::vector<TopLevel> top_level(const Rules& rules) const;

  /// `given`: an id, a well-known name, a folder's name, or the end of its path (`A/B` anywhere,
  /// `/A/B` from the top), upper and lower case alike. Two folders that fit are an error.
  tl::expected<Pin, NotResolved> resolve(const config::Stated& given) const;
  /// Pins of folders that are no more: they exclude nothing.
  std::vector<Pin> missing(std::span<const Pin> pins) const;

 private:
  using Index = std::size_t;
  static constexpr Index kNone = static_cast<Index>(-1);

  Index index_of(std::string_view id) const;
  bool is_root(Index folder) const;
  /// From the folder to the top, without the root; ends in a circle of parents.
  std::vector<Index> way_up(Index folder) const;
  std::vector<Index> subtree(Index folder) const;
  std::vector<Index> fitting(std::string_view given) const;
  std::vector<std::string> similar(std::string_view given) const;

  std::vector<Folder> folders_;
  std::unordered_map<std::string, Index> by_id_;
  std::vector<Index> parent_;  ///< kNone: top level
  std::vector<std::vector<Index>> children_;
};

}  // namespace relais::mail
