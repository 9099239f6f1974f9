#include "engine/plugin/needs.hpp"

#include <algorithm>
#include <set>

#include "engine/config/mail.hpp"

namespace relais::plugin {
namespace {

/// What an add-in is configured to do.
struct Use {
  std::set<std::string> targets;
  bool marks = false;
  json::object section;
};

bool marks_messages(const config::Entity& entity) {
  const auto mail = config::mail_of(entity);
  const auto marks = [](const config::MailSettings& settings) {
    return settings.marker != config::Marker::none;
  };
  return marks(mail.common()) ||
         std::any_of(mail.accounts().begin(), mail.accounts().end(),
                     [&](const auto& account) { return marks(account.settings); });
}

bool holds(const Permission& permission, const Use& use) {
  if (!permission.target.empty() && !use.targets.contains(permission.target)) return false;
  if (permission.marks && *permission.marks != use.marks) return false;
  return std::all_of(permission.settings.begin(), permission.settings.end(), [&](const auto& one) {
    const json::value* set = use.section.if_contains(one.key());
    return set != nullptr && *set == one.value();
  });
}

Use use_of(const config::Entity& entity, const Manifest& manifest, json::object section) {
  Use use;
  use.section = std::move(section);
  for (const auto& exported : manifest.exports)
    use.targets.insert(wanted_target(exported, use.section));
  use.marks = !manifest.collects.empty() && marks_messages(entity);
  return use;
}

}  // namespace

Needs needs_of(const config::Entity& entity, const Catalogue& catalogue) {
  Needs needs;
  for (const auto& resolution : resolve(entity.subscription, catalogue)) {
    if (!entity.subscribes(resolution.addin)) continue;
    if (!resolution.works()) {
      needs.unknown.push_back(resolution);
      continue;
    }
    const Manifest& manifest = resolution.entry->manifest;
    auto section = section_for(entity, *resolution.entry);
    if (!section) {
      needs.unknown.push_back({resolution.addin, nullptr, section.error().text});
      continue;
    }
    const Use use = use_of(entity, manifest, std::move(*section));
    for (const auto& permission : manifest.permissions)
      if (holds(permission, use))
        needs.permissions.push_back({resolution.addin, manifest.connection, permission});
  }
  return needs;
}

std::vector<Permission> by_need(const config::Entity& entity, const PluginEntry& entry) {
  auto permissions = entry.manifest.permissions;
  auto section = section_for(entity, entry);
  if (!section) return permissions;
  const Use use = use_of(entity, entry.manifest, std::move(*section));
  std::stable_partition(permissions.begin(), permissions.end(),
                        [&](const Permission& one) { return holds(one, use); });
  return permissions;
}

}  // namespace relais::plugin
