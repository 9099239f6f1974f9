#include "engine/config/show.hpp"

#include <gmock/gmock.h>

#include "engine/config/testing.hpp"

namespace relais::config {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

Config explained() {
  auto loaded =
      load_text(read_file(std::filesystem::path(RELAIS_SOURCE_DIR) / "config/relais.yaml"),
                "/etc/relais.yaml");
  EXPECT_TRUE(loaded) << to_text(loaded.error());
  return *loaded;
}

TEST(Show, YamlReadsBackAsTheSameConfiguration) {
  const Config config = explained();
  const auto again = load_text(to_yaml(config), "/elsewhere/relais.yaml");
  ASSERT_TRUE(again) << to_yaml(config) << to_text(again.error());
  EXPECT_EQ(json::serialize(to_json(*again)), json::serialize(to_json(config)));
}

TEST(Show, AwkwardTextsReadBack) {
  for (const char* name : {"yes", "7", "- a", "a: b", "#x", "\"q\"", "tab\\t", "Müller 🙂", "null",
                           "~", "1.5", "[x]", "a'b", "2027-01-31", "%x", "@x", "line\\nline"}) {
    const std::string yaml =
        "store: {url: 'sqlite:p', ledger: 'sqlite:l'}\nentities:\n  - id: a\n"
        "    addins: {ACME: {text: " +
        json::serialize(json::value(name)) + ", list: [[1], {a: [2.5]}, {}, []]}}\n";
    const auto loaded = load_here(yaml);
    ASSERT_TRUE(loaded) << to_text(loaded.error());
    const auto again = load_here(to_yaml(*loaded));
    ASSERT_TRUE(again) << to_yaml(*loaded) << to_text(again.error());
    EXPECT_EQ(again->entities[0].addins.at("ACME").value,
              loaded->entities[0].addins.at("ACME").value)
        << to_yaml(*loaded);
  }
}

TEST(Show, SecretsAreReferencesAndNeverRead) {
  ASSERT_EQ(::setenv("RELAIS_SHOW_SECRET", "hunter2", 1), 0);
  std::string yaml = small_yaml;
  yaml.replace(yaml.find("RELAIS_ZURICH_SECRET"), 20, "RELAIS_SHOW_SECRET");
  const auto loaded = load_here(yaml);
  ASSERT_TRUE(loaded);
  EXPECT_THAT(to_yaml(*loaded), HasSubstr("env:RELAIS_SHOW_SECRET"));
  EXPECT_THAT(to_yaml(*loaded), Not(HasSubstr("hunter2")));
  ASSERT_EQ(::unsetenv("RELAIS_SHOW_SECRET"), 0);
}

TEST(Show, SectionValuesThatSoundSecretAreBlanked) {
  Config config = explained();
  config.entities[0].addins["ACME"].value = {{"api_token", "hunter2"},
                                             {"pin", json::object{{"password", 7}}}};
  const std::string text = json::serialize(to_json(config));
  EXPECT_THAT(text, Not(HasSubstr("hunter2")));
  EXPECT_THAT(text, HasSubstr("\"password\":\"(not shown)\""));
}

TEST(Show, EffectiveSafetyOfAnEntityIsWhole) {
  const auto loaded = load_here(std::string(small_yaml) +
                                "    safety: {drift: report}\nsafety: {audit_every: 2h}\n");
  ASSERT_TRUE(loaded);
  const json::object shown = to_json(*loaded);
  const auto& safety = shown.at("entities").at(0).at("safety").as_object();
  EXPECT_EQ(safety.at("drift").as_string(), "report");
  EXPECT_EQ(safety.at("audit_every").as_string(), "2h");
  EXPECT_EQ(safety.at("max_delete").at("count").as_int64(), 20);
}

}  // namespace
}  // namespace relais::config
