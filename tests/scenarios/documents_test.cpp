// docs/addins.md says what the plugins' manifests say.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/testbed/testbed.hpp"

namespace relais::testbed {
namespace {

/// "deadline.target" of a schema's properties, at any depth, without the entries of maps.
void collect(const json::object& schema, const std::string& prefix,
             std::vector<std::string>& keys) {
  const auto* properties = schema.if_contains("properties");
  if (properties == nullptr) {
    keys.push_back(prefix);
    return;
  }
  for (const auto& [name, value] : properties->as_object())
    collect(value.as_object(), prefix + '.' + std::string(name), keys);
}

TEST(Documents, EveryKeyOfEveryAddInIsExplained) {
  std::stringstream text;
  text << std::ifstream(RELAIS_DOCS "/addins.md").rdbuf();
  const std::string page = text.str();
  Testbed firm;
  const auto engine = firm.engine();
  std::size_t seen = 0;
  for (const std::string addin : {"A04", "B08", "B09", "MAIL"}) {
    const auto* entry = engine->catalogue().usable(addin);
    ASSERT_NE(entry, nullptr) << addin;
    std::vector<std::string> keys;
    // What a plugin for messages declares stands below a key of its own.
    collect(entry->manifest.config_schema, addin == "MAIL" ? "MAIL.plugin" : addin, keys);
    for (const auto& key : keys) {
      const auto label = key.find(".labels.");  // explained once for all
      const auto word = label == std::string::npos ? key : key.substr(label + 8);
      EXPECT_NE(page.find('`' + word + '`'), std::string::npos) << key;
    }
    seen += keys.size();
  }
  EXPECT_GT(seen, 27U);
}

TEST(Documents, EveryPermissionOfMailIsExplained) {
  std::stringstream text;
  text << std::ifstream(RELAIS_DOCS "/addins.md").rdbuf();
  const std::string page = text.str();
  Testbed firm;
  const auto engine = firm.engine();
  const auto* entry = engine->catalogue().usable("MAIL");
  ASSERT_NE(entry, nullptr);
  ASSERT_FALSE(entry->manifest.permissions.empty());
  for (const auto& permission : entry->manifest.permissions)
    EXPECT_NE(page.find("| `" + permission.role + "` |"), std::string::npos) << permission.role;
}

}  // namespace
}  // namespace relais::testbed
