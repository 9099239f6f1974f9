#include "plugins/mail-graph/window.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace relais::mail_graph {
namespace {

namespace json = boost::json;

constexpr Seconds far = 1'000'000;

Window filled(const std::vector<std::pair<Seconds, int>>& seconds, Seconds from = 0) {
  Window window(from);
  for (const auto& [second, count] : seconds)
    for (int i = 0; i < count; ++i)
      window.add(second, std::to_string(second) + "-" + std::to_string(i), "inbox");
  return window;
}

Window again(const Window& window) {
  json::object text;
  window.write(text);
  return Window::read(text).value();
}

TEST(Window, KnowsAMessageByIdAndFolder) {
  Window window(0);
  EXPECT_TRUE(window.add(10, "a", "drafts"));
  EXPECT_FALSE(window.add(10, "a", "drafts"));
  EXPECT_TRUE(window.knows(10, "a", "drafts"));
  EXPECT_FALSE(window.knows(10, "a", "sent")) << "the sent copy of a draft is judged again";
  EXPECT_FALSE(window.knows(11, "a", "drafts"));
  EXPECT_FALSE(window.knows(10, "A", "drafts")) << "ids are case-sensitive";
}

struct Slide {
  const char* what;
  std::vector<std::pair<Seconds, int>> seconds;
  Seconds from;
  Reach reach;
  Seconds then;
};

TEST(Window, SlidesOnButKeepsTheOverlap) {
  for (const Slide& each : {
           Slide{"nothing was seen", {}, 50, {30, 50, far}, 50},
           Slide{"a little", {{100, 1}, {110, 1}}, 50, {30, 50, far}, 80},
           Slide{"never back", {{100, 1}}, 90, {30, 50, far}, 90},
           Slide{"no overlap: the last second", {{100, 1}, {101, 1}}, 0, {0, 50, far}, 101},
           Slide{"many messages: a shorter way back",
                 {{90, 20}, {95, 20}, {100, 20}},
                 0,
                 {30, 50, far},
                 91},
           Slide{
               "one second with too many stays whole", {{99, 1}, {100, 80}}, 0, {30, 50, far}, 100},
           Slide{"a time in the future moves nothing",
                 {{100, 1}, {far + 1, 1}},
                 0,
                 {30, 50, far},
                 70},
           Slide{"only times in the future", {{far + 1, 1}}, 7, {30, 50, far}, 7},
       }) {
    Window window = filled(each.seconds, each.from);
    window.slide(each.reach);
    EXPECT_EQ(window.from(), each.then) << each.what;
  }
}

TEST(Window, ForgetsWhatLiesBeforeItAndKeepsTheRest) {
  Window window = filled({{10, 3}, {100, 2}, {far + 5, 1}});
  window.slide({30, 50, far});
  EXPECT_EQ(window.size(), 3U);
  EXPECT_TRUE(window.knows(100, "100-1", "inbox"));
  EXPECT_TRUE(window.knows(far + 5, std::to_string(far + 5) + "-0", "inbox"));
}

TEST(Window, LeavesASecondBehindThatFillsPages) {
  Window window = filled({{100, 500}}, 90);
  EXPECT_EQ(window.in_latest_second(far), 500U);
  window.leave_behind(far);
  EXPECT_EQ(window.from(), 101);
  EXPECT_EQ(window.size(), 0U);
}

TEST(Window, ComesBackAsItWasWritten) {
  const Window window = again(filled({{1'777'620'600, 3}, {1'777'620'601, 1}}, 1'777'620'590));
  EXPECT_EQ(window.from(), 1'777'620'590);
  EXPECT_EQ(window.size(), 4U);
  EXPECT_TRUE(window.knows(1'777'620'600, "1777620600-2", "inbox"));
  EXPECT_FALSE(window.knows(1'777'620'600, "1777620600-3", "inbox"));
}

TEST(Window, StaysSmallWhenWritten) {
  json::object text;
  filled({{100, 1500}, {101, 1500}}).write(text);
  EXPECT_LT(json::serialize(text).size(), 48U * 1024);
  const Window kept = Window::read(text).value();
  EXPECT_EQ(kept.size(), Window::max_kept);
  EXPECT_EQ(kept.in_latest_second(far), 1500U) << "the oldest are left out";
}

}  // namespace
}  // namespace relais::mail_graph
