#include "plugins/graph/text.hpp"

#include <gtest/gtest.h>
#include <unicode/unistr.h>

#include <string>

namespace relais::graph {
namespace {

std::size_t units(const std::string& text) {
  return static_cast<std::size_t>(icu::UnicodeString::fromUTF8(text).length());
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(FoldSpace, RunsOfAnyWhiteSpaceBecomeOneSpace) {
  EXPECT_EQ(fold_space("  a\r\n\tb\xC2\xA0  c "), "a b c");
  EXPECT_EQ(fold_space(" \n "), "");
}

TEST(FoldSpace, KeepsJoinersAndDirectionMarks) {
  const std::string family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";
  EXPECT_EQ(fold_space(family), family);
  EXPECT_EQ(fold_space("\u200Fשלום"), "\u200Fשלום");
}

TEST(Comparable, ComposedAndDecomposedAreEqual) {
  EXPECT_EQ(comparable("Mu\u0308ller"), comparable("M\u00FCller"));
}

TEST(Shorten, KeepsWhatFits) {
  EXPECT_EQ(shorten(""), "");
  const std::string exact(255, 'x');
  EXPECT_EQ(shorten(exact), exact);
  const std::string wide = repeated("ü", 255);  // 510 bytes, 255 units
  EXPECT_EQ(shorten(wide), wide);
}

TEST(Shorten, CutsAtTheLimitWithAnEllipsis) {
  const std::string cut = shorten(std::string(300, 'x'));
  EXPECT_EQ(cut, std::string(254, 'x') + "…");
  EXPECT_EQ(units(cut), 255U);
}

TEST(Shorten, NeverCutsAGrapheme) {
  const std::string family = "\U0001F468\u200D\U0001F469\u200D\U0001F467";  // 8 units
  const std::string cut = shorten(repeated(family, 40));
  EXPECT_EQ(cut, repeated(family, 31) + "…");
  const std::string accented = shorten(std::string(253, 'x') + "u\u0308" + "yyyy");
  EXPECT_EQ(accented, std::string(253, 'x') + "…");
}

TEST(Sha256, KnownVector) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace relais::graph
