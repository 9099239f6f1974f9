#include "engine/sync/plan.hpp"

#include <gtest/gtest.h>

#include "engine/sync/brake.hpp"

namespace relais::sync {
namespace {

constexpr Millis kNow = 1'790'000'000'000;
constexpr Millis kHour = 3'600'000;
constexpr ledger::StreamId kHome = 1;
constexpr ledger::StreamId kOld = 2;

Policy policy() {
  Policy made;
  made.config = "config";
  made.now = kNow;
  return made;
}

ledger::Link linked(ledger::StreamId stream = kHome) {
  ledger::Link link;
  link.key = "store:contact:a1";
  link.stream = stream;
  link.remote_id = "remote-" + std::to_string(stream);
  link.written = "w1";
  link.config = "config";
  link.revision = 1;
  return link;
}

Row row(std::vector<ledger::Link> links, std::optional<Desired> desired = Desired{"w1", 1}) {
  Row made;
  made.kind = "contact";
  made.item = "a1";
  made.key = "store:contact:a1";
  made.home = kHome;
  made.desired = std::move(desired);
  made.links = std::move(links);
  return made;
}

/// "update@1 source", "noop", "delete@2 engine forget", one after the other.
std::string told(const std::vector<Action>& actions) {
  std::string text;
  for (const auto& action : actions) {
    if (!text.empty()) text += ", ";
    text += name_of(action.type);
    if (action.type == ActionType::noop) {
      if (action.not_before > 0) text += " later";
      continue;
    }
    text += '@' + std::to_string(action.stream) + ' ' + name_of(action.cause);
    if (action.forget) text += " forget";
  }
  return text;
}

std::string decided(const Row& row, const Policy& how = policy()) {
  const auto actions = decide(row, how);
  for (const auto& action : actions) {
    EXPECT_EQ(action.key, row.key);
    EXPECT_EQ(action.item, row.item);
    EXPECT_FALSE(action.reason.empty());
    if (action.sends()) {
      EXPECT_EQ(action.type == ActionType::remove, action.written.empty());
    }
  }
  return told(actions);
}

// ---- source create, update, delete, restore ----------------------------------------------------

TEST(Decide, R60_NewIsCreatedAtHome) { EXPECT_EQ(decided(row({})), "create@1 source"); }

TEST(Decide, AsItShouldBeIsLeftInPeace) { EXPECT_EQ(decided(row({linked()})), "noop"); }

TEST(Decide, NeitherThereNorWantedIsNothing) { EXPECT_EQ(decided(row({}, std::nullopt)), ""); }

TEST(Decide, R66_ChangedAtTheSourceIsUpdated) {
  EXPECT_EQ(decided(row({linked()}, Desired{"w2", 2})), "update@1 source");
}

TEST(Decide, ARevisionWithoutAnotherDocumentIsNoNews) {
  EXPECT_EQ(decided(row({linked()}, Desired{"w1", 2})), "noop");
}

TEST(Decide, R67_DeletedUnmarkedOrLostIsDeletedAndSaysWhich) {
  for (const auto& [absence, expected] : {std::pair{Absence::unmarked, "delete@1 source"},
                                          std::pair{Absence::deleted, "delete@1 source"},
                                          std::pair{Absence::lost, "delete@1 lost"}}) {
    Row gone = row({linked()}, std::nullopt);
    gone.absence = absence;
    EXPECT_EQ(decided(gone), expected);
  }
}

TEST(Decide, R62_AssignedToSomebodyElseIsAMoveAndNoDelete) {
  Row moved = row({linked()}, std::nullopt);
  moved.absence = Absence::reassigned;
  EXPECT_EQ(decided(moved), "delete@1 reassigned");
  Tally tally;
  for (const auto& action : decide(moved, policy())) count(action, tally);
  EXPECT_EQ(tally.deletes, 0);
}

TEST(Decide, APartThatOthersTakeThePlaceOfIsNoDeleteButWhatIsFinishedIs) {
  Row part = row({linked()}, std::nullopt);
  part.absence = Absence::reshaped;
  EXPECT_EQ(decided(part), "delete@1 reshaped");
  Tally tally;
  for (const auto& action : decide(part, policy())) count(action, tally);
  EXPECT_EQ(tally.deletes, 0);
  part.absence = Absence::finished;
  EXPECT_EQ(decided(part), "delete@1 source");
  for (const auto& action : decide(part, policy())) count(action, tally);
  EXPECT_EQ(tally.deletes, 1);
}

TEST(Decide, ARefusedDeleteOfTheOldCopyWaitsAndTheRightOneIsKeptRight) {
  ledger::Link right = linked();
  right.seen = ledger::Seen::gone;
  Row moved = row({right, linked(kOld)});
  moved.quarantine = ledger::Quarantine{};
  moved.quarantine->next_at = kNow + kHour;
  EXPECT_EQ(decided(moved), "recreate@1 owner, noop later");
  moved.quarantine->next_at = kNow;
  EXPECT_EQ(decided(moved), "recreate@1 owner, delete@2 engine");
}

TEST(Decide, OutsideOfTheWindowNothingIsCreatedAndWhatIsThereIsKeptRight) {
  Desired outside{"w2", 2};
  outside.keep = true;
  EXPECT_EQ(decided(row({}, outside)), "noop");
  EXPECT_EQ(decided(row({linked()}, outside)), "update@1 source");
  ledger::Link deleted = linked();
  deleted.seen = ledger::Seen::gone;
  EXPECT_EQ(decided(row({deleted}, outside)), "recreate@1 owner");
  EXPECT_EQ(decided(row({linked(kOld)}, outside)), "move@1 configuration, delete@2 engine");
}

TEST(Decide, EveryCopyOfWhatIsNotWantedGoes) {
  EXPECT_EQ(decided(row({linked(kHome), linked(kOld)}, std::nullopt)),
            "delete@1 source, delete@2 source");
}

TEST(Decide, ADeletedCopyThatIsGoneAlreadyIsForgottenWithoutARequest) {
  auto link = linked();
  link.seen = ledger::Seen::gone;
  const auto actions = decide(row({link}, std::nullopt), policy());
  EXPECT_EQ(told(actions), "delete@1 source forget");
  EXPECT_FALSE(actions[0].sends());
}

TEST(Decide, AClaimIsNoProofAndIsDeletedProperly) {
  auto link = linked();
  link.seen = ledger::Seen::claimed;
  EXPECT_EQ(decided(row({link}, std::nullopt)), "delete@1 source");
  EXPECT_EQ(decided(row({link})), "noop") << "and recreates nothing";
}

// ---- configuration -----------------------------------------------------------------------------

TEST(Decide, AnotherDocumentOfTheSameSourceIsCausedByConfiguration) {
  auto link = linked();
  link.config = "older";
  EXPECT_EQ(decided(row({link}, Desired{"w2", 1})), "update@1 configuration");
  EXPECT_EQ(decided(row({link}, Desired{"w2", 2})), "update@1 source");
  EXPECT_EQ(decided(row({link})), "noop") << "another configuration, the same document";
}

TEST(Decide, AnAdoptedCopyOfUnknownContentIsWrittenOnceForTheSourcesSake) {
  auto link = linked();
  link.written.clear();
  link.config.clear();
  EXPECT_EQ(decided(row({link})), "update@1 source");
}

TEST(Decide, R64_ToAnotherContainerFirstThereThenTheOldOneGoes) {
  EXPECT_EQ(decided(row({linked(kOld)})), "move@1 configuration, delete@2 engine");
  EXPECT_EQ(decided(row({linked(kHome), linked(kOld)})), "noop, delete@2 engine");
  auto stale = linked(kHome);
  EXPECT_EQ(decided(row({stale, linked(kOld)}, Desired{"w2", 2})),
            "update@1 source, delete@2 engine");
}

TEST(Decide, TheOldCopyStaysWhileTheRightOneIsMissingAndSlowedDown) {
  auto gone = linked(kHome);
  gone.seen = ledger::Seen::gone;
  Row slowed = row({gone, linked(kOld)});
  slowed.restorations = {kNow - 3, kNow - 2, kNow - 1};
  EXPECT_EQ(decided(slowed), "noop later");
}

TEST(Decide, AnOldCopyThatItsOwnerDeletedIsForgotten) {
  auto old = linked(kOld);
  old.seen = ledger::Seen::gone;
  EXPECT_EQ(decided(row({linked(kHome), old})), "noop, delete@2 engine forget");
}

// ---- handler unlinked or switched off, add-in unsubscribed -------------------------------------

TEST(Decide, R54_SwitchedOffIsLeftAloneWhateverHappened) {
  auto edited = linked();
  edited.seen = ledger::Seen::edited;
  auto gone = linked();
  gone.seen = ledger::Seen::gone;
  for (const auto& link : {linked(), edited, gone}) {
    Row frozen = row({link}, std::nullopt);
    frozen.frozen = true;
    frozen.absence = Absence::lost;
    EXPECT_EQ(decided(frozen), "noop");
  }
}

TEST(Decide, R54_SwitchedOffIsRemovedIfConfiguredSo) {
  Policy removes = policy();
  removes.on_disable = config::OnDisable::remove;
  Row frozen = row({linked(kHome), linked(kOld)}, std::nullopt);
  frozen.frozen = true;
  EXPECT_EQ(decided(frozen, removes), "delete@1 configuration, delete@2 configuration");
}

// ---- edited and deleted in the mailbox ---------------------------------------------------------

TEST(Decide, R66_AnEditAloneIsRepairedAsConfigured) {
  auto edited = linked();
  edited.seen = ledger::Seen::edited;
  EXPECT_EQ(decided(row({edited})), "repair@1 owner");
  for (const auto drift : {config::Drift::report, config::Drift::ignore}) {
    Policy leaves = policy();
    leaves.drift = drift;
    EXPECT_EQ(decided(row({edited}), leaves), "noop");
    EXPECT_EQ(decided(row({edited}, Desired{"w2", 2}), leaves), "update@1 source")
        << "the master wins";
  }
}

TEST(Decide, R68_DeletedInTheMailboxIsRecreatedWhateverDriftSays) {
  auto gone = linked();
  gone.seen = ledger::Seen::gone;
  for (const auto drift : {config::Drift::repair, config::Drift::report, config::Drift::ignore}) {
    Policy how = policy();
    how.drift = drift;
    EXPECT_EQ(decided(row({gone}), how), "recreate@1 owner");
    EXPECT_EQ(decided(row({gone}, Desired{"w2", 2}), how), "recreate@1 owner");
  }
}

TEST(Decide, R68_TheFourthRestorationInADayWaits) {
  auto gone = linked();
  gone.seen = ledger::Seen::gone;
  auto edited = linked();
  edited.seen = ledger::Seen::edited;
  for (const auto& link : {gone, edited}) {
    Row often = row({link});
    often.restorations = {kNow - 3 * kHour, kNow - 2 * kHour};
    EXPECT_NE(decided(often), "noop later");
    often.restorations.push_back(kNow - kHour + 1);
    EXPECT_EQ(decided(often), "noop later");
    EXPECT_EQ(decide(often, policy())[0].not_before, kNow + 1);
    often.restorations.back() = kNow - kHour;
    EXPECT_NE(decided(often), "noop later");
  }
  Row news = row({edited}, Desired{"w2", 2});
  news.restorations = {kNow - 3, kNow - 2, kNow - 1};
  EXPECT_EQ(decided(news), "update@1 source") << "news from the source never waits";
}

// ---- quarantine --------------------------------------------------------------------------------

Row refused(std::vector<ledger::Link> links, std::optional<Desired> desired = Desired{"w1", 1}) {
  Row made = row(std::move(links), std::move(desired));
  made.quarantine = ledger::Quarantine{};
  made.quarantine->written = "w1";
  made.quarantine->next_at = kNow + 1;
  return made;
}

TEST(Decide, ARefusedDocumentWaitsForItsTime) {
  EXPECT_EQ(decided(refused({})), "noop later");
  EXPECT_EQ(decide(refused({}), policy())[0].not_before, kNow + 1);
  Policy then = policy();
  then.now = kNow + 1;
  EXPECT_EQ(decided(refused({}), then), "create@1 source");
}

TEST(Decide, AnotherDocumentLeavesTheQuarantineAtOnce) {
  EXPECT_EQ(decided(refused({}, Desired{"w2", 2})), "create@1 source");
  EXPECT_EQ(decided(refused({linked()}, Desired{"w2", 2})), "update@1 source");
}

TEST(Decide, WhatIsNotWantedAnyMoreGoesOutOfQuarantine) {
  EXPECT_EQ(decided(refused({linked()}, std::nullopt)), "delete@1 source");
}

TEST(Decide, TheOldCopyOfARefusedMoveStays) {
  EXPECT_EQ(decided(refused({linked(kOld)})), "noop later");
}

// ---- slowing down ------------------------------------------------------------------------------

TEST(RestoreNotBefore, ThreeTimesAtOnceThenAfterOneFourAndTwentyFourHours) {
  EXPECT_EQ(restore_not_before({}), 0);
  EXPECT_EQ(restore_not_before({1}), 0);
  EXPECT_EQ(restore_not_before({1, 2}), 0);
  EXPECT_EQ(restore_not_before({1, 2, 3}), 3 + kHour);
  EXPECT_EQ(restore_not_before({1, 2, 3, 4}), 4 + 4 * kHour);
  EXPECT_EQ(restore_not_before({1, 2, 3, 4, 5}), 5 + 24 * kHour);
  EXPECT_EQ(restore_not_before({1, 2, 3, 4, 5, 6}), 6 + 24 * kHour);
}

// ---- names -------------------------------------------------------------------------------------

TEST(Names, AreReadAsTheyAreWritten) {
  for (const auto type :
       {ActionType::create, ActionType::update, ActionType::move, ActionType::repair,
        ActionType::recreate, ActionType::adopt, ActionType::remove, ActionType::noop})
    EXPECT_EQ(parse_action_type(name_of(type)), type);
  for (const auto cause :
       {Cause::source, Cause::lost, Cause::configuration, Cause::owner, Cause::engine})
    EXPECT_EQ(parse_cause(name_of(cause)), cause);
  EXPECT_FALSE(parse_action_type("remove"));
  EXPECT_FALSE(parse_cause(""));
}

}  // namespace
}  // namespace relais::sync
