// Who may know whom, held against the sources: modules of the engine know only those below them, a
// plugin knows nothing of the engine, and the engine has no word of the services that it talks to
// outside of engine/connection/microsoft365.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

const fs::path kRoot = RELAIS_SOURCE_DIR;

struct Source {
  std::string path;  ///< from the root
  std::string text;
  bool test = false;  ///< and what only tests include
};

std::vector<Source> sources_below(const std::string& folder) {
  static const std::set<std::string> kinds{".cpp", ".hpp", ".h", ".c", ".sql"};
  std::vector<Source> sources;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / folder)) {
    if (!entry.is_regular_file() || !kinds.contains(entry.path().extension())) continue;
    std::ifstream file(entry.path());
    std::stringstream text;
    text << file.rdbuf();
    const std::string path = fs::relative(entry.path(), kRoot).string();
    const bool test = path.find("_test.") != std::string::npos ||
                      path.find("testing") != std::string::npos ||
                      path.find("/fixtures/") != std::string::npos;
    sources.push_back({path, text.str(), test});
  }
  return sources;
}

std::set<std::string> engine_modules_included(const std::string& text) {
  static const std::regex include(R"(#include\s*["<]engine/(\w+)/)");
  std::set<std::string> modules;
  for (std::sregex_iterator at(text.begin(), text.end(), include), end; at != end; ++at)
    modules.insert((*at)[1]);
  return modules;
}

TEST(Boundaries, ModulesKnowOnlyThoseBelow) {
  const std::map<std::string, std::set<std::string>> below{
      {"base", {}},
      {"sqlite", {"base"}},
      {"config", {"base"}},
      {"store", {"base", "sqlite"}},
      {"import", {"base", "sqlite", "config", "store"}},
      {"ledger", {"base", "sqlite"}},
      {"http", {"base"}},
      {"connection", {"base", "config", "http"}},
      {"plugin", {"base", "config", "http", "connection", "mail"}},
      {"mail", {"base", "config"}},
      {"sync", {"base", "config", "store", "ledger", "http", "connection", "plugin"}},
      {"check", {"base", "config", "store", "ledger", "http", "connection", "plugin", "sync"}},
      {"collect",
       {"base", "config", "store", "ledger", "connection", "plugin", "mail", "sync", "check"}},
      {"cli",
       {"base", "sqlite", "config", "store", "ledger", "http", "connection", "plugin", "mail",
        "sync", "check", "collect", "import"}}};
  std::size_t seen = 0;
  for (const auto& source : sources_below("engine")) {
    if (source.test) continue;
    const std::string module = fs::path(source.path).lexically_relative("engine").begin()->string();
    ASSERT_TRUE(below.contains(module)) << source.path << ": a module that this test does not know";
    for (const auto& included : engine_modules_included(source.text))
      EXPECT_TRUE(included == module || below.at(module).contains(included))
          << source.path << " knows " << included;
    ++seen;
  }
  EXPECT_GT(seen, 100u);
}

TEST(Boundaries, ThePluginApiStandsAloneAndPluginsKnowNothingOfTheEngine) {
  std::size_t seen = 0;
  for (const char* folder : {"plugin-api", "plugins"})
    for (const auto& source : sources_below(folder)) {
      if (source.test) continue;
      EXPECT_TRUE(engine_modules_included(source.text).empty()) << source.path;
      ++seen;
    }
  EXPECT_GT(seen, 20u);
}

TEST(Boundaries, PluginsShareOnlyWhatIsThereToBeShared) {
  const std::map<std::string, std::set<std::string>> below{{"graph", {}},
                                                           {"contacts", {"graph"}},
                                                           {"agenda", {"graph"}},
                                                           {"calendar", {"agenda", "graph"}},
                                                           {"tasks", {"agenda", "graph"}},
                                                           {"mail-graph", {"graph"}}};
  static const std::regex include(R"(#include\s*"plugins/([\w-]+)/)");
  std::size_t seen = 0;
  for (const auto& source : sources_below("plugins")) {
    const std::string folder =
        fs::path(source.path).lexically_relative("plugins").begin()->string();
    ASSERT_TRUE(below.contains(folder)) << source.path << ": a folder that this test does not know";
    for (std::sregex_iterator at(source.text.begin(), source.text.end(), include), end; at != end;
         ++at)
      EXPECT_TRUE((*at)[1] == folder || below.at(folder).contains((*at)[1]))
          << source.path << " knows " << (*at)[1];
    ++seen;
  }
  EXPECT_GT(seen, 40u);
}

TEST(Boundaries, TheEngineKnowsNothingOfPlugins) {
  for (const auto& source : sources_below("engine"))
    EXPECT_EQ(source.text.find("#include \"plugins/"), std::string::npos) << source.path;
}

TEST(Boundaries, OnlyItsConnectionNamesAService) {
  // The key of the configuration, which is a name in YAML and SQL, and properties of imported
  // calendars, which many programs write, are the exceptions.
  const std::regex key("microsoft365|X-MICROSOFT-CDO-");
  const std::regex words(R"(\bgraph\b|outlook|microsoft|sharepoint|AADSTS)", std::regex::icase);
  for (const auto& source : sources_below("engine")) {
    if (source.test || source.path.starts_with("engine/connection/microsoft365/")) continue;
    if (source.path.starts_with("engine/config/")) continue;
    const std::string text = std::regex_replace(source.text, key, "");
    std::smatch found;
    EXPECT_FALSE(std::regex_search(text, found, words)) << source.path << ": " << found.str();
  }
}

}  // namespace
