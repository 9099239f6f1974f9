#include <fmt/core.h>

#include <algorithm>

#include "engine/cli/session.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"
#include "engine/plugin/resolve.hpp"

namespace relais::cli {
namespace {

using plugin::PluginEntry;

template <class Range, class Text>
std::string joined(const Range& range, Text text) {
  std::string out;
  for (const auto& one : range) out += (out.empty() ? "" : ",") + std::string(text(one));
  return out;
}

std::string same(const std::string& text) { return text; }

std::string kinds_of(const PluginEntry& entry) {
  std::string kinds =
      joined(entry.manifest.exports, [](const auto& exported) { return exported.kind; });
  for (const auto& kind : entry.manifest.collects) kinds += (kinds.empty() ? "" : ",") + kind;
  return kinds;
}

std::string targets_of(const PluginEntry& entry) {
  std::vector<std::string> targets;
  for (const auto& exported : entry.manifest.exports)
    for (const auto& target : exported.targets)
      if (std::find(targets.begin(), targets.end(), target) == targets.end())
        targets.push_back(target);
  return joined(targets, same);
}

std::string abi_of(const PluginEntry& entry) {
  if (entry.abi_major == 0) return "";
  return std::to_string(entry.abi_major) + '.' + std::to_string(entry.abi_minor_min);
}

json::array needed_json(const PluginEntry& entry) {
  json::array out;
  for (const auto& one : entry.manifest.permissions)
    out.push_back(
        json::object{{"role", one.role},
                     {"target", text_or_null(one.target)},
                     {"marks", one.marks ? json::value(*one.marks) : json::value(nullptr)},
                     {"settings", one.settings},
                     {"optional", one.optional},
                     {"why", one.why}});
  return out;
}

std::string needed_text(const plugin::Permission& one) {
  std::string text = one.optional ? "optional" : "";
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  if (!one.target.empty()) add("for target " + one.target);
  if (one.marks) add(*one.marks ? "if messages are marked" : "if no message is marked");
  for (const auto& setting : one.settings)
    add(fmt::format("with {}: {}", std::string_view(setting.key()),
                    json::serialize(setting.value())));
  return text.empty() ? "always" : text;
}

/// Of the plugins that can be used, what their connections must be granted.
std::string permissions_text(const plugin::Catalogue& catalogue) {
  Table table({"PERMISSION", "ADD-IN", "NEEDED", "WHY"});
  for (const auto& entry : catalogue.entries())
    for (const auto& one :
         entry.usable() ? entry.manifest.permissions : std::vector<plugin::Permission>{})
      table.add({one.role, entry.manifest.addin, needed_text(one), one.why});
  return table.empty() ? std::string() : '\n' + table.text();
}

json::object plugin_json(const PluginEntry& entry) {
  json::array exports;
  for (const auto& exported : entry.manifest.exports)
    exports.push_back(
        json::object{{"kind", exported.kind}, {"targets", texts_json(exported.targets)}});
  return {{"id", entry.manifest.id},
          {"name", entry.manifest.name},
          {"version", entry.manifest.version},
          {"abi", abi_of(entry)},
          {"addin", entry.manifest.addin},
          {"requires", texts_json(entry.manifest.needs)},
          {"connection", entry.manifest.connection},
          {"exports", std::move(exports)},
          {"collects", texts_json(entry.manifest.collects)},
          {"services", texts_json(entry.manifest.services)},
          {"permissions", needed_json(entry)},
          {"file", entry.file.string()},
          {"sha256", entry.sha256},
          {"state", name_of(entry.state)},
          {"reason", entry.reason}};
}

std::string table_of(const plugin::Catalogue& catalogue, const Paint& paint) {
  if (catalogue.entries().empty())
    return "no plugin was found; plugins.path and RELAIS_PLUGIN_PATH say where to look\n";
  Table table({"ID", "VERSION", "ABI", "ADD-IN", "KINDS", "TARGETS", "SERVICES", "STATE", "FILE"});
  std::string reasons;
  for (const auto& entry : catalogue.entries()) {
    const auto& m = entry.manifest;
    const std::string state = name_of(entry.state);
    table.add({m.id.empty() ? "?" : m.id, m.version, abi_of(entry), m.addin, kinds_of(entry),
               targets_of(entry), joined(m.services, same),
               entry.usable() ? paint.good(state) : paint.bad(state), entry.file.string()});
    if (!entry.usable()) reasons += entry.file.string() + ": " + entry.reason + '\n';
  }
  return table.text() + (reasons.empty() ? "" : '\n' + reasons);
}

Result<Reply> run_plugins(const Call& call) {
  RELAIS_ASSIGN(const auto config, load_config(call));
  const auto catalogue = find_plugins(config);
  const auto paint = call.paint();
  Reply reply;
  json::array plugins;
  for (const auto& entry : catalogue.entries()) plugins.push_back(plugin_json(entry));
  json::array entities;
  Table table({"ENTITY", "ADD-IN", "WORKS", "REASON"});
  for (const auto& entity : config.entities) {
    json::array addins;
    for (const auto& line : plugin::resolve(entity.subscription, catalogue)) {
      addins.push_back(
          json::object{{"addin", line.addin}, {"works", line.works()}, {"reason", line.reason}});
      table.add({entity.id, line.addin, line.works() ? paint.good("yes") : paint.warning("no"),
                 line.reason});
    }
    entities.push_back(json::object{{"id", entity.id}, {"addins", std::move(addins)}});
  }
  reply.text = table_of(catalogue, paint);
  if (!table.empty()) reply.text += '\n' + table.text();
  reply.text += permissions_text(catalogue);
  reply.document = {{"plugins", std::move(plugins)}, {"entities", std::move(entities)}};
  return reply;
}

}  // namespace

Verb plugins_verb() {
  return {
      "plugins",
      "",
      0,
      0,
      "Lists the plugins, and which add-in works for which entity",
      "Every file that was found, usable or not, with its reason; then for each entity whether\n"
      "its add-ins work, and the permissions that the connections of the plugins need. SERVICES "
      "is\n"
      "what the plugin asks of the engine, and all that it gets.",
      {},
      "relais plugins\nrelais plugins --json",
      run_plugins,
      kForViewers};
}

}  // namespace relais::cli
