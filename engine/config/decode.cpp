#include "engine/config/decode.hpp"

#include <charconv>

#include "engine/base/text.hpp"
#include "engine/config/problems.hpp"
#include "engine/config/values.hpp"

namespace relais::config {
namespace {

namespace fs = std::filesystem;

const Node& nothing() {
  static const Node node;
  return node;
}

const Node& at(const Node& node, std::string_view name) {
  const Node* child = node.find(name);
  return child == nullptr ? nothing() : *child;
}

void take(const Node& node, std::string_view name, std::string& into) {
  if (const Node* child = node.find(name)) into = child->text;
}
void take(const Node& node, std::string_view name, std::int64_t& into) {
  if (const Node* child = node.find(name)) into = to_json(*child).as_int64();
}
void take(const Node& node, std::string_view name, std::chrono::milliseconds& into) {
  if (const Node* child = node.find(name)) into = parse_duration(child->text).value_or(into);
}
void take(const Node& node, std::string_view name, Limit& into) {
  take(at(node, name), "count", into.count);
  take(at(node, name), "percent", into.percent);
}
/// Enumerations: the last value is named too, so that all of them are tried.
template <class Enum>
void take(const Node& node, std::string_view name, Enum& into, Enum last) {
  const Node* child = node.find(name);
  if (child == nullptr) return;
  for (int i = 0; i <= static_cast<int>(last); ++i)
    if (name_of(static_cast<Enum>(i)) == child->text) into = static_cast<Enum>(i);
}

/// Rounded up to whole days.
std::chrono::days days(const Node& node, std::string_view name, std::chrono::days otherwise) {
  std::chrono::milliseconds exact = otherwise;
  take(node, name, exact);
  return std::chrono::ceil<std::chrono::days>(exact);
}

std::vector<std::string> texts(const Node& list) {
  std::vector<std::string> out;
  for (const auto& child : list.children) out.push_back(child.text);
  return out;
}

std::string without_slash(std::string url) {
  while (url.ends_with('/')) url.pop_back();
  return url;
}

class Decoder {
 public:
  Decoder(fs::path folder, std::string file) : folder_(std::move(folder)), file_(std::move(file)) {}

  fs::path path(const std::string& text) const {
    fs::path out = (folder_ / text).lexically_normal();
    return out.has_filename() ? out : out.parent_path();
  }

  std::string store_url(const std::string& text) const {
    if (!text.starts_with("sqlite:")) return text;
    std::string file = text.substr(7);
    if (file.starts_with("//")) file.erase(0, 2);  // sqlite:///var/... is /var/...
    return "sqlite:" + path(file).string();
  }

  Safety safety(const Node& node, Safety out) const {
    take(node, "max_delete", out.max_delete);
    take(node, "max_config_update", out.max_config_update);
    take(node, "max_source_lost", out.max_source_lost);
    take(node, "empty_target_links", out.empty_target_links);
    take(node, "drift", out.drift, Drift::ignore);
    take(node, "on_disable", out.on_disable, OnDisable::remove);
    take(node, "audit_every", out.audit_every);
    take(node, "observe_every", out.observe_every);
    take(node, "settle_after", out.settle_after);
    return out;
  }

  Microsoft365 microsoft365(const Node& node) const {
    Microsoft365 out;
    const std::string tenant = at(node, "tenant").text;
    out.tenant = is_guid(tenant) ? lower_ascii(tenant) : normalise_address(tenant);
    out.client_id = lower_ascii(at(node, "client_id").text);
    out.client_secret = secret(at(node, "client_secret"));
    out.next_client_secret = secret(at(node, "next_client_secret"));
    if (const Node* certificate = node.find("certificate"))
      if (const auto key = secret(at(*certificate, "key")))
        out.certificate = Certificate{path(at(*certificate, "file").text), *key};
    take(node, "secret_expires_on", out.secret_expires_on);
    take(node, "cloud", out.cloud, Cloud::china);
    if (const Node* url = node.find("authority")) out.authority = without_slash(url->text);
    if (const Node* url = node.find("graph")) out.graph = without_slash(url->text);
    return out;
  }

