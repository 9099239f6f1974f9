#include "engine/plugin/elf_exports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/plugin/inspect.hpp"

namespace relais::plugin {
namespace {

std::string bytes_of(const std::string& fixture) {
  return read_whole(std::string(RELAIS_FIXTURES) + "/" + fixture + ".so").value();
}

TEST(ElfExports, PluginBuiltWithItsFunctionExportsTheEntryOnly) {
  for (const std::string fixture : {"example_cpp", "example_c", "fixture_services"})
    EXPECT_THAT(exported_symbols(bytes_of(fixture)).value(),
                testing::ElementsAre("relais_plugin_v1"))
        << fixture;
}

TEST(ElfExports, SeesWhatElseLeavesALibrary) {
  EXPECT_THAT(exported_symbols(bytes_of("fixture_exports_too_much")).value(),
              testing::IsSupersetOf({"relais_plugin_v1", "shared_with_everybody"}));
}

TEST(ElfExports, OtherFilesAreNotLibraries) {
  for (const std::string& text : {std::string(), std::string("#!/bin/sh\n"), std::string(5000, 'x'),
                                  std::string("\x7f"
                                              "ELF")})
    EXPECT_FALSE(exported_symbols(text).has_value());
}

TEST(ElfExports, TruncatedAnywhereIsReadSafely) {
  const std::string whole = bytes_of("fixture_good");
  const std::size_t step = whole.size() / 997 + 1;
  for (std::size_t size = 0; size < whole.size(); size += step) {
    // A copy of exactly that size, so that a read beyond it is seen.
    const std::vector<char> cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(exported_symbols({cut.data(), cut.size()}).has_value()) << size;
  }
}

TEST(ElfExports, DamagedBytesAreReadSafely) {
  const std::string whole = bytes_of("fixture_good");
  for (std::size_t at = 0; at < 64; ++at) {
    std::vector<char> damaged(whole.begin(), whole.end());
    damaged[at] = static_cast<char>(0xFF);
    (void)exported_symbols({damaged.data(), damaged.size()});
  }
  // Every byte of the table of sections, which is at the end of the file.
  for (std::size_t at = whole.size() > 3000 ? whole.size() - 3000 : 0; at < whole.size(); ++at) {
    std::vector<char> damaged(whole.begin(), whole.end());
    damaged[at] = static_cast<char>(0xFF);
    (void)exported_symbols({damaged.data(), damaged.size()});
  }
}

}  // namespace
}  // namespace relais::plugin
