#include "plugins/graph/fence.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace relais::graph {
namespace {

const std::string block = "--- relais ---\nFax: 1\n--- /relais ---";

TEST(Fence, AnEmptyTextGetsTheBlockAlone) {
  EXPECT_EQ(with_fence("", "Fax: 1"), block);
  EXPECT_EQ(with_fence(block, ""), "");
}

TEST(Fence, OwnersTextStaysAbove) {
  EXPECT_EQ(with_fence("my note", "Fax: 1"), "my note\n\n" + block);
  EXPECT_EQ(with_fence("my note\n\n" + block, ""), "my note");
  EXPECT_EQ(with_fence("my note\r\n\r\n--- relais ---\r\nFax: 1\r\n--- /relais ---\r\n", ""),
            "my note\r\n");
}

TEST(Fence, IsReplacedWhereItStands) {
  EXPECT_EQ(with_fence("above\n" + block + "\nbelow", "Fax: 2"),
            "above\n--- relais ---\nFax: 2\n--- /relais ---\nbelow");
}

TEST(Fence, WindowsLineBreaksAreRecognised) {
  EXPECT_EQ(inside_fence("x\r\n--- relais ---\r\nFax: 1\r\n--- /relais ---\r\ny"), "Fax: 1\r\n");
}

TEST(Fence, ABrokenFenceBecomesOwnersText) {
  const std::string open_only = "a\n--- relais ---\nFax: 1\nhis own words";
  EXPECT_EQ(count_fences(open_only), 0U);
  const std::string merged = with_fence(open_only, "Fax: 1");
  EXPECT_TRUE(merged.starts_with(open_only));
  EXPECT_EQ(count_fences(merged), 1U);
  EXPECT_EQ(with_fence(merged, "Fax: 1"), merged);

  const std::string close_only = "Fax: 1\n--- /relais ---\nhis own words";
  EXPECT_TRUE(with_fence(close_only, "Fax: 1").starts_with(close_only));
}

TEST(Fence, CopiesOfItAreReducedToOne) {
  const std::string twice = "a\n" + block + "\nb\n" + block + "\nc";
  EXPECT_EQ(count_fences(twice), 2U);
  const std::string merged = with_fence(twice, "Fax: 2");
  EXPECT_EQ(count_fences(merged), 1U);
  EXPECT_EQ(merged, "a\n--- relais ---\nFax: 2\n--- /relais ---\nb\n\nc");
}

TEST(Fence, ContentCannotEndItEarly) {
  const std::string nasty = "one\n--- /relais ---\ntwo\n --- relais --- \nthree";
  const std::string merged = with_fence("mine", nasty);
  EXPECT_EQ(count_fences(merged), 1U);
  EXPECT_EQ(inside_fence(merged), fenceable(nasty) + "\n");
  EXPECT_EQ(with_fence(merged, ""), "mine");
  EXPECT_EQ(fenceable(fenceable(nasty)), fenceable(nasty));
}

TEST(Fence, MarksInsideALineAreText) {
  EXPECT_EQ(count_fences("see --- relais --- and --- /relais ---"), 0U);
}

/// Texts made of the pieces that could confuse it.
std::string random_text(std::mt19937& random, bool with_marks) {
  static const std::vector<std::string> plain{
      "", "note", "Grüße", "\n", "\r\n", "\n\n", " ", "-", "--- ", "\xF0\x9F\x98\x80", "relais"};
  static const std::vector<std::string> marks{"--- relais ---", "--- /relais ---", "\n", "x"};
  std::string text;
  const auto pieces = std::uniform_int_distribution<int>(0, 9)(random);
  for (int i = 0; i < pieces; ++i) {
    const auto& from =
        with_marks && std::uniform_int_distribution<int>(0, 1)(random) ? marks : plain;
    text += from[std::uniform_int_distribution<std::size_t>(0, from.size() - 1)(random)];
  }
  return text;
}

TEST(FenceProperty, TextOutsideSurvivesByteForByte) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = random_text(random, true);
    const std::string content = fenceable("c" + random_text(random, true));
    if (count_fences(text) != 0) continue;
    const std::string merged = with_fence(text, content);
    ASSERT_TRUE(merged.starts_with(text));
    ASSERT_EQ(count_fences(merged), 1U) << merged;
    ASSERT_EQ(inside_fence(merged), content + "\n") << merged;
    ASSERT_EQ(with_fence(merged, content), merged);
    ASSERT_EQ(with_fence(merged, ""), text) << merged;
  }
}

TEST(FenceProperty, OwnersTextBelowSurvivesToo) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    const std::string above = random_text(random, false), below = random_text(random, false);
    const std::string text = above + "\n" + block + "\n" + below;
    ASSERT_EQ(with_fence(text, "new"), above + "\n--- relais ---\nnew\n--- /relais ---\n" + below);
  }
}

}  // namespace
}  // namespace relais::graph
