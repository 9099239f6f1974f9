#include "plugins/mail-graph/owed.hpp"

#include <gtest/gtest.h>

namespace relais::mail_graph {
namespace {

constexpr Seconds noon = 1'777'636'800;
constexpr Seconds owed_day = 24 * 3600;

TEST(OwedMessages, AreAskedForLessAndLessOften) {
  Trials trials = failed_again(std::nullopt, noon);
  EXPECT_EQ(trials, (Trials{noon, 1, noon + 30}));
  trials = failed_again(trials, noon + 30);
  EXPECT_EQ(trials, (Trials{noon, 2, noon + 90}));
  for (int i = 0; i < 100; ++i) trials = failed_again(trials, trials.next);
  const Seconds last = trials.next;
  EXPECT_EQ(failed_again(trials, last).next, last + 600);
  EXPECT_EQ(trials.since, noon);
  const Seconds late = noon + 2 * owed_day;
  EXPECT_EQ(failed_again(trials, late).next, late + 6 * 3600) << "it cannot even be offered";
}

TEST(OwedMessages, AClockThatWasSetBackBeginsAnew) {
  EXPECT_EQ(failed_again(Trials{noon, 50, noon + 600}, noon - 1), (Trials{noon - 1, 1, noon + 29}));
}

TEST(OwedMessages, AreHopelessAfterADayOfTrialsAndNotBefore) {
  EXPECT_FALSE(is_hopeless({noon, 200, noon}, noon + owed_day - 1));
  EXPECT_FALSE(is_hopeless({noon, 9, noon}, noon + 30 * owed_day)) << "relais was off meanwhile";
  EXPECT_TRUE(is_hopeless({noon, 10, noon}, noon + owed_day));
}

TEST(OwedMessages, AreKeptAsText) {
  const AllTrials all{{"a", {noon, 1, noon + 30}}, {"b", {noon, 7, noon + 600}}};
  EXPECT_EQ(read_trials(write_trials(all)), all);
  for (const char* garbage :
       {"", "x", "[]", "7", R"({"a":7})", R"({"a":[1,2]})", R"({"a":[1,2,"x"]})"})
    EXPECT_TRUE(read_trials(garbage).empty()) << garbage;
}

}  // namespace
}  // namespace relais::mail_graph
