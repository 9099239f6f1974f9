#include "engine/plugin/discover.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "engine/base/text.hpp"
#include "engine/plugin/inspect.hpp"
#include "engine/plugin/test_directory.hpp"

namespace relais::plugin {
namespace {

using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Catalogue discover_in(const TestDirectory& directory) {
  DiscoverOptions options;
  options.directories = {directory.path()};
  options.timeout = std::chrono::seconds(60);  // sanitizers and busy machines are slow
  return discover(options);
}

/// Looks at one fixture alone.
PluginEntry look(std::string_view fixture) {
  const TestDirectory directory;
  directory.add(fixture);
  const Catalogue catalogue = discover_in(directory);
  EXPECT_EQ(catalogue.entries().size(), 1U);
  return catalogue.entries().at(0);
}

TEST(Discover, GoodPluginIsUsableWithItsManifest) {
  const PluginEntry entry = look("example_cpp");
  EXPECT_EQ(entry.state, EntryState::usable) << entry.reason;
  EXPECT_EQ(entry.reason, "");
  EXPECT_EQ(entry.manifest.id, "org.example.cards");
  EXPECT_EQ(entry.manifest.addin, "X01");
  ASSERT_EQ(entry.manifest.exports.size(), 1U);
  EXPECT_EQ(entry.manifest.exports[0].kind, "contact");
  EXPECT_EQ(entry.abi_major, 1U);
  EXPECT_EQ(entry.sha256.size(), 64U);
  EXPECT_NE(entry.descriptor, nullptr);
}

TEST(Discover, PluginInPlainCIsUsable) { EXPECT_TRUE(look("example_c").usable()); }

struct Bad {
  const char* fixture;
  const char* reason;
};

void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.fixture; }

class BadPlugin : public testing::TestWithParam<Bad> {};

TEST_P(BadPlugin, IsRefusedWithItsReason) {
  const PluginEntry entry = look(GetParam().fixture);
  EXPECT_EQ(entry.state, EntryState::refused);
  EXPECT_THAT(entry.reason, HasSubstr(GetParam().reason));
  EXPECT_EQ(entry.descriptor, nullptr);
}

INSTANTIATE_TEST_SUITE_P(
    Discover, BadPlugin,
    testing::Values(
        Bad{"fixture_exit_zero", "it ends the process with code 0 while loading it"},
        Bad{"fixture_leaves_a_process", "it ends the process with code 7 while loading it"},
        Bad{"fixture_garbage", "answered with garbage while loading it"},
        Bad{"fixture_wrong_major",
            "needs engine ABI 2.0, this engine has 1.0 (upgrade relais or use another build"},
        Bad{"fixture_newer_minor",
            "needs engine ABI 1.1, this engine has 1.0 (upgrade relais or use another build"},
        Bad{"fixture_small_struct", "its descriptor has 24 bytes"},
        Bad{"fixture_no_json", "the manifest"}, Bad{"fixture_bad_manifest", "/id: found"},
        Bad{"fixture_bad_manifest", "/addin: found"},
        Bad{"fixture_unknown_service", "this engine has no relais.secret/1 to hand out"},
        Bad{"fixture_no_role", "the role relais.export/1 is missing"},
        Bad{"fixture_exports_too_much",
            "it exports more than relais_plugin_v1: shared_with_everybody"},
        Bad{"fixture_no_entry", "it does not export relais_plugin_v1: not a plugin of relais"},
        Bad{"fixture_other_major_entry",
            "it exports relais_plugin_v2, this engine knows relais_plugin_v1"},
        Bad{"fixture_missing_symbol",
            "fixture_missing_symbol.so: undefined symbol: function_that_no_library_has"},
        Bad{"fixture_two_faced", "it says something else about itself each time it is asked"},
        Bad{"fixture_knows_the_scanner", "its manifest is another one than in the scan"}),
    [](const auto& test) {
      return std::string(test.param.fixture) + "_" + std::to_string(test.index);
    });

// Sanitizers catch the signal, and end the process with a code of their own.
TEST(Discover, CrashInConstructorIsRefused) {
  const PluginEntry entry = look("fixture_crash_in_constructor");
  EXPECT_THAT(entry.reason, AllOf(AnyOf(StartsWith("it crashes: signal 6 (Aborted)"),
                                        StartsWith("it ends the process with code")),
                                  HasSubstr("while loading it")));
}

TEST(Discover, CrashInEntryIsRefused) {
  const PluginEntry entry = look("fixture_crash_in_entry");
  EXPECT_THAT(entry.reason, AllOf(AnyOf(StartsWith("it crashes: signal 6 (Aborted)"),
                                        StartsWith("it ends the process with code")),
                                  HasSubstr("while calling relais_plugin_v1")));
}

TEST(Discover, ReasonOfTheLoaderIsNotBuriedInOthers) {
  EXPECT_THAT(look("fixture_missing_symbol").reason, Not(HasSubstr("Bad file descriptor")));
}

TEST(Discover, HangingPluginIsRefusedAfterTheTimeout) {
  const TestDirectory directory;
  directory.add("fixture_hang");
  DiscoverOptions options;
  options.directories = {directory.path()};
  options.timeout = std::chrono::milliseconds(300);
  const Catalogue catalogue = discover(options);
  ASSERT_EQ(catalogue.entries().size(), 1U);
  EXPECT_THAT(catalogue.entries()[0].reason, StartsWith("it hangs: no answer within 300 ms"));
}

TEST(Discover, BadPluginsDoNotDisturbTheGoodOne) {
  const TestDirectory directory;
  directory.add("fixture_crash_in_constructor");
  directory.add("fixture_no_json");
  directory.add("example_cpp");
  directory.write("broken.so",
                  "\x7f"
                  "ELF");
  directory.write("empty.so", "");
  directory.write("notes.txt", "not a plugin");
  const Catalogue catalogue = discover_in(directory);
  EXPECT_EQ(catalogue.entries().size(), 5U);
  ASSERT_NE(catalogue.usable("X01"), nullptr);
  EXPECT_EQ(catalogue.usable("X01"), catalogue.by_id("org.example.cards"));
  EXPECT_EQ(catalogue.usable("T01"), nullptr);
}

TEST(Discover, U6_TakingTheFileOutRemovesThePlugin) {
  const TestDirectory directory;
  const auto file = directory.add("example_cpp");
  EXPECT_NE(discover_in(directory).usable("X01"), nullptr);
  std::filesystem::remove(file);
  EXPECT_TRUE(discover_in(directory).entries().empty());
}

TEST(Discover, MissingDirectoryIsSkipped) {
  DiscoverOptions options;
  options.directories = {"/nonexistent/relais/plugins"};
  EXPECT_TRUE(discover(options).entries().empty());
}

TEST(Discover, MissingScanProgramIsSaid) {
  const TestDirectory directory;
  directory.add("fixture_good");
  DiscoverOptions options;
  options.directories = {directory.path()};
  options.scanner = directory.path() / "nothing-here";
  const Catalogue catalogue = discover(options);
  EXPECT_THAT(catalogue.entries().at(0).reason, HasSubstr("cannot start"));
}

TEST(Discover, WorldWritableFileIsNotEvenScanned) {
  const TestDirectory directory;
  const auto file = directory.add("fixture_exit_zero");
  std::filesystem::permissions(file, std::filesystem::perms(0777));
  const PluginEntry entry = discover_in(directory).entries().at(0);
  EXPECT_THAT(entry.reason, HasSubstr("is writable by everybody"));
}

TEST(Discover, WorldWritableDirectoryIsRefused) {
  const TestDirectory directory;
  directory.add("fixture_good");
  std::filesystem::permissions(directory.path(), std::filesystem::perms(01777));
  const PluginEntry entry = discover_in(directory).entries().at(0);
  EXPECT_EQ(entry.state, EntryState::refused);
  EXPECT_THAT(entry.reason, HasSubstr(directory.path().string() + " is writable by everybody"));
}

TEST(Discover, EndlessFileIsNotRead) {
  const TestDirectory directory;
  std::filesystem::resize_file(directory.write("huge.so", ""), 600ULL * 1024 * 1024);
  EXPECT_THAT(discover_in(directory).entries().at(0).reason, StartsWith("it has 629145600 bytes"));
}

TEST(Discover, PinnedPluginMustHaveTheSha256) {
  const TestDirectory directory;
  const auto file = directory.add("fixture_good");
  const std::string sha256 = sha256_hex(*read_whole(file));
  DiscoverOptions options;
  options.directories = {directory.path()};
  options.pins = {{"test.fixture", sha256}};
  EXPECT_TRUE(discover(options).entries().at(0).usable());
  options.pins = {{"test.fixture", std::string(64, '0')}};
  EXPECT_THAT(discover(options).entries().at(0).reason,
              AllOf(HasSubstr(sha256), HasSubstr("plugins.pins.test.fixture")));
}

TEST(Discover, TwoPluginsForOneAddinAreBothUnusableAndNameBothFiles) {
  const TestDirectory directory;
  const auto first = directory.add("fixture_good", "first");
  const auto second = directory.add("fixture_good", "second");
  directory.add("example_cpp");
  const Catalogue catalogue = discover_in(directory);
  ASSERT_EQ(catalogue.entries().size(), 3U);
  for (const std::size_t i : {1U, 2U}) {
    const PluginEntry& entry = catalogue.entries()[i];
    EXPECT_EQ(entry.state, EntryState::conflict);
    EXPECT_THAT(entry.reason, AllOf(HasSubstr("T01 is provided"), HasSubstr(first.string()),
                                    HasSubstr(second.string())));
  }
  EXPECT_EQ(catalogue.usable("T01"), nullptr);
  EXPECT_NE(catalogue.usable("X01"), nullptr);
}

TEST(Discover, SameFileUnderTwoNamesIsOnePlugin) {
  const TestDirectory directory;
  const auto file = directory.add("fixture_good");
  std::filesystem::create_symlink(file, directory.path() / "link.so");
  DiscoverOptions options;
  options.directories = {directory.path(), directory.path()};
  options.timeout = std::chrono::seconds(60);
  const Catalogue catalogue = discover(options);
  ASSERT_EQ(catalogue.entries().size(), 1U);
  EXPECT_TRUE(catalogue.entries()[0].usable());
}

TEST(Discover, WhatIsLoadedIsScannedAgainOnlyIfItsBytesDiffer) {
  const TestDirectory directory;
  const auto file = directory.add("fixture_good");
  const Catalogue first = discover_in(directory);
  DiscoverOptions options;
  options.directories = {directory.path()};
  options.scanner = directory.path() / "no-such-program";
  const Catalogue again = discover(options);
  ASSERT_TRUE(again.entries()[0].usable()) << again.entries()[0].reason;
  EXPECT_EQ(again.entries()[0].descriptor, first.entries()[0].descriptor);
  EXPECT_EQ(again.entries()[0].manifest.id, first.entries()[0].manifest.id);
  std::filesystem::permissions(file, std::filesystem::perms::owner_write,
                               std::filesystem::perm_options::add);
  const auto changed = directory.path() / "changed";
  std::filesystem::copy_file(file, changed);
  std::ofstream(changed, std::ios::app) << '\n';
  std::filesystem::rename(changed, file);
  EXPECT_THAT(discover(options).entries()[0].reason, HasSubstr("it was not scanned"));
}

TEST(SearchPath, ConfigurationThenEnvironmentThenInstalled) {
  const auto path = search_path({"/a", "/b"}, "/c::/d");
  ASSERT_EQ(path.size(), 5U);
  EXPECT_EQ(path[0], "/a");
  EXPECT_EQ(path[2], "/c");
  EXPECT_EQ(path[3], "/d");
  EXPECT_THAT(path[4].string(), testing::EndsWith("/relais/plugins"));
  EXPECT_EQ(search_path({}, nullptr).size(), 1U);
}

TEST(Conflicts, SameIdForTwoAddins) {
  std::vector<PluginEntry> entries(3);
  for (std::size_t i = 0; i < 3; ++i) {
    entries[i].state = EntryState::usable;
    entries[i].manifest.id = i < 2 ? "same.id" : "other.id";
    entries[i].manifest.addin = "T0" + std::to_string(i);
    entries[i].file = "/p/" + std::to_string(i) + ".so";
  }
  mark_conflicts(entries);
  EXPECT_THAT(entries[0].reason, AllOf(HasSubstr("the id same.id"), HasSubstr("/p/1.so")));
  EXPECT_EQ(entries[1].state, EntryState::conflict);
  EXPECT_TRUE(entries[2].usable());
}

TEST(Conflicts, RefusedFileDisturbsNobody) {
  std::vector<PluginEntry> entries(2);
  entries[0].state = EntryState::usable;
  entries[0].manifest.addin = entries[1].manifest.addin = "T01";
  mark_conflicts(entries);
  EXPECT_TRUE(entries[0].usable());
}

}  // namespace
}  // namespace relais::plugin
