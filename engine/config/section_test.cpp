// Sections of add-ins against the schemas of their plugins.
#include "engine/config/section.hpp"

#include <gmock/gmock.h>

#include "engine/config/testing.hpp"

namespace relais::config {
namespace {

using namespace testing;
using ::testing::HasSubstr;

const char* const schema_text = R"({
  "$schema": "http://json-schema.org/draft-07/schema#",
  "$id": "https://relais.example/b08",
  "type": "object",
  "additionalProperties": false,
  "definitions": {
    "kind": {"type": "object", "additionalProperties": false, "properties": {
      "target": {"enum": ["calendar", "tasks"], "default": "calendar", "description": "where it goes"}}}
  },
  "properties": {
    "deadline": {"$ref": "#/definitions/kind"},
    "reminder": {"$ref": "#/definitions/kind"},
    "list": {"type": "string", "minLength": 1, "maxLength": 10, "pattern": "^[A-Za-z ]+$"},
    "lead": {"type": "integer", "minimum": 0, "maximum": 60, "default": 15},
    "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": true, "default": []},
    "either": {"anyOf": [{"type": "boolean"}, {"type": "integer"}]},
    "accounts": {"type": "object", "additionalProperties": {"type": "object", "required": ["box"],
      "properties": {"box": {"type": "string"}, "size": {"type": "integer", "default": 3}}}}
  }
})";

json::object schema() { return json::parse(schema_text).as_object(); }

Entity entity_with(const std::string& section) {
  const auto loaded = load_here(std::string(small_yaml) + section);
  EXPECT_TRUE(loaded) << to_text(loaded.error());
  return loaded->entities.at(0);
}

std::string section_errors(const std::string& section, const json::object& with = schema()) {
  json::object filled;
  return to_text(check_section(entity_with(section), "B08", with, filled, "org.relais.tasks"));
}

std::string one(const std::string& value) {
  return section_errors("    addins: {B08: {" + value + "}}\n");
}

TEST(Section, AbsentOneIsFilledWithDefaults) {
  json::object filled;
  EXPECT_EQ(to_text(check_section(entity_with(""), "B08", schema(), filled)), "");
  EXPECT_EQ(
      json::serialize(filled),
      R"({"deadline":{"target":"calendar"},"reminder":{"target":"calendar"},"lead":15,"tags":[]})");
}

TEST(Section, NestedDefaultsAreFilledBesideWhatIsGiven) {
  json::object filled;
  const Entity entity = entity_with(
      "    addins: {B08: {deadline: {target: tasks}, lead: 5, accounts: {MM: {box: x}}}}\n");
  EXPECT_EQ(to_text(check_section(entity, "B08", schema(), filled)), "");
  EXPECT_EQ(filled.at("deadline").at("target").as_string(), "tasks");
  EXPECT_EQ(filled.at("reminder").at("target").as_string(), "calendar");
  EXPECT_EQ(filled.at("lead").as_int64(), 5);
  EXPECT_EQ(filled.at("accounts").at("MM").at("size").as_int64(), 3);
}

