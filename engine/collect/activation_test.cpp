#include "engine/collect/testing.hpp"

namespace relais::collect {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ActivatingMail : public testing::CollectTest {
 protected:
  void SetUp() override {
    CollectTest::SetUp();
    sql("DELETE FROM mail_account_state");
  }
  Result<Activation> activate(ActivationOptions options = {.reviewed = true, .resume = false}) {
    return service().activate("zurich", "MM", options, why_);
  }
  store::AccountState state() { return mail_->account(mm()).value(); }
  Preview why_;
};

TEST_F(ActivatingMail, IsFromNowOnInWholeSecondsAndLoadsNothingOld) {
  clock_.advance(789);
  box_->arrive("old");
  const auto done = activate();
  ASSERT_TRUE(done) << done.error().text;
  EXPECT_TRUE(done->done);
  EXPECT_EQ(done->state.active_since, clock_.now() - 789);
  EXPECT_THAT(stored(), IsEmpty());
  EXPECT_THAT(writer_->rows("SELECT * FROM mail_verdict"), IsEmpty());
  poll();
  EXPECT_EQ(reason("old"), "before_activation");
}

TEST_F(ActivatingMail, ARedTestRefuses) {
  box_->red = true;
  const auto done = activate();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::refused);
  EXPECT_TRUE(why_.test_failed());
  EXPECT_EQ(state().phase, store::AccountPhase::draft);
}

TEST_F(ActivatingMail, FiltersThatNobodyLookedAtAskFirst) {
  configure("exclude_folders: [Test2], exclude_senders: [keller@example.ch]");
  box_->tree[0].items = 5;
  box_->tree[6].items = 7;
  box_->tree.push_back({"unread", "Unread", "", "", 12, true, true});  // counts what lies elsewhere
  box_->arrive("a");
  box_->arrive("b").envelope.from->address = "x@y.example";
  const auto done = activate({});
  ASSERT_TRUE(done) << done.error().text;
  EXPECT_FALSE(done->done);
  EXPECT_EQ(state().phase, store::AccountPhase::draft);
  EXPECT_EQ(done->preview.read, 5);
  EXPECT_EQ(done->preview.not_read, 7);
  EXPECT_EQ(done->preview.sample.at("sender.address"), 1);
  EXPECT_EQ(done->preview.sample.at("collect"), 1);
  EXPECT_THAT(mail_->pins(mm()).value(), IsEmpty());
  ASSERT_TRUE(activate()->done);
  EXPECT_THAT(mail_->pins(mm()).value(), SizeIs(1));
}

TEST_F(ActivatingMail, UnknownAndAmbiguousFoldersAreErrorsWithCandidatesAndNamedInNoText) {
  configure("exclude_folders: [Tset2]");
  auto done = activate();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::config);
  ASSERT_THAT(why_.not_resolved, SizeIs(1));
  EXPECT_THAT(why_.not_resolved[0].candidates, ElementsAre("/Test2"));
  EXPECT_THAT(done.error().text, ::testing::Not(HasSubstr("Test2")));
  box_->tree.push_back({"t3", "Test2", "", "in", 0, false, false});
  configure("exclude_folders: [Test2]");
  done = activate();
  ASSERT_FALSE(done);
  EXPECT_THAT(why_.not_resolved.at(0).candidates, SizeIs(2));
  EXPECT_EQ(state().phase, store::AccountPhase::draft);
}

TEST_F(ActivatingMail, SuspendAndResumeKeepsTheTimeAndActivatingAgainDoesNot) {
  ASSERT_TRUE(activate());
  const auto since = state().active_since;
  ASSERT_TRUE(service().suspend("zurich", "MM"));
  clock_.advance(60'000);
  box_->arrive("a", "in", clock_.now());
  ASSERT_TRUE(activate({.reviewed = false, .resume = true}));
  EXPECT_EQ(state().active_since, since);
  poll();
  EXPECT_THAT(stored(), ElementsAre("a"));
  clock_.advance(60'000);
  ASSERT_TRUE(activate());
  EXPECT_EQ(state().active_since, clock_.now());
}

TEST_F(ActivatingMail, WhatCannotBeResumedLeavesNothingBehind) {
  configure("exclude_folders: [Test2]");
  const auto done = activate({.reviewed = true, .resume = true});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::conflict);
  EXPECT_EQ(state().phase, store::AccountPhase::draft);
  EXPECT_FALSE(state().filters_reviewed_at.has_value());
  EXPECT_THAT(mail_->pins(mm()).value(), IsEmpty());
}

TEST_F(ActivatingMail, AFolderMadeAnewIsLookedUpAgain) {
  configure("exclude_folders: [Test2]");
  ASSERT_TRUE(activate());
  box_->tree[5].id = "again";
  box_->tree[6].parent = "again";
  ASSERT_TRUE(activate());
  EXPECT_EQ(mail_->pins(mm()).value().at(0).folder_id, "again");
}

TEST_F(ActivatingMail, FoldersAreListedBeforeIt) {
  configure("exclude_folders: [Test2]");
  const auto list = service().folders("", "MM");
  ASSERT_TRUE(list) << list.error().text;
  EXPECT_THAT(list->top_level, SizeIs(6));
  EXPECT_EQ(list->top_level.at(5).state, mail::FolderState::excluded);
  EXPECT_EQ(service().folders("zurich", "XX").error().code, Errc::not_found);
}

TEST_F(ActivatingMail, ReconsideringIsADryRunUnlessToldOtherwise) {
  configure("exclude_senders: [keller@example.ch]");
  ASSERT_TRUE(activate());
  box_->arrive("a", "in", clock_.now());
  box_->arrive("b", "dr", clock_.now());
  poll();
  configure("");
  const auto dry = service().reconsider("zurich", "MM", false);
  ASSERT_TRUE(dry) << dry.error().text;
  EXPECT_EQ(dry->looked_at, 2);
  EXPECT_THAT(dry->to_collect, ElementsAre("a"));
  EXPECT_EQ(dry->changes.at("sender.address -> collect"), 1);
  EXPECT_EQ(reason("a"), "sender.address");
  ASSERT_TRUE(service().reconsider("zurich", "MM", true));
  EXPECT_THAT(stored(), ElementsAre("a"));
  EXPECT_EQ(reason("b"), "folder.always");
  EXPECT_THAT(service().reconsider("zurich", "MM", true)->to_collect, IsEmpty());
}

TEST_F(ActivatingMail, AMessageIsExplained) {
  configure("exclude_senders: [keller@example.ch]");
  ASSERT_TRUE(activate());
  box_->arrive("a", "in", clock_.now());
  poll();
  const auto told = service().explain("zurich", "MM", "a");
  ASSERT_TRUE(told);
  EXPECT_EQ(told->current->reason, "sender.address");
  EXPECT_THAT(told->what_would_change_it, HasSubstr("exclude_senders[0] (relais.yaml:"));
  EXPECT_EQ(service().explain("zurich", "MM", "x").error().code, Errc::not_found);
}

}  // namespace
}  // namespace relais::collect
