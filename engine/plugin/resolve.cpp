#include "engine/plugin/resolve.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/config/section.hpp"

namespace relais::plugin {
namespace {

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// No usable plugin: is there one that we could have used?
std::string why_no_plugin(const std::string& addin, const Catalogue& catalogue) {
  for (const PluginEntry& entry : catalogue.entries()) {
    if (entry.usable() || entry.manifest.addin != addin) continue;
    if (entry.state == EntryState::conflict) return entry.reason;
    return "the plugin for " + addin + ", " + entry.file.string() + ", is refused: " + entry.reason;
  }
  // A file that could not even be asked for its add-in may be the one that is missed.
  const auto nameless = std::count_if(
      catalogue.entries().begin(), catalogue.entries().end(),
      [](const PluginEntry& entry) { return !entry.usable() && entry.manifest.addin.empty(); });
  std::string reason = "no plugin provides " + addin;
  if (nameless > 0)
    reason += " (refused plugin files: " + std::to_string(nameless) + ", see relais plugins)";
  return reason;
}

class Resolver {
 public:
  Resolver(const std::vector<std::string>& subscription, const Catalogue& catalogue)
      : subscription_(subscription), catalogue_(catalogue) {}

  /// Empty: it works. A circle of requirements resolves to working: each has what it needs.
  std::string reason(const std::string& addin) {
    if (const auto known = reasons_.find(addin); known != reasons_.end()) return known->second;
    reasons_[addin] = {};
    std::string reason;
    const PluginEntry* entry = catalogue_.usable(addin);
    if (!entry) {
      reason = why_no_plugin(addin, catalogue_);
    } else {
      for (const std::string& needed : entry->manifest.needs) {
        if (!contains(subscription_, needed))
          reason = addin + " requires " + needed + ", which is not subscribed";
        else if (const std::string cause = this->reason(needed); !cause.empty())
          reason = addin + " requires " + needed + ", which does not work: " + cause;
        if (!reason.empty()) break;
      }
    }
    return reasons_[addin] = reason;
  }

 private:
  const std::vector<std::string>& subscription_;
  const Catalogue& catalogue_;
  std::map<std::string, std::string> reasons_;
};

}  // namespace

std::vector<Resolution> resolve(const std::vector<std::string>& subscription,
                                const Catalogue& catalogue) {
  std::vector<Resolution> lines;
  Resolver resolver(subscription, catalogue);
  for (const std::string& addin : subscription) {
    const std::string reason = resolver.reason(addin);
    lines.push_back({addin, reason.empty() ? catalogue.usable(addin) : nullptr, reason});
  }
  std::set<std::string> others;
  for (const PluginEntry& entry : catalogue.entries())
    if (!entry.manifest.addin.empty() && !contains(subscription, entry.manifest.addin))
      others.insert(entry.manifest.addin);
  for (const std::string& addin : others) lines.push_back({addin, nullptr, "not subscribed"});
  return lines;
}

Result<json::object> section_for(const config::Entity& entity, const PluginEntry& entry) {
  json::object section;
  const std::vector<config::Diagnostic> found = config::check_section(
      entity, entry.manifest.addin, entry.manifest.config_schema, section, entry.manifest.id);
  if (found.empty()) return section;
  return fail(Errc::config, config::to_text(found));
}

}  // namespace relais::plugin
