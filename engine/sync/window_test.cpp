#include "engine/sync/window.hpp"

#include <gtest/gtest.h>

namespace relais::sync {
namespace {

using std::chrono::days;

store::Item item(std::string first, std::string last, bool open = false) {
  store::Item item;
  item.span = store::Span{std::move(first), std::move(last), open};
  return item;
}

TEST(Window, ReachesBackAndAheadOverMonthsAndLeapDays) {
  const Days window = days_around("2028-03-01", {days(1), days(366)});
  EXPECT_EQ(window.first, "2028-02-29");
  EXPECT_EQ(window.last, "2029-03-02");
}

TEST(Window, BothItsEdgesAreInside) {
  const Days window{"2026-04-01", "2026-05-01"};
  EXPECT_TRUE(is_inside(item("2026-04-01", "2026-04-01"), window));
  EXPECT_TRUE(is_inside(item("2026-05-01", "2026-05-01"), window));
  EXPECT_FALSE(is_inside(item("2026-03-31", "2026-03-31"), window));
  EXPECT_FALSE(is_inside(item("2026-05-02", "2026-05-02"), window));
}

TEST(Window, WhatReachesIntoItIsInside) {
  const Days window{"2026-04-01", "2026-05-01"};
  EXPECT_TRUE(is_inside(item("2026-01-01", "2026-04-01"), window));
  EXPECT_TRUE(is_inside(item("2026-05-01", "2027-01-01"), window));
  EXPECT_TRUE(is_inside(item("1999-01-01", "1999-01-01", true), window));
  EXPECT_FALSE(is_inside(item("2030-01-01", "2030-01-01", true), window));
}

TEST(Window, ThereIsNoneForStatutoryDeadlinesAndForWhatHasNoDate) {
  const Days window{"2026-04-01", "2026-05-01"};
  store::Item statutory = item("1990-01-01", "1990-01-01");
  statutory.unlimited = true;
  EXPECT_TRUE(is_inside(statutory, window));
  EXPECT_TRUE(is_inside({}, window));
}

}  // namespace
}  // namespace relais::sync
