// One current verdict for each message seen, its history, and the cursor behind it; accounts.
#include "engine/store/mail_testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class Verdicts : public MailTest {
 protected:
  void put(const std::vector<Verdict>& verdicts, const MailAccount& account = mm()) {
    const auto done = mail_->put_verdicts(account, verdicts);
    EXPECT_TRUE(done) << done.error().text;
  }
  static Verdict at(Verdict verdict, Millis received) {
    verdict.received_at = received;
    return verdict;
  }
};

TEST_F(Verdicts, AreReadAsTheyWereWritten) {
  put({skipping("m1")});
  const auto all = mail_->verdicts(mm(), std::vector<std::string>{"m1", "m1", "m9"}).value();
  ASSERT_THAT(all, SizeIs(2)) << "as often as asked for";
  const auto& one = all[0];
  EXPECT_EQ(one.message_id, "m1");
  EXPECT_EQ(one.folder_id, "inbox");
  EXPECT_EQ(one.received_at, kMay);
  EXPECT_EQ(one.decision, Decision::skip);
  EXPECT_EQ(one.reason, "internal");
  EXPECT_EQ(one.rule, "a rule");
  EXPECT_EQ(one.rule_version, "r1");
  EXPECT_EQ(one.sender_domain, "example.ch");
  EXPECT_EQ(one.decided_at, kMay);
  EXPECT_THAT(mail_->verdicts(af(), std::vector<std::string>{"m1"}).value(), IsEmpty());
}

TEST_F(Verdicts, OnlyTheCurrentOneCountsAndTheReplacedStay) {
  put({skipping("m1", "folder.excluded")});
  auto again = skipping("m1", "folder.excluded");
  again.decided_at += 1000;
  put({again});
  EXPECT_THAT(mail_->verdict_history(mm(), "m1").value(), IsEmpty()) << "said the same";
  EXPECT_EQ(mail_->verdicts(mm(), std::vector<std::string>{"m1"}).value()[0].decided_at, kMay);
  put({skipping("m1", "sender.domain")});
  put({collecting("m1")});
  const auto history = mail_->verdict_history(mm(), "m1").value();
  ASSERT_THAT(history, SizeIs(2));
  EXPECT_EQ(history[0].verdict.reason, "folder.excluded");
  EXPECT_EQ(history[1].verdict.reason, "sender.domain");
  EXPECT_GT(history[1].replaced_at, kMay);
  const auto current = mail_->verdicts(mm(), std::vector<std::string>{"m1"}).value();
  ASSERT_THAT(current, SizeIs(1));
  EXPECT_EQ(current[0].decision, Decision::collect);
  EXPECT_EQ(current[0].sender_domain, "") << "the message has it";
}

TEST_F(Verdicts, OfAPageAndTheCursorBehindItAreOneCommit) {
  const MailCursor first{"poll", "{\"w\":1}"};
  ASSERT_TRUE(mail_->put_verdicts(mm(), std::vector{skipping("m1")}, &first));
  EXPECT_EQ(mail_->cursor(mm(), "poll").value(), "{\"w\":1}");
  EXPECT_EQ(mail_->cursor(mm(), "audit").value(), "");
  EXPECT_EQ(mail_->cursor(af(), "poll").value(), "");
  const MailCursor second{"poll", "{\"w\":2}"};
  ASSERT_FALSE(
      mail_->put_verdicts(mm(), std::vector{skipping("m2"), skipping("", "internal")}, &second));
  EXPECT_EQ(mail_->cursor(mm(), "poll").value(), "{\"w\":1}");
  EXPECT_THAT(mail_->verdicts(mm(), std::vector<std::string>{"m2"}).value(), IsEmpty());
  ASSERT_FALSE(mail_->put_verdicts(mm(), std::vector{skipping("m2", "a mood")}, &second));
  EXPECT_EQ(mail_->cursor(mm(), "poll").value(), "{\"w\":1}");
  ASSERT_TRUE(mail_->put_verdicts(mm(), {}, &second));
  EXPECT_EQ(mail_->cursor(mm(), "poll").value(), "{\"w\":2}");
  EXPECT_TRUE(mail_->put_verdicts(mm(), {}));
}

TEST_F(Verdicts, SeenInAWindowOfTime) {
  auto moved = at(skipping("m3"), kMay + 5000);
  moved.folder_id = "f2";
  auto unknown = skipping("m4");
  unknown.received_at.reset();
  put({at(skipping("m1"), kMay - 1), at(collecting("m2"), kMay), moved, unknown});
  EXPECT_THAT(mail_->seen_since(mm(), kMay).value(),
              ElementsAre(SeenMessage{"m2", "inbox"}, SeenMessage{"m3", "f2"}));
  EXPECT_THAT(mail_->seen_since(af(), 0).value(), IsEmpty());
  unknown.received_at = kMay;
  put({unknown});
  EXPECT_THAT(mail_->seen_since(mm(), kMay).value(), SizeIs(3)) << "learnt later";
  unknown.received_at.reset();
  put({unknown});
  EXPECT_THAT(mail_->seen_since(mm(), kMay).value(), SizeIs(3)) << "and not forgotten";
}

