#include <fmt/core.h>

#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"
#include "engine/config/secret_uses.hpp"
#include "engine/plugin/resolve.hpp"

namespace relais::cli {
namespace {

json::object diagnostic_json(const config::Diagnostic& d) {
  return {{"file", d.file},         {"line", d.line},   {"column", d.column},
          {"key_path", d.key_path}, {"found", d.found}, {"expected", d.expected},
          {"hint", d.hint},         {"text", d.text()}};
}

Reply broken(const std::vector<config::Diagnostic>& found) {
  Reply reply;
  json::array list;
  for (const auto& one : found) {
    reply.notes.push_back(one.text());
    list.push_back(diagnostic_json(one));
  }
  reply.exit = exit_code(Errc::config);
  reply.notes.push_back(counted(static_cast<std::int64_t>(found.size()), "mistake", "mistakes"));
  reply.document = {{"ok", false}, {"diagnostics", std::move(list)}};
  return reply;
}

/// Everything about an entity that goes beyond the text of the file.
class EntityCheck {
 public:
  EntityCheck(const config::Config& config, const config::Entity& entity, Reply& reply)
      : config_(config), entity_(entity), reply_(reply) {}

  json::object run(const plugin::Catalogue& catalogue) {
    const auto secrets = check_secrets();
    const auto addins = check_addins(catalogue);
    return {{"id", entity_.id}, {"secrets", secrets}, {"addins", addins}};
  }

 private:
  json::array check_secrets() {
    json::array out;
    for (const auto& use : config::secrets_of(entity_)) {
      const auto secret = config::read_secret(use.reference);
      json::object one{
          {"key", use.key}, {"reference", use.reference.text()}, {"readable", secret.has_value()}};
      if (!secret) {
        one["error"] = to_json(secret.error(), -1);
        wrong(use.key + ": " + error_text(secret.error()));
      }
      out.push_back(std::move(one));
    }
    if (entity_.microsoft365 && !entity_.microsoft365->has_credentials())
      reply_.notes.push_back("warning: " + entity_.id +
                             ": no credentials yet; this entity is not synced");
    return out;
  }

  json::array check_addins(const plugin::Catalogue& catalogue) {
    json::array out;
    for (const auto& line : plugin::resolve(entity_.subscription, catalogue)) {
      if (!entity_.subscribes(line.addin)) continue;
      json::object one{{"addin", line.addin}, {"works", line.works()}};
      if (!line.works()) {
        one["reason"] = line.reason;
        reply_.notes.push_back(
            fmt::format("warning: {}: {} does not work: {}", entity_.id, line.addin, line.reason));
      } else if (const auto section = plugin::section_for(entity_, *line.entry); !section) {
        one["works"] = false;
        one["reason"] = section.error().text;
        wrong(section.error().text);
      }
      out.push_back(std::move(one));
    }
    return out;
  }

  void wrong(const std::string& text) {
    reply_.notes.push_back(entity_.id + ": " + text);
    reply_.exit = exit_code(Errc::config);
  }

  const config::Config& config_;
  const config::Entity& entity_;
  Reply& reply_;
};

Result<Reply> run_config_check(const Call& call) {
  RELAIS_ASSIGN(const auto path, config_path(call));
  const auto config = config::load(path);
  if (!config) return broken(config.error());
  start_log(call, *config);
  RELAIS_TRY(permit(call, *config));
  const auto catalogue = find_plugins(*config);
  Reply reply;
  json::array entities;
  for (const auto& entity : config->entities)
    entities.push_back(EntityCheck(*config, entity, reply).run(catalogue));
  if (config->roles.given && config->roles.admin.empty())
    reply.notes.emplace_back(
        "warning: roles.admin names nobody: nobody may link handlers, import or approve");
  reply.document = {{"ok", reply.exit == 0},
                    {"file", config->path.string()},
                    {"diagnostics", json::array{}},
                    {"entities", std::move(entities)}};
  if (reply.exit == 0)
    reply.text = fmt::format(
        "{}: {}, {}\n", config->path.string(), call.paint().good("no mistakes"),
        counted(static_cast<std::int64_t>(config->entities.size()), "entity", "entities"));
  return reply;
}

}  // namespace

Verb config_check_verb() {
  return {
      "config check",
      "",
      0,
      0,
      "Finds every mistake in the configuration",
      "Each with file, line, column, the path of the key, what was found and what would be\n"
      "right. Then, for each entity: whether its secrets can be read, and whether the sections\n"
      "of its add-ins are what their plugins declare. Exit code 2 if anything is wrong.",
      {},
      "relais config check --config /etc/relais/relais.yaml",
      run_config_check,
      kForViewers};
}

}  // namespace relais::cli
