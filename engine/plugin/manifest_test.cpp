#include "engine/plugin/manifest.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/plugin/manifest_schema.hpp"

namespace relais::plugin {
namespace {

using testing::HasSubstr;

json::object minimal() {
  return json::parse(R"({"id": "org.example.tasks", "name": "Tasks", "version": "1.0.0",
    "vendor": "Example", "addin": "B08",
    "exports": [{"kind": "deadline", "targets": ["calendar", "tasks"]}],
    "config_schema": {"type": "object"}})")
      .as_object();
}

TEST(Manifest, WholeExample) {
  const auto manifest = parse_manifest(R"({
    "id": "org.relais.tasks", "name": "Deadlines and reminders", "version": "1.0.0-rc.1",
    "vendor": "Example", "license": "Apache-2.0", "addin": "B08", "requires": ["A04"],
    "render_revision": 3, "connection": "microsoft365",
    "limits": {"in_flight": 4, "budget": [10000, 600]},
    "exports": [{"kind": "deadline", "targets": ["calendar", "tasks"],
                 "container": {"tasks": "list"}}],
    "collects": ["message"], "services": ["relais.http/1", "relais.state/1"],
    "permissions": [{"role": "Calendars.ReadWrite", "when": {"target": "calendar"}, "why": "w"},
                    {"role": "User.Read", "optional": true, "why": "always",
                      "probes": {"reads": ["a"], "writes": ["b", "c"]}}],
    "config_schema": {"type": "object"}, "a_key_of_later_versions": true})");
  ASSERT_TRUE(manifest.has_value()) << manifest.error().text;
  EXPECT_EQ(manifest->needs, std::vector<std::string>{"A04"});
  EXPECT_EQ(manifest->render_revision, 3);
  EXPECT_EQ(manifest->limits.in_flight, 4);
  EXPECT_EQ(manifest->limits.budget, 10'000);
  EXPECT_EQ(manifest->limits.budget_window, 600'000);
  EXPECT_EQ(manifest->permissions.at(0).target, "calendar");
  EXPECT_EQ(manifest->permissions.at(1).target, "");
  EXPECT_FALSE(manifest->permissions.at(0).optional);
  EXPECT_TRUE(manifest->permissions.at(1).optional);
  EXPECT_EQ(manifest->permissions.at(1).reads, std::vector<std::string>{"a"});
  EXPECT_EQ(manifest->permissions.at(1).writes.size(), 2U);
  EXPECT_TRUE(manifest->permissions.at(0).writes.empty());
  EXPECT_TRUE(manifest->names_service("relais.state/1"));
  EXPECT_FALSE(manifest->names_service("relais.clock/1"));

  const Export& exported = manifest->exports.at(0);
  EXPECT_EQ(wanted_container(exported, "tasks", {{"list", "Fristen"}}), "Fristen");
  EXPECT_EQ(wanted_container(exported, "tasks", {{"list", ""}}), std::nullopt);
  EXPECT_EQ(wanted_container(exported, "tasks", {}), std::nullopt);
  EXPECT_EQ(wanted_container(exported, "calendar", {{"list", "Fristen"}}), std::nullopt);
}

struct Edit {
  const char* name;
  const char* key;
  const char* value;  // JSON; nullptr: take the key out
  const char* expected;
};

void PrintTo(const Edit& change, std::ostream* out) { *out << change.key; }

class InvalidManifest : public testing::TestWithParam<Edit> {};

TEST_P(InvalidManifest, IsRefusedAndSaysWhere) {
  json::object object = minimal();
  if (GetParam().value)
    object[GetParam().key] = json::parse(GetParam().value);
  else
    object.erase(GetParam().key);
  const auto manifest = parse_manifest(json::serialize(object));
  ASSERT_FALSE(manifest.has_value());
  EXPECT_EQ(manifest.error().code, Errc::config);
  EXPECT_THAT(manifest.error().text, HasSubstr(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Manifest, InvalidManifest,
    testing::Values(
        Edit{"no_id", "id", nullptr, "id"}, Edit{"id_type", "id", "7", "/id"},
        Edit{"id_form", "id", R"("Tasks")", "/id"},
        Edit{
            "id_long", "id",
            R"("a.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")",
            "/id"},
        Edit{"version", "version", R"("one")", "/version"},
        Edit{"no_schema", "config_schema", nullptr, "config_schema"},
        Edit{"schema_bad", "config_schema", R"({"type": 7})", "config_schema"},
        Edit{"schema_remote", "config_schema", R"({"$ref": "http://example.org/x"})",
             "config_schema"},
        Edit{"no_exports", "exports", nullptr, "at least one kind"},
        Edit{"exports_empty", "exports", "[]", "at least one kind"},
        Edit{"unknown_kind", "exports", R"([{"kind": "fax", "targets": ["x"]}])",
             "/exports/0/kind"},
        Edit{"no_targets", "exports", R"([{"kind": "contact", "targets": []}])",
             "/exports/0/targets"},
        Edit{"container_target", "exports",
             R"([{"kind": "contact", "targets": ["contacts"], "container": {"tasks": "list"}}])",
             "container names the target tasks"},
        Edit{"unknown_service", "services", R"(["relais.http/2"])",
             "this engine has no relais.http/2 to hand out"},
        Edit{"secret_not_yet", "services", R"(["relais.secret/1"])", "relais.secret/1"},
        Edit{"no_connection", "services", R"(["relais.http/1"])", "connection: missing"},
        Edit{"requires_itself", "requires", R"(["B08"])", "B08 requires itself"},
        Edit{"limits", "limits", R"({"in_flight": 0})", "/limits/in_flight"},
        Edit{"budget", "limits", R"({"budget": [1]})", "/limits/budget"},
        Edit{"revision", "render_revision", "0", "/render_revision"}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Manifest, TextThatIsNoObject) {
  for (const char* text : {"", "7", "[]", "null", "{", "\xFF"})
    EXPECT_FALSE(parse_manifest(text).has_value()) << text;
}

TEST(Manifest, NamesAreMadeFitForATerminal) {
  json::object object = minimal();
  object["name"] = "Tasks\x1b[31m\nred";
  const auto manifest = parse_manifest(json::serialize(object));
  ASSERT_TRUE(manifest.has_value());
  EXPECT_EQ(manifest->name.find('\x1b'), std::string::npos);
  EXPECT_EQ(manifest->name.find('\n'), std::string::npos);
}

TEST(Manifest, MinimalOneHasTheDefaults) {
  const auto manifest = parse_manifest(json::serialize(minimal()));
  ASSERT_TRUE(manifest.has_value()) << manifest.error().text;
  EXPECT_EQ(manifest->render_revision, 1);
  EXPECT_EQ(manifest->limits.in_flight, 4);
}

TEST(Manifest, PermissionsSayWhenTheyAreNeeded) {
  json::object object = minimal();
  object["permissions"] = json::parse(R"([
    {"role": "A", "why": "w", "when": {"marks": false}},
    {"role": "B", "why": "w", "when": {"target": "tasks", "settings": {"colors": true}}},
    {"role": "C", "why": "w"}])");
  const auto manifest = parse_manifest(json::serialize(object));
  ASSERT_TRUE(manifest.has_value()) << manifest.error().text;
  EXPECT_EQ(manifest->permissions.at(0).marks, false);
  EXPECT_EQ(manifest->permissions.at(0).target, "");
  EXPECT_EQ(manifest->permissions.at(1).target, "tasks");
  EXPECT_EQ(manifest->permissions.at(1).settings.at("colors"), true);
  EXPECT_EQ(manifest->permissions.at(2).marks, std::nullopt);
  EXPECT_TRUE(manifest->permissions.at(2).settings.empty());
  for (const char* odd : {R"({"marks": "yes"})", R"({"settings": []})", R"({"target": 7})"}) {
    object["permissions"] =
        json::parse(std::string(R"([{"role": "A", "why": "w", "when": )") + odd + "}]");
    EXPECT_FALSE(parse_manifest(json::serialize(object)).has_value()) << odd;
  }
}

TEST(Manifest, TheTargetOfAKindIsTheConfiguredOneElseTheFirst) {
  const Export exported{"deadline", {"calendar", "tasks"}, {}};
  EXPECT_EQ(wanted_target(exported, {}), "calendar");
  EXPECT_EQ(wanted_target(exported, json::parse(R"({"deadline":{"target":"tasks"}})").as_object()),
            "tasks");
  EXPECT_EQ(wanted_target(exported, json::parse(R"({"deadline":7})").as_object()), "calendar");
}

}  // namespace
}  // namespace relais::plugin
