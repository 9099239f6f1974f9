#include "engine/mail/rules.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <map>

#include "engine/base/text.hpp"
#include "engine/config/public_domains.hpp"

namespace relais::mail {
namespace {

/// Raised when the same rules would judge differently.
constexpr int kJudgement = 1;
/// A version begins with what the rules about folders are.
constexpr std::size_t kFolderDigits = 8;
constexpr std::size_t kVersionDigits = 16;

/// `drafts` is also known as `draft`; both are meant.
constexpr std::array<std::string_view, 7> kNeverRead{
    "drafts", "draft", "deleteditems", "junkemail", "conversationhistory", "archive", "outbox"};

std::string lower_name(std::string_view name) {
  std::string out(name);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

/// `entities[0].addins.MAIL.exclude_senders[1] (relais.yaml:31)`
std::string place_of(const config::Origin& origin) {
  const std::string file = std::filesystem::path(origin.file).filename().string();
  if (file.empty() || origin.mark.line == 0) return origin.key_path;
  return fmt::format("{} ({}:{})", origin.key_path, file, origin.mark.line);
}

Rules::Rule removable(const config::Origin& origin) {
  const std::string place = place_of(origin);
  return {place, fmt::format("Remove {}, then `relais mail reconsider` judges it again.", place)};
}

Millis whole_seconds(Millis instant) { return instant / 1000 - (instant % 1000 < 0 ? 1 : 0); }

void put(std::string_view label, std::vector<std::string> values, std::string& out) {
  std::sort(values.begin(), values.end());
  out += fmt::format("{}:{}\n", label, values.size());
  for (const auto& value : values) out += fmt::format("{}:{}\n", value.size(), value);
}

template <class Map>
std::vector<std::string> keys_in(const Map& map) {
  std::vector<std::string> out;
  for (const auto& [key, value] : map) out.push_back(key);
  return out;
}

const Rules::Rule* rule_at(const Rules::ByText<Rules::Rule>& rules, const std::string& text) {
  const auto found = rules.find(text);
  return found == rules.end() ? nullptr : &found->second;
}

const Rules::Rule* by_well_known(const Rules::ByText<Rules::Rule>& rules, const std::string& name) {
  if (name.empty()) return nullptr;
  const auto* rule = rule_at(rules, name);
  return rule != nullptr ? rule : rule_at(rules, lower_name(name));
}

}  // namespace

std::span<const std::string_view> never_read_folders() { return kNeverRead; }

Rules::Rules(const RuleSource& source)
    : match_(source.settings.sender_match),
      ignore_internal_(source.settings.ignore_internal.on),
      include_subdomains_(source.settings.include_subdomains),
      strip_plus_tag_(source.settings.strip_plus_tag) {
  if (source.active_since) {
    active_since_ = whole_seconds(*source.active_since);
    before_activation_ = {
        "received before " + format_utc(*active_since_ * 1000),
        "Only an agreement about the history (addins.MAIL.history) loads older messages."};
  }
  add_folders(source);
  add_senders(source.settings);
  add_internal(source);
  fingerprint();
}

void Rules::add_folders(const RuleSource& source) {
  hidden_ = {"built in: hidden and search folders are never read",
             "Move it to a folder that is read."};
  for (const auto name : kNeverRead)
    never_read_.emplace(name, Rule{fmt::format("built in: {} is never read", name),
                                   "Move it to a folder that is read."});
  for (const auto& each : source.settings.exclude_well_known)
    excluded_well_known_.emplace(lower_name(each.text), removable(each.origin));
  for (const auto& pin : source.pins) {
    const std::string place = place_of(pin.origin);
    pins_.emplace(pin.folder_id,
                  Rule{place, fmt::format("Move it to a folder that is read, or remove {}, then "
                                          "`relais mail reconsider` judges it again.",
                                          place)});
  }
}

void Rules::add_senders(const config::MailSettings& settings) {
  for (const auto& each : settings.exclude_senders)
    if (const Address address = parse_address(each.text); address.resolved())
      senders_.emplace(address.text, removable(each.origin));
  for (const auto& each : settings.exclude_domains) {
    std::string_view text = each.text;
    if (text.starts_with("*.")) text.remove_prefix(1);
    const bool with_sub = text.starts_with('.');
    if (with_sub) text.remove_prefix(1);
    const std::string domain = normalise_domain(text);
    if (!domain.empty())
      (with_sub ? domains_and_sub_ : domains_).emplace(domain, removable(each.origin));
  }
}

void Rules::add_internal(const RuleSource& source) {
  const auto& settings = source.settings;
  const std::string place = place_of(settings.ignore_internal.origin);
  internal_ = {
      place, fmt::format("Set {} to false, then `relais mail reconsider` judges it again.", place)};
  for (const auto& written : source.employees)
    if (Address address = parse_address(written); address.resolved())
      employees_.insert(std::move(address.text));
  if (settings.protect_public_domains) {
    for (const auto domain : config::public_domains()) public_domains_.emplace(domain);
    for (const auto& written : settings.public_domains)
      if (std::string domain = normalise_domain(written); !domain.empty())
        public_domains_.insert(std::move(domain));
  }
  for (const auto& group : settings.domain_groups) {
    std::string first;
    for (const auto& written : group) {
      const std::string domain = normalise_domain(written);
      if (domain.empty()) continue;
      // Groups that share a domain are one.
      if (const auto known = group_of_.find(domain); known != group_of_.end()) {
        const std::string other = known->second;
        if (first.empty()) first = other;
        for (auto& [each, name] : group_of_)
          if (name == other) name = first;
      }
      if (first.empty()) first = domain;
      group_of_[domain] = first;
    }
  }
}

void Rules::fingerprint() {
  std::string folders = fmt::format("{}\n", kJudgement);
  put("well_known", keys_in(excluded_well_known_), folders);
  put("pins", keys_in(pins_), folders);
  std::string all =
      fmt::format("{} {} {} {} {}\n", active_since_ ? std::to_string(*active_since_) : "none",
                  static_cast<int>(match_), ignore_internal_, include_subdomains_, strip_plus_tag_);
  put("senders", keys_in(senders_), all);
  put("domains", keys_in(domains_), all);
  put("domains_and_sub", keys_in(domains_and_sub_), all);
  if (ignore_internal_) {
    put("employees", {employees_.begin(), employees_.end()}, all);
    put("public", {public_domains_.begin(), public_domains_.end()}, all);
    // By its least domain, so that the order in the file does not count.
    std::map<std::string, std::string> least;
    for (const auto& [domain, group] : group_of_) {
      auto& name = least.try_emplace(group, domain).first->second;
      name = std::min(name, domain);
    }
    std::vector<std::string> groups;
    for (const auto& [domain, group] : group_of_) groups.push_back(domain + ' ' + least[group]);
    put("groups", std::move(groups), all);
  }
  version_ = sha256_hex(folders).substr(0, kFolderDigits) +
             sha256_hex(all).substr(0, kVersionDigits - kFolderDigits);
}

bool Rules::same_folders(std::string_view version) const {
  return version.size() == version_.size() &&
         version.substr(0, kFolderDigits) == std::string_view(version_).substr(0, kFolderDigits);
}

const Rules::Rule* Rules::never_read(const FolderStep& folder) const {
  if (folder.hidden || folder.search) return &hidden_;
  return by_well_known(never_read_, folder.well_known);
}

const Rules::Rule* Rules::excluded(const FolderStep& folder) const {
  if (const Rule* rule = excluded(folder.id)) return rule;
  return by_well_known(excluded_well_known_, folder.well_known);
}

const Rules::Rule* Rules::excluded(const std::string& folder_id) const {
  return rule_at(pins_, folder_id);
}

const Rules::Rule* Rules::before_activation(std::optional<Millis> received) const {
  if (!active_since_ || !received || whole_seconds(*received) >= *active_since_) return nullptr;
  return &before_activation_;
}

const Rules::Rule* Rules::excluded_sender(const Address& sender) const {
  return sender.resolved() ? rule_at(senders_, sender.text) : nullptr;
}

const Rules::Rule* Rules::excluded_domain(const Address& sender) const {
  if (!sender.resolved() || (domains_.empty() && domains_and_sub_.empty())) return nullptr;
  std::string domain(sender.domain());
  if (const Rule* rule = rule_at(domains_, domain)) return rule;
  if (domains_and_sub_.empty()) return nullptr;
  while (true) {
    if (const Rule* rule = rule_at(domains_and_sub_, domain)) return rule;
    const std::size_t dot = domain.find('.');
    if (dot == std::string::npos) return nullptr;
    domain.erase(0, dot + 1);
  }
}

bool Rules::is_employee(const Address& from) const {
  if (!from.resolved()) return false;
  if (employees_.contains(from.text)) return true;
  const std::size_t plus = from.local().find('+');
  if (!strip_plus_tag_ || plus == std::string_view::npos || plus == 0) return false;
  return employees_.contains(std::string(from.local().substr(0, plus)) + '@' +
                             std::string(from.domain()));
}

bool Rules::belongs(std::string_view domain, std::string_view sender_domain) const {
  if (domain == sender_domain) return true;
  if (public_domains_.contains(std::string(domain))) return false;
  if (include_subdomains_ && domain.size() > sender_domain.size() + 1 &&
      domain.ends_with(sender_domain) && domain[domain.size() - sender_domain.size() - 1] == '.')
    return true;
  if (group_of_.empty()) return false;
  const auto mine = group_of_.find(std::string(domain));
  const auto senders = group_of_.find(std::string(sender_domain));
  return mine != group_of_.end() && senders != group_of_.end() && mine->second == senders->second;
}

const Rules::Rule* Rules::internal(const Envelope& envelope, const Address& from) const {
  if (!ignore_internal_ || !is_employee(from)) return nullptr;
  const std::string_view sender_domain = from.domain();
  if (public_domains_.contains(std::string(sender_domain))) return nullptr;
  std::size_t recipients = 0;
  for (const auto* list : {&envelope.to, &envelope.cc, &envelope.bcc}) {
    if (!list->has_value()) return nullptr;
    for (const auto& recipient : **list) {
      const auto addresses = parse_addresses(recipient.address);
      if (addresses.empty()) return nullptr;
      for (const auto& address : addresses)
        if (!address.resolved() || !belongs(address.domain(), sender_domain)) return nullptr;
      ++recipients;
    }
  }
  return recipients == 0 ? nullptr : &internal_;
}

}  // namespace relais::mail
