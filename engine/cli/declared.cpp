#include "engine/cli/declared.hpp"

#include <map>

namespace relais::cli {

std::vector<config::Declared> declared_by(const plugin::Catalogue& catalogue) {
  std::map<std::string, config::Declared> by_addin;
  for (const auto& entry : catalogue.entries()) {
    const auto& manifest = entry.manifest;
    if (entry.state == plugin::EntryState::refused || manifest.addin.empty()) continue;
    by_addin.try_emplace(manifest.addin,
                         config::Declared{manifest.addin, manifest.name, manifest.config_schema});
  }
  std::vector<config::Declared> out;
  for (auto& [addin, declared] : by_addin) out.push_back(std::move(declared));
  return out;
}

std::vector<std::string> undeclared(const plugin::Catalogue& catalogue) {
  std::vector<std::string> out;
  for (const auto& entry : catalogue.entries())
    if (entry.state == plugin::EntryState::refused)
      out.push_back(entry.file.string() + " is left out: " + entry.reason);
  return out;
}

}  // namespace relais::cli
