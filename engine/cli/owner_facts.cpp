#include "engine/cli/owner_facts.hpp"

#include <map>

#include "engine/base/json.hpp"

namespace relais::cli {
namespace {

bool says_yes(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

/// Facts of the copy that are true while the item says that they are not.
std::vector<std::string> differing(const std::string& facts, const json::object& item) {
  std::vector<std::string> names;
  const auto parsed = parse_json(facts, "facts");
  if (!parsed || !parsed->is_object()) return names;
  for (const auto& [name, value] : parsed->get_object()) {
    const std::string key(name);
    if (item.contains(key) && says_yes(parsed->get_object(), key) && !says_yes(item, key))
      names.push_back(key);
  }
  return names;
}

}  // namespace

Result<std::vector<OwnerFact>> owner_facts(store::Snapshot& snapshot, ledger::Ledger& ledger,
                                           ledger::MailboxId mailbox,
                                           std::span<const store::Handler> members) {
  RELAIS_ASSIGN(const auto links, ledger.links_with_facts(mailbox));
  std::map<std::string, std::vector<std::string>> items;  // by kind
  for (const auto& link : links) items[link.kind].push_back(link.item);
  std::map<std::pair<std::string, std::string>, std::pair<std::string, json::object>> sources;
  for (const auto& [kind, ids] : items)
    for (const auto& handler : members) {
      RELAIS_ASSIGN(const auto found, snapshot.items(handler.id, kind, ids));
      for (const auto& item : found) {
        RELAIS_ASSIGN(auto json, parse_json(item.json, "an item of the practice store"));
        if (json.is_object())
          sources.try_emplace({kind, item.id}, handler.code, std::move(json.get_object()));
      }
    }
  std::vector<OwnerFact> facts;
  for (const auto& link : links) {
    const auto source = sources.find({link.kind, link.item});
    if (source == sources.end()) continue;
    for (auto& fact : differing(link.facts, source->second.second))
      facts.push_back({source->second.first, link.kind, link.item, std::move(fact)});
  }
  return facts;
}

}  // namespace relais::cli
