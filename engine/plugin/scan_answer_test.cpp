#include "engine/plugin/scan_answer.hpp"

#include <gtest/gtest.h>

namespace relais::plugin {
namespace {

TEST(ScanAnswer, ComesBackAsItWasSaidInPiecesOfAnySize) {
  const Inspection said{1, 0, "{\"id\": \"line\nbreak \xC3\xA4\"}"};
  const std::string lines = phase_line("loading it") + answer_line(said);
  for (std::size_t piece = 1; piece <= lines.size(); ++piece) {
    ScanAnswer answer;
    for (std::size_t at = 0; at < lines.size(); at += piece)
      answer.add(std::string_view(lines).substr(at, piece));
    ASSERT_TRUE(answer.finished());
    EXPECT_EQ(answer.inspection().value(), said);
    EXPECT_EQ(answer.phase(), "loading it");
  }
}

TEST(ScanAnswer, RefusalKeepsTextAndHint) {
  ScanAnswer answer;
  answer.add(answer_line(fail(Errc::refused, "it is blue", "paint it")));
  ASSERT_TRUE(answer.finished());
  EXPECT_EQ(answer.inspection().error().text, "it is blue");
  EXPECT_EQ(answer.inspection().error().hint, "paint it");
}

TEST(ScanAnswer, AnythingElseIsGarbage) {
  for (const std::string& text :
       {std::string("hello\n"), std::string("{}\n"), std::string("[]\n"),
        std::string("{\"ok\": {}}\n"), std::string("{\"ok\": {\"abi\": [1, -1]}}\n"),
        std::string("{\"ok\": {\"abi\": [1, \"0\"]}}\n"), std::string("{\"phase\": 7}\n"),
        std::string("{\"other\": {}}\n"), std::string("\n"), std::string(5'000'000, 'x')}) {
    ScanAnswer answer;
    answer.add(text);
    EXPECT_TRUE(answer.garbage()) << text.substr(0, 40);
    EXPECT_FALSE(answer.finished());
  }
}

TEST(ScanAnswer, HalfALineIsNothingYet) {
  ScanAnswer answer;
  answer.add("{\"phase\"");
  EXPECT_FALSE(answer.garbage());
  EXPECT_FALSE(answer.finished());
}

}  // namespace
}  // namespace relais::plugin
