#include "engine/sync/brake.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace relais::sync {
namespace {

struct Case {
  const char* name;
  Tally tally;
  bool whole_entity = false;
  std::vector<Trip> trips{};
};

std::ostream& operator<<(std::ostream& out, const Case& c) { return out << c.name; }

class Judge : public ::testing::TestWithParam<Case> {};

TEST_P(Judge, TripsWhatItMustAndNothingElse) {
  std::vector<Trip> trips;
  for (const auto& tripped : judge(GetParam().tally, {}, GetParam().whole_entity)) {
    trips.push_back(tripped.trip);
    if (tripped.trip != Trip::empty_target) {
      EXPECT_GT(tripped.planned + tripped.done, tripped.allowed);
    }
  }
  EXPECT_EQ(trips, GetParam().trips);
}

using enum Trip;

INSTANTIATE_TEST_SUITE_P(
    Limits, Judge,
    ::testing::Values(
        Case{"nothing is planned", {.links = 100}},
        Case{"as many deletes as are allowed", {.links = 40, .deletes = 20}},
        Case{"one more", {.links = 40, .deletes = 21}, false, {deletes}},
        Case{"all of a small mailbox", {.links = 5, .deletes = 5}},
        Case{"ten percent of many", {.links = 1000, .deletes = 100}},
        Case{"more than ten percent of many", {.links = 1000, .deletes = 101}, false, {deletes}},
        Case{"what was done in 24 h counts",
             {.links = 100, .deletes = 1, .deletes_done = 20},
             false,
             {deletes}},
        Case{"what was done counts as having been there",
             {.links = 901, .deletes = 1, .deletes_done = 99}},
        Case{"done alone holds nothing", {.links = 10, .deletes_done = 500}},
        Case{"an entity as a mailbox", {.links = 60, .deletes = 25}, true, {deletes}},
        Case{"lost rows are deletes first",
             {.links = 60, .deletes = 60, .lost = 60},
             false,
             {deletes}},
        Case{"as many updates by configuration as are allowed",
             {.links = 100, .config_updates = 50}},
        Case{"one more of them", {.links = 100, .config_updates = 51}, false, {configuration}},
        Case{"thirty percent of many", {.links = 1000, .config_updates = 300}},
        Case{"more than thirty percent of many",
             {.links = 1000, .config_updates = 301},
             false,
             {configuration}},
        Case{"updates that were done count",
             {.links = 100, .config_updates = 1, .config_updates_done = 50},
             false,
             {configuration}},
        Case{"two brakes at a time",
             {.links = 200, .deletes = 30, .config_updates = 90},
             false,
             {deletes, configuration}},
        Case{"fifty copies gone", {.links = 50, .gone = 50}},
        Case{"more than fifty, all gone", {.links = 51, .gone = 51}, false, {empty_target}},
        Case{"one of them is there", {.links = 51, .gone = 50}},
        Case{"copies made while it is held do not count",
             {.links = 53, .newer = 2, .gone = 51},
             false,
             {empty_target}},
        Case{"an entity has no target of its own", {.links = 51, .gone = 51}, true}));

TEST(JudgeOfLostRows, LostRowsHaveALimitOfTheirOwn) {
  config::Safety safety;
  safety.max_delete = {1000, 100};
  const auto trips = judge({.links = 100, .deletes = 60, .lost = 51}, safety, false);
  ASSERT_EQ(trips.size(), 1u);
  EXPECT_EQ(trips[0].trip, source_lost);
  EXPECT_EQ(trips[0].allowed, 50);
  EXPECT_TRUE(judge({.links = 100, .deletes = 60, .lost = 50}, safety, false).empty());
}

Action action(ActionType type, Cause cause, bool forget = false) {
  Action made;
  made.type = type;
  made.cause = cause;
  made.forget = forget;
  return made;
}

TEST(Count, OnlyDeletesThatTakeSomethingAwayAreDeletes) {
  Tally tally;
  count(action(ActionType::remove, Cause::source), tally);
  count(action(ActionType::remove, Cause::lost), tally);
  count(action(ActionType::remove, Cause::configuration), tally);
  count(action(ActionType::remove, Cause::engine), tally);        // the old copy of a move
  count(action(ActionType::remove, Cause::source, true), tally);  // gone already
  count(action(ActionType::move, Cause::configuration), tally);
  EXPECT_EQ(tally.deletes, 3);
  EXPECT_EQ(tally.lost, 1);
  EXPECT_EQ(tally.config_updates, 0);
}

TEST(Count, OnlyUpdatesByConfigurationAreCounted) {
  Tally tally;
  count(action(ActionType::update, Cause::source), tally);
  count(action(ActionType::update, Cause::configuration), tally);
  count(action(ActionType::repair, Cause::owner), tally);
  count(action(ActionType::recreate, Cause::owner), tally);
  count(action(ActionType::create, Cause::source), tally);
  EXPECT_EQ(tally.config_updates, 1);
  EXPECT_EQ(tally.gone, 0) << "counted by links, not by actions";
  EXPECT_EQ(tally.deletes, 0);
}

TEST(Holds, OnlyTheClassThatTrippedIsHeld) {
  const auto removed = action(ActionType::remove, Cause::source);
  const auto lost = action(ActionType::remove, Cause::lost);
  const auto moved = action(ActionType::remove, Cause::engine);
  const auto gone = action(ActionType::remove, Cause::source, true);
  const auto updated = action(ActionType::update, Cause::source);
  const auto configured = action(ActionType::update, Cause::configuration);
  const auto created = action(ActionType::create, Cause::source);
  const auto recreated = action(ActionType::recreate, Cause::owner);
  const auto repaired = action(ActionType::repair, Cause::owner);
  const std::vector<std::pair<Trip, std::vector<const Action*>>> held{
      {deletes, {&removed, &lost}},
      {source_lost, {&lost}},
      {configuration, {&configured}},
      {empty_target, {&recreated}}};
  for (const auto& [trip, expected] : held)
    for (const auto* each :
         {&removed, &lost, &moved, &gone, &updated, &configured, &created, &recreated, &repaired})
      EXPECT_EQ(holds(trip, *each),
                std::find(expected.begin(), expected.end(), each) != expected.end())
          << name_of(trip) << " " << name_of(each->type) << " " << name_of(each->cause);
}

}  // namespace
}  // namespace relais::sync