  Entity entity(const Node& node, std::size_t index, const Safety& global) const {
    Entity out;
    out.origin = {file_, "entities[" + std::to_string(index) + "]", node.mark};
    out.id = at(node, "id").text;
    out.name = node.find("name") != nullptr ? normalise_line(at(node, "name").text) : out.id;
    out.language = "de";
    take(node, "language", out.language);
    out.time_zone = "Europe/Zurich";
    take(node, "time_zone", out.time_zone);
    take(node, "privacy", out.privacy, Privacy::busy);
    out.window.back = days(at(node, "window"), "back", out.window.back);
    out.window.ahead = days(at(node, "window"), "ahead", out.window.ahead);
    out.subscription = texts(at(node, "subscription"));
    if (const Node* child = node.find("microsoft365"); child && child->kind == Node::Kind::map)
      out.microsoft365 = microsoft365(*child);
    for (const auto& child : at(node, "connections").children)
      out.connections[child.key] = connection(child);
    for (const auto& child : at(node, "addins").children)
      out.addins[child.key] = section(child, out.origin.key_path + ".addins." + child.key);
    out.safety = safety(at(node, "safety"), global);
    return out;
  }

  Roles roles(const Node& node) const {
    Roles out;
    out.given = node.kind == Node::Kind::map;
    out.admin = texts(at(node, "admin"));
    out.operators = texts(at(node, "operator"));
    out.viewer = texts(at(node, "viewer"));
    for (const auto& user : at(node, "handler").children)
      out.handler[user.key] = {at(user, "entity").text, at(user, "handler").text};
    return out;
  }

 private:
  std::optional<SecretRef> secret(const Node& node) const {
    return parse_secret_ref(node.text, folder_);
  }

  json::object connection(const Node& node) const {
    Node absolute = node;
    absolute_secrets(absolute);
    for (auto& child : absolute.children)
      if (child.key == "base_urls")
        for (auto& url : child.children) url.text = without_slash(url.text);
    json::value out = to_json(absolute);
    return out.as_object();
  }

  void absolute_secrets(Node& node) const {
    for (auto& child : node.children) {
      if (child.kind == Node::Kind::text && sounds_secret(child.key)) {
        if (const auto reference = secret(child)) child.text = reference->text();
      } else {
        absolute_secrets(child);
      }
    }
  }

  Section section(const Node& node, std::string key_path) const {
    Section out;
    out.origin = {file_, std::move(key_path), node.key_mark};
    if (node.kind == Node::Kind::map) out.value = to_json(node).as_object();
    add_places(node, "", out);
    return out;
  }

  static void add_places(const Node& node, const std::string& pointer, Section& section) {
    section.places[pointer] = {node.key.empty() ? node.mark : node.key_mark, node.mark};
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const bool map = node.kind == Node::Kind::map;
      add_places(node.children[i], pointer + '/' + (map ? node.children[i].key : std::to_string(i)),
                 section);
    }
  }

  fs::path folder_;
  std::string file_;
};

}  // namespace

Config decode(const Node& root, const fs::path& path, const std::string& file) {
  Config out;
  out.path = fs::absolute(path).lexically_normal();
  const Decoder decoder(out.path.parent_path(), file);
  const Node& store = at(root, "store");
  out.store.url = decoder.store_url(at(store, "url").text);
  out.store.ledger = decoder.store_url(at(store, "ledger").text);
  std::string blobs = "blobs";
  take(store, "blobs", blobs);
  out.store.blobs = decoder.path(blobs);
  const Node& plugins = at(root, "plugins");
  for (const auto& folder : at(plugins, "path").children)
    out.plugins.path.push_back(decoder.path(folder.text));
  for (const auto& pin : at(plugins, "pins").children)
    out.plugins.pins[pin.key] = lower_ascii(pin.text.substr(pin.text.size() - 64));
  take(plugins, "timeout", out.plugins.timeout);
  out.safety = decoder.safety(at(root, "safety"), Safety{});
  const Node& entities = at(root, "entities");
  for (std::size_t i = 0; i < entities.children.size(); ++i)
    out.entities.push_back(decoder.entity(entities.children[i], i, out.safety));
  std::int64_t workers = out.sync.workers;
  take(at(root, "sync"), "workers", workers);
  out.sync.workers = static_cast<int>(workers);
  take(at(root, "log"), "level", out.log.level, LogLevel::off);
  if (const Node* log = at(root, "log").find("file")) out.log.file = decoder.path(log->text);
  out.alert_command = texts(at(at(root, "alert"), "command"));
  out.roles = decoder.roles(at(root, "roles"));
  return out;
}

}  // namespace relais::config
