#include "engine/plugin/elf_exports.hpp"

#include <elf.h>
#include <link.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>

namespace relais::plugin {
namespace {

using Header = ElfW(Ehdr);
using Section = ElfW(Shdr);
using Symbol = ElfW(Sym);

template <class T>
std::optional<T> read_at(std::string_view bytes, std::size_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

std::optional<std::string_view> slice(std::string_view bytes, std::size_t offset,
                                      std::size_t size) {
  if (offset > bytes.size() || bytes.size() - offset < size) return std::nullopt;
  return bytes.substr(offset, size);
}

bool added_by_linker(std::string_view name) {
  static constexpr std::array<std::string_view, 7> names = {
      "_init", "_fini", "_edata", "_end", "__bss_start", "__bss_start__", "_bss_end__"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool exported(const Symbol& symbol) {
  const unsigned binding = symbol.st_info >> 4;
  const unsigned visibility = symbol.st_other & 3U;
  return symbol.st_shndx != SHN_UNDEF &&
         (binding == STB_GLOBAL || binding == STB_WEAK || binding == STB_GNU_UNIQUE) &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

bool is_library(std::string_view bytes, const Header& header) {
  return bytes.substr(0, SELFMAG) == std::string_view(ELFMAG, SELFMAG) &&
         header.e_ident[EI_CLASS] == (sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32) &&
         header.e_type == ET_DYN && header.e_shentsize == sizeof(Section);
}

tl::unexpected<Error> damaged() {
  return fail(Errc::refused, "its table of symbols is damaged", "install the plugin again");
}

}  // namespace

Result<std::vector<std::string>> exported_symbols(std::string_view bytes) {
  const auto header = read_at<Header>(bytes, 0);
  if (!header || !is_library(bytes, *header))
    return fail(Errc::refused, "it is not a shared library for this machine",
                "install the build of the plugin for this machine");
  if (!slice(bytes, header->e_shoff, header->e_shnum * sizeof(Section))) return damaged();
  const auto section = [&](std::size_t index) -> std::optional<Section> {
    if (index >= header->e_shnum) return std::nullopt;
    return read_at<Section>(bytes, header->e_shoff + index * sizeof(Section));
  };
  for (std::size_t i = 0; i < header->e_shnum; ++i) {
    const auto table = section(i);
    if (!table) return damaged();
    if (table->sh_type != SHT_DYNSYM) continue;
    const auto names_section = section(table->sh_link);
    if (!names_section) return damaged();
    const auto symbols = slice(bytes, table->sh_offset, table->sh_size);
    const auto names = slice(bytes, names_section->sh_offset, names_section->sh_size);
    if (!symbols || !names) return damaged();
    std::vector<std::string> found;
    for (std::size_t at = 0; at + sizeof(Symbol) <= symbols->size(); at += sizeof(Symbol)) {
      const Symbol symbol = *read_at<Symbol>(*symbols, at);
      if (!exported(symbol)) continue;
      if (symbol.st_name >= names->size()) return damaged();
      const std::string_view rest = names->substr(symbol.st_name);
      const std::string_view name = rest.substr(0, rest.find('\0'));
      if (!added_by_linker(name)) found.emplace_back(name);
    }
    return found;
  }
  return damaged();
}

}  // namespace relais::plugin
