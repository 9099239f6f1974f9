// One row for each message, whatever happens to it.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>

#include "tests/testbed/mail_firm.hpp"

namespace relais::testbed {
namespace {

using ::testing::ElementsAre;

/// Does something in the mailbox while a run is under way, after a certain answer.
class AfterAnswer final : public StepListener {
 public:
  AfterAnswer(int answer, std::function<void()> then) : left_(answer), then_(std::move(then)) {}
  void step(std::string_view name) override {
    if (name == "http.request.after" && --left_ == 0) then_();
  }
  bool done() const { return left_ <= 0; }

 private:
  std::atomic<int> left_;
  std::function<void()> then_;
};

TEST(MailLife, AMessageIsThereOnceWhateverIsReplayedMovedOrRestarted) {
  MailFirm firm;
  firm.make_folder("Klienten");
  firm.activate();
  std::vector<std::string> ids;
  for (int i = 0; i < 12; ++i) ids.push_back(firm.deliver({.subject = fmt::format("m{:02}", i)}));
  firm.poll();
  firm.poll();
  for (int i = 0; i < 4; ++i) firm.move(ids[i], "Klienten");
  firm.poll();
  firm.audit();
  ASSERT_TRUE(firm.graph().expire_sync_states(kTenant, "u-MM"));
  firm.audit();
  firm.sql("DELETE FROM mail_cursor");  // all of it is read anew
  firm.poll();
  EXPECT_EQ(firm.collected().size(), 12u);
  EXPECT_EQ(firm.rows("SELECT 1 FROM mail_verdict").size(), 12u);
  firm.expect_in_step();
}

TEST(MailLife, ALedgerThatIsLostCostsNoMessageAndDoublesNone) {
  MailFirm firm;
  firm.activate();
  firm.deliver({.subject = "1"});
  firm.poll();
  firm.lose_ledger();
  firm.deliver({.subject = "2"});
  firm.poll();
  EXPECT_THAT(firm.collected(), ElementsAre("1", "2"));
  firm.expect_in_step();
}

TEST(MailLife, ACopyOfAMessageIsCollectedOnce) {
  MailFirm firm;
  firm.activate();
  const auto at = format_utc(firm.clock().now()).substr(0, 19) + "Z";
  const auto first =
      firm.deliver({.subject = "a", .received = at, .internet_id = "<x@example.ch>"});
  firm.poll();
  const auto second =
      firm.deliver({.subject = "a", .received = at, .internet_id = "<x@example.ch>"});
  firm.poll();
  EXPECT_EQ(firm.reason(first), "collect");
  EXPECT_EQ(firm.reason(second), "already_collected");
  EXPECT_EQ(firm.collected().size(), 1u);
  firm.expect_in_step();
}

TEST(MailLife, MovesFromAToBAndBackLoseNothing) {
  MailFirm firm("exclude_folders: [B]");
  firm.make_folder("A");
  firm.make_folder("B");
  firm.activate();
  const auto collected = firm.deliver_to("A", "collected");
  const auto skipped = firm.deliver_to("B", "skipped");
  firm.poll();
  firm.audit();
  firm.move(collected, "B");
  firm.move(skipped, "A");
  firm.audit();
  EXPECT_EQ(firm.reason(skipped), "collect") << "it came into sight";
  EXPECT_EQ(firm.reason(collected), "collect") << "what is collected stays";
  firm.move(collected, "A");
  firm.move(skipped, "B");
  firm.move(skipped, "A");
  firm.move(skipped, "B");
  firm.audit();
  firm.poll();
  EXPECT_THAT(firm.collected(), ElementsAre("collected", "skipped"));
  firm.expect_in_step();
}

TEST(MailLife, MovedBeforeAndAfterItIsPickedUp) {
  MailFirm firm("exclude_folders: [B]");
  firm.make_folder("B");
  firm.activate();
  const auto before = firm.deliver({.subject = "before"});
  firm.move(before, "B");
  const auto after = firm.deliver({.subject = "after"});
  firm.poll();
  firm.move(after, "B");
  firm.poll();
  firm.audit();
  EXPECT_EQ(firm.reason(before), "folder.excluded");
  EXPECT_EQ(firm.reason(after), "collect");
  EXPECT_EQ(firm.stored(after).folder_path, "B") << "where it lies is known";
}

TEST(MailLife, AMessageThatComesOutOfJunkIsFoundByThePollAtOnce) {
  MailFirm firm;
  firm.activate();
  const auto id = firm.deliver_to("junkemail", "no spam");
  firm.poll();
  EXPECT_EQ(firm.reason(id), "folder.always");
  firm.move(id, "inbox");
  firm.poll();
  EXPECT_EQ(firm.reason(id), "collect");
  firm.expect_in_step();
}

TEST(MailLife, ADraftThatIsSentIsCollectedUnderTheSameId) {
  MailFirm firm;
  firm.activate();
  const auto draft = firm.deliver({.from = "MM <u-MM@firm.example>",
                                   .subject = "offer",
                                   .folder = "drafts",
                                   .set = {{"isDraft", true}}});
  firm.poll();
  EXPECT_EQ(firm.reason(draft), "folder.always");
  // Others come, so that its time lies far behind.
  for (int i = 0; i < 10; ++i) {
    firm.clock().advance(60'000);
    firm.deliver({.subject = "other"});
    firm.poll();
  }
  ASSERT_TRUE(firm.graph().owner_send_draft(kTenant, "u-MM", draft));
  for (int i = 0; i < 5; ++i) {
    firm.clock().advance(60'000);
    firm.poll();
  }
  ASSERT_EQ(firm.reason(draft), "collect");
  EXPECT_EQ(firm.stored(draft).line.subject, "offer");
  firm.expect_in_step();
}

TEST(MailLife, MessagesThatComeLateWithinASecondOrTheOverlapAreFound) {
  MailFirm firm;
  firm.activate();
  firm.clock().advance(60'000);
  const auto at = [&](int back) {
    return format_utc(firm.clock().now() - back * 1000).substr(0, 19) + "Z";
  };
  firm.deliver({.subject = "a", .received = at(0)});
  firm.poll();
  firm.deliver({.subject = "b same second", .received = at(0)});
  firm.deliver({.subject = "c ten seconds late", .received = at(10)});
  firm.poll();
  EXPECT_EQ(firm.collected().size(), 3u);
  firm.deliver({.subject = "d far too late", .received = at(50)});
  firm.poll();
  EXPECT_EQ(firm.collected().size(), 3u);
  firm.audit();
  EXPECT_EQ(firm.collected().size(), 4u) << "the audit finds what polls cannot";
  firm.expect_in_step();
}

TEST(MailLife, FloodsOfTheSameSecondLoseNothing) {
  MailFirm firm("plugin: {page_size: 10}");
  firm.activate();
  const auto at = format_utc(firm.clock().now()).substr(0, 19) + "Z";
  for (int i = 0; i < 75; ++i) firm.deliver({.subject = fmt::format("f{:02}", i), .received = at});
  firm.poll();
  for (int i = 75; i < 90; ++i) firm.deliver({.subject = fmt::format("f{:02}", i), .received = at});
  firm.poll();
  EXPECT_EQ(firm.collected().size(), 90u);
  firm.expect_in_step();
}

TEST(MailLife, PagesThatShiftWhileTheyAreReadLoseNothing) {
  MailFirm firm("plugin: {page_size: 5}");
  firm.activate();
  std::size_t there = 0;
  bool all_hit = true;
  for (int answer = 1; answer <= 6; ++answer) {
    SCOPED_TRACE(answer);
    std::vector<std::string> ids;
    for (int i = 0; i < 20; ++i) {
      firm.clock().advance(60'000);  // further apart than a poll looks back
      ids.push_back(firm.deliver({.subject = fmt::format("r{}m{:02}", answer, i)}));
    }
    // What was in the first page goes, so that all behind it moves up; and something new comes.
    AfterAnswer meanwhile(answer, [&] {
      EXPECT_TRUE(firm.graph().owner_purge_message(kTenant, "u-MM", ids[0]));
      EXPECT_TRUE(firm.graph().owner_purge_message(kTenant, "u-MM", ids[1]));
      ids.push_back(firm.deliver({.subject = fmt::format("r{} meanwhile", answer)}));
    });
    const auto outcome = firm.try_poll(&meanwhile);
    ASSERT_TRUE(outcome) << outcome.error().text;
    all_hit = all_hit && meanwhile.done();
    firm.poll();
    for (std::size_t i = 2; i < ids.size(); ++i)
      EXPECT_EQ(firm.reason(ids[i]), "collect") << "message " << i;
    there = firm.collected().size();
  }
  EXPECT_TRUE(all_hit) << "no run was long enough";
  firm.expect_in_step();
  EXPECT_EQ(firm.collected().size(), there) << "nothing was left for the audit";
}

TEST(MailLife, R53_CollectingTouchesNoTableButTheCommunicators) {
  MailFirm firm;
  firm.add_addresses("MM", 1, 3);
  firm.add_case("c1", "2024-0173");
  firm.poll();
  const auto only_practice = [](const std::string& text) {
    std::string kept;
    bool keep = true;
    std::size_t at = 0;
    while (at < text.size()) {
      const auto end = text.find('\n', at);
      const auto line = text.substr(at, end - at);
      at = end + 1;
      if (line.find(':') == std::string::npos && line.find('|') == std::string::npos)
        keep = !line.starts_with("mail_") && !line.starts_with("communicator_") &&
               line != "handler_link";
      if (keep) kept += line + '\n';
    }
    return kept;
  };
  const auto before = only_practice(firm.practice_tables());
  firm.activate();
  for (int i = 0; i < 5; ++i) firm.deliver();
  firm.poll();
  firm.audit();
  EXPECT_EQ(before, only_practice(firm.practice_tables()));
}

}  // namespace
}  // namespace relais::testbed
