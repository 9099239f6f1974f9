#include "engine/store/item_text.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "engine/base/text.hpp"

namespace relais::store {
namespace {

std::string utf8(char32_t c) {
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xc0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3f))};
  return {static_cast<char>(0xe0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 0x3f)),
          static_cast<char>(0x80 | (c & 0x3f))};
}

void expect_as_normalised(const std::string& text) {
  EXPECT_EQ(clean_line(text), normalise_line(text)) << text;
  EXPECT_EQ(clean_text(text), normalise_text(text)) << text;
}

TEST(ItemText, TheShortWayGivesWhatTheLongWayGives) {
  for (char32_t c = 0; c <= 0x2100; ++c) {
    if (c == 0x800) c = 0x1e00;
    const std::string one = utf8(c);
    for (const auto& text : {one, "a" + one, one + "a", "a" + one + "\u0308", "\u0105" + one}) {
      expect_as_normalised(text);
    }
  }
}

TEST(ItemText, BytesThatAreNoTextAreReplaced) {
  for (int lead = 0x80; lead <= 0xff; ++lead) {
    for (const char* rest : {"", "a", "\x80", "\xbf", "\xc3", "\xff", " "}) {
      const std::string text = std::string(1, static_cast<char>(lead)) + rest;
      expect_as_normalised(text);
      expect_as_normalised("a" + text + "b");
    }
  }
}

TEST(ItemText, BlanksAtTheEndsGoAndLinesStay) {
  for (const char* text : {"", " ", "\n", "a b", " a", "a ", "\na", "a\n", "a\n\nb", "a \n b",
                           "a\r\nb", "a\tb", "ä\nö", "\t", "a\x7f", "\u00a0a\u00a0", "a  b"}) {
    expect_as_normalised(text);
  }
  EXPECT_EQ(clean_text("ä\nö"), "ä\nö");
  EXPECT_EQ(clean_line("ä\nö"), "ä ö");
}

TEST(ItemText, NothingIsPutForNothing) {
  json::object object;
  put(object, "a", "");
  put(object, "b", "x");
  EXPECT_EQ(json::serialize(object), R"({"b":"x"})");
}

}  // namespace
}  // namespace relais::store
