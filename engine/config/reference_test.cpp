#include "engine/config/reference.hpp"

#include <gmock/gmock.h>

#include <set>

#include "engine/config/keys.hpp"

namespace relais::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<ReferenceKey> keys_of(const char* schema) {
  return declared_keys(json::parse(schema).as_object(), "S");
}

std::vector<std::string> shown(const char* schema) {
  std::vector<std::string> out;
  for (const auto& key : keys_of(schema))
    out.push_back(key.path + " = " + key.kind + " = " + key.otherwise + (key.required ? " !" : ""));
  return out;
}

TEST(Reference, EveryKeyThatItShowsIsExplained) {
  std::size_t seen = 0;
  for (const auto& chapter : reference({}))
    for (const auto& key : chapter.keys) {
      EXPECT_FALSE(key.meaning.empty()) << key.path << " has no row in meanings.cpp";
      EXPECT_FALSE(key.kind.empty()) << key.path;
      EXPECT_FALSE(key.meaning.ends_with('.')) << key.path;
      ++seen;
    }
  EXPECT_GT(seen, 90U);
}

TEST(Reference, NothingIsExplainedThatIsNoKey) {
  std::set<std::string_view> once;
  for (const auto path : explained_paths()) {
    EXPECT_NE(known_key(path), nullptr) << path;
    EXPECT_TRUE(once.insert(path).second) << path << " is explained twice";
  }
}

/// What is told once for several places is the only thing that is left out.
TEST(Reference, NoKeyIsMissing) {
  const std::string text = reference_markdown(reference({}));
  for (const auto& key : known_keys()) {
    if (key.path.ends_with("[]") || key.path.starts_with("entities[].safety.")) continue;
    if (key.path.starts_with("entities[].addins.MAIL.accounts.*.") && !key.path.ends_with(".owner"))
      continue;
    if (key.path.ends_with(".*") && meaning_of(key.path).empty()) continue;
    const std::size_t row = text.find("| `" + key.path + "` |");
    ASSERT_NE(row, std::string::npos) << key.path;
    const std::string line = text.substr(row, text.find('\n', row) - row);
    EXPECT_THAT(line, HasSubstr(key.otherwise)) << key.path;
    for (const auto choice : split_choices(key))
      EXPECT_THAT(line, HasSubstr('`' + std::string(choice) + '`')) << key.path;
    if (key.required) {
      EXPECT_THAT(line, HasSubstr("mandatory")) << key.path;
    }
  }
}

TEST(Reference, ChaptersOfPluginsStandBelowTheirSection) {
  const auto chapters = reference(
      {{"ACME", "Acme's", {{"properties", {{"a|b", {{"description", "one | two\nthree"}}}}}}},
       {"MAIL", "Mail", {{"properties", {{"size", {{"type", "integer"}}}}}}},
       {"NONE", "No keys", {{"type", "object"}}}});
  const std::string text = reference_markdown(chapters);
  EXPECT_THAT(text, HasSubstr("`entities[].addins.MAIL.plugin.size` | a whole number |"));
  EXPECT_THAT(text, HasSubstr("one \\| two three")) << "a cell stays a cell";
  EXPECT_THAT(text, Not(HasSubstr("No keys")));
}

TEST(DeclaredKeys, OfEveryKindOfSchema) {
  EXPECT_THAT(
      shown(R"({"required": ["a"], "properties": {
        "a": {"type": "string", "maxLength": 9},
        "b": {"type": "integer", "minimum": 1, "maximum": 9, "default": 5},
        "c": {"enum": ["x", "y"], "default": "x"},
        "d": {"type": "boolean", "default": false},
        "e": {"type": "string", "default": ""},
        "f": {"type": "array", "items": {"type": "string"}},
        "g": {"type": "number", "minimum": 0}, "h": {"const": 3}, "i": {}, "j": true}})"),
      ElementsAre("S.a = a text, at most 9 characters =  !", "S.b = a whole number, 1 to 9 = 5",
                  "S.c = `x` or `y` = x", "S.d = `true` or `false` = false", "S.e = a text = \"\"",
                  "S.f = a list, each entry a text = ", "S.g = a number, at least 0 = ",
                  "S.h = `3` = ", "S.i =  = ", "S.j =  = "));
}

TEST(DeclaredKeys, Below) {
  EXPECT_THAT(shown(R"({"properties": {
        "a": {"type": "object", "properties": {"b": {"type": "integer", "description": "d"}}},
        "m": {"type": "object", "additionalProperties": {"properties": {"n": {"default": 1}}}},
        "l": {"type": "array", "items": {"properties": {"o": {"default": 2}}}}}})"),
              ElementsAre("S.a = a map = ", "S.a.b = a whole number = ", "S.m = a map = ",
                          "S.m.*.n =  = 1", "S.l = a list, each entry a map = ", "S.l[].o =  = 2"));
}

TEST(DeclaredKeys, ReferencesAndPartsAreFollowed) {
  EXPECT_THAT(shown(R"({"definitions": {"n": {"type": "integer"}},
        "allOf": [{"properties": {"b": {"$ref": "#/definitions/n"}}}],
        "properties": {"a": {"$ref": "#/definitions/n"}}})"),
              ElementsAre("S.a = a whole number = ", "S.b = a whole number = "));
}

TEST(DeclaredKeys, WordsThatNobodyExplainsStandInOneLine) {
  EXPECT_THAT(shown(R"({"properties": {"labels": {"type": "object", "properties": {
        "x": {"type": "string"}, "y": {"type": "string"}}}}})"),
              ElementsAre("S.labels = a map of `x`, `y` = "));
}

TEST(DeclaredKeys, OfWhatIsNoSchema) {
  for (const char* text :
       {"{}", R"({"properties": 7})", R"({"properties": {"a": []}, "required": {}})",
        R"({"properties": {"a": {"enum": 7, "type": 7, "items": 7, "default": null}}})",
        R"({"properties": {"a": {"$ref": "#/nowhere"}}})", R"({"allOf": 7})"})
    EXPECT_NO_THROW(keys_of(text)) << text;
  EXPECT_THAT(keys_of("{}"), IsEmpty());
  // A schema that contains itself ends somewhere.
  EXPECT_LT(keys_of(R"({"properties": {"a": {"$ref": "#"}}})").size(), 20U);
}

}  // namespace
}  // namespace relais::config
