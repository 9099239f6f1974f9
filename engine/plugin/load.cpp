#include "engine/plugin/load.hpp"

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/shared_library.hpp>
#include <exception>
#include <mutex>
#include <string_view>
#include <vector>

#include "relais/collect.h"
#include "relais/export.h"

namespace relais::plugin {
namespace {

constexpr std::size_t max_manifest = 256 * 1024;

std::string version(std::uint32_t major, std::uint32_t minor) {
  return std::to_string(major) + "." + std::to_string(minor);
}

// A library that is unloaded can leave a thread's destructor behind that no longer exists, so none
// ever is; the list is reachable for leak checkers, and never destroyed.
void keep(boost::dll::shared_library library) {
  static auto* const kept = new std::vector<boost::dll::shared_library>();
  static std::mutex guard;
  const std::lock_guard lock(guard);
  kept->push_back(std::move(library));
}

Result<Loaded> checked(const relais_plugin* plugin) {
  if (!plugin) return fail(Errc::refused, "relais_plugin_v1 answers nothing");
  if (!RELAIS_REACHES(plugin, relais_plugin, abi_minor_min))
    return fail(Errc::refused, "its descriptor has " + std::to_string(plugin->struct_size) +
                                   " bytes, too few to hold a version");
  if (plugin->abi_major != RELAIS_ABI_MAJOR || plugin->abi_minor_min > RELAIS_ABI_MINOR)
    return fail(Errc::refused,
                "needs engine ABI " + version(plugin->abi_major, plugin->abi_minor_min) +
                    ", this engine has " + version(RELAIS_ABI_MAJOR, RELAIS_ABI_MINOR),
                "upgrade relais or use another build of the plugin");
  if (!RELAIS_REACHES(plugin, relais_plugin, extension))
    return fail(Errc::refused, "its descriptor has " + std::to_string(plugin->struct_size) +
                                   " bytes; those of ABI " + version(RELAIS_ABI_MAJOR, 0) +
                                   " have at least " + std::to_string(sizeof(relais_plugin)));
  if (!plugin->open || !plugin->close || !plugin->extension)
    return fail(Errc::refused, "its descriptor lacks open, close or extension");
  if (!plugin->manifest.data || plugin->manifest.size == 0)
    return fail(Errc::refused, "it has no manifest");
  if (plugin->manifest.size > max_manifest)
    return fail(Errc::refused, "its manifest has " + std::to_string(plugin->manifest.size) +
                                   " bytes; at most " + std::to_string(max_manifest) +
                                   " are allowed");
  return Loaded{plugin, plugin->abi_major, plugin->abi_minor_min,
                std::string(plugin->manifest.data, plugin->manifest.size)};
}

// Boost.DLL wraps the loader's own words into ones that mislead ("Bad file descriptor").
std::string reason_of(std::string_view text) {
  constexpr std::string_view before = "dlerror system message: ";
  const std::size_t from = text.find(before);
  if (from == std::string_view::npos) return std::string(text);
  text.remove_prefix(from + before.size());
  return std::string(text.substr(0, text.rfind("): ")));
}

const void* role(const relais_plugin& descriptor, const char* id) {
  return descriptor.extension({id, std::char_traits<char>::length(id)});
}

}  // namespace

Result<relais_plugin_entry> load_entry(const std::filesystem::path& file) try {
  using boost::dll::load_mode::rtld_local;
  using boost::dll::load_mode::rtld_now;
  boost::dll::shared_library library(file, rtld_now | rtld_local);
  const relais_plugin_entry entry = &library.get<const relais_plugin*(void)>(RELAIS_PLUGIN_ENTRY);
  keep(std::move(library));
  return entry;
} catch (const std::exception& error) {
  return fail(Errc::refused, "it cannot be loaded: " + reason_of(error.what()));
}

Result<Loaded> read_descriptor(relais_plugin_entry entry) try {
  RELAIS_ASSIGN(Loaded first, checked(entry()));
  RELAIS_ASSIGN(const Loaded second, checked(entry()));
  if (first.descriptor != second.descriptor || first.manifest != second.manifest)
    return fail(Errc::refused, "it says something else about itself each time it is asked");
  return first;
} catch (...) {
  return fail(Errc::refused, "relais_plugin_v1 threw an exception");
}

Result<void> check_roles(const relais_plugin& descriptor, bool exports, bool collects) try {
  if (exports) {
    const auto* table = static_cast<const relais_export*>(role(descriptor, RELAIS_EXPORT_V1));
    if (!table || !RELAIS_REACHES(table, relais_export, lookup) || !table->render ||
        !table->ensure || !table->apply || !table->observe || !table->lookup)
      return fail(Errc::refused,
                  "its manifest names exports, but the role relais.export/1 is missing or has not "
                  "all of render, ensure, apply, observe, lookup");
  }
  if (collects) {
    const auto* table = static_cast<const relais_collect*>(role(descriptor, RELAIS_COLLECT_V1));
    if (!table || !RELAIS_REACHES(table, relais_collect, mark) || !table->folders ||
        !table->collect || !table->fetch || !table->mark)
      return fail(Errc::refused,
                  "its manifest names collects, but the role relais.collect/1 is missing or has "
                  "not all of folders, collect, fetch, mark");
  }
  return {};
} catch (...) {
  return fail(Errc::refused, "extension threw an exception");
}

}  // namespace relais::plugin
