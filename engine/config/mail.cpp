#include "engine/config/mail.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/config/problems.hpp"
#include "engine/config/values.hpp"

namespace relais::config {
namespace {

/// One map of the section, with the places of its keys.
class MailMap {
 public:
  MailMap(const Section& section, const json::object& map, std::string pointer, std::string path)
      : section_(section), map_(map), pointer_(std::move(pointer)), path_(std::move(path)) {}

  const json::value* find(std::string_view key) const {
    const auto* value = map_.if_contains(key);
    return value == nullptr || value->is_null() ? nullptr : value;
  }

  Origin origin(std::string_view key) const {
    return place(pointer_of(pointer_, key), path_of(path_, key));
  }
  Origin origin() const { return place(pointer_, path_); }

  MailMap child(std::string_view key) const {
    static const json::object empty;
    const json::value* value = find(key);
    const auto* object = value == nullptr ? nullptr : value->if_object();
    return {section_, object == nullptr ? empty : *object, pointer_of(pointer_, key),
            path_of(path_, key)};
  }

  std::vector<Stated> list(std::string_view key) const {
    std::vector<Stated> out;
    const json::value* value = find(key);
    if (value == nullptr || !value->is_array()) return out;
    const std::string pointer = pointer_of(pointer_, key);
    const std::string path = path_of(path_, key);
    const auto& array = value->get_array();
    for (std::size_t i = 0; i < array.size(); ++i)
      if (const auto* text = array[i].if_string())
        out.push_back(
            {std::string(*text), place(pointer_of(pointer, std::to_string(i)), path_of(path, i))});
    return out;
  }

  void take(std::string_view key, std::string& into) const { into = text(key, into); }
  void take(std::string_view key, bool& into) const {
    if (const json::value* value = find(key); value != nullptr && value->is_bool())
      into = value->get_bool();
  }
  std::string text(std::string_view key, std::string_view otherwise = {}) const {
    return std::string(string_at(map_, key, otherwise));
  }
  const json::object& object() const { return map_; }

 private:
  /// The nearest place that is known.
  Origin place(std::string pointer, std::string path) const {
    while (true) {
      if (const auto found = section_.places.find(pointer); found != section_.places.end())
        return {section_.origin.file, std::move(path), found->second.key};
      if (pointer.empty()) return {section_.origin.file, std::move(path), section_.origin.mark};
      pointer.resize(pointer.rfind('/'));
    }
  }

  const Section& section_;
  const json::object& map_;
  std::string pointer_;
  std::string path_;
};

void append(std::vector<Stated> more, std::vector<Stated>& into) {
  std::move(more.begin(), more.end(), std::back_inserter(into));
}

std::optional<MailHistory> history_in(const MailMap& map) {
  const json::value* value = map.find("history");
  if (value == nullptr || !value->is_object()) return std::nullopt;
  const MailMap history = map.child("history");
  MailHistory out;
  out.agreement = normalise_line(history.text("agreement"));
  out.approved_by = normalise_line(history.text("approved_by"));
  out.approved_on = history.text("approved_on");
  out.from = history.text("from");
  if (const json::value* most = history.find("max_messages"); most != nullptr && most->is_int64())
    out.max_messages = most->get_int64();
  out.origin = map.origin("history");
  return out;
}

void take_lists(const MailMap& map, MailSettings& into) {
  append(map.list("exclude_folders"), into.exclude_folders);
  append(map.list("exclude_senders"), into.exclude_senders);
  append(map.list("exclude_domains"), into.exclude_domains);
  if (map.find("exclude_well_known") != nullptr)
    into.exclude_well_known = map.list("exclude_well_known");
  for (auto& domain : map.list("public_domains"))
    into.public_domains.push_back(std::move(domain.text));
  const json::value* groups = map.find("domain_groups");
  if (groups == nullptr || !groups->is_array()) return;
  for (const auto& group : groups->get_array()) {
    std::vector<std::string> domains;
    if (group.is_array())
      for (const auto& domain : group.get_array())
        if (const auto* text = domain.if_string()) domains.emplace_back(*text);
    into.domain_groups.push_back(std::move(domains));
  }
}

void take_settings(const MailMap& map, MailSettings& into) {
  take_lists(map, into);
  map.take("provider", into.provider);
  map.take("type", into.type);
  const std::string match = map.text("sender_match");
  if (!match.empty()) into.sender_match = match == "any" ? SenderMatch::any : SenderMatch::from;
  if (map.find("ignore_internal") != nullptr || into.ignore_internal.origin.key_path.empty())
    into.ignore_internal.origin = map.origin("ignore_internal");
  map.take("ignore_internal", into.ignore_internal.on);
  map.take("protect_public_domains", into.protect_public_domains);
  map.take("include_subdomains", into.include_subdomains);
  map.take("strip_plus_tag", into.strip_plus_tag);
  const std::string marker = map.text("marker");
  if (!marker.empty()) into.marker = marker == "none" ? Marker::none : Marker::category;
  const std::string copies = map.text("mark_copies");
  if (!copies.empty()) into.mark_copies = copies == "all" ? MarkCopies::all : MarkCopies::collected;
  into.poll_every = parse_duration(map.text("poll_every")).value_or(into.poll_every);
  if (auto history = history_in(map)) into.history = std::move(history);
}

}  // namespace

bool MailAccount::belongs_to(std::string_view handler) const {
  return fold_case(owner) == fold_case(handler);
}

const MailSettings& Mail::of(std::string_view owner) const {
  const auto found =
      std::find_if(accounts_.begin(), accounts_.end(),
                   [&](const MailAccount& account) { return account.belongs_to(owner); });
  return found == accounts_.end() ? common_ : found->settings;
}

Mail mail_of(const Entity& entity) {
  Section absent;
  absent.origin = entity.origin;
  absent.origin.key_path += ".addins.MAIL";
  const auto found = entity.addins.find("MAIL");
  const Section& section = found == entity.addins.end() ? absent : found->second;
  const MailMap map(section, section.value, "", section.origin.key_path);
  MailSettings common;
  for (const char* name : {"syncissues", "conflicts", "localfailures", "serverfailures"})
    common.exclude_well_known.push_back({name, map.origin("exclude_well_known")});
  take_settings(map, common);
  const MailMap named = map.child("accounts");
  std::vector<MailAccount> accounts;
  for (const auto& each : named.object()) {
    const MailMap account = named.child(each.key());
    const std::string name(each.key());
    MailAccount out{name, name, common, account.origin()};
    account.take("owner", out.owner);
    take_settings(account, out.settings);
    accounts.push_back(std::move(out));
  }
  return {std::move(common), std::move(accounts)};
}

}  // namespace relais::config
