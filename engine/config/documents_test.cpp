// Texts that are hardly YAML, and the documents that explain the keys.
#include <gmock/gmock.h>

#include "engine/config/keys.hpp"
#include "engine/config/load.hpp"
#include "engine/config/starter.hpp"
#include "engine/config/testing.hpp"

namespace relais::config {
namespace {

using namespace testing;
using ::testing::HasSubstr;

std::string only_error(const std::string& yaml) {
  const auto loaded = load_here(yaml);
  if (loaded) return "it loaded";
  EXPECT_EQ(loaded.error().size(), 1u) << to_text(loaded.error());
  return loaded.error().front().text();
}

TEST(HostileText, EmptyFile) {
  for (const char* text : {"", "\n\n", "# only a comment\n", "---\n", "\xef\xbb\xbf", "~"})
    EXPECT_THAT(only_error(text), HasSubstr("found an empty file")) << '"' << text << '"';
}

TEST(HostileText, SeveralDocuments) {
  EXPECT_THAT(only_error(std::string(small_yaml) + "---\nstore: {}\n"),
              HasSubstr("a second document"));
}

TEST(HostileText, NotUtf8) {
  EXPECT_THAT(only_error(std::string(small_yaml) + "# M\xfcller\n"),
              HasSubstr(":10:4: found the byte 0xfc, expected UTF-8"));
  EXPECT_THAT(only_error("a: \xc0\xaf\n"), HasSubstr(":1:4: found the byte 0xc0"));
  EXPECT_THAT(only_error("a: \xed\xa0\x80\n"), HasSubstr("the byte 0xed"));
  EXPECT_THAT(only_error("a: \xf4\x90\x80\x80\n"), HasSubstr("the byte 0xf4"));
  EXPECT_THAT(only_error("a: \xe2\x82"), HasSubstr("the byte 0xe2"));
  EXPECT_THAT(only_error("\xff\xfes\0t\0"), HasSubstr("the byte 0xff"));
}

TEST(HostileText, ZeroBytesAndControlCharacters) {
  EXPECT_THAT(only_error(std::string("store: a\0b\n", 11)),
              HasSubstr(":1:9: found the control character 0x00"));
  EXPECT_THAT(only_error("store: \x1b[31m\n"), HasSubstr("control character 0x1b"));
}

TEST(HostileText, Tabs) {
  EXPECT_THAT(only_error("store:\n\turl: a\n"), HasSubstr(":2:1: found a tab as indentation"));
  EXPECT_THAT(only_error("store:\n  \turl: a\n"), HasSubstr(":2:3: found a tab"));
}

TEST(HostileText, BrokenSyntaxHasAPlace) {
  for (const char* text :
       {"store: {url: a\n", "store: 'a\n", "store: \"a\\q\"\n", "a: b: c\n", "- a\nb: c\n",
        "store: [a\n}", "%YAML 9.9\n---\na: b\n", "a: *nobody\n", "a: !<x y\n", "{a: b}}\n",
        "? [a]\n: b\n", "? {a: b}\n: c\n", "@a: b\n"}) {
    const auto loaded = load_here(text);
    ASSERT_FALSE(loaded) << text;
    EXPECT_GT(loaded.error().front().line, 0) << text;
    EXPECT_GT(loaded.error().front().column, 0) << text;
  }
}

std::string repeated(std::string_view unit, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += unit;
  return out;
}

TEST(HostileText, DeepNestingIsRefused) {
  std::string indented;
  for (std::size_t i = 0; i < 1000; ++i) indented += std::string(i, ' ') + "a:\n";
  for (const std::string& text : {"a: " + repeated("[", 300) + repeated("]", 300) + "\n",
                                  "a: " + repeated("{a: ", 100) + "1" + repeated("}", 100) + "\n",
                                  repeated("- ", 20'000) + "\n", indented})
    EXPECT_THAT(only_error(text), HasSubstr("at most 32 levels")) << text.substr(0, 20);
}

TEST(HostileText, DeepNestingThatIsNeverClosedIsRefused) {
  for (const char* unit : {"[", "[\n", "{a: ", "{", "? ", "? [", "- [", "- {a: "})
    EXPECT_FALSE(load_here("x:\n  " + repeated(unit, 20'000))) << unit;
}

TEST(HostileText, AliasBombIsRefused) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 0; j < 9; ++j) text += ", " + before;
    text += "]\n";
  }
  EXPECT_THAT(only_error(text), HasSubstr("too many values"));
}

TEST(HostileText, DeepAliasesDoNotGetAroundTheDepth) {
  std::string text = "a0: &a0 [[[[[x]]]]]\n";
  for (int i = 1; i < 8; ++i)
    text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [[[[*a" +
            std::to_string(i - 1) + "]]]]\n";
  EXPECT_THAT(only_error(text), HasSubstr("at most 32 levels"));
}

TEST(HostileText, AliasOfWhatItStandsInIsRefused) {
  EXPECT_THAT(only_error("a: &a [1, *a]\n"), HasSubstr("an alias inside of what it stands for"));
}

TEST(HostileText, HugeScalarsKeysAndLists) {
  EXPECT_THAT(only_error("a: " + std::string(5000, 'x') + "\n"), HasSubstr("a text of 5000 bytes"));
  EXPECT_THAT(only_error(std::string(300, 'k') + ": 1\n"), HasSubstr("a key of 300 bytes"));
  std::string list = "a: [";
  for (int i = 0; i < 250'000; ++i) list += "x,";
  EXPECT_THAT(only_error(list + "x]\n"), HasSubstr("too many values"));
}

TEST(HostileText, QuoteThatIsNeverClosedIsRefused) {
  const std::string before = std::string(small_yaml) + "    name: ";
  for (const char* text :
       {"'abc", "\"abc", "'it''s", "\"a\\\"", "&a 'abc", "!!str \"abc", "'", "\""})
    EXPECT_THAT(only_error(before + text + "\n    language: de\n"),
                HasSubstr("closing quote is missing"))
        << text;
  for (const char* text : {"'abc'", "\"abc\"", "'it''s'", "\"a\\\"\"", "&a 'abc'", "!!str \"abc\"",
                           "'a\n      b'", "a'b", "a\"b", "'\"'", "\"'\""})
    EXPECT_TRUE(load_here(before + text + "\n    language: de\n")) << text;
}

TEST(HostileText, TagsAreRefused) {
  EXPECT_THAT(only_error(std::string(small_yaml) + "log: {level: !!python/object info}\n"),
              HasSubstr(":10:14: log.level: found a tag"));
}

std::string source_file(const char* name) {
  const std::string text = read_file(std::filesystem::path(RELAIS_SOURCE_DIR) / name);
  EXPECT_FALSE(text.empty()) << name;
  return text;
}

TEST(Documents, TheExplainedFileLoads) {
  const auto loaded = load_text(source_file("config/relais.yaml"), "/etc/relais/relais.yaml");
  EXPECT_TRUE(loaded) << to_text(loaded.error());
}

/// What is commented out is valid too: examples that an operator uncomments must work.
TEST(Documents, TheExplainedFileLoadsWithItsExamplesUncommented) {
  std::string text;
  std::istringstream lines(source_file("config/relais.yaml"));
  bool header = true;
  for (std::string line; std::getline(lines, line);) {
    header = header && line.starts_with('#');
    const std::size_t at = line.find_first_not_of(' ');
    const bool comment = !header && at != std::string::npos && line.compare(at, 2, "# ") == 0;
    const std::string rest = comment ? line.substr(0, at) + line.substr(at + 2) : line;
    const std::size_t first = rest.find_first_not_of(" #-");
    const std::size_t end =
        rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_@.", first);
    const bool key = first != std::string::npos && end != std::string::npos && end > first &&
                     rest[end] == ':' && (end + 1 == rest.size() || rest[end + 1] == ' ');
    if (!comment || key) text += rest + "\n";
  }
  const auto loaded = load_here(text);
  ASSERT_FALSE(loaded);
  // Alternatives stand side by side in the file; nothing else may be wrong.
  for (const auto& each : loaded.error()) {
    const bool alternative = each.expected == "one of the two" ||
                             each.expected == "cloud, or the two URLs" ||
                             each.expected.starts_with("only what the type");
    EXPECT_TRUE(alternative) << each.text();
  }
}

std::string last_name(const std::string& path) { return path.substr(path.rfind('.') + 1); }

TEST(Documents, EveryKeyStandsInTheExplainedFile) {
  const std::string text = source_file("config/relais.yaml");
  for (const auto& key : known_keys()) {
    const std::string name = last_name(key.path);
    if (name == "*" || name.ends_with("[]")) continue;
    EXPECT_THAT(text, HasSubstr(name + ":")) << key.path;
  }
}

TEST(Starter, LoadsCleanlyAndIsWhatTheEntitySaid) {
  Starter values;
  values.entity_id = "zurich-2";
  values.entity_name = "Müller: \"Recht\" & Söhne #1";
  values.language = "fr";
  values.time_zone = "Europe/Paris";
  values.tenant = "kanzlei.example";
  values.data = "/var/lib/rel ais";
  const auto loaded = load_here(starter_yaml(values));
  ASSERT_TRUE(loaded) << to_text(loaded.error());
  const Entity& entity = loaded->entities.at(0);
  EXPECT_EQ(entity.id, "zurich-2");
  EXPECT_EQ(entity.name, values.entity_name);
  EXPECT_EQ(entity.language, "fr");
  EXPECT_EQ(entity.microsoft365->client_secret->text(), "env:RELAIS_ZURICH_2_SECRET");
  EXPECT_EQ(loaded->store.url, "sqlite:/var/lib/rel ais/practice.db");
  EXPECT_TRUE(load_here(starter_yaml()));
}

}  // namespace
}  // namespace relais::config