TEST_F(Verdicts, AreCountedByReason) {
  put({skipping("m1"), at(skipping("m2"), kMay - 1000), skipping("m3", "sender.address"),
       collecting("m4")});
  put({skipping("m1")}, af());
  EXPECT_THAT(
      mail_->count_verdicts(mm()).value(),
      UnorderedElementsAre(Pair("internal", 2), Pair("sender.address", 1), Pair("collect", 1)));
  EXPECT_EQ(mail_->count_verdicts(mm(), kMay).value().at("internal"), 1);
}

TEST_F(Verdicts, WhatSlippedThroughIsCountedByFolderWithoutReadingTheOthers) {
  auto junk = skipping("m1", "folder.always");
  junk.slipped_to = "junkemail";
  auto archive = at(skipping("m2", "folder.always"), kMay + 1);
  archive.slipped_to = "archive";
  auto old = at(skipping("m3", "folder.always"), kMay - 1);
  old.slipped_to = "archive";
  put({junk, archive, old, skipping("m4", "folder.always"), collecting("m5")});
  put({junk}, af());
  EXPECT_THAT(mail_->count_slipped(mm(), kMay).value(),
              ElementsAre(Pair("archive", 1), Pair("junkemail", 1)));
  EXPECT_EQ(mail_->count_slipped(mm(), 0).value().at("archive"), 2);
  EXPECT_EQ(mail_->verdicts(mm(), std::vector<std::string>{"m1"}).value().at(0).slipped_to,
            "junkemail");
  junk.slipped_to.clear();
  put({junk});
  EXPECT_FALSE(mail_->count_slipped(mm(), kMay).value().contains("junkemail"));
}

TEST_F(Verdicts, R43_SkippedOnesSinceActivationComeInPages) {
  put({at(skipping("m0"), kMay - 1), collecting("m1"), skipping("m2"), skipping("m3"),
       skipping("m4")});
  std::vector<std::string> ids;
  for (std::string after;;) {
    const auto page = mail_->skipped(mm(), kMay, after, 2).value();
    if (page.empty()) break;
    for (const auto& one : page) ids.push_back(one.message_id);
    after = page.back().message_id;
  }
  EXPECT_THAT(ids, ElementsAre("m2", "m3", "m4"));
}

TEST_F(Verdicts, AreForgottenWhenTheyAreOld) {
  put({at(skipping("m1"), kMay - 1), at(collecting("m2"), kMay - 1), skipping("m3")});
  EXPECT_EQ(mail_->forget_verdicts(mm(), kMay).value(), 1);
  EXPECT_THAT(mail_->skipped(mm(), 0, "", 10).value(), SizeIs(1));
  EXPECT_THAT(mail_->verdicts(mm(), std::vector<std::string>{"m2"}).value(), SizeIs(1))
      << "of collected ones they stay";
}

TEST_F(Verdicts, OfASkippedMessageNothingElseIsKept) {
  EXPECT_THAT(
      writer_->rows("SELECT name FROM pragma_table_info('mail_verdict') ORDER BY 1"),
      ElementsAre("account", "decided_at", "entity_id", "folder_id", "message_id", "reason",
                  "received_at", "rule", "rule_version", "sender_domain", "slipped_to", "verdict"));
}

TEST_F(Verdicts, AThousandInOneCommit) {
  std::vector<Verdict> many;
  for (int i = 0; i < 1000; ++i) many.push_back(skipping("m" + std::to_string(i)));
  put(many);
  EXPECT_EQ(mail_->count_verdicts(mm()).value().at("internal"), 1000);
}

class Accounts : public MailTest {};

TEST_F(Accounts, R27_GoFromDraftToActiveAndBack) {
  EXPECT_EQ(mail_->account(mm()).value().phase, AccountPhase::draft);
  EXPECT_THAT(mail_->accounts().value(), IsEmpty());
  EXPECT_EQ(mail_->suspend(mm()).error().code, Errc::conflict);
  EXPECT_EQ(mail_->resume(mm(), "u1").error().code, Errc::conflict);
  ASSERT_TRUE(mail_->review_filters(mm(), kMay));
  EXPECT_EQ(mail_->account(mm()).value().phase, AccountPhase::configured);
  ASSERT_TRUE(mail_->activate(mm(), "u1", kMay + 1999));
  auto state = mail_->account(mm()).value();
  EXPECT_EQ(state.phase, AccountPhase::active);
  EXPECT_EQ(state.active_since, kMay + 1000) << "whole seconds";
  EXPECT_EQ(state.mailbox_user_id, "u1");
  EXPECT_EQ(state.filters_reviewed_at, kMay);
  ASSERT_TRUE(mail_->review_filters(mm(), kMay + 1));
  EXPECT_EQ(mail_->account(mm()).value().phase, AccountPhase::active);
  ASSERT_TRUE(mail_->suspend(mm()));
  EXPECT_EQ(mail_->account(mm()).value().phase, AccountPhase::suspended);
  EXPECT_EQ(mail_->accounts().value().at(0).first, mm());
  EXPECT_EQ(mail_->account(af()).value().phase, AccountPhase::draft);
  EXPECT_EQ(mail_->activate(mm(), "", kMay).error().code, Errc::conflict);
}

