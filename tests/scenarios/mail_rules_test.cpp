// Which messages are collected, and which are not, through the whole engine.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testbed/mail_firm.hpp"

namespace relais::testbed {
namespace {

using emulator::MessageSpec;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Strings = std::vector<std::string>;

TEST(MailRules, R27_R44_NothingIsReadBeforeTheActivationAndNothingOldAfterIt) {
  MailFirm firm;
  const auto old = firm.deliver({.subject = "old"});
  firm.poll();
  EXPECT_THAT(firm.requests(), IsEmpty()) << "a draft sends nothing";
  firm.activate();
  const auto is_new = firm.deliver({.subject = "new"});
  firm.poll();
  EXPECT_THAT(firm.collected(), ElementsAre("new"));
  EXPECT_EQ(firm.reason(is_new), "collect");
  EXPECT_EQ(firm.reason(old), "none");
  firm.expect_in_step();
  EXPECT_THAT(firm.collected(), ElementsAre("new")) << "an audit loads nothing old either";
}

TEST(MailRules, R44_TheTimeOfReceiptDecidesNotTheDateOfTheSender) {
  MailFirm firm;
  firm.activate();
  const auto late =
      firm.deliver({.subject = "sent long ago", .set = {{"sentDateTime", "2019-01-01T00:00:00Z"}}});
  const auto early = firm.deliver({.subject = "received before",
                                   .received = format_utc(firm.clock().now() - 120'000),
                                   .set = {{"sentDateTime", "2027-01-01T00:00:00Z"}}});
  firm.poll();
  EXPECT_EQ(firm.reason(late), "collect");
  EXPECT_EQ(firm.reason(early), "none");
}

TEST(MailRules, R44_SuspendedAccountsRestAndGoOnWhereTheyStoppedOrFromNowOn) {
  for (const bool resume : {true, false}) {
    MailFirm firm;
    firm.activate();
    {
      const auto engine = firm.engine();
      ASSERT_TRUE(collect::Service::open(*engine).value()->suspend("zurich", "MM"));
    }
    const auto meanwhile = firm.deliver({.subject = "meanwhile"});
    firm.requests();
    firm.poll();
    EXPECT_THAT(firm.requests(), IsEmpty());
    firm.clock().advance(5'000);
    {
      const auto engine = firm.engine();
      collect::Preview why;
      ASSERT_TRUE(collect::Service::open(*engine).value()->activate(
          "zurich", "MM", {.reviewed = true, .resume = resume}, why));
    }
    firm.poll();
    EXPECT_EQ(firm.collected(), resume ? Strings{"meanwhile"} : Strings{});
  }
}

TEST(MailRules, R32_FoldersThatAreNeverReadInFourLanguages) {
  for (const char* language : {"en", "de", "fr", "it"}) {
    SCOPED_TRACE(language);
    MailFirm firm;
    ASSERT_TRUE(firm.graph().mail_language(kTenant, "u-MM", language));
    const auto deep = firm.make_folder("Tief", firm.make_folder("2019", "archive"));
    firm.activate();
    for (const char* folder :
         {"deleteditems", "junkemail", "conversationhistory", "archive", "outbox", deep.c_str()}) {
      const auto id = firm.deliver_to(folder, folder);
      firm.poll();
      EXPECT_EQ(firm.reason(id), "folder.always") << folder;
    }
    const auto draft =
        firm.deliver({.subject = "draft", .folder = "drafts", .set = {{"isDraft", true}}});
    const auto hidden = firm.deliver_to("syncissues", "sync");
    const auto own = firm.make_folder(std::string(language) == "en" ? "Archiv" : "Archive 2");
    const auto read = firm.deliver_to(own, "a name is no identity");
    const auto sent = firm.deliver_to("sentitems", "sent");
    firm.poll();
    EXPECT_EQ(firm.reason(draft), "folder.always");
    EXPECT_EQ(firm.reason(hidden), "folder.excluded") << "the default exclusion";
    EXPECT_EQ(firm.reason(read), "collect");
    EXPECT_EQ(firm.reason(sent), "collect");
    EXPECT_THAT(firm.collected(), ElementsAre("a name is no identity", "sent"));
    firm.expect_in_step();
  }
}

TEST(MailRules, R29_R30_AnExcludedFolderAtAnyDepthLaterOnesTooAndUnderAnotherName) {
  MailFirm firm("exclude_folders: [Test2]");
  const auto test2 = firm.make_folder("Test2");
  std::string path = "Test2";
  for (const char* name : {"A", "B", "C", "D", "E"}) {
    firm.make_folder(name, path);
    path += std::string("/") + name;
  }
  firm.activate();
  const auto deep = firm.deliver_to(path, "deep");
  const auto top = firm.deliver_to("Test2", "top");
  const auto beside = firm.deliver({.subject = "beside"});
  firm.poll();
  firm.make_folder("Later", path);
  const auto later = firm.deliver_to(path + "/Later", "later");
  firm.poll();
  ASSERT_TRUE(firm.graph().owner_rename_mail_folder(kTenant, "u-MM", test2, "Akten"));
  firm.make_folder("Test2");  // another folder of the old name
  const auto renamed = firm.deliver_to(test2, "renamed");
  const auto namesake = firm.deliver_to("Test2", "namesake");
  firm.poll();
  ASSERT_TRUE(firm.graph().owner_move_mail_folder(kTenant, "u-MM", test2, "inbox"));
  const auto moved = firm.deliver_to(test2, "moved");
  firm.poll();
  for (const auto& id : {deep, top, later, renamed, moved})
    EXPECT_EQ(firm.reason(id), "folder.excluded");
  EXPECT_EQ(firm.rule(deep).find("exclude_folders") != std::string::npos, true) << firm.rule(deep);
  EXPECT_THAT(firm.collected(), ElementsAre("beside", "namesake"));
  EXPECT_EQ(firm.reason(beside), "collect");
  EXPECT_EQ(firm.reason(namesake), "collect");
  firm.expect_in_step();
}

TEST(MailRules, R31_ASubFolderThatMovesOutIsReadAndWhatMovesBackStays) {
  MailFirm firm("exclude_folders: [Test2]");
  firm.make_folder("Test2");
  const auto sub = firm.make_folder("Sub", "Test2");
  firm.activate();
  const auto first = firm.deliver_to("Test2/Sub", "first");
  firm.poll();
  ASSERT_EQ(firm.reason(first), "folder.excluded");
  ASSERT_TRUE(firm.graph().owner_move_mail_folder(kTenant, "u-MM", sub));
  const auto second = firm.deliver_to("Sub", "second");
  firm.poll();
  firm.audit();
  EXPECT_THAT(firm.collected(), ElementsAre("first", "second"));
  ASSERT_TRUE(firm.graph().owner_move_mail_folder(kTenant, "u-MM", sub, "Test2"));
  const auto third = firm.deliver_to("Test2/Sub", "third");
  firm.poll();
  EXPECT_EQ(firm.reason(third), "folder.excluded");
  EXPECT_EQ(firm.reason(first), "collect");
  EXPECT_EQ(firm.reason(second), "collect");
  firm.expect_in_step();
  EXPECT_THAT(firm.collected(), ElementsAre("first", "second"));
  EXPECT_EQ(firm.rows("SELECT reason FROM mail_verdict_history WHERE message_id = '" + first + "'"),
            Strings{"folder.excluded"})
      << "a replaced verdict stays as history";
}

TEST(MailRules, AnExcludedFolderThatIsDeletedAndMadeAnewIsReadWithAWarning) {
  MailFirm firm("exclude_folders: [Test2]");
  const auto test2 = firm.make_folder("Test2");
  firm.activate();
  firm.poll();
  firm.owner({{"do", "purge_mail_folder"}, {"folder", test2}});
  firm.make_folder("Test2");
  const auto id = firm.deliver_to("Test2");
  const auto report = firm.audit();
  EXPECT_EQ(firm.reason(id), "collect");
  ASSERT_EQ(report.warnings.size(), 1u);
  EXPECT_EQ(report.warnings[0].text, "exclusion points to a missing folder");
}

TEST(MailRules, R29_AnUnknownFolderNameRefusesTheActivation) {
  MailFirm firm("exclude_folders: [Test2]");
  const auto engine = firm.engine();
  const auto service = collect::Service::open(*engine).value();
  collect::Preview why;
  const auto done = service->activate("zurich", "MM", {.reviewed = true, .resume = false}, why);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, Errc::config);
  EXPECT_THAT(firm.rows("SELECT * FROM mail_account_state WHERE state = 'active'"), IsEmpty());
}

TEST(MailRules, R40_R41_FiltersThatNobodyLookedAtAskFirstWithCounts) {
  MailFirm firm("exclude_senders: [client@example.com]");
  firm.deliver({.subject = "old"});
  firm.deliver({.from = "other@example.ch", .subject = "old"});
  const auto engine = firm.engine();
  const auto service = collect::Service::open(*engine).value();
  collect::Preview why;
  const auto asked = service->activate("zurich", "MM", {}, why);
  ASSERT_TRUE(asked) << asked.error().text;
  EXPECT_FALSE(asked->done);
  EXPECT_EQ(asked->preview.read, 2);
  EXPECT_EQ(asked->preview.sample.at("sender.address"), 1);
  EXPECT_EQ(asked->preview.sample.at("collect"), 1);
  EXPECT_THAT(firm.rows("SELECT * FROM mail_verdict"), IsEmpty());
}

TEST(MailRules, R37_R38_R39_SendersAndDomains) {
  MailFirm firm(
      "exclude_senders: [Spam@Example.ORG, kunde@müller-recht.ch], "
      "exclude_domains: [.news.example, microsoft.com, gründer.ch]");
  firm.activate();
  const std::vector<std::pair<std::string, std::string>> cases{
      {"SPAM@example.org", "sender.address"},
      {"Spam <spam@example.org>", "sender.address"},
      {"other@example.org", "collect"},
      {"xspam@example.org", "collect"},
      {"kunde@xn--mller-recht-thb.ch", "sender.address"},
      {"a@news.example", "sender.domain"},
      {"a@mail.NEWS.example", "sender.domain"},
      {"a@oldnews.example", "collect"},
      {"a@microsoft.com", "sender.domain"},
      {"a@notmicrosoft.com", "collect"},
      {"a@sub.microsoft.com", "collect"},
      {"a@xn--grnder-4ya.ch", "sender.domain"},
      {"spam@example.org <a@elsewhere.ch>", "collect"}};
  Strings ids;
  for (const auto& [from, expected] : cases) ids.push_back(firm.deliver({.from = from}));
  firm.poll();
  for (std::size_t i = 0; i < cases.size(); ++i)
    EXPECT_EQ(firm.reason(ids[i]), cases[i].second) << cases[i].first;
  const auto nobody = firm.deliver({.from = ""});
  firm.poll();
  EXPECT_EQ(firm.reason(nobody), "collect") << "doubt never skips";
  firm.expect_in_step();
}

TEST(MailRules, R43_FiltersChangedLaterHoldFromThenOnAndReconsiderLooksBack) {
  MailFirm firm;
  firm.activate();
  const auto first = firm.deliver({.subject = "first"});
  firm.poll();
  firm.configure("exclude_senders: [client@example.com]");
  const auto second = firm.deliver({.subject = "second"});
  firm.poll();
  EXPECT_EQ(firm.reason(second), "sender.address");
  firm.configure("");
  firm.poll();
  firm.expect_in_step();
  EXPECT_THAT(firm.collected(), ElementsAre("first")) << "the past is not loaded";
  for (const bool send : {false, true}) {
    const auto engine = firm.engine();
    const auto looked = collect::Service::open(*engine).value()->reconsider("zurich", "MM", send);
    ASSERT_TRUE(looked) << looked.error().text;
    EXPECT_EQ(looked->to_collect, Strings{second});
    EXPECT_EQ(firm.collected(), send ? (Strings{"first", "second"}) : Strings{"first"});
  }
  firm.expect_in_step();
}

TEST(MailRules, R46_AgreedHistoryIsLoadedOnceAndNoMoreThanAgreed) {
  MailFirm firm(
      "history: {agreement: V1, approved_by: RA Muster, approved_on: 2026-09-20, from: 2026-09-01, "
      "max_messages: 7}");
  ASSERT_TRUE(firm.graph().fill_mail(kTenant, "u-MM", 20, "inbox", "2026-09-02T00:00:00Z", 3600));
  ASSERT_TRUE(firm.graph().fill_mail(kTenant, "u-MM", 5, "inbox", "2026-08-01T00:00:00Z", 3600));
  firm.activate();
  firm.deliver({.subject = "new"});
  EXPECT_EQ(firm.poll().counts.by_agreement, 7);
  EXPECT_EQ(firm.collected().size(), 8u);
  firm.poll();
  firm.expect_in_step();
  EXPECT_EQ(firm.collected().size(), 8u);
  EXPECT_EQ(firm.row("SELECT history_used FROM mail_account_state"), "7");
  EXPECT_THAT(
      firm.rows("SELECT * FROM communicator_message WHERE received_at < '2026-09-01T00:00:00Z'"),
      IsEmpty());
}

TEST(MailRules, R26_ANewLinkIsANewMailboxFromNowOn) {
  MailFirm firm("", {.handlers = {"MM", "AF"}});
  firm.activate();
  const auto first = firm.deliver({.subject = "first"});
  firm.poll();
  const auto old = firm.deliver({.subject = "old"}, "AF");
  firm.clock().advance(60'000);
  firm.sql(
      "DELETE FROM handler_link WHERE handler_id = 'h-AF';"
      "UPDATE handler_link SET address = 'u-AF@firm.example', user_id = NULL, primary_address = "
      "NULL WHERE handler_id = 'h-MM'");
  EXPECT_TRUE(firm.poll().new_mailbox);
  const auto is_new = firm.deliver({.subject = "new"}, "AF");
  firm.poll();
  EXPECT_THAT(firm.collected(), ElementsAre("first", "new"));
  EXPECT_EQ(firm.reason(first), "collect") << "old verdicts stay";
  EXPECT_EQ(firm.reason(is_new), "collect");
  EXPECT_EQ(firm.reason(old), "none");
}

TEST(MailRules, R26_AnAddressThatPointsElsewhereIsNoticedWithoutTheUserBeingCleared) {
  MailFirm firm("", {.handlers = {"MM", "AF"}});
  firm.activate();
  firm.poll();
  firm.sql(
      "DELETE FROM handler_link WHERE handler_id = 'h-AF';"
      "UPDATE handler_link SET address = 'u-AF@firm.example' WHERE handler_id = 'h-MM'");
  EXPECT_TRUE(firm.poll().new_mailbox);
}

TEST(MailRules, R25_AnUnlinkedOwnerBlocksHisAccountOnly) {
  MailFirm firm("", {.handlers = {"MM", "AF"}});
  firm.activate("MM");
  firm.activate("AF");
  const auto id = firm.deliver({.subject = "there"}, "AF");
  firm.sql("DELETE FROM handler_link WHERE handler_id = 'h-MM'");
  const auto outcome = firm.try_poll();
  ASSERT_TRUE(outcome) << outcome.error().text;
  ASSERT_EQ(outcome->problems.size(), 1u);
  EXPECT_EQ(outcome->problems[0].handler, "MM");
  EXPECT_EQ(firm.reason(id, "AF"), "collect");
}

TEST(MailRules, R8_AccountsAreSeparate) {
  MailFirm firm("", {.handlers = {"MM", "AF"}});
  firm.activate("MM");
  firm.activate("AF");
  for (const char* handler : {"MM", "AF"})
    firm.deliver({.subject = handler, .internet_id = "<same@example.ch>"}, handler);
  firm.poll();
  EXPECT_THAT(firm.collected("MM"), ElementsAre("MM"));
  EXPECT_THAT(firm.collected("AF"), ElementsAre("AF")) << "a copy in another account is its own";
}

TEST(MailRules, AMessageThatSlippedThroughIsCounted) {
  MailFirm firm;
  firm.activate();
  firm.deliver_to("archive");
  firm.poll();
  const auto engine = firm.engine();
  const auto status = collect::Service::open(*engine).value()->status({}).value();
  ASSERT_EQ(status.size(), 1u);
  EXPECT_EQ(status[0].slipped_to.at("archive"), 1);
  EXPECT_EQ(status[0].verdicts.at("folder.always"), 1);
}

}  // namespace
}  // namespace relais::testbed
