#include "engine/config/rules.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "engine/base/text.hpp"
#include "engine/config/mail_rules.hpp"

namespace relais::config {
namespace {

std::string text_of(const Node* node) {
  return node != nullptr && node->kind == Node::Kind::text ? node->text : std::string();
}

/// What each type of connection needs; other credentials are refused, so that none lies unused.
struct ConnectionType {
  std::string_view name;
  std::vector<std::string_view> connection;  ///< keys that stand beside `type` only
  std::vector<std::string_view> credentials;
  std::vector<std::string_view> optional;
};
const std::array<ConnectionType, 4>& connection_types() {
  static const std::array<ConnectionType, 4> types{{
      {"oauth2-client-credentials", {"token_url"}, {"client_id", "client_secret"}, {"scope"}},
      {"basic", {}, {"username", "password"}, {}},
      {"bearer", {}, {"token"}, {}},
      {"none", {}, {}, {}},
  }};
  return types;
}

bool among(std::string_view name, const std::vector<std::string_view>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class Rules {
 public:
  explicit Rules(Problems& problems) : problems_(problems) {}

  void root(const Node& node) {
    const Node* entities = node.find("entities");
    if (entities != nullptr && entities->kind != Node::Kind::map &&
        (entities->kind == Node::Kind::null ||
         (entities->kind == Node::Kind::list && entities->children.empty())))
      problems_.add(entities->mark, "entities", "an empty list", "at least one entity");
    std::set<std::string> ids;
    if (entities != nullptr && entities->kind == Node::Kind::list)
      for (std::size_t i = 0; i < entities->children.size(); ++i)
        entity(entities->children[i], path_of("entities", i), ids);
    stores(node);
    handlers(node, ids);
  }

 private:
  void entity(const Node& node, const std::string& path, std::set<std::string>& ids) {
    const std::string id = text_of(node.find("id"));
    if (!id.empty() && !ids.insert(fold_case(id)).second)
      problems_.add(node.find("id")->mark, path_of(path, "id"), shown(id) + " a second time",
                    "an id that no other entity has", "upper and lower case count as the same");
    if (const Node* subscription = node.find("subscription"))
      once(*subscription, path_of(path, "subscription"));
    if (const Node* microsoft365 = node.find("microsoft365"))
      credentials(*microsoft365, path_of(path, "microsoft365"));
    if (const Node* connections = node.find("connections"))
      for (const auto& connection : connections->children)
        this->connection(connection, path_of(path_of(path, "connections"), connection.key));
    if (const Node* addins = node.find("addins"))
      if (const Node* mail = addins->find("MAIL"))
        check_mail_rules(*mail, path_of(path_of(path, "addins"), "MAIL"), problems_);
  }

  void once(const Node& list, const std::string& path) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < list.children.size(); ++i) {
      const std::string code = text_of(&list.children[i]);
      if (!code.empty() && !seen.insert(code).second)
        problems_.add(list.children[i].mark, path_of(path, i), shown(code) + " a second time",
                      "each add-in once");
    }
  }

  void credentials(const Node& node, const std::string& path) {
    const Node* secret = node.find("client_secret");
    const Node* certificate = node.find("certificate");
    const Node* next = node.find("next_client_secret");
    if (secret != nullptr && certificate != nullptr)
      problems_.add(certificate->key_mark, path_of(path, "certificate"),
                    "a certificate beside client_secret", "one of the two", "remove the other");
    if (next != nullptr && secret == nullptr)
      problems_.add(next->key_mark, path_of(path, "next_client_secret"), "next_client_secret alone",
                    "client_secret beside it", "it takes over when client_secret is refused");
    if (secret != nullptr && node.find("secret_expires_on") == nullptr)
      problems_.add(secret->key_mark, path_of(path, "secret_expires_on"), "nothing",
                    "the day on which client_secret expires, as YYYY-MM-DD",
                    "the portal shows it under Certificates & secrets; relais warns in time");
    if (node.find("cloud") != nullptr && node.find("authority") != nullptr &&
        node.find("graph") != nullptr)
      problems_.add(node.find("cloud")->key_mark, path_of(path, "cloud"),
                    "cloud beside authority and graph", "cloud, or the two URLs",
                    "authority and graph replace all that cloud says");
  }

  void connection(const Node& node, const std::string& path) {
    if (node.key == "microsoft365")
      problems_.add(node.key_mark, path, "the name microsoft365", "another name",
                    "that connection has its own key, entities[].microsoft365");
    const std::string type = text_of(node.find("type"));
    const auto& types = connection_types();
    const auto known = std::find_if(types.begin(), types.end(),
                                    [&](const auto& each) { return each.name == type; });
    if (known == types.end()) return;  // told by the shape
    const Node* accounts = node.find("accounts");
    const bool per_account = accounts != nullptr && !accounts->children.empty();
    const Node* urls = node.find("base_urls");
    if (urls != nullptr && (urls->kind == Node::Kind::null ||
                            (urls->kind == Node::Kind::list && urls->children.empty())))
      problems_.add(urls->mark, path_of(path, "base_urls"), "an empty list",
                    "the URLs that the connector may talk to");
    need(node, path, known->connection);
    if (!per_account) need(node, path, known->credentials);
    refuse_others(node, path, *known);
    if (!per_account) return;
    for (const auto& account : accounts->children) {
      const std::string at = path_of(path_of(path, "accounts"), account.key);
      for (const auto name : known->credentials)
        if (node.find(name) == nullptr) need(account, at, {name});
      refuse_others(account, at, *known);
    }
  }

  void need(const Node& node, const std::string& path, const std::vector<std::string_view>& names) {
    for (const auto name : names)
      if (node.find(name) == nullptr)
        problems_.add(node.mark, path_of(path, name), "nothing",
                      fmt::format("the key {}, which this type of connection needs", name));
  }

  void refuse_others(const Node& node, const std::string& path, const ConnectionType& type) {
    static const std::vector<std::string_view> credentials{
        "token_url", "scope", "client_id", "client_secret", "username", "password", "token"};
    for (const auto& child : node.children)
      if (among(child.key, credentials) && !among(child.key, type.connection) &&
          !among(child.key, type.credentials) && !among(child.key, type.optional))
        problems_.add(child.key_mark, path_of(path, child.key), "the key " + child.key,
                      fmt::format("only what the type {} uses", type.name), "remove it");
  }

  void stores(const Node& root) {
    const Node* store = root.find("store");
    if (store == nullptr) return;
    const std::string url = text_of(store->find("url"));
    const std::string ledger = text_of(store->find("ledger"));
    if (url.starts_with("sqlite:") && url == ledger)
      problems_.add(store->find("ledger")->mark, "store.ledger", "the file of store.url",
                    "a file of its own", "the practice software's writes must not stop the ledger");
  }

  void handlers(const Node& root, const std::set<std::string>& ids) {
    const Node* roles = root.find("roles");
    const Node* handlers = roles == nullptr ? nullptr : roles->find("handler");
    if (handlers == nullptr) return;
    for (const auto& user : handlers->children) {
      const Node* entity = user.find("entity");
      const std::string id = text_of(entity);
      if (!id.empty() && !ids.contains(fold_case(id)))
        problems_.add(entity->mark, path_of(path_of("roles.handler", user.key), "entity"),
                      shown(id), "the id of an entity of this file");
    }
  }

  Problems& problems_;
};

}  // namespace

void check_rules(const Node& root, Problems& problems) { Rules(problems).root(root); }

}  // namespace relais::config
