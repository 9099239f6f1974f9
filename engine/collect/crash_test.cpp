// Stopped before and after every commit and every request: nothing lost, nothing doubled, no
// message without a verdict.
#include "engine/collect/testing.hpp"

namespace relais::collect {
namespace {

using testing::kMay;

class CrashingMail : public testing::CollectTest {
 protected:
  /// Everything that can happen to a mailbox, in two runs.
  void arrivals() {
    configure(
        "exclude_folders: [Test2], exclude_domains: [ads.example], history: {agreement: A1, "
        "approved_by: Muster, approved_on: 2026-05-01, from: 2026-04-01, max_messages: 2}");
    for (const char* id : {"o1", "o2", "o3"}) box_->arrive(id, "in", kMay - 86'400'000);
    box_->arrive("a");
    box_->arrive("b").envelope.from->address = "y@ads.example";
    box_->arrive("c", "dr");
    box_->arrive("d", "t2");
    box_->arrive("e").envelope.internet_message_id = "<a@example.ch>";
    box_->arrive("f").body = "another";
  }
  void changes() {
    box_->move("c", "se");
    box_->move("d", "cl", true);
    box_->move("a", "t2", true);
    box_->remove("f");
    box_->arrive("g", "ar");
    if (audits_) box_->expired = {plugin::Purpose::poll};
  }
  /// True: it got to its end.
  bool run() {
    try {
      auto outcome = audits_ ? service().audit({}) : service().poll({});
      EXPECT_TRUE(outcome && outcome->accounts.at(0).outcome);
      return true;
    } catch (const testing::Crash&) {
      return false;
    }
  }
  void run_to_the_end() {
    while (!run()) {
      crash_.at = 0;
      reopen();
    }
  }
  std::vector<std::string> state() {
    auto rows = writer_->rows(
        "SELECT graph_id, folder_id, status, marker_state, marker_error, body_ref "
        "FROM communicator_message UNION ALL "
        "SELECT message_id, folder_id, verdict, reason, rule, rule_version FROM mail_verdict "
        "ORDER BY 1, 3");
    for (const auto& [id, marker] : box_->markers)
      rows.push_back(id + " shows " + std::to_string(static_cast<int>(marker)));
    for (const auto& ref :
         writer_->rows("SELECT body_ref FROM communicator_message WHERE body_ref IS NOT NULL"))
      EXPECT_TRUE(blobs_->open(ref));
    return rows;
  }
  void begin() {
    TearDown();
    crash_.at = 0;
    SetUp();
    crash_.steps = 0;
  }

  /// Compares an undisturbed course with one for each point at which it can be stopped.
  void at_every_step(int least) {
    begin();
    arrivals();
    run_to_the_end();
    changes();
    run_to_the_end();
    const int all = crash_.steps;
    const auto expected = state();
    EXPECT_EQ(writer_->rows("SELECT graph_id FROM communicator_message ORDER BY 1"),
              (std::vector<std::string>{"a", "c", "d", "f", "o1", "o2"}));
    ASSERT_GT(all, least);
    for (int at = 1; at <= all; ++at) {
      begin();
      crash_.at = at;
      arrivals();
      run_to_the_end();
      changes();
      run_to_the_end();
      ASSERT_EQ(state(), expected) << "stopped at step " << at;
    }
  }

  bool audits_ = false;
};

TEST_F(CrashingMail, InAPollIsRepeatedWithoutLossOrTwin) { at_every_step(60); }

TEST_F(CrashingMail, InAnAuditWithAnExpiredCursorIsRepeatedWithoutLossOrTwin) {
  audits_ = true;
  at_every_step(90);
}

}  // namespace
}  // namespace relais::collect
