#include "engine/plugin/resolve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace relais::plugin {
namespace {

using testing::AllOf;
using testing::HasSubstr;

PluginEntry entry(std::string addin, std::vector<std::string> needs = {}) {
  PluginEntry made;
  made.manifest.id = "test." + addin;
  made.manifest.addin = std::move(addin);
  made.manifest.needs = std::move(needs);
  made.manifest.config_schema = json::parse(R"({"type": "object", "additionalProperties": false,
                      "properties": {"folder": {"type": "string", "default": "Adressen"}}})")
                                    .as_object();
  made.file = "/plugins/" + made.manifest.addin + ".so";
  made.state = EntryState::usable;
  return made;
}

const Resolution& line(const std::vector<Resolution>& lines, std::string_view addin) {
  for (const Resolution& one : lines)
    if (one.addin == addin) return one;
  throw std::runtime_error("no line for the add-in");
}

TEST(Resolve, SubscribedAndUsableWorks) {
  const Catalogue catalogue({entry("A04"), entry("B08", {"A04"})});
  const auto lines = resolve({"B08", "A04"}, catalogue);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].addin, "B08");
  EXPECT_TRUE(lines[0].works());
  EXPECT_EQ(lines[1].entry, &catalogue.entries()[0]);
  EXPECT_EQ(lines[1].reason, "");
}

TEST(Resolve, U6_SubscriptionWithoutAPlugin) {
  const auto lines = resolve({"A04", "B08"}, Catalogue({entry("A04")}));
  EXPECT_TRUE(line(lines, "A04").works());
  EXPECT_FALSE(line(lines, "B08").works());
  EXPECT_EQ(line(lines, "B08").reason, "no plugin provides B08");
}

TEST(Resolve, FileThatCouldNotBeAskedIsMentioned) {
  const auto lines = resolve({"A04"}, Catalogue({PluginEntry()}));
  EXPECT_EQ(line(lines, "A04").reason,
            "no plugin provides A04 (refused plugin files: 1, see relais plugins)");
}

TEST(Resolve, R51_PluginWithoutASubscription) {
  const auto lines = resolve({"A04"}, Catalogue({entry("A04"), entry("B09")}));
  EXPECT_TRUE(line(lines, "A04").works());
  EXPECT_FALSE(line(lines, "B09").works());
  EXPECT_EQ(line(lines, "B09").reason, "not subscribed");
}

TEST(Resolve, R52_B08NeedsA04Subscribed) {
  const auto lines = resolve({"B08"}, Catalogue({entry("A04"), entry("B08", {"A04"})}));
  EXPECT_FALSE(line(lines, "B08").works());
  EXPECT_EQ(line(lines, "B08").reason, "B08 requires A04, which is not subscribed");
}

TEST(Resolve, RequiredAddinThatIsUnusableItself) {
  PluginEntry broken = entry("A04");
  broken.state = EntryState::refused;
  broken.reason = "it crashes";
  const auto lines =
      resolve({"A04", "B08", "B09"}, Catalogue({broken, entry("B08", {"A04"}), entry("B09")}));
  EXPECT_EQ(line(lines, "A04").reason,
            "the plugin for A04, /plugins/A04.so, is refused: it crashes");
  EXPECT_THAT(line(lines, "B08").reason,
              AllOf(HasSubstr("B08 requires A04, which does not work"), HasSubstr("it crashes")));
  EXPECT_TRUE(line(lines, "B09").works());
}

TEST(Resolve, ConflictIsTheReasonAndNamesBothFiles) {
  std::vector<PluginEntry> entries = {entry("A04"), entry("A04"), entry("B09")};
  entries[1].file = "/other/A04.so";
  mark_conflicts(entries);
  const auto lines = resolve({"A04", "B09"}, Catalogue(entries));
  EXPECT_THAT(line(lines, "A04").reason,
              AllOf(HasSubstr("/plugins/A04.so"), HasSubstr("/other/A04.so")));
  EXPECT_TRUE(line(lines, "B09").works());
}

TEST(Resolve, CircleOfRequirementsEnds) {
  const auto lines =
      resolve({"A04", "B08"}, Catalogue({entry("A04", {"B08"}), entry("B08", {"A04"})}));
  EXPECT_TRUE(line(lines, "A04").works());
  EXPECT_TRUE(line(lines, "B08").works());
}

TEST(Section, ValidOneHasItsDefaults) {
  config::Entity entity;
  entity.id = "zurich";
  const auto section = section_for(entity, entry("A04"));
  ASSERT_TRUE(section.has_value()) << section.error().text;
  EXPECT_EQ(string_at(*section, "folder"), "Adressen");
}

TEST(Section, InvalidOneIsAnErrorOfTheConfiguration) {
  config::Entity entity;
  entity.id = "zurich";
  entity.addins["A04"].value = {{"folder", 7}};
  entity.addins["A04"].origin.file = "relais.yaml";
  const auto section = section_for(entity, entry("A04"));
  ASSERT_FALSE(section.has_value());
  EXPECT_EQ(section.error().code, Errc::config);
  EXPECT_THAT(section.error().text, AllOf(HasSubstr("relais.yaml"), HasSubstr("folder")));
}

}  // namespace
}  // namespace relais::plugin
