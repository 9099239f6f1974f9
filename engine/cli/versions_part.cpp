#include <fmt/core.h>
#include <sys/utsname.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "engine/cli/support_parts.hpp"
#include "relais/abi.h"

namespace relais::cli {
namespace {

/// The files of shared libraries in this process, by their own names: what is really in use, and no
/// library has to be asked for it. Plugins lie elsewhere and are told apart.
json::array loaded_libraries() {
  std::set<std::string> names;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    const auto at = line.find('/');
    if (at == std::string::npos) continue;
    const std::string path = line.substr(at);
    const bool of_system = path.starts_with("/usr/lib/") || path.starts_with("/lib/");
    const std::string name = path.substr(path.rfind('/') + 1);
    if (of_system && name.starts_with("lib") && name.find(".so") != std::string::npos)
      names.insert(Scrubber::code(name));
  }
  json::array out;
  for (const auto& name : names) out.emplace_back(name);
  return out;
}

/// `Debian GNU/Linux 12 (bookworm)`, without what a firm may have put there.
std::string distribution() {
  std::ifstream file("/etc/os-release");
  std::string id;
  std::string version;
  for (std::string line; std::getline(file, line);) {
    std::erase(line, '"');
    if (line.starts_with("ID=")) id = line.substr(3);
    if (line.starts_with("VERSION_ID=")) version = line.substr(11);
  }
  return Scrubber::code(id + ' ' + version);
}

json::object system() {
  utsname about = {};
  ::uname(&about);
  return {{"distribution", distribution()},
          {"kernel", Scrubber::code(about.release)},
          {"machine", Scrubber::code(about.machine)}};
}

}  // namespace

json::object versions_part(const plugin::Catalogue& catalogue, const Scrubber& scrubber) {
  json::array plugins;
  for (const auto& entry : catalogue.entries())
    plugins.push_back(
        json::object{{"id", Scrubber::code(entry.manifest.id)},
                     {"version", Scrubber::code(entry.manifest.version)},
                     {"addin", Scrubber::code(entry.manifest.addin)},
                     {"abi", fmt::format("{}.{}", entry.abi_major, entry.abi_minor_min)},
                     {"file", Scrubber::code(entry.file.filename().string())},
                     {"sha256", Scrubber::code(entry.sha256)},
                     {"state", name_of(entry.state)},
                     {"reason", scrubber.line(entry.reason)}});
  return {{"relais", RELAIS_VERSION},
          {"abi", fmt::format("{}.{}", RELAIS_ABI_MAJOR, RELAIS_ABI_MINOR)},
          {"plugins", std::move(plugins)},
          {"libraries", loaded_libraries()},
          {"system", system()}};
}

}  // namespace relais::cli
