#include "engine/config/keys.hpp"

#include <algorithm>
#include <unordered_map>

namespace relais::config {
namespace {

constexpr std::int64_t ms = 1, second = 1000 * ms, minute = 60 * second, hour = 60 * minute,
                       day = 24 * hour;
constexpr std::int64_t many = 1'000'000'000;

void add_safety(std::vector<Key>& keys, const std::string& at) {
  const bool global = at == "safety";
  const auto add = [&](const char* name, Type type, const char* otherwise, const char* choices = "",
                       std::int64_t least = 0, std::int64_t most = 0) {
    keys.push_back({at + "." + name, type, false,
                    type == Type::map ? ""
                    : global          ? otherwise
                                      : std::string("safety.") + name,
                    choices, least, most});
  };
  keys.push_back({at, Type::map});
  add("max_delete", Type::map, "");
  add("max_delete.count", Type::count, "20", "", 0, many);
  add("max_delete.percent", Type::percent, "10");
  add("max_config_update", Type::map, "");
  add("max_config_update.count", Type::count, "50", "", 0, many);
  add("max_config_update.percent", Type::percent, "30");
  add("max_source_lost", Type::map, "");
  add("max_source_lost.count", Type::count, "20", "", 0, many);
  add("max_source_lost.percent", Type::percent, "50");
  add("empty_target_links", Type::count, "50", "", 0, many);
  add("drift", Type::choice, "repair", "repair|report|ignore");
  add("on_disable", Type::choice, "keep", "keep|remove");
  add("audit_every", Type::duration, "60m", "", minute, 7 * day);
  add("observe_every", Type::duration, "10m", "", second, 7 * day);
  add("settle_after", Type::duration, "60s", "", 0, hour);
}

void add_entity(std::vector<Key>& keys) {
  const std::string e = "entities[]";
  const auto add = [&](const char* name, Type type, bool required = false,
                       const char* otherwise = "", const char* choices = "") {
    keys.push_back({e + "." + name, type, required, otherwise, choices, 0, 0});
  };
  keys.push_back({"entities", Type::list, true});
  keys.push_back({e, Type::map});
  add("id", Type::id, true);
  add("name", Type::text, false, "the id");
  add("language", Type::choice, false, "de", "de|fr|it|en");
  add("time_zone", Type::time_zone, false, "Europe/Zurich");
  add("privacy", Type::choice, false, "full", "full|case-number-only|busy");
  add("window", Type::map);
  keys.push_back({e + ".window.back", Type::duration, false, "30d", "", day, 36'500 * day});
  keys.push_back({e + ".window.ahead", Type::duration, false, "1096d", "", day, 36'500 * day});
  add("subscription", Type::list, false, "[]");
  add("subscription[]", Type::addin);
  add("microsoft365", Type::map);
  add("microsoft365.tenant", Type::tenant, true);
  add("microsoft365.client_id", Type::guid, true);
  add("microsoft365.client_secret", Type::secret);
  add("microsoft365.next_client_secret", Type::secret);
  add("microsoft365.secret_expires_on", Type::date);
  add("microsoft365.certificate", Type::map);
  add("microsoft365.certificate.file", Type::path, true);
  add("microsoft365.certificate.key", Type::secret, true);
  add("microsoft365.cloud", Type::choice, false, "global", "global|us-gov|us-dod|china");
  add("microsoft365.authority", Type::url, false, "the cloud's");
  add("microsoft365.graph", Type::url, false, "the cloud's");
  add("connections", Type::named);
  add("connections.*", Type::map);
  add("connections.*.type", Type::choice, true, "", "oauth2-client-credentials|basic|bearer|none");
  add("connections.*.base_urls", Type::list, true);
  add("connections.*.base_urls[]", Type::url);
  add("connections.*.token_url", Type::url);
  add("connections.*.scope", Type::text);
  add("connections.*.accounts", Type::named);
  add("connections.*.accounts.*", Type::map);
  for (const char* of : {"connections.*.", "connections.*.accounts.*."}) {
    add((std::string(of) + "client_id").c_str(), Type::text);
    add((std::string(of) + "client_secret").c_str(), Type::secret);
    add((std::string(of) + "username").c_str(), Type::text);
    add((std::string(of) + "password").c_str(), Type::secret);
    add((std::string(of) + "token").c_str(), Type::secret);
  }
  add("addins", Type::named);
  add("addins.*", Type::section);
}

/// What an add-in for messages has to obey is judged by the engine, so its keys stand here and not
/// in the schema of a plugin. What holds for all accounts may be said again for one.
void add_mail(std::vector<Key>& keys, const std::string& at) {
  const bool common = at == "entities[].addins.MAIL";
  const auto add = [&](const char* name, Type type, const char* otherwise = "",
                       const char* choices = "", bool required = false) {
    const bool inherits = !common && !required && *otherwise != '\0';
    keys.push_back({at + "." + name, type, required,
                    inherits ? std::string("entities[].addins.MAIL.") + name : otherwise, choices,
                    0, 0});
  };
  const auto add_list = [&](const char* name, Type entry, const char* otherwise = "[]",
                            const char* choices = "") {
    add(name, Type::list, otherwise);
    add((std::string(name) + "[]").c_str(), entry, "", choices);
  };
  keys.push_back({at, Type::map});
  add("provider", Type::id, "microsoft365");
  add("type", Type::id, "graph");
  add_list("exclude_folders", Type::text);
  add_list("exclude_well_known", Type::choice,
           "[syncissues, conflicts, localfailures, serverfailures]",
           "clutter|conflicts|inbox|localfailures|recoverableitemsdeletions|scheduled|"
           "sentitems|serverfailures|syncissues");
  add_list("exclude_senders", Type::address);
  add_list("exclude_domains", Type::domain_rule);
  add("sender_match", Type::choice, "from", "from|any");
  add("ignore_internal", Type::flag, "false");
  add("protect_public_domains", Type::flag, "true");
  add_list("public_domains", Type::domain);
  add("include_subdomains", Type::flag, "false");
  add_list("domain_groups", Type::list);
  add("domain_groups[][]", Type::domain);
  add("strip_plus_tag", Type::flag, "false");
  add("marker", Type::choice, "category", "category|none");
  add("mark_copies", Type::choice, "collected", "collected|all");
  keys.push_back({at + ".poll_every", Type::duration, false,
                  common ? "60s" : "entities[].addins.MAIL.poll_every", "", 10 * second, day});
  add("history", Type::map);
  add("history.agreement", Type::text, "", "", true);
  add("history.approved_by", Type::text, "", "", true);
  add("history.approved_on", Type::date, "", "", true);
  add("history.from", Type::date, "", "", true);
  keys.push_back({at + ".history.max_messages", Type::count, true, "", "", 1, 50'000});
}

std::vector<Key> make_keys() {
  std::vector<Key> keys{
      {"store", Type::map, true},
      {"store.url", Type::store_url, true},
      {"store.ledger", Type::store_url, true},
      {"store.blobs", Type::path, false, "blobs"},
      {"plugins", Type::map},
      {"plugins.path", Type::list, false, "[]"},
      {"plugins.path[]", Type::path},
      {"plugins.pins", Type::named, false, "{}"},
      {"plugins.pins.*", Type::sha256},
      {"plugins.timeout", Type::duration, false, "10s", "", 100 * ms, 10 * minute},
  };
  add_entity(keys);
  add_mail(keys, "entities[].addins.MAIL");
  keys.push_back({"entities[].addins.MAIL.plugin", Type::section});
  keys.push_back({"entities[].addins.MAIL.accounts", Type::named, false, "{}"});
  add_mail(keys, "entities[].addins.MAIL.accounts.*");
  keys.push_back(
      {"entities[].addins.MAIL.accounts.*.owner", Type::id, false, "the account's name"});
  add_safety(keys, "entities[].safety");
  add_safety(keys, "safety");
  const std::vector<Key> rest{
      {"sync", Type::map},
      {"sync.workers", Type::count, false, "4", "", 1, 256},
      {"log", Type::map},
      {"log.level", Type::choice, false, "info", "debug|info|warning|error|off"},
      {"log.file", Type::path, false, "standard error"},
      {"alert", Type::map},
      {"alert.command", Type::list, false, "[]"},
      {"alert.command[]", Type::text},
      {"roles", Type::map},
      {"roles.admin", Type::list, false, "[]"},
      {"roles.admin[]", Type::os_user},
      {"roles.operator", Type::list, false, "[]"},
      {"roles.operator[]", Type::os_user},
      {"roles.viewer", Type::list, false, "[]"},
      {"roles.viewer[]", Type::os_user},
      {"roles.handler", Type::named, false, "{}"},
      {"roles.handler.*", Type::map},
      {"roles.handler.*.entity", Type::id, true},
      {"roles.handler.*.handler", Type::id, true},
  };
  keys.insert(keys.end(), rest.begin(), rest.end());
  return keys;
}

std::string_view last_name(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? path : path.substr(dot + 1);
}

std::string_view parent_of(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : path.substr(0, dot);
}

bool is_name(std::string_view last) { return last != "*" && !last.ends_with("[]"); }

}  // namespace

const std::vector<Key>& known_keys() {
  static const std::vector<Key> keys = make_keys();
  return keys;
}

const Key* known_key(std::string_view path) {
  static const auto by_path = [] {
    std::unordered_map<std::string_view, const Key*> out;
    for (const auto& key : known_keys()) out.emplace(key.path, &key);
    return out;
  }();
  const auto found = by_path.find(path);
  return found == by_path.end() ? nullptr : found->second;
}

std::vector<std::string_view> names_below(std::string_view path) {
  std::vector<std::string_view> out;
  for (const auto& key : known_keys())
    if (parent_of(key.path) == path && is_name(last_name(key.path)))
      out.push_back(last_name(key.path));
  return out;
}

std::vector<std::string_view> paths_named(std::string_view name) {
  std::vector<std::string_view> out;
  for (const auto& key : known_keys())
    if (last_name(key.path) == name) out.push_back(key.path);
  return out;
}

std::vector<std::string_view> split_choices(const Key& key) {
  std::vector<std::string_view> out;
  std::string_view rest = key.choices;
  while (!rest.empty()) {
    const std::size_t bar = std::min(rest.find('|'), rest.size());
    out.push_back(rest.substr(0, bar));
    rest.remove_prefix(std::min(bar + 1, rest.size()));
  }
  return out;
}

const std::vector<std::string_view>& own_addins() {
  static const std::vector<std::string_view> codes{"A04", "B08", "B09", "MAIL"};
  return codes;
}

}  // namespace relais::config