TEST(Section, ErrorsHavePlaceFoundExpectedAndHint) {
  EXPECT_EQ(
      one("deadline: {target: task}"),
      "/etc/relais/relais.yaml:10:39: entities[0].addins.B08.deadline.target: found \"task\", "
      "expected calendar or tasks (did you mean \"tasks\"?)\n");
  EXPECT_EQ(one("deadlin: {}, lead: 5"),
            "/etc/relais/relais.yaml:10:20: entities[0].addins.B08.deadlin: found an unknown key, "
            "expected one of deadline, reminder, list, lead, tags, either or accounts "
            "(did you mean \"deadline\"?)\n");
  EXPECT_THAT(one("lead: 61"),
              HasSubstr(":10:26: entities[0].addins.B08.lead: found the number 61, "
                        "expected a whole number, at least 0, at most 60"));
  EXPECT_THAT(one("lead: soon"), HasSubstr("found \"soon\", expected a whole number"));
  EXPECT_THAT(one("list: ''"),
              HasSubstr("found an empty text, expected a text, characters at least 1"));
  EXPECT_THAT(one("list: 'a_b'"), HasSubstr("of the form ^[A-Za-z ]+$"));
  EXPECT_THAT(one("tags: [a, a]"), HasSubstr("each entry once"));
  EXPECT_THAT(one("tags: [a, 7]"), HasSubstr("entities[0].addins.B08.tags[1]: found the number 7, "
                                             "expected a text"));
  EXPECT_THAT(one("either: x"), HasSubstr("expected true or false or a whole number"));
  EXPECT_THAT(
      one("accounts: {MM: {size: 1}}"),
      HasSubstr("entities[0].addins.B08.accounts.MM.box: found nothing, expected the key box"));
  EXPECT_THAT(one("deadline: {target: }"), HasSubstr("found nothing, expected calendar or tasks"));
}

TEST(Section, AllErrorsAtOnceInOrderAndNothingFilled) {
  const Entity entity = entity_with(
      "    addins:\n      B08:\n        lead: x\n        foo: 1\n        bar: 2\n        list: "
      "7\n");
  json::object filled;
  std::vector<int> lines;
  for (const auto& each : check_section(entity, "B08", schema(), filled))
    lines.push_back(each.line);
  EXPECT_THAT(lines, ::testing::ElementsAre(12, 13, 14, 15));
  EXPECT_TRUE(filled.empty());
}

TEST(Section, EachErrorIsToldOnce) {
  const std::string text = one("deadline: {target: 7}");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
}

TEST(Section, RequiredKeyOfAnAbsentSectionIsReportedAtTheEntity) {
  const json::object needs = json::parse(R"({"type":"object","required":["box"]})").as_object();
  EXPECT_EQ(section_errors("", needs),
            "/etc/relais/relais.yaml:3:5: entities[0].addins.B08.box: found nothing, expected the "
            "key box, which is mandatory here\n");
}

TEST(Section, OfMailOnlyWhatIsThePluginsIsItsBusiness) {
  const json::object mail =
      json::parse(R"({"type":"object","additionalProperties":false,"properties":{
          "page_size":{"type":"integer","default":100},"names":{"type":"array","items":{"type":"string"}}}})")
          .as_object();
  const auto checked = [&](const std::string& keys, json::object& filled) {
    return to_text(
        check_section(entity_with("    addins: {MAIL: {" + keys + "}}\n"), "MAIL", mail, filled));
  };
  json::object filled;
  EXPECT_EQ(checked("exclude_domains: [a.ch], plugin: {names: [x]}", filled), "");
  EXPECT_EQ(json::serialize(filled), R"({"names":["x"],"page_size":100})");
  for (const char* keys : {"", "marker: none", "plugin: "}) {
    filled.clear();
    EXPECT_EQ(checked(keys, filled), "");
    EXPECT_EQ(json::serialize(filled), R"({"page_size":100})");
  }
  filled.clear();
  EXPECT_EQ(checked("marker: none, plugin: {names: [x, 7]}", filled),
            "/etc/relais/relais.yaml:10:55: entities[0].addins.MAIL.plugin.names[1]: found the "
            "number 7, expected a text\n");
  EXPECT_THAT(checked("plugin: {marker: x}", filled),
              HasSubstr(":10:30: entities[0].addins.MAIL.plugin.marker: found an unknown key"));
  EXPECT_TRUE(filled.empty());
}

class BrokenSchema : public ::testing::TestWithParam<const char*> {};

