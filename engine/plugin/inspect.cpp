#include "engine/plugin/inspect.hpp"

#include <array>
#include <fstream>
#include <vector>

#include "engine/plugin/elf_exports.hpp"
#include "engine/plugin/load.hpp"
#include "engine/plugin/manifest.hpp"

namespace relais::plugin {

Result<std::string> read_whole(const std::filesystem::path& file) {
  constexpr std::uintmax_t most = 512ULL * 1024 * 1024;
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (!error && size > most)
    return fail(Errc::refused, "it has " + std::to_string(size) + " bytes; at most " +
                                   std::to_string(most) + " are allowed");
  std::ifstream stream(file, std::ios::binary);
  std::string bytes;
  if (!error) bytes.reserve(size);
  std::array<char, 65536> buffer;
  while (stream.read(buffer.data(), buffer.size()) || stream.gcount() > 0)
    bytes.append(buffer.data(), static_cast<std::size_t>(stream.gcount()));
  if (!stream.is_open() || stream.bad())
    return fail(Errc::refused, "it cannot be read", "check who may read " + file.string());
  return bytes;
}

Result<void> check_exports(std::string_view bytes) {
  RELAIS_ASSIGN(const std::vector<std::string> symbols, exported_symbols(bytes));
  bool has_entry = false;
  std::string others;
  std::string entry_of_other_major;
  std::size_t count = 0;
  for (const std::string& symbol : symbols) {
    if (symbol == RELAIS_PLUGIN_ENTRY) {
      has_entry = true;
      continue;
    }
    if (symbol.starts_with("relais_plugin_v")) entry_of_other_major = symbol;
    if (++count <= 3) others += (others.empty() ? "" : ", ") + symbol;
  }
  if (!has_entry && !entry_of_other_major.empty())
    return fail(Errc::refused,
                "it exports " + entry_of_other_major + ", this engine knows " RELAIS_PLUGIN_ENTRY,
                "upgrade relais or use another build of the plugin");
  if (!has_entry)
    return fail(Errc::refused, "it does not export " RELAIS_PLUGIN_ENTRY ": not a plugin of relais",
                "move it elsewhere");
  if (count > 0)
    return fail(Errc::refused,
                "it exports more than " RELAIS_PLUGIN_ENTRY ": " + others +
                    (count > 3 ? " and " + std::to_string(count - 3) + " others" : std::string()) +
                    "; the plugins of a process would share these symbols",
                "build it with relais_add_plugin() or its version script");
  return {};
}

Result<Inspection> inspect(const std::filesystem::path& file,
                           const std::function<void(std::string_view phase)>& phase) {
  phase("reading it");
  RELAIS_ASSIGN(const std::string bytes, read_whole(file));
  RELAIS_TRY(check_exports(bytes));
  phase("loading it");
  RELAIS_ASSIGN(const relais_plugin_entry entry, load_entry(file));
  phase("calling " RELAIS_PLUGIN_ENTRY);
  RELAIS_ASSIGN(Loaded loaded, read_descriptor(entry));
  phase("checking its manifest");
  RELAIS_ASSIGN(const Manifest manifest, parse_manifest(loaded.manifest));
  phase("asking for its roles");
  RELAIS_TRY(
      check_roles(*loaded.descriptor, !manifest.exports.empty(), !manifest.collects.empty()));
  return Inspection{loaded.abi_major, loaded.abi_minor_min, std::move(loaded.manifest)};
}

}  // namespace relais::plugin
