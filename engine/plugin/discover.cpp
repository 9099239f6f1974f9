#include "engine/plugin/discover.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "engine/base/log.hpp"
#include "engine/base/text.hpp"
#include "engine/plugin/inspect.hpp"
#include "engine/plugin/load.hpp"
#include "engine/plugin/scan.hpp"
#include "engine/plugin/trust.hpp"

namespace relais::plugin {
namespace {

namespace fs = std::filesystem;

std::string in_one_line(const Error& error) {
  return error.hint.empty() ? error.text : error.text + " (" + error.hint + ")";
}

/// Every `*.so`, sorted by name within its directory; the same file under two names only once.
std::vector<fs::path> candidates(const std::vector<fs::path>& directories) {
  std::vector<fs::path> files;
  std::set<std::pair<dev_t, ino_t>> seen;
  for (const fs::path& directory : directories) {
    std::vector<fs::path> here;
    std::error_code error;
    for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
         entry.increment(error))
      if (entry->path().extension() == ".so") here.push_back(entry->path());
    if (error && error != std::errc::no_such_file_or_directory)
      log::warning("the plugin directory {} cannot be read: {}", directory.string(),
                   error.message());
    std::sort(here.begin(), here.end());
    for (const fs::path& file : here) {
      struct stat status{};
      // One that cannot be looked at is a candidate too: its reason is shown.
      if (::stat(file.c_str(), &status) != 0 || seen.emplace(status.st_dev, status.st_ino).second)
        files.push_back(file);
    }
  }
  return files;
}

Result<void> check_pin(const std::map<std::string, std::string>& pins, const PluginEntry& entry) {
  const auto pin = pins.find(entry.manifest.id);
  if (pin == pins.end() || pin->second == entry.sha256) return {};
  return fail(Errc::refused,
              "its sha256 is " + entry.sha256 + ", the configuration pins " + pin->second,
              "install the pinned file, or change plugins.pins." + entry.manifest.id);
}

/// A library that this process has loaded.
struct Resident {
  std::string sha256;
  Inspection inspection;
  const relais_plugin* descriptor = nullptr;
};

/// Libraries stay loaded, so one whose bytes are the same is neither scanned nor loaded again.
class Residents {
 public:
  std::optional<Resident> find(const fs::path& file, const std::string& sha256) {
    const std::lock_guard lock(guard_);
    const auto found = by_file_.find(file);
    if (found == by_file_.end() || found->second.sha256 != sha256) return std::nullopt;
    return found->second;
  }
  void add(const PluginEntry& entry) {
    const std::lock_guard lock(guard_);
    by_file_[entry.file] = {entry.sha256,
                            {entry.abi_major, entry.abi_minor_min, entry.manifest_text},
                            entry.descriptor};
  }

 private:
  std::mutex guard_;
  std::map<fs::path, Resident> by_file_;
};

Residents& residents() {
  static auto* const all = new Residents();  // never destroyed, like the libraries
  return *all;
}

Result<Inspection> inspection_of(const DiscoverOptions& options, const fs::path& scanner,
                                 const PluginEntry& entry) {
  if (auto resident = residents().find(entry.file, entry.sha256)) return resident->inspection;
  return scan(scanner, entry.file, options.timeout);
}

/// Fills `entry` with all that can be learned without loading it here.
Result<void> look_at(const DiscoverOptions& options, const fs::path& scanner, PluginEntry& entry) {
  RELAIS_TRY(check_trust(entry.file));
  {
    RELAIS_ASSIGN(const std::string bytes, read_whole(entry.file));
    entry.sha256 = sha256_hex(bytes);
  }
  RELAIS_ASSIGN(const Inspection found, inspection_of(options, scanner, entry));
  entry.abi_major = found.abi_major;
  entry.abi_minor_min = found.abi_minor_min;
  entry.manifest_text = found.manifest;
  RELAIS_ASSIGN(entry.manifest, parse_manifest(found.manifest));
  return check_pin(options.pins, entry);
}

/// Loads what was good in the scan, and makes sure that it is still the same.
Result<void> load(PluginEntry& entry) {
  if (const auto resident = residents().find(entry.file, entry.sha256)) {
    entry.descriptor = resident->descriptor;
    return {};
  }
  RELAIS_ASSIGN(const std::string bytes, read_whole(entry.file));
  if (sha256_hex(bytes) != entry.sha256)
    return fail(Errc::refused, "its file changed while it was looked at", "try again");
  RELAIS_ASSIGN(const relais_plugin_entry call, load_entry(entry.file));
  RELAIS_ASSIGN(const Loaded loaded, read_descriptor(call));
  RELAIS_ASSIGN(const Manifest manifest, parse_manifest(loaded.manifest));
  if (loaded.manifest != entry.manifest_text)
    return fail(Errc::refused, "its manifest is another one than in the scan",
                "the plugin's vendor has to mend it");
  RELAIS_TRY(
      check_roles(*loaded.descriptor, !manifest.exports.empty(), !manifest.collects.empty()));
  entry.descriptor = loaded.descriptor;
  residents().add(entry);
  return {};
}

void refuse(PluginEntry& entry, const Error& error) {
  entry.state = EntryState::refused;
  entry.reason = in_one_line(error);
  entry.descriptor = nullptr;
}

}  // namespace

std::vector<fs::path> search_path(const std::vector<fs::path>& configured,
                                  const char* environment) {
  std::vector<fs::path> directories = configured;
  std::string_view rest = environment ? environment : "";
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find(':'));
    if (!part.empty()) directories.emplace_back(part);
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
  }
  directories.emplace_back(fs::path(RELAIS_LIBDIR) / "relais" / "plugins");
  return directories;
}

Catalogue discover(const DiscoverOptions& options) {
  const fs::path scanner = options.scanner.empty() ? default_scanner() : options.scanner;
  std::vector<PluginEntry> entries;
  for (const fs::path& file : candidates(options.directories)) {
    PluginEntry& entry = entries.emplace_back();
    entry.file = file;
    entry.state = EntryState::usable;
    if (const Result<void> looked = look_at(options, scanner, entry); !looked)
      refuse(entry, looked.error());
  }
  mark_conflicts(entries);
  for (PluginEntry& entry : entries) {
    if (entry.usable())
      if (const Result<void> loaded = load(entry); !loaded) refuse(entry, loaded.error());
    if (!entry.usable())
      log::warning("plugin {} is not used: {}", entry.file.string(), entry.reason);
  }
  return Catalogue(std::move(entries));
}

}  // namespace relais::plugin
