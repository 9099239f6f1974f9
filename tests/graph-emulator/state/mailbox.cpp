#include "tests/graph-emulator/state/mailbox.hpp"

#include <algorithm>

#include "engine/base/text.hpp"

namespace relais::emulator {
namespace {

std::string lower_ascii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return lower;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

}  // namespace

std::string tag_key(std::string_view canonical_id, std::string_view value) {
  std::string key(canonical_id);
  key += '\0';
  key += is_ascii(value) ? lower_ascii(value) : fold_case(value);
  return key;
}

Mailbox::Mailbox(std::string name) : name_(std::move(name)) {
  const auto add_fixed = [this](std::string folder_name, FolderKind kind) {
    auto folder = std::make_unique<Folder>();
    folder->kind = kind;
    folder->change_key = next_change_key();
    folder->number = ++folder_numbers_;
    folder->id = make_folder_id(name_, folder->number);
    folder->name = std::move(folder_name);
    folder->parent = folders_.empty() ? nullptr : folders_[0].get();
    folders_.push_back(std::move(folder));
  };
  add_fixed("Top of Information Store", FolderKind::contacts);
  add_fixed("Contacts", FolderKind::contacts);
  add_fixed("Deleted Items", FolderKind::contacts);
  add_fixed("Calendar", FolderKind::calendar);
}

Folder* Mailbox::folder_by_id(std::string_view id) {
  for (const auto& folder : folders_)
    if (folder->id == id) return folder.get();
  return nullptr;
}

bool Mailbox::alive(const Folder& folder) const {
  for (const Folder* at = &folder; at != nullptr; at = at->parent)
    if (at == folders_[2].get()) return false;
  return true;
}

std::vector<Folder*> Mailbox::children(const Folder& parent, FolderKind kind) {
  std::vector<Folder*> found;
  for (const auto& folder : folders_)
    if (folder->parent == &parent && folder->kind == kind && folder.get() != &contacts() &&
        folder.get() != &deleted_items())
      found.push_back(folder.get());
  return found;
}

Folder* Mailbox::child_by_name(const Folder& parent, std::string_view name, FolderKind kind) {
  const std::string wanted = fold_case(name);
  for (Folder* child : children(parent, kind))
    if (fold_case(child->name) == wanted) return child;
  return nullptr;
}

Folder& Mailbox::add_folder(Folder& parent, std::string name, FolderKind kind) {
  auto folder = std::make_unique<Folder>();
  folder->kind = kind;
  folder->change_key = next_change_key();
  folder->number = ++folder_numbers_;
  folder->id = make_folder_id(name_, folder->number);
  folder->name = std::move(name);
  folder->parent = &parent;
  return *folders_.emplace_back(std::move(folder));
}

void Mailbox::move_folder(Folder& folder, Folder& parent) { folder.parent = &parent; }

void Mailbox::purge_folder(Folder& folder) {
  for (Folder* child : children(folder)) purge_folder(*child);
  while (!folder.items.empty()) purge(*folder.items.begin()->second);
  std::erase_if(folders_, [&](const auto& one) { return one.get() == &folder; });
}

Item* Mailbox::item_by_id(IdKind kind, std::string_view id) {
  const auto& ids = kind == IdKind::immutable_id ? immutable_ : mutable_;
  const auto found = ids.find(std::string(id));
  return found == ids.end() ? nullptr : found->second;
}

Item* Mailbox::item_by_any_id(std::string_view id) {
  Item* item = item_by_id(IdKind::immutable_id, id);
  return item != nullptr ? item : item_by_id(IdKind::mutable_id, id);
}

Item& Mailbox::add(Folder& folder, const Schema& schema, Values values,
                   std::vector<ExtendedProperty> extended, Millis now) {
  const std::uint64_t number = ++numbers_;
  auto owned = std::make_unique<Item>();
  Item& item = *owned;
  item.number = number;
  item.immutable_id = make_item_id(IdKind::immutable_id, name_, number);
  item.mutable_id = make_item_id(IdKind::mutable_id, name_, number);
  item.schema = &schema;
  item.values = std::move(values);
  item.extended = std::move(extended);
  item.change_key = next_change_key();
  item.created = item.modified = now;
  items_.emplace(number, std::move(owned));
  immutable_.emplace(item.immutable_id, &item);
  mutable_.emplace(item.mutable_id, &item);
  enter(item, folder);
  return item;
}

void Mailbox::touched(Item& item, Millis now) {
  item.change_key = next_change_key();
  item.modified = now;
  item.folder->changes.erase(item.version);
  item.version = ++version_;
  item.folder->changes.emplace(item.version, FolderChange{&item, {}, {}, false});
}

void Mailbox::set_extended(Item& item, const std::vector<ExtendedProperty>& given) {
  untag(item);
  for (const ExtendedProperty& property : given) {
    const auto old = std::find_if(item.extended.begin(), item.extended.end(),
                                  [&](const auto& one) { return one.id == property.id; });
    if (old == item.extended.end())
      item.extended.push_back(property);
    else
      old->value = property.value;
  }
  tag(item);
}

void Mailbox::move(Item& item, Folder& target, bool deletion, Millis now) {
  leave(item, !deletion);
  mutable_.erase(item.mutable_id);
  item.mutable_id = make_item_id(IdKind::mutable_id, name_, ++numbers_);
  mutable_.emplace(item.mutable_id, &item);
  item.change_key = next_change_key();
  item.modified = now;
  enter(item, target);
}

void Mailbox::purge(Item& item) {
  leave(item, false);
  immutable_.erase(item.immutable_id);
  mutable_.erase(item.mutable_id);
  items_.erase(item.number);
}

void Mailbox::enter(Item& item, Folder& folder) {
  item.folder = &folder;
  item.place = ++places_;
  item.version = ++version_;
  folder.items.emplace(item.place, &item);
  folder.changes.emplace(item.version, FolderChange{&item, {}, {}, false});
  tag(item);
}

void Mailbox::leave(Item& item, bool moved) {
  untag(item);
  item.folder->items.erase(item.place);
  item.folder->changes.erase(item.version);
  item.folder->changes.emplace(++version_,
                               FolderChange{nullptr, item.immutable_id, item.mutable_id, moved});
}

void Mailbox::tag(Item& item) {
  for (const ExtendedProperty& property : item.extended)
    item.folder->tags[tag_key(property.id, property.value)].insert(item.place);
}

void Mailbox::untag(Item& item) {
  for (const ExtendedProperty& property : item.extended) {
    const auto found = item.folder->tags.find(tag_key(property.id, property.value));
    if (found == item.folder->tags.end()) continue;
    found->second.erase(item.place);
    if (found->second.empty()) item.folder->tags.erase(found);
  }
}

}  // namespace relais::emulator
