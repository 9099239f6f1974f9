// One mailbox: its folders, the items in them, and what changed where, in order.
//
// Listings and change logs are ordered maps, so that a page costs its own size and not the
// mailbox's. Not thread-safe: callers hold `mutex`.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/clock.hpp"
#include "tests/graph-emulator/state/ids.hpp"
#include "tests/graph-emulator/state/schema.hpp"

namespace relais::emulator {

struct Folder;

/// What an owner made of one occurrence of a series.
struct Deviation {
  bool cancelled = false;
  Values values;  ///< what differs from the series
};

struct Item {
  std::uint64_t number = 0;
  std::string immutable_id;
  std::string mutable_id;  ///< changes with every move
  const Schema* schema = nullptr;
  Folder* folder = nullptr;
  std::uint64_t place = 0;    ///< its key in Folder::items
  std::uint64_t version = 0;  ///< its key in Folder::changes
  Values values;
  std::vector<ExtendedProperty> extended;
  std::string change_key;
  Millis created = 0;
  Millis modified = 0;
  std::map<std::string, Deviation> deviations;  ///< of a series, by the date of the pattern
  json::object owner;  ///< what only the owner's client knows (photo ...): no request touches it

  const std::string& id(IdKind kind) const {
    return kind == IdKind::immutable_id ? immutable_id : mutable_id;
  }
};

/// The latest thing that happened to an item in a folder.
struct FolderChange {
  Item* item = nullptr;  ///< nothing: it left the folder
  std::string immutable_id;
  std::string mutable_id;
  bool moved = false;  ///< left, but still exists elsewhere among the folders
};

enum class FolderKind { contacts, calendar };

struct Folder {
  std::uint64_t number = 0;
  FolderKind kind = FolderKind::contacts;
  std::string id;
  std::string name;
  Folder* parent = nullptr;  ///< nothing: the root
  std::map<std::uint64_t, Item*> items;
  std::map<std::uint64_t, FolderChange> changes;
  /// Places of the items that carry an extended property with a value (`tag_key`).
  std::unordered_map<std::string, std::set<std::uint64_t>> tags;
  std::uint64_t generation = 149;  ///< of sync states; older ones are gone
  std::string color = "auto";      ///< of a calendar
  bool read_only = false;          ///< a calendar of birthdays, holidays and the like
  std::string change_key;
};

/// A create that its client gave a name to.
struct Transaction {
  std::string fingerprint;  ///< of where and what was created
  std::string item;         ///< immutable id
};

/// Values of extended properties compare without case.
std::string tag_key(std::string_view canonical_id, std::string_view value);

class Mailbox {
 public:
  explicit Mailbox(std::string name);

  std::mutex mutex;

  Folder& root() { return *folders_[0]; }
  Folder& contacts() { return *folders_[1]; }
  Folder& deleted_items() { return *folders_[2]; }
  Folder& calendar() { return *folders_[3]; }

  Folder* folder_by_id(std::string_view id);
  /// Below the root and not below Deleted Items.
  bool alive(const Folder& folder) const;
  /// Without the default folder of its kind, except the default calendar.
  std::vector<Folder*> children(const Folder& parent, FolderKind kind = FolderKind::contacts);
  Folder* child_by_name(const Folder& parent, std::string_view name,
                        FolderKind kind = FolderKind::contacts);
  Folder& add_folder(Folder& parent, std::string name, FolderKind kind = FolderKind::contacts);
  /// To be called after its name or colour changed.
  void touched(Folder& folder) { folder.change_key = next_change_key(); }
  void move_folder(Folder& folder, Folder& parent);
  /// With everything in it.
  void purge_folder(Folder& folder);
  const std::vector<std::unique_ptr<Folder>>& folders() const { return folders_; }

  Item* item_by_id(IdKind kind, std::string_view id);
  Item* item_by_any_id(std::string_view id);
  Item& add(Folder& folder, const Schema& schema, Values values,
            std::vector<ExtendedProperty> extended, Millis now);
  /// To be called after values or extended properties changed: new change key, new version.
  void touched(Item& item, Millis now);
  void set_extended(Item& item, const std::vector<ExtendedProperty>& given);
  /// `deletion`: delta of the old folder says "deleted", otherwise "changed".
  void move(Item& item, Folder& target, bool deletion, Millis now);
  void purge(Item& item);

  /// The number of the newest change; a sync state names one.
  std::uint64_t version() const { return version_; }
  const std::string& name() const { return name_; }
  std::size_t item_count() const { return items_.size(); }

  /// By the transaction id of the client; they stay when the item goes.
  std::unordered_map<std::string, Transaction> transactions;

 private:
  void enter(Item& item, Folder& folder);
  void leave(Item& item, bool moved);
  void tag(Item& item);
  void untag(Item& item);
  std::string next_change_key() { return make_change_key(++change_keys_); }

  std::string name_;
  std::uint64_t version_ = 0;
  std::uint64_t numbers_ = 0;
  std::uint64_t change_keys_ = 0;
  std::uint64_t folder_numbers_ = 0;
  std::uint64_t places_ = 0;
  std::vector<std::unique_ptr<Folder>> folders_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Item>> items_;
  std::unordered_map<std::string, Item*> immutable_;
  std::unordered_map<std::string, Item*> mutable_;
};

}  // namespace relais::emulator
