#include "tests/graph-emulator/state/mail.hpp"

#include <algorithm>

#include "engine/base/text.hpp"

namespace relais::emulator {
namespace {

/// Of the folders that contacts and mail have in common (Mailbox).
constexpr std::uint64_t shared_root = 1, shared_deleted_items = 3;

std::string mail_space(std::string_view mailbox) { return std::string(mailbox) + "/mail"; }

/// Six, as in each new mailbox.
std::vector<MasterCategory> new_categories() {
  constexpr std::pair<std::string_view, std::string_view> known[] = {
      {"Red category", "preset0"},    {"Orange category", "preset1"},
      {"Yellow category", "preset3"}, {"Green category", "preset4"},
      {"Blue category", "preset7"},   {"Purple category", "preset8"}};
  std::vector<MasterCategory> categories;
  for (const auto& [name, color] : known)
    categories.push_back({random_uuid(), std::string(name), std::string(color)});
  return categories;
}

}  // namespace

Mail::Mail(std::string_view mailbox) : categories(new_categories()), name_(mail_space(mailbox)) {
  for (const WellKnown& one : well_known_folders()) {
    if (!one.by_default) continue;
    auto folder = std::make_unique<MailFolder>();
    folder->number = ++folder_numbers_;
    folder->well_known = one.name;
    folder->name = one.names[0];
    if (one.parent != "-") folder->parent = one.parent.empty() ? &root() : well_known(one.parent);
    folder->id = one.name == "msgfolderroot"  ? make_folder_id(mailbox, shared_root)
                 : one.name == "deleteditems" ? make_folder_id(mailbox, shared_deleted_items)
                                              : make_folder_id(name_, folder->number);
    folder->version = ++version_;
    folders_.push_back(std::move(folder));
  }
  add_folder(root(), "Conversation Action Settings").hidden = true;
  add_folder(root(), "Unread Mail").search = true;
}

MailFolder* Mail::folder_by_id(std::string_view id) {
  for (const auto& folder : folders_)
    if (folder->id == id) return folder.get();
  return nullptr;
}

MailFolder* Mail::well_known(std::string_view name) {
  for (const auto& folder : folders_)
    if (!name.empty() && folder->well_known == name) return folder.get();
  return nullptr;
}

std::vector<MailFolder*> Mail::children(const MailFolder& parent) const {
  std::vector<MailFolder*> found;
  for (const auto& folder : folders_)
    if (folder->parent == &parent) found.push_back(folder.get());
  return found;
}

MailFolder* Mail::child_by_name(const MailFolder& parent, std::string_view name) {
  const std::string wanted = fold_case(name);
  for (MailFolder* child : children(parent))
    if (fold_case(child->name) == wanted) return child;
  return nullptr;
}

bool Mail::below(const MailFolder& folder, const MailFolder& ancestor) const {
  for (const MailFolder* at = &folder; at != nullptr; at = at->parent)
    if (at == &ancestor) return true;
  return false;
}

bool Mail::listed(const MailFolder& folder) const { return below(folder, *folders_[0]); }

MailFolder& Mail::add_folder(MailFolder& parent, std::string name, std::string well_known) {
  auto folder = std::make_unique<MailFolder>();
  folder->number = ++folder_numbers_;
  folder->id = make_folder_id(name_, folder->number);
  folder->name = std::move(name);
  folder->well_known = std::move(well_known);
  folder->parent = &parent;
  folder->version = ++version_;
  return *folders_.emplace_back(std::move(folder));
}

void Mail::rename(MailFolder& folder, std::string name) {
  folder.name = std::move(name);
  folder.version = ++version_;
}

void Mail::move(MailFolder& folder, MailFolder& parent) {
  folder.parent = &parent;
  folder.version = ++version_;
}

void Mail::purge(MailFolder& folder) {
  for (MailFolder* child : children(folder)) purge(*child);
  std::erase_if(blocks_, [&](const auto& block) { return block->folder == &folder; });
  while (!folder.messages.empty()) purge(*folder.messages.begin()->second);
  gone_[++version_] = folder.id;
  std::erase_if(folders_, [&](const auto& one) { return one.get() == &folder; });
}

void Mail::set_language(Language language) {
  for (const WellKnown& one : well_known_folders())
    if (MailFolder* folder = well_known(one.name))
      rename(*folder, std::string(one.names[static_cast<std::size_t>(language)]));
}

Message* Mail::find_number(std::uint64_t number, IdKind kind) {
  if (kind == IdKind::immutable_id) {
    if (const auto found = messages_.find(number); found != messages_.end())
      return found->second.get();
  } else if (const auto found = mutable_.find(number); found != mutable_.end()) {
    return found->second;
  }
  for (const auto& block : blocks_) {
    if (number < block->first_number || number - block->first_number >= block->count) continue;
    const std::uint64_t nth = number - block->first_number;
    // One that was taken and is not among the messages is gone, or has another mutable id.
    return block->taken.contains(nth) ? nullptr : &stand_alone(*block, nth);
  }
  return nullptr;
}

Message* Mail::find(IdKind kind, std::string_view id) {
  const auto number = number_of_item_id(kind, name_, id);
  return number ? find_number(*number, kind) : nullptr;
}

Message* Mail::find_any(std::string_view id) {
  Message* message = find(IdKind::immutable_id, id);
  return message != nullptr ? message : find(IdKind::mutable_id, id);
}

Message& Mail::stand_alone(MailBlock& block, std::uint64_t nth) {
  auto owned = std::make_unique<Message>(block_message(block, nth));
  Message& message = *owned;
  block.taken.insert(nth);
  messages_.emplace(message.number, std::move(owned));
  mutable_.emplace(message.mutable_number, &message);
  const MailPlace place{message.received, message.number};
  by_time_.emplace(place, &message);
  message.folder->messages.emplace(place, &message);
  message.folder->changes.emplace(message.version,
                                  MailChange{&message, message.number, message.mutable_number});
  return message;
}

Message& Mail::add(MailFolder& folder, Message message, Millis now) {
  message.number = message.mutable_number = ++numbers_;
  message.change_number = ++change_numbers_;
  message.created = message.modified = now;
  if (message.values.text(message::internet_id).empty())
    message.values.set(message::internet_id,
                       json::value(internet_id(std::to_string(message.number))));
  auto owned = std::make_unique<Message>(std::move(message));
  Message& added = *owned;
  messages_.emplace(added.number, std::move(owned));
  mutable_.emplace(added.mutable_number, &added);
  by_time_.emplace(MailPlace{added.received, added.number}, &added);
  enter(added, folder);
  added.created_version = added.version;
  return added;
}

void Mail::add_block(MailFolder& folder, MailBlock block) {
  block.folder = &folder;
  block.pattern.folder = &folder;
  block.first_number = numbers_ + 1;
  block.first_version = version_ + 1;
  numbers_ += block.count;
  version_ += block.count;
  block.pattern.change_number = ++change_numbers_;
  if (block.pattern.values.text(message::internet_id).empty())
    block.pattern.values.set(message::internet_id,
                             json::value(internet_id(std::to_string(block.first_number) + ".{n}")));
  const auto count = static_cast<std::int64_t>(block.count);
  folder.total += count;
  folder.unread += block.pattern.read ? 0 : count;
  blocks_.push_back(std::make_unique<MailBlock>(std::move(block)));
}

void Mail::touched(Message& message, Millis now, bool trifle) {
  message.change_number = ++change_numbers_;
  message.modified = now;
  message.folder->changes.erase(message.version);
  message.version = ++version_;
  if (!trifle) message.content_version = message.version;
  message.folder->changes.emplace(message.version,
                                  MailChange{&message, message.number, message.mutable_number});
}

void Mail::set_read(Message& message, bool read) {
  message.folder->unread += static_cast<int>(message.read) - static_cast<int>(read);
  message.read = read;
}

void Mail::move(Message& message, MailFolder& target, Millis now) {
  leave(message, true);
  mutable_.erase(message.mutable_number);
  message.mutable_number = ++numbers_;
  mutable_.emplace(message.mutable_number, &message);
  message.change_number = ++change_numbers_;
  message.modified = now;
  enter(message, target);
  message.moved_version = message.version;
}

void Mail::purge(Message& message) {
  leave(message, false);
  by_time_.erase({message.received, message.number});
  mutable_.erase(message.mutable_number);
  messages_.erase(message.number);
}

void Mail::reseat(Message& message, Millis received) {
  const MailPlace old{message.received, message.number};
  by_time_.erase(old);
  message.folder->messages.erase(old);
  message.received = received;
  const MailPlace place{received, message.number};
  by_time_.emplace(place, &message);
  message.folder->messages.emplace(place, &message);
}

void Mail::enter(Message& message, MailFolder& folder) {
  message.folder = &folder;
  message.version = message.content_version = ++version_;
  message.created_version = message.moved_version = 0;
  folder.messages.emplace(MailPlace{message.received, message.number}, &message);
  folder.changes.emplace(message.version,
                         MailChange{&message, message.number, message.mutable_number});
  ++folder.total;
  folder.unread += message.read ? 0 : 1;
}

void Mail::leave(Message& message, bool moved) {
  MailFolder& folder = *message.folder;
  folder.messages.erase({message.received, message.number});
  folder.changes.erase(message.version);
  folder.changes.emplace(++version_,
                         MailChange{nullptr, message.number, message.mutable_number, moved});
  folder.left[message.number] = version_;
  --folder.total;
  folder.unread -= message.read ? 0 : 1;
}

std::string Mail::id(const Message& message, IdKind kind) const {
  return make_item_id(kind, name_,
                      kind == IdKind::immutable_id ? message.number : message.mutable_number);
}

std::string Mail::id(const MailChange& change, IdKind kind) const {
  return make_item_id(kind, name_,
                      kind == IdKind::immutable_id ? change.number : change.mutable_number);
}

std::string Mail::attachment_id(const Message& message, IdKind kind, std::size_t nth) const {
  const std::uint64_t number =
      kind == IdKind::immutable_id ? message.number : message.mutable_number;
  return make_item_id(kind, name_ + "/attachments", number << 10U | nth);
}

std::string Mail::internet_id(const std::string& what) const {
  return "<" + sha256_hex(name_).substr(0, 16) + "." + what + "@mail.example>";
}

void Mail::expire_sync_states() {
  folders_generation += 8;
  for (const auto& folder : folders_) folder->generation += 8;
}

}  // namespace relais::emulator
