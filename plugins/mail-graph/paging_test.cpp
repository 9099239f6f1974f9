#include "plugins/mail-graph/paging.hpp"

#include <gtest/gtest.h>

#include <ostream>

namespace relais::mail_graph {

void PrintTo(const NextStep& step, std::ostream* out) {
  *out << static_cast<int>(step.way) << " from " << step.from << (step.gap ? " gap" : "");
}

namespace {

using Way = NextStep::Way;

struct Case {
  const char* what;
  ListedPage page;
  NextStep then;
};

TEST(Paging, GoesOnByTimeAndFollowsALinkOnlyWithinASecond) {
  const Seconds position = 100;
  const std::size_t top = 10;
  for (const Case& each : {
           Case{"nothing", {0, {}, ""}, {}},
           Case{"a page that is not full", {9, 130, ""}, {}},
           Case{"a full page", {10, 130, "next"}, {Way::from, 130}},
           Case{"a full page whose link is missing", {10, 130, ""}, {Way::from, 130}},
           Case{"a short page with a link", {3, 130, "next"}, {Way::from, 130}},
           Case{"one second fills the page", {10, 100, "next"}, {Way::link}},
           Case{"an empty page with a link", {0, {}, "next"}, {Way::link}},
           Case{"messages without a time", {10, {}, "next"}, {Way::link}},
           Case{"earlier than asked for", {10, 90, "next"}, {Way::link}},
           Case{"one second fills the page and there is no link",
                {10, 100, ""},
                {Way::from, 101, true}},
           Case{"more than asked for", {12, 130, ""}, {Way::from, 130}},
       })
    EXPECT_EQ(next_step(each.page, position, top), each.then) << each.what;
}

}  // namespace
}  // namespace relais::mail_graph
