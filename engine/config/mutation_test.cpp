// Random damage to a whole file: always a configuration or diagnostics with a place, never a crash.
#include <gtest/gtest.h>

#include <random>

#include "engine/config/load.hpp"
#include "engine/config/section.hpp"
#include "engine/config/show.hpp"
#include "engine/config/testing.hpp"

namespace relais::config {
namespace {

using namespace testing;

class Mutator {
 public:
  Mutator(std::string source, unsigned seed) : source_(std::move(source)), random_(seed) {}

  std::string next() {
    std::string text = source_;
    for (std::size_t left = 1 + below(6); left > 0; --left) damage(text);
    return text;
  }

 private:
  std::size_t below(std::size_t limit) { return limit == 0 ? 0 : random_() % limit; }

  void damage(std::string& text) {
    static const std::vector<std::string> pieces{
        ":",       ": ",       "- ", "[",    "]",    "{",    "}",      "#",
        "\n",      "\t",       "'",  "\"",   "&a ",  "*a",   "!!str ", "|\n",
        ">-",      "---",      "<<", "null", "true", "0",    "-1",     "1e9",
        "\r",      "\\",       "%",  "?",    "~",    "@",    "`",      " ",
        "    ",    "\xff",     "ä",  "\x01", "60m",  "env:", ",",      std::string(1, '\0'),
        "sqlite:", "https://", "..."};
    const std::size_t at = below(text.size());
    switch (below(7)) {
      case 0:
        text.erase(at, 1 + below(20));
        break;
      case 1:
        text.insert(at, pieces[below(pieces.size())]);
        break;
      case 2:
        if (!text.empty()) text[at] = static_cast<char>(below(256));
        break;
      case 3:
        text.insert(at, text.substr(below(text.size()), below(200)));
        break;
      case 4:
        text.resize(at);
        break;
      case 5:
        swap_lines(text);
        break;
      default:
        if (const auto colon = text.find(": ", at); colon != std::string::npos)
          text.replace(colon + 2, below(12), pieces[below(pieces.size())]);
    }
  }

  void swap_lines(std::string& text) {
    const std::size_t at = text.find('\n', below(text.size()));
    if (at == std::string::npos) return;
    const std::size_t end = text.find('\n', at + 1);
    if (end == std::string::npos) return;
    const std::string line = text.substr(at + 1, end - at);
    text.erase(at + 1, end - at);
    text.insert(text.find('\n', below(text.size())) + 1, line);
  }

  std::string source_;
  std::mt19937 random_;
};

std::string uncommented(std::string text) {
  for (std::size_t at = 0; (at = text.find("# ", at)) != std::string::npos;)
    if (at > 0 && (text[at - 1] == '\n' || text[at - 1] == ' ') && at > 600) {
      text.erase(at, 2);
    } else {
      ++at;
    }
  return text;
}

class Mutations : public ::testing::TestWithParam<unsigned> {};

TEST_P(Mutations, GiveAConfigurationOrDiagnosticsWithAPlace) {
  const unsigned seed = GetParam();
  const std::string explained =
      read_file(std::filesystem::path(RELAIS_SOURCE_DIR) / "config/relais.yaml");
  ASSERT_FALSE(explained.empty());
  Mutator mutator(seed % 3 == 0   ? std::string(small_yaml)
                  : seed % 3 == 1 ? explained
                                  : uncommented(explained),
                  seed);
  const json::object schema =
      json::parse(R"({"type":"object","properties":{"deadline":{"properties":{"target":
        {"enum":["calendar","tasks"],"default":"calendar"}}}},"additionalProperties":false})")
          .as_object();
  for (int round = 0; round < 400; ++round) {
    const std::string text = mutator.next();
    SCOPED_TRACE("seed " + std::to_string(seed) + ", round " + std::to_string(round));
    const auto loaded = load_here(text);
    if (!loaded) {
      ASSERT_FALSE(loaded.error().empty());
      for (const auto& each : loaded.error()) {
        ASSERT_GT(each.line, 0) << each.text();
        ASSERT_GT(each.column, 0) << each.text();
        ASSERT_FALSE(each.found.empty()) << each.text();
      }
      continue;
    }
    const auto again = load_text(to_yaml(*loaded), "/elsewhere/relais.yaml");
    ASSERT_TRUE(again) << to_yaml(*loaded) << to_text(again.error());
    ASSERT_EQ(json::serialize(to_json(*again)), json::serialize(to_json(*loaded)));
    for (const auto& entity : loaded->entities) {
      json::object filled;
      for (const auto& each : check_section(entity, "B08", schema, filled))
        ASSERT_GT(each.line, 0) << each.text();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Mutations, ::testing::Range(1u, 13u));

}  // namespace
}  // namespace relais::config
