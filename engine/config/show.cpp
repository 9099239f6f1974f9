#include "engine/config/show.hpp"

#include <algorithm>

#include "engine/config/problems.hpp"
#include "engine/config/values.hpp"
#include "engine/config/yaml_text.hpp"

namespace relais::config {
namespace {

json::object of(const Limit& limit) { return {{"count", limit.count}, {"percent", limit.percent}}; }

json::object of(const Safety& safety) {
  return {{"max_delete", of(safety.max_delete)},
          {"max_config_update", of(safety.max_config_update)},
          {"max_source_lost", of(safety.max_source_lost)},
          {"empty_target_links", safety.empty_target_links},
          {"drift", name_of(safety.drift)},
          {"on_disable", name_of(safety.on_disable)},
          {"audit_every", format_duration(safety.audit_every)},
          {"observe_every", format_duration(safety.observe_every)},
          {"settle_after", format_duration(safety.settle_after)}};
}

json::array of(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

/// What sounds like a secret and is no reference does not get past `load`; blanked all the same.
json::value redacted(const json::value& value) {
  if (const auto* array = value.if_array()) {
    json::array out;
    for (const auto& each : *array) out.push_back(redacted(each));
    return out;
  }
  const auto* object = value.if_object();
  if (object == nullptr) return value;
  json::object out;
  for (const auto& each : *object) {
    const auto* text = each.value().if_string();
    const bool reference = text != nullptr && parse_secret_ref(*text, "/").has_value();
    const bool hidden = sounds_secret(each.key()) && !each.value().is_structured() && !reference;
    out[each.key()] = hidden ? json::value("(not shown)") : redacted(each.value());
  }
  return out;
}

json::object of(const Microsoft365& microsoft365) {
  json::object out{{"tenant", microsoft365.tenant}, {"client_id", microsoft365.client_id}};
  if (microsoft365.client_secret) out["client_secret"] = microsoft365.client_secret->text();
  if (microsoft365.next_client_secret)
    out["next_client_secret"] = microsoft365.next_client_secret->text();
  if (microsoft365.certificate)
    out["certificate"] = {{"file", microsoft365.certificate->file.string()},
                          {"key", microsoft365.certificate->key.text()}};
  if (!microsoft365.secret_expires_on.empty())
    out["secret_expires_on"] = microsoft365.secret_expires_on;
  if (!microsoft365.authority || !microsoft365.graph) out["cloud"] = name_of(microsoft365.cloud);
  if (microsoft365.authority) out["authority"] = *microsoft365.authority;
  if (microsoft365.graph) out["graph"] = *microsoft365.graph;
  return out;
}

json::object of(const Entity& entity) {
  json::object out{{"id", entity.id},
                   {"name", entity.name},
                   {"language", entity.language},
                   {"time_zone", entity.time_zone},
                   {"privacy", name_of(entity.privacy)},
                   {"window",
                    {{"back", format_duration(entity.window.back)},
                     {"ahead", format_duration(entity.window.ahead)}}},
                   {"subscription", of(entity.subscription)}};
  if (entity.microsoft365) out["microsoft365"] = of(*entity.microsoft365);
  json::object connections;
  for (const auto& [name, settings] : entity.connections) connections[name] = redacted(settings);
  if (!connections.empty()) out["connections"] = std::move(connections);
  json::object addins;
  for (const auto& [code, section] : entity.addins) addins[code] = redacted(section.value);
  if (!addins.empty()) out["addins"] = std::move(addins);
  out["safety"] = of(entity.safety);
  return out;
}

json::object of(const Roles& roles) {
  json::object handlers;
  for (const auto& [user, handler] : roles.handler)
    handlers[user] = {{"entity", handler.entity}, {"handler", handler.handler}};
  return {{"admin", of(roles.admin)},
          {"operator", of(roles.operators)},
          {"viewer", of(roles.viewer)},
          {"handler", std::move(handlers)}};
}

json::object of(const Plugins& plugins) {
  json::array path;
  for (const auto& folder : plugins.path) path.emplace_back(folder.string());
  json::object pins;
  for (const auto& [id, sha256] : plugins.pins) pins[id] = "sha256:" + sha256;
  return {{"path", std::move(path)},
          {"pins", std::move(pins)},
          {"timeout", format_duration(plugins.timeout)}};
}

}  // namespace

json::object to_json(const Config& config) {
  json::object out;
  out["store"] = {{"url", config.store.url},
                  {"ledger", config.store.ledger},
                  {"blobs", config.store.blobs.string()}};
  out["plugins"] = of(config.plugins);
  json::array entities;
  for (const auto& entity : config.entities) entities.push_back(of(entity));
  out["entities"] = std::move(entities);
  out["safety"] = of(config.safety);
  out["sync"] = {{"workers", config.sync.workers}};
  json::object log{{"level", name_of(config.log.level)}};
  if (!config.log.file.empty()) log["file"] = config.log.file.string();
  out["log"] = std::move(log);
  if (!config.alert_command.empty()) out["alert"] = {{"command", of(config.alert_command)}};
  if (config.roles.given) out["roles"] = of(config.roles);
  return out;
}

std::string to_yaml(const Config& config) { return yaml_text(to_json(config)); }

}  // namespace relais::config
