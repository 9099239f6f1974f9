#include "engine/plugin/manifest.hpp"

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/config/schema.hpp"
#include "engine/plugin/manifest_schema.hpp"

namespace relais::plugin {
namespace {

std::vector<std::string> strings(const json::object& object, std::string_view key) {
  std::vector<std::string> list;
  if (const json::value* array = object.if_contains(key); array && array->is_array())
    for (const json::value& entry : array->get_array())
      if (entry.is_string()) list.emplace_back(entry.get_string());
  return list;
}

std::string line(const json::object& object, std::string_view key) {
  return normalise_line(string_at(object, key));
}

template <class Each>
void for_each_object(const json::object& object, std::string_view key, Each&& each) {
  if (const json::value* array = object.if_contains(key); array && array->is_array())
    for (const json::value& entry : array->get_array())
      if (entry.is_object()) each(entry.get_object());
}

Export export_of(const json::object& object) {
  Export exported{std::string(string_at(object, "kind")), strings(object, "targets"), {}};
  if (const json::value* keys = object.if_contains("container"); keys && keys->is_object())
    for (const auto& [target, key] : keys->get_object())
      exported.container.emplace(target, std::string(key.get_string()));
  return exported;
}

Permission permission_of(const json::object& object) {
  Permission permission{.role = line(object, "role"), .target = {}, .why = line(object, "why")};
  if (const json::value* optional = object.if_contains("optional"))
    permission.optional = optional->get_bool();
  if (const json::value* when = object.if_contains("when"); when && when->is_object()) {
    permission.target = string_at(when->get_object(), "target");
    if (const json::value* marks = when->get_object().if_contains("marks"))
      permission.marks = marks->get_bool();
    if (const json::value* settings = when->get_object().if_contains("settings"))
      permission.settings = settings->get_object();
  }
  if (const json::value* probes = object.if_contains("probes"); probes && probes->is_object()) {
    permission.reads = strings(probes->get_object(), "reads");
    permission.writes = strings(probes->get_object(), "writes");
  }
  return permission;
}

connection::Limits limits_of(const json::object& object) {
  connection::Limits limits;
  const json::value* value = object.if_contains("limits");
  if (!value || !value->is_object()) return limits;
  const json::object& given = value->get_object();
  if (const json::value* in_flight = given.if_contains("in_flight"))
    limits.in_flight = in_flight->to_number<int>();
  if (const json::value* budget = given.if_contains("budget")) {
    limits.budget = budget->at(0).to_number<int>();
    limits.budget_window = budget->at(1).to_number<Millis>() * 1000;
  }
  return limits;
}

Manifest manifest_of(const json::object& object) {
  Manifest manifest;
  manifest.id = string_at(object, "id");
  manifest.name = line(object, "name");
  manifest.version = string_at(object, "version");
  manifest.vendor = line(object, "vendor");
  manifest.license = line(object, "license");
  manifest.addin = string_at(object, "addin");
  manifest.needs = strings(object, "requires");
  if (const json::value* revision = object.if_contains("render_revision"))
    manifest.render_revision = revision->to_number<std::int64_t>();
  manifest.connection = string_at(object, "connection");
  manifest.limits = limits_of(object);
  for_each_object(object, "exports",
                  [&](const json::object& e) { manifest.exports.push_back(export_of(e)); });
  manifest.collects = strings(object, "collects");
  manifest.services = strings(object, "services");
  for_each_object(object, "permissions",
                  [&](const json::object& p) { manifest.permissions.push_back(permission_of(p)); });
  manifest.config_schema = object.at("config_schema").get_object();
  return manifest;
}

std::string joined(const std::vector<std::string>& list, std::string_view separator) {
  std::string text;
  for (const std::string& entry : list)
    text += (text.empty() ? "" : std::string(separator)) + entry;
  return text;
}

std::string line_of(const config::Violation& violation) {
  std::string path;
  for (const std::string& step : violation.at) path += "/" + step;
  return normalise_line((path.empty() ? "the whole" : path) + ": found " + violation.found +
                        ", expected " + violation.expected);
}

// What the schema cannot say, or not in words that help.
std::vector<std::string> problems_of(const Manifest& manifest) {
  std::vector<std::string> problems;
  for (const std::string& service : manifest.services) {
    const auto& known = known_services();
    if (std::find(known.begin(), known.end(), service) == known.end())
      problems.push_back("services: this engine has no " + service + " to hand out (it has " +
                         joined(known, ", ") +
                         "): upgrade relais or use another build of the plugin");
  }
  if (manifest.names_service("relais.http/1") && manifest.connection.empty())
    problems.emplace_back("connection: missing, though services names relais.http/1");
  if (manifest.exports.empty() && manifest.collects.empty())
    problems.emplace_back("exports, collects: at least one kind is needed");
  for (const Export& exported : manifest.exports)
    for (const auto& [target, key] : exported.container)
      if (std::find(exported.targets.begin(), exported.targets.end(), target) ==
          exported.targets.end())
        problems.push_back("exports: container names the target " + target +
                           ", which is not among its targets");
  if (std::find(manifest.needs.begin(), manifest.needs.end(), manifest.addin) !=
      manifest.needs.end())
    problems.push_back("requires: " + manifest.addin + " requires itself");
  if (const auto fault = config::schema_fault(manifest.config_schema))
    problems.push_back("config_schema: " + *fault);
  return problems;
}

}  // namespace

bool Manifest::names_service(std::string_view service) const {
  return std::find(services.begin(), services.end(), service) != services.end();
}

const std::vector<std::string>& known_services() {
  static const std::vector<std::string> known = {"relais.blob/1",     "relais.clock/1",
                                                 "relais.http/1",     "relais.metrics/1",
                                                 "relais.progress/1", "relais.state/1"};
  return known;
}

Result<Manifest> parse_manifest(std::string_view text) {
  RELAIS_ASSIGN(const json::value value, parse_json(text, "the manifest"));
  RELAIS_ASSIGN(const json::value schema, parse_json(manifest_schema(), "the manifest's schema"));
  std::vector<std::string> problems;
  for (const config::Violation& violation : config::violations(value, schema))
    problems.push_back(line_of(violation));
  if (problems.empty()) {
    Manifest manifest = manifest_of(value.get_object());
    problems = problems_of(manifest);
    if (problems.empty()) return manifest;
  }
  return fail(Errc::config, "the manifest is not valid: " + joined(problems, "; "),
              "the plugin's vendor has to mend it");
}

std::string wanted_target(const Export& exported, const json::object& section) {
  if (const auto* own = section.if_contains(exported.kind); own != nullptr && own->is_object())
    if (const auto target = string_at(own->get_object(), "target"); !target.empty())
      return std::string(target);
  return exported.targets.front();
}

std::optional<std::string> wanted_container(const Export& exported, std::string_view target,
                                            const json::object& section) {
  const auto key = exported.container.find(target);
  if (key == exported.container.end()) return std::nullopt;
  const std::string_view name = string_at(section, key->second);
  if (name.empty()) return std::nullopt;
  return std::string(name);
}

}  // namespace relais::plugin
