#include "engine/collect/testing.hpp"

namespace relais::collect {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::kMay;
using ::testing::Pair;
using ::testing::SizeIs;

class CollectingMail : public testing::CollectTest {};

TEST_F(CollectingMail, StoresMessageVerdictAndBlobsAndMarksThemGrey) {
  box_->arrive("a");
  box_->arrive("b");
  box_->arrive("c");
  const auto report = poll();
  EXPECT_TRUE(report.outcome);
  EXPECT_EQ(report.counts.collected, 3);
  EXPECT_THAT(stored(), ElementsAre("a", "b", "c"));
  EXPECT_EQ(reason("a"), "collect");
  EXPECT_EQ(cursor(kPoll), "3");
  EXPECT_EQ(box_->markers.at("a"), plugin::Marker::received);
  EXPECT_EQ(report.markers.set, 3);
  const auto ref = writer_->rows("SELECT DISTINCT body_ref FROM communicator_message");
  ASSERT_THAT(ref, SizeIs(1));
  EXPECT_TRUE(blobs_->open(ref[0]));
}

TEST_F(CollectingMail, ASecondPollDoesNothing) {
  box_->arrive("a");
  poll();
  const auto states = box_->states;
  const auto report = poll();
  EXPECT_EQ(report.counts.offered, 0);
  EXPECT_EQ(report.markers.set, 0);
  EXPECT_EQ(box_->states, states);
}

TEST_F(CollectingMail, EverySkippedMessageHasOneVerdictAndOnlyItsDomainIsKept) {
  configure("exclude_senders: [x@spam.example], exclude_domains: [ads.example]");
  box_->arrive("a").envelope.from->address = "X@SPAM.example";
  box_->arrive("b").envelope.from->address = "y@ads.example";
  box_->arrive("c", "dr");
  box_->arrive("d", "in", kMay - 1);
  const auto report = poll();
  EXPECT_EQ(report.counts.collected, 0);
  EXPECT_THAT(writer_->rows("SELECT message_id, reason, sender_domain FROM mail_verdict "
                            "ORDER BY message_id"),
              ElementsAre("a sender.address spam.example", "b sender.domain ads.example",
                          "c folder.always example.ch", "d before_activation example.ch"));
}

TEST_F(CollectingMail, DoubtNeverSkips) {
  configure("exclude_senders: [x@spam.example], ignore_internal: true");
  auto& envelope = box_->arrive("a").envelope;
  envelope.from.reset();
  envelope.to.reset();
  envelope.received.reset();
  box_->arrive("b").envelope.received = 999'999'999'999'999;
  poll();
  EXPECT_THAT(stored(), ElementsAre("a", "b"));
}

TEST_F(CollectingMail, ACopyWithTheSameMessageIdAndTimeIsNotStoredTwice) {
  box_->page = 5;
  box_->arrive("a");
  box_->arrive("b").envelope.internet_message_id = "<a@example.ch>";
  poll();
  EXPECT_THAT(stored(), ElementsAre("a"));
  EXPECT_EQ(reason("b"), "already_collected");
  box_->arrive("c").envelope.internet_message_id = "<a@example.ch>";
  poll();
  EXPECT_EQ(reason("c"), "already_collected");
}

TEST_F(CollectingMail, WhatTheFirmDeletedIsNotFetchedAgain) {
  box_->arrive("a");
  poll();
  sql("DELETE FROM communicator_message");
  audit();
  EXPECT_THAT(stored(), IsEmpty());
  EXPECT_EQ(reason("a"), "tombstoned");
  EXPECT_EQ(box_->markers.at("a"), plugin::Marker::none);
}

TEST_F(CollectingMail, ADraftThatIsSentUnderTheSameIdIsCollected) {
  box_->arrive("a", "dr");
  poll();
  EXPECT_EQ(reason("a"), "folder.always");
  box_->move("a", "se");
  poll();
  EXPECT_THAT(stored(), ElementsAre("a"));
  EXPECT_EQ(reason("a"), "collect");
}

TEST_F(CollectingMail, MovesThereAndBackNeverDoubleOrLose) {
  configure("exclude_folders: [Test2]");
  box_->arrive("a");
  box_->arrive("b", "t2o");
  poll();
  EXPECT_EQ(reason("b"), "folder.excluded");
  for (const bool told : {false, true}) {
    box_->move("a", "t2", told);
    box_->move("a", "in", told);
    poll();
    EXPECT_THAT(stored(), ElementsAre("a")) << told;
    EXPECT_EQ(reason("a"), "collect");
  }
  box_->move("b", "cl");
  box_->move("b", "t2");
  poll();
  EXPECT_EQ(reason("b"), "folder.excluded");
}

TEST_F(CollectingMail, AMoveOutOfAnExcludedFolderThatIsOnlyToldIsFetched) {
  configure("exclude_folders: [Test2]");
  box_->arrive("b", "t2");
  poll();
  box_->move("b", "cl", true);
  const auto report = poll();
  EXPECT_TRUE(report.outcome);
  EXPECT_THAT(box_->fetched, ElementsAre("b"));
  EXPECT_THAT(stored(), ElementsAre("b"));
  EXPECT_EQ(cursor(kMoved), "");
  EXPECT_THAT(mail_->verdict_history(mm(), "b").value(), SizeIs(1));
}

TEST_F(CollectingMail, ManyMovesIntoSightAreFetchedInBatches) {
  configure("exclude_folders: [Test2]");
  for (int i = 0; i < 120; ++i) box_->arrive("m" + std::to_string(i), "t2");
  box_->page = 200;
  poll();
  for (int i = 0; i < 120; ++i) box_->move("m" + std::to_string(i), "cl", true);
  poll();
  EXPECT_THAT(stored(), SizeIs(120));
  EXPECT_EQ(cursor(kMoved), "");
}

TEST_F(CollectingMail, AToldMoveFromOneHiddenPlaceToAnotherChangesTheReason) {
  configure("exclude_folders: [Test2]");
  box_->arrive("b", "t2");
  poll();
  box_->move("b", "del", true);
  poll();
  EXPECT_EQ(reason("b"), "folder.always");
  EXPECT_THAT(box_->fetched, IsEmpty());
}

TEST_F(CollectingMail, AnExcludedFolderThatMovesStaysExcludedAndASubFolderMovedOutIsRead) {
  configure("exclude_folders: [Test2]");
  box_->arrive("a", "t2");
  box_->arrive("b", "t2o");
  poll();
  for (auto& folder : box_->tree) {
    if (folder.id == "t2") folder.name = "Renamed", folder.parent = "in";
    if (folder.id == "t2o") folder.parent = "in";
  }
  std::swap(box_->tree[5], box_->tree[7]);
  audit();
  EXPECT_EQ(reason("a"), "folder.excluded");
  EXPECT_EQ(reason("b"), "collect");
}

TEST_F(CollectingMail, R31_ASubFolderMovedOutIsReadThoughRulesThatNameNoFolderHaveChanged) {
  configure("exclude_folders: [Test2]");
  box_->arrive("a", "t2o");
  poll();
  configure("exclude_folders: [Test2], exclude_domains: [ads.example], ignore_internal: true");
  poll();
  EXPECT_EQ(reason("a"), "folder.excluded");
  box_->tree[6].parent = "in";
  audit();
  EXPECT_EQ(reason("a"), "collect");
}

TEST_F(CollectingMail, ChangedRulesHoldForWhatComesLater) {
  configure("exclude_folders: [Test2], exclude_senders: [keller@example.ch]");
  box_->arrive("a", "t2");
  box_->arrive("b");
  poll();
  configure("");
  audit();
  EXPECT_EQ(reason("a"), "folder.excluded");
  EXPECT_EQ(reason("b"), "sender.address");
  box_->arrive("c", "t2");
  poll();
  EXPECT_THAT(stored(), ElementsAre("c"));
}

TEST_F(CollectingMail, WhatSlippedThroughIsCountedOnce) {
  box_->arrive("a", "ar");
  box_->arrive("b", "dr");
  EXPECT_THAT(poll().counts.slipped_to, ElementsAre(Pair("archive", 1)));
  EXPECT_THAT(audit().counts.slipped_to, IsEmpty());
  EXPECT_THAT(service().status({}).value().at(1).slipped_to, ElementsAre(Pair("archive", 1)));
}

TEST_F(CollectingMail, WhatSlippedThroughIsCountedWhereItLies) {
  box_->tree.push_back({"jk", "Junk", "junkemail", "", 0, false, false});
  box_->arrive("a", "ar");
  box_->arrive("j1", "jk");
  box_->arrive("j2", "jk");
  poll();
  const auto slipped = [&] { return service().status({}).value().at(1).slipped_to; };
  EXPECT_THAT(slipped(), ElementsAre(Pair("archive", 1), Pair("junkemail", 2)));
  box_->move("j1", "del", true);
  box_->move("j2", "in");
  box_->move("a", "dr", true);
  poll();
  EXPECT_THAT(slipped(), ElementsAre(Pair("deleteditems", 1)));
  EXPECT_EQ(reason("j2"), "collect");
}

TEST_F(CollectingMail, AnotherVersionOfTheRulesAloneLeavesVerdictsAboutFoldersAsTheyAre) {
  configure("exclude_folders: [Test2]");
  box_->arrive("a", "t2o");
  box_->arrive("b", "dr");
  poll();
  for (const char* domain : {"x.example", "y.example"}) {
    configure(std::string("exclude_folders: [Test2], exclude_domains: [") + domain + "]");
    audit();
  }
  for (const char* id : {"a", "b"})
    EXPECT_THAT(mail_->verdict_history(mm(), id).value(), IsEmpty()) << id;
}

TEST_F(CollectingMail, AMessageThatVanishesBeforeItIsFetchedLeavesNothing) {
  box_->arrive("a");
  box_->vanishing = "a";
  const auto report = poll();
  EXPECT_TRUE(report.outcome);
  EXPECT_EQ(report.counts.gone, 1);
  EXPECT_EQ(reason("a"), "none");
  EXPECT_EQ(cursor(kPoll), "1");
}

TEST_F(CollectingMail, WhatCannotBeHadYetIsOwedAndHoldsUpNobody) {
  box_->arrive("bad");
  box_->arrive("behind");
  box_->not_yet = {"bad"};
  auto report = poll();
  EXPECT_TRUE(report.outcome) << report.outcome.error().text;
  EXPECT_EQ(report.counts.owed, 1);
  EXPECT_THAT(stored(), ElementsAre("behind"));
  EXPECT_EQ(reason("bad"), "none") << "judged when it can be stored";
  EXPECT_EQ(cursor(kMoved), "[\"bad\"]");
  box_->fetched.clear();
  EXPECT_TRUE(audit().outcome);
  EXPECT_EQ(cursor(kMoved), "[\"bad\"]") << "however often";
  EXPECT_FALSE(box_->fetched.empty());
  box_->not_yet.clear();
  EXPECT_EQ(poll().counts.collected, 1);
  EXPECT_THAT(stored(), ElementsAre("bad", "behind"));
  EXPECT_EQ(cursor(kMoved), "");
}

TEST_F(CollectingMail, WhatIsOwedAndGoesIsOwedNoMore) {
  box_->arrive("bad");
  box_->not_yet = {"bad"};
  poll();
  box_->remove("bad");
  EXPECT_TRUE(poll().outcome);
  EXPECT_EQ(cursor(kMoved), "");
  EXPECT_THAT(stored(), IsEmpty());
}

TEST_F(CollectingMail, AgreedHistoryIsLoadedOnceAllOfItCouldBeHad) {
  for (const char* id : {"o1", "o2", "o3"}) box_->arrive(id, "in", kMay - 86'400'000);
  box_->lose_polls = true;
  box_->not_yet = {"o1"};
  configure(
      "history: {agreement: A1, approved_by: Muster, approved_on: 2026-05-01, from: 2026-04-01, "
      "max_messages: 2}");
  const auto report = poll();
  EXPECT_TRUE(report.outcome) << report.outcome.error().text;
  EXPECT_EQ(cursor(kOld), "[\"o1\"]");
  box_->not_yet.clear();
  poll();
  EXPECT_THAT(stored(), SizeIs(2)) << "as many as agreed";
  EXPECT_THAT(stored(), ::testing::Contains("o1"));
  EXPECT_EQ(cursor(kOld), "");
  poll();
  EXPECT_FALSE(sessions_.opened.back().history.has_value()) << "all of it is loaded";
}

TEST_F(CollectingMail, AnAuditFindsWhatPollsLost) {
  box_->lose_polls = true;
  box_->arrive("a");
  poll();
  EXPECT_THAT(stored(), IsEmpty());
  clock_.advance(3'600'000);
  const auto report = poll();
  EXPECT_TRUE(report.audited);
  EXPECT_THAT(stored(), ElementsAre("a"));
  EXPECT_FALSE(poll().audited);
}

TEST_F(CollectingMail, AnExpiredCursorIsReadFromTheStartAndAudited) {
  box_->arrive("a");
  poll();
  box_->expired = {plugin::Purpose::poll};
  const auto report = poll();
  EXPECT_TRUE(report.outcome);
  EXPECT_TRUE(report.audited);
  EXPECT_EQ(report.counts.collected, 0);
  box_->always_expired = true;
  const auto hostile = poll();
  ASSERT_FALSE(hostile.outcome);
  EXPECT_EQ(hostile.outcome.error().code, Errc::internal);
}

TEST_F(CollectingMail, HistoryNeedsAnAgreementIsCappedAndLoadedOnce) {
  for (const char* id : {"o1", "o2", "o3"}) box_->arrive(id, "in", kMay - 86'400'000);
  box_->lose_polls = true;
  poll();
  EXPECT_THAT(stored(), IsEmpty());
  configure(
      "history: {agreement: A1, approved_by: Muster, approved_on: 2026-05-01, from: 2026-04-01, "
      "max_messages: 2}");
  const auto report = poll();
  EXPECT_TRUE(report.outcome) << report.outcome.error().text;
  EXPECT_EQ(report.counts.by_agreement, 2);
  EXPECT_THAT(stored(), SizeIs(2));
  EXPECT_EQ(reason("o3"), "before_activation");
  EXPECT_TRUE(sessions_.opened.back().history.has_value());
  EXPECT_EQ(poll().counts.by_agreement, 0);
  EXPECT_FALSE(sessions_.opened.back().history.has_value());
  ASSERT_TRUE(mail_->activate(mm(), "user-1", clock_.now()));
  EXPECT_EQ(poll().counts.by_agreement, 0) << "once, whatever is activated again";
}

TEST_F(CollectingMail, R46_HistoryIsLoadedOnceForEachMailbox) {
  configure(
      "history: {agreement: A1, approved_by: Muster, approved_on: 2026-05-01, from: 2026-04-01, "
      "max_messages: 1}");
  for (const char* id : {"o1", "o2", "o3"}) box_->arrive(id, "in", kMay - 86'400'000);
  EXPECT_EQ(poll().counts.by_agreement, 1);
  EXPECT_THAT(cursor("agreed of user-1"), ::testing::HasSubstr("agreement A1, approved by Muster"));
  sessions_.user_id = "user-2";
  const auto report = poll();
  EXPECT_TRUE(report.new_mailbox);
  EXPECT_EQ(report.counts.by_agreement, 1);
  EXPECT_EQ(mail_->account(mm()).value().history_used, 1) << "of this mailbox";
  sessions_.user_id = "user-1";
  EXPECT_EQ(poll().counts.by_agreement, 0) << "that one had its history";
  EXPECT_EQ(poll().counts.by_agreement, 0);
}

TEST_F(CollectingMail, OldMessagesThatAreGoneTakeNoRoomFromTheAgreement) {
  for (const char* id : {"o1", "o2", "o3"}) box_->arrive(id, "in", kMay - 86'400'000);
  box_->lose_polls = true;
  box_->vanishing = "o1";
  configure(
      "history: {agreement: A1, approved_by: Muster, approved_on: 2026-05-01, from: 2026-04-01, "
      "max_messages: 2}");
  EXPECT_EQ(poll().counts.by_agreement, 2);
  EXPECT_THAT(stored(), ElementsAre("o2", "o3"));
}

TEST_F(CollectingMail, AnAgreementThatDoesNotHoldIsAWarningAndNothingOldIsLoaded) {
  configure(
      "history: {agreement: A1, approved_by: Muster, approved_on: 2025-06-01, from: 2024-07-01, "
      "max_messages: 2}");
  box_->arrive("o1", "in", kMay - 86'400'000);
  box_->arrive("a");
  const auto report = poll();
  EXPECT_THAT(report.warnings, SizeIs(1));
  EXPECT_THAT(stored(), ElementsAre("a"));
}

TEST_F(CollectingMail, AnErrorLeavesNoVerdictWithoutItsCursorAndIsToldWithItsTime) {
  configure("exclude_senders: [keller@example.ch]");
  box_->arrive("a");
  box_->down = true;
  box_->wait_until = clock_.now() + 60'000;
  sessions_.throttled = true;
  const auto report = poll();
  ASSERT_FALSE(report.outcome);
  EXPECT_EQ(report.not_before, clock_.now() + 60'000);
  EXPECT_EQ(reason("a"), "none");
  EXPECT_EQ(sessions_.not_before, clock_.now() + 60'000);
  box_->down = false;
  poll();
  ASSERT_THAT(problems_, SizeIs(1));
  EXPECT_EQ(problems_[0].error.code, Errc::temporary);
  clock_.advance(60'000);
  poll();
  EXPECT_EQ(reason("a"), "sender.address");
}

TEST_F(CollectingMail, AStoreThatWasNotAskedForAndACheckpointOverAWantedMessageAreRefused) {
  Counts counts;
  mail::RuleSource source;
  source.active_since = kMay;
  const mail::Rules rules(source);
  MessageInbox inbox({*mail_, clock_, mm(), rules, kMay, [] { return Result<>{}; }}, "poll",
                     counts);
  plugin::Message message;
  message.offer.envelope.id = "x";
  EXPECT_EQ(inbox.store(message).error().code, Errc::internal);
  box_->arrive("a");
  plugin::Offer offer;
  offer.envelope = box_->messages.at("a").envelope;
  ASSERT_EQ(inbox.offer(offer).value(), plugin::Decision::collect);
  EXPECT_EQ(inbox.checkpoint("1").error().code, Errc::internal);
  EXPECT_EQ(cursor(kPoll), "");
  EXPECT_TRUE(inbox.moved("never seen", std::nullopt));
  EXPECT_EQ(reason("never seen"), "none");
  EXPECT_TRUE(inbox.moved("a", std::nullopt));
  EXPECT_TRUE(inbox.checkpoint("1"));
}

TEST_F(CollectingMail, OnlyActiveAccountsAreReadAndUnlinkedOnesAreBlocked) {
  box_->arrive("a");
  ASSERT_TRUE(service().suspend("zurich", "MM"));
  EXPECT_EQ(poll().counts.offered, 0);
  EXPECT_THAT(sessions_.opened, IsEmpty());
  ASSERT_TRUE(mail_->resume(mm(), "user-1"));
  sql("DELETE FROM handler_link");
  poll();
  ASSERT_THAT(problems_, SizeIs(1));
  EXPECT_EQ(problems_[0].error.text, "blocked: not linked");
  EXPECT_THAT(stored(), IsEmpty());
}

TEST_F(CollectingMail, ANewLinkIsANewMailboxFromNowOn) {
  configure("exclude_folders: [Test2]");
  box_->arrive("a");
  poll();
  sessions_.user_id = "user-2";
  box_->tree[5].id = "t2-new";
  box_->tree[6].parent = "t2-new";
  box_->arrive("b", "in", clock_.now() - 1'000);
  box_->arrive("c", "in", clock_.now() + 1'000);
  box_->arrive("d", "t2o", clock_.now() + 1'000);
  const auto report = poll();
  EXPECT_TRUE(report.new_mailbox);
  EXPECT_THAT(stored(), ElementsAre("a", "c"));
  EXPECT_EQ(reason("b"), "before_activation");
  EXPECT_EQ(reason("d"), "folder.excluded");
  EXPECT_EQ(mail_->account(mm()).value().mailbox_user_id, "user-2");
}

TEST_F(CollectingMail, R26_PinsAreOfTheMailboxThatIsCollectedWhereverItStops) {
  configure("exclude_folders: [Test2]");
  poll();
  sessions_.user_id = "user-2";
  box_->tree[5].id = "t2-new";
  box_->tree[6].parent = "t2-new";
  bool done = false;
  for (int step = 1; !done; ++step) {
    crash_.at = step;
    crash_.steps = 0;
    try {
      poll();
      done = true;
    } catch (const testing::Crash&) {
    }
    const std::string mailbox = mail_->account(mm()).value().mailbox_user_id;
    const std::string pin = mail_->pins(mm()).value().at(0).folder_id;
    EXPECT_EQ(pin, mailbox == "user-1" ? "t2" : "t2-new") << "stopped at step " << step;
    reopen();
  }
  EXPECT_EQ(mail_->account(mm()).value().mailbox_user_id, "user-2");
}

TEST_F(CollectingMail, WhatIsNoListOfMessagesInSightIsNone) {
  for (const char* text : {"", "{", "7", "[1]", "[\"a\""}) EXPECT_THAT(sights_in(text), IsEmpty());
  EXPECT_EQ(sights_in(sights_text({"a", "b\"c"})), (std::set<std::string>{"a", "b\"c"}));
}

TEST_F(CollectingMail, ANewNameThatNoFolderHasStopsCollectingUntilItIsRight) {
  box_->arrive("a", "t2");
  configure("exclude_folders: [Tset2]");
  poll();
  ASSERT_THAT(problems_, SizeIs(1));
  EXPECT_EQ(problems_[0].error.code, Errc::config);
  EXPECT_THAT(stored(), IsEmpty());
  configure("exclude_folders: [Test2, /Test2]");
  poll();
  EXPECT_EQ(reason("a"), "folder.excluded");
  EXPECT_THAT(problems_, IsEmpty());
}

TEST_F(CollectingMail, AnExclusionOfAFolderThatIsGoneWarnsAndTheNewOneIsRead) {
  configure("exclude_folders: [Test2]");
  poll();
  box_->tree[5].id = "again";
  box_->tree[6].parent = "again";
  box_->arrive("a", "again");
  const auto report = audit();
  EXPECT_THAT(report.warnings, SizeIs(1));
  EXPECT_THAT(stored(), ElementsAre("a"));
  EXPECT_TRUE(mail_->pins(mm()).value().at(0).missing_since.has_value());
}

}  // namespace
}  // namespace relais::collect
