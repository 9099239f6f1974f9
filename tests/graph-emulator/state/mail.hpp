// The mail of one mailbox: folders, messages, what changed where, master categories.
//
// A million old messages cost nothing: a block keeps one of them as a pattern and makes the others
// when they are looked at. One that is changed or moved leaves its block and stands for itself.
// Not thread-safe: callers hold the mailbox's mutex.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>

#include "tests/graph-emulator/state/mail_names.hpp"
#include "tests/graph-emulator/state/message.hpp"

namespace relais::emulator {

/// Where a message stands in time; the number decides within a second.
struct MailPlace {
  Millis received = 0;
  std::uint64_t number = 0;
  auto operator<=>(const MailPlace&) const = default;
};
constexpr MailPlace first_place{std::numeric_limits<Millis>::min(), 0};
constexpr MailPlace last_place{std::numeric_limits<Millis>::max(),
                               std::numeric_limits<std::uint64_t>::max()};

/// The latest thing that happened to a message in a folder.
struct MailChange {
  const Message* message = nullptr;  ///< nothing: it left the folder
  std::uint64_t number = 0;
  std::uint64_t mutable_number = 0;
  bool moved = false;  ///< left, but still exists elsewhere
};

struct MailFolder {
  std::uint64_t number = 0;
  std::string id;
  std::string name;
  std::string well_known;  ///< "inbox"; "" of a folder that its owner made
  MailFolder* parent = nullptr;
  bool hidden = false;
  bool search = false;             ///< shows all unread messages of the mailbox, has none
  std::uint64_t version = 0;       ///< of its latest change
  std::uint64_t generation = 149;  ///< of sync states; older ones are gone
  std::int64_t total = 0;
  std::int64_t unread = 0;
  std::map<MailPlace, Message*> messages;
  std::map<std::uint64_t, MailChange> changes;
  std::unordered_map<std::uint64_t, std::uint64_t> left;  ///< when a message left it last
};

struct MasterCategory {
  std::string id;
  std::string name;
  std::string color;
};

/// Messages at even distances in time that are alike but for a number.
struct MailBlock {
  MailFolder* folder = nullptr;
  std::uint64_t first_number = 0;
  std::uint64_t first_version = 0;
  std::uint64_t count = 0;
  std::int64_t first_text = 1;  ///< what "{n}" in the texts of the pattern becomes, of the first
  Millis start = 0;
  Millis step = 1000;  ///< whole seconds
  Message pattern;
  std::set<std::uint64_t> taken;  ///< those that stand for themselves
};

class Mail {
 public:
  /// `mailbox`: its name; its root and its Deleted Items are those of the contacts.
  explicit Mail(std::string_view mailbox);

  MailFolder& root() { return *folders_[0]; }
  MailFolder* folder_by_id(std::string_view id);
  /// Nothing if the mailbox has none.
  MailFolder* well_known(std::string_view name);
  const std::vector<std::unique_ptr<MailFolder>>& folders() const { return folders_; }
  /// In an order that is nobody's business, all that a client can see if it asks for hidden ones.
  std::vector<MailFolder*> children(const MailFolder& parent) const;
  MailFolder* child_by_name(const MailFolder& parent, std::string_view name);
  bool below(const MailFolder& folder, const MailFolder& ancestor) const;
  MailFolder& add_folder(MailFolder& parent, std::string name, std::string well_known = {});
  void rename(MailFolder& folder, std::string name);
  void move(MailFolder& folder, MailFolder& parent);
  /// With everything in it.
  void purge(MailFolder& folder);
  /// Names its well-known folders anew.
  void set_language(Language language);

  /// By either kind of id.
  Message* find(IdKind kind, std::string_view id);
  Message* find_any(std::string_view id);
  Message& add(MailFolder& folder, Message message, Millis now);
  void add_block(MailFolder& folder, MailBlock block);
  /// To be called after a change; `trifle`: nothing but read or unread.
  void touched(Message& message, Millis now, bool trifle);
  void set_read(Message& message, bool read);
  void move(Message& message, MailFolder& target, Millis now);
  void purge(Message& message);
  /// Changes when it was received.
  void reseat(Message& message, Millis received);

  std::string id(const Message& message, IdKind kind) const;
  std::string id(const MailChange& change, IdKind kind) const;
  std::string attachment_id(const Message& message, IdKind kind, std::size_t nth) const;

  using Visit = std::function<bool(const Message&)>;
  /// Messages from `from` to `to`, both included, in the order of time until `visit` is false.
  /// `folder`: of that one only; nothing: of all, recoverable items too. The first `skip`
  /// of them are passed over, at little cost.
  struct Range {
    const MailFolder* folder = nullptr;
    MailPlace from = first_place;
    MailPlace to = last_place;
    bool descending = true;
    std::int64_t skip = 0;
  };
  void by_time(const Range& range, const Visit& visit) const;
  /// Changes of the folder after `seen` in order; false ends it.
  void by_version(const MailFolder& folder, std::uint64_t seen,
                  const std::function<bool(std::uint64_t version, const MailChange&)>& visit) const;
  /// Below the root.
  bool listed(const MailFolder& folder) const;

  std::uint64_t version() const { return version_; }
  const std::string& name() const { return name_; }
  const std::vector<std::unique_ptr<MailBlock>>& blocks() const { return blocks_; }
  const std::unordered_map<std::uint64_t, std::unique_ptr<Message>>& messages() const {
    return messages_;
  }
  std::vector<MasterCategory> categories;

  /// Folders that are gone, by the version at which they went.
  const std::map<std::uint64_t, std::string>& gone_folders() const { return gone_; }
  std::uint64_t folders_generation = 149;
  void expire_sync_states();

 private:
  Message* find_number(std::uint64_t number, IdKind kind);
  Message& stand_alone(MailBlock& block, std::uint64_t nth);
  void enter(Message& message, MailFolder& folder);
  void leave(Message& message, bool moved);
  std::string internet_id(const std::string& what) const;

  std::string name_;
  std::uint64_t version_ = 0;
  std::uint64_t numbers_ = 0;
  std::uint64_t change_numbers_ = 0;
  std::uint64_t folder_numbers_ = 0;
  std::vector<std::unique_ptr<MailFolder>> folders_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Message>> messages_;
  std::unordered_map<std::uint64_t, Message*> mutable_;
  std::map<MailPlace, Message*> by_time_;
  std::vector<std::unique_ptr<MailBlock>> blocks_;
  std::map<std::uint64_t, std::string> gone_;
};

/// The nth message of a block, which stands nowhere else.
Message block_message(const MailBlock& block, std::uint64_t nth);

}  // namespace relais::emulator
