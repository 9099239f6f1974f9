// Stopped before and after every commit and every request: nothing lost, nothing doubled, no
// message without a verdict.
#include "engine/collect/testing.hpp"

namespace relais::collect {
namespace {

class CrashingMail : public testing::CollectTest {
 protected:
  /// Everything that can happen to a mailbox, in two runs.
  void arrivals() {
    configure("exclude_folders: [Test2], exclude_domains: [ads.example]");
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
    box_->expired = {plugin::Purpose::poll};
  }
  /// True: it got to its end.
  bool run() {
    try {
      auto outcome = service().audit({});
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
};

TEST_F(CrashingMail, AtEveryStepIsRepeatedWithoutLossOrTwin) {
  begin();
  arrivals();
  run_to_the_end();
  const int half = crash_.steps;
  changes();
  run_to_the_end();
  const int all = crash_.steps;
  const auto expected = state();
  EXPECT_EQ(writer_->rows("SELECT graph_id FROM communicator_message ORDER BY 1"),
            (std::vector<std::string>{"a", "c", "d", "f"}));
  ASSERT_GT(half, 30);
  ASSERT_GT(all, half + 20);
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

}  // namespace
}  // namespace relais::collect
