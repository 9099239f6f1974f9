#include "plugins/agenda/template.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <regex>
#include <relais/sdk.hpp>
#include <string>

#include "plugins/agenda/words.hpp"

namespace relais::agenda {
namespace {

std::string value(std::string_view name) {
  static const std::map<std::string_view, std::string> values{{"kind", "Frist"},
                                                              {"title", "Klage"},
                                                              {"case", "2024-0173"},
                                                              {"client", "{title} [x] }{ ]["},
                                                              {"label.client", "Klientschaft"},
                                                              {"label.case", "Mandat"}};
  const auto found = values.find(name);
  return found == values.end() ? std::string() : found->second;
}

struct Line {
  const char* text;
  const char* shown;
};

class Templates_ : public ::testing::TestWithParam<Line> {};

TEST_P(Templates_, AreFilled) {
  EXPECT_EQ(fill(GetParam().text, value).text, GetParam().shown) << GetParam().text;
  EXPECT_FALSE(fault_of(GetParam().text));
}

INSTANTIATE_TEST_SUITE_P(
    Table, Templates_,
    ::testing::Values(Line{"", ""}, Line{"plain text", "plain text"}, Line{"{kind}", "Frist"},
                      Line{"{kind}[: {title}][ – {case}][ {client_short}]",
                           "Frist: Klage – 2024-0173"},
                      Line{"[{court}]", ""}, Line{"a[{court}]b", "ab"},
                      Line{"[{court} {kind}]", " Frist"},                   // one of them is enough
                      Line{"[({case}[, {court}])]", "(2024-0173)"},         // a group in a group
                      Line{"[ – {case}[ {title}]]", " – 2024-0173 Klage"},  // ]] closes both
                      Line{"[{court}[ {title}]]", " Klage"},                // the inner one counts
                      Line{"[{court}[ {client_short}]]", ""},
                      Line{"[{label.client}: {court}]", ""},  // a label shows nothing
                      Line{"{label.client}: {kind}", "Klientschaft: Frist"},
                      Line{"{{kind}} [[x]]", "{kind} [x]"}, Line{"[a]] {kind}]", "a] Frist"},
                      Line{"[[[{kind}]]]", "[Frist]"},
                      Line{"{client}", "{title} [x] }{ ]["},  // a value is no template
                      Line{"⚖ {kind}…", "⚖ Frist…"}));

TEST(Template, TellsWhetherItAskedAndShowed) {
  EXPECT_FALSE(fill("text {label.case}", value).asked);
  EXPECT_TRUE(fill("text {court}", value).asked);
  EXPECT_FALSE(fill("text {court}", value).shown);
  EXPECT_TRUE(fill("text {court}[{case}]", value).shown);
}

TEST(Template, FaultsAreExplained) {
  const std::pair<const char*, const char*> cases[] = {
      {"{klient}", "there is no placeholder {klient}; there are {kind}, {title}"},
      {"{label.klient}", "there is no placeholder {label.klient}"},
      {"{}", "there is no placeholder {}"},
      {"{ title }", "there is no placeholder { title }"},
      {"ab{title", "at byte 3: { without its }"},
      {"ab}", "at byte 3: } without its {"},
      {"[ {title}", "at byte 1: [ without its ]"},
      {"{title} ]", "at byte 9: ] without its ["},
      {"x[ – ]", "at byte 2: a group needs a placeholder"},
      {"[{label.case}]", "a group needs a placeholder"},
      {"[a[b[{title}]]]", "a group in a group in a group"}};
  for (const auto& [text, what] : cases) {
    const auto fault = fault_of(text);
    ASSERT_TRUE(fault) << text;
    EXPECT_NE(fault->find(what), std::string::npos) << *fault;
    try {
      fill(text, value);
      ADD_FAILURE() << text;
    } catch (const sdk::Failure& failure) {
      EXPECT_EQ(failure.status(), sdk::Status::config);
    }
  }
}

/// The pattern of the schema and the parser know the same names.
TEST(Template, PatternKnowsEveryPlaceholderAndNoOther) {
  const std::regex pattern{std::string(template_pattern)};
  std::vector<std::string> names;
  for (const auto name : placeholder_names()) names.emplace_back(name);
  for (const auto name : word_names()) names.push_back("label." + std::string(name));
  for (const std::string& name : names) {
    EXPECT_TRUE(std::regex_match("{" + name + "}", pattern)) << name;
    EXPECT_FALSE(fault_of("{" + name + "}")) << name;
    EXPECT_FALSE(std::regex_match("{" + name + "x}", pattern)) << name;
  }
  for (const char* good : {"", "⚖ {kind}[: {title}]", "{{x}}", "a{{", "[[]]"})
    EXPECT_TRUE(std::regex_match(good, pattern)) << good;
  for (const char* bad : {"{klient}", "{", "}", "{{kind}", "{kind}}", "{}", "{label.}", "{Kind}"})
    EXPECT_FALSE(std::regex_match(bad, pattern)) << bad;
}

TEST(Template, GarbageIsFilledOrRefusedAndThePatternRefusesNoGoodOne) {
  const std::regex pattern{std::string(template_pattern)};
  const std::vector<std::string> pieces{
      "{",  "}",  "[",  "]", "{title}", "{court}", "{label.case}", "[[",
      "]]", "{{", "}}", "ü", " ",       "{x}",     "\xff",         "\n"};
  const char* given = std::getenv("RELAIS_SEED");
  const unsigned seed =
      given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  int good = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (std::size_t n = random() % 12; n > 0; --n) text += pieces[random() % pieces.size()];
    SCOPED_TRACE("RELAIS_SEED=" + std::to_string(seed) + ": " + text);
    if (fault_of(text)) {
      EXPECT_THROW(fill(text, value), sdk::Failure);
      continue;
    }
    ++good;
    const Filled filled = fill(text, value);
    EXPECT_TRUE(filled.asked || !filled.shown);
    if (text.find('\n') == std::string::npos) {
      EXPECT_TRUE(std::regex_match(text, pattern));
    }
    if (HasFailure()) return;
  }
  EXPECT_GT(good, 100);
}

}  // namespace
}  // namespace relais::agenda