TEST_P(BrokenSchema, IsAnErrorThatNamesThePlugin) {
  const json::object broken = json::parse(GetParam()).as_object();
  const std::string text = section_errors("    addins: {B08: {a: x}}\n", broken);
  EXPECT_THAT(text, HasSubstr("org.relais.tasks"));
  EXPECT_THAT(text, HasSubstr("unusable schema"));
  EXPECT_THAT(text, HasSubstr("entities[0].addins.B08"));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, BrokenSchema,
    ::testing::Values(
        R"({"type": 5})", R"({"type": "strnig"})", R"({"properties": []})", R"({"required": "a"})",
        R"({"minimum": "x"})", R"({"$ref": "#"})", R"({"allOf": [{"$ref": "#"}]})",
        R"({"definitions":{"a":{"$ref":"#/definitions/b"},"b":{"$ref":"#/definitions/a"}},"$ref":"#/definitions/a"})",
        R"({"properties":{"a":{"anyOf":[{"not":{"$ref":"#/properties/a"}}]}}})",
        R"({"$ref": "http://example.com/schema"})", R"({"$ref": "#/nowhere"})", R"({"$ref": 7})",
        R"({"properties":{"a":{"pattern":"("}}})", R"({"patternProperties":{"[":{}}})",
        R"({"properties":{"b":{"type":"string","default":7}}})"));

TEST(Schema, RecursiveOneWorks) {
  const json::object tree = json::parse(R"({"type":"object","properties":{
      "left":{"$ref":"#"},"right":{"$ref":"#"},"name":{"type":"string"}},"additionalProperties":false})")
                                .as_object();
  EXPECT_EQ(section_errors("    addins: {B08: {left: {right: {name: x}}}}\n", tree), "");
  EXPECT_THAT(section_errors("    addins: {B08: {left: {right: {name: 7}}}}\n", tree),
              HasSubstr("entities[0].addins.B08.left.right.name: found the number 7"));
}

TEST(Schema, PatternOnTheLongestTextThatAFileMayHold) {
  const json::object pattern =
      json::parse(R"({"properties":{"a":{"type":"string","pattern":"^(x|y)*$"}}})").as_object();
  const std::string longest(1024, 'x');
  EXPECT_EQ(section_errors("    addins: {B08: {a: " + longest + "}}\n", pattern), "");
  EXPECT_THAT(section_errors("    addins: {B08: {a: " + longest.substr(1) + "z}}\n", pattern),
              HasSubstr("found a text of 1024 characters, expected a text, of the form ^(x|y)*$"));
}

TEST(Schema, DefaultsOfARecursiveOneEnd) {
  const json::object tree = json::parse(R"({"properties":{"a":{"$ref":"#"},"b":{"$ref":"#"},
      "n":{"default":1}}})")
                                .as_object();
  json::object filled;
  EXPECT_EQ(to_text(check_section(entity_with(""), "B08", tree, filled)), "");
  EXPECT_EQ(filled.at("n").as_int64(), 1);
  EXPECT_LT(json::serialize(filled).size(), 2000u);
}

TEST(Fingerprint, ChangesExactlyWithWhatThePluginIsTold) {
  const Entity entity = entity_with("");
  const json::object section = json::parse(R"({"a":1,"b":{"c":[1,2],"d":2}})").as_object();
  const json::object same = json::parse(R"({"b":{"d":2,"c":[1,2]},"a":1})").as_object();
  const json::object other = json::parse(R"({"b":{"d":2,"c":[2,1]},"a":1})").as_object();
  const std::string print = section_fingerprint(entity, "B08", section);
  EXPECT_EQ(print.size(), 64u);
  EXPECT_EQ(section_fingerprint(entity, "B08", same), print);
  EXPECT_NE(section_fingerprint(entity, "B08", other), print);
  EXPECT_NE(section_fingerprint(entity, "B09", section), print);
  for (const char* key :
       {"language: fr", "privacy: busy", "time_zone: Europe/Paris", "window: {back: 1d}"})
    EXPECT_NE(section_fingerprint(entity_with(std::string("    ") + key + "\n"), "B08", section),
              print)
        << key;
  EXPECT_EQ(section_fingerprint(entity_with("    name: Other\n    safety: {drift: report}\n"),
                                "B08", section),
            print);
}

}  // namespace
}  // namespace relais::config