TEST_F(Accounts, R44_ResumedGoesOnAndActivatedBeginsAnew) {
  ASSERT_TRUE(mail_->activate(mm(), "u1", kMay));
  const MailCursor cursor{"poll", "x"};
  ASSERT_TRUE(mail_->put_verdicts(mm(), std::vector{skipping("m1")}, &cursor));
  ASSERT_TRUE(mail_->suspend(mm()));
  ASSERT_TRUE(mail_->resume(mm(), "u1"));
  EXPECT_EQ(mail_->account(mm()).value().active_since, kMay);
  EXPECT_EQ(mail_->cursor(mm(), "poll").value(), "x");
  ASSERT_TRUE(mail_->suspend(mm()));
  EXPECT_EQ(mail_->resume(mm(), "u2").error().code, Errc::conflict) << "R26: another mailbox";
  ASSERT_TRUE(mail_->activate(mm(), "u2", kMay + 60'000));
  EXPECT_EQ(mail_->account(mm()).value().active_since, kMay + 60'000);
  EXPECT_EQ(mail_->cursor(mm(), "poll").value(), "");
  EXPECT_THAT(mail_->seen_since(mm(), 0).value(), SizeIs(1)) << "verdicts stay";
}

TEST_F(Accounts, R41_FiltersAndActivationAreOneCommit) {
  const Filters filters{{{"f1", "Test2", {}}}, kMay};
  const Filters broken{{{"", "x", {}}}, kMay};
  EXPECT_FALSE(mail_->resume(mm(), "u1", &filters)) << "it is not suspended";
  EXPECT_FALSE(mail_->activate(mm(), "", kMay, &filters)) << "of no mailbox";
  EXPECT_FALSE(mail_->activate(mm(), "u1", kMay, &broken));
  EXPECT_THAT(mail_->accounts().value(), IsEmpty());
  EXPECT_THAT(mail_->pins(mm()).value(), IsEmpty());
  ASSERT_TRUE(mail_->activate(mm(), "u1", kMay, &filters));
  EXPECT_EQ(mail_->account(mm()).value().filters_reviewed_at, kMay);
  EXPECT_THAT(mail_->pins(mm()).value(), SizeIs(1));
  ASSERT_TRUE(mail_->suspend(mm()));
  const Filters none{{}, {}};
  ASSERT_TRUE(mail_->resume(mm(), "u1", &none));
  EXPECT_EQ(mail_->account(mm()).value().filters_reviewed_at, kMay);
  EXPECT_THAT(mail_->pins(mm()).value(), IsEmpty());
}

TEST_F(Accounts, R46_WhatIsKeptOfAMailboxOutlivesActivationsAndOtherMailboxes) {
  ASSERT_TRUE(mail_->activate(mm(), "u1", kMay));
  const MailCursor agreed{mailbox_cursor("agreed", "u1"), "loaded"};
  ASSERT_TRUE(mail_->put_verdicts(mm(), {}, &agreed));
  auto old = message("m1");
  old.by_agreement = true;
  collected(old);
  const MarkerResult grey{"m1", Marker::received, "", "ErrorAccessDenied"};
  ASSERT_TRUE(mail_->record_markers(mm(), {&grey, 1}));
  ASSERT_TRUE(mail_->activate(mm(), "u1", kMay + 60'000));
  EXPECT_EQ(mail_->account(mm()).value().history_used, 1);
  EXPECT_EQ(mail_->account(mm()).value().marker_degraded, "ErrorAccessDenied");
  ASSERT_TRUE(mail_->activate(mm(), "u2", kMay + 60'000));
  EXPECT_EQ(mail_->account(mm()).value().history_used, 0);
  EXPECT_EQ(mail_->account(mm()).value().marker_degraded, "");
  EXPECT_EQ(mail_->cursor(mm(), agreed.name).value(), "loaded");
  EXPECT_EQ(mail_->cursor(mm(), mailbox_cursor("agreed", "u2")).value(), "");
}

TEST_F(Accounts, R29_ExcludedFoldersArePinnedById) {
  const std::vector<FolderPin> pins{{"f1", "Test2", {}}, {"f2", "Lärm\n2", kMay}};
  ASSERT_TRUE(mail_->set_pins(mm(), pins));
  EXPECT_THAT(mail_->pins(mm()).value(), ElementsAre(pins[0], FolderPin{"f2", "Lärm 2", kMay}));
  EXPECT_THAT(mail_->pins(af()).value(), IsEmpty());
  EXPECT_FALSE(mail_->set_pins(mm(), std::vector<FolderPin>{{"f3", "x", {}}, {"", "y", {}}}));
  EXPECT_THAT(mail_->pins(mm()).value(), SizeIs(2)) << "all or nothing";
  ASSERT_TRUE(mail_->set_pins(mm(), {}));
  EXPECT_THAT(mail_->pins(mm()).value(), IsEmpty());
}

}  // namespace
}  // namespace relais::store::testing
