#include "engine/collect/testing.hpp"

namespace relais::collect {
namespace {

using ::testing::ElementsAre;

class MarkingMail : public testing::CollectTest {
 protected:
  std::string marker(const std::string& id) {
    const auto found = mail_->find(mm(), id).value();
    return found ? found->marker_state + '/' + found->marker_error : "none";
  }
  void archive(const std::string& id) {
    sql("UPDATE communicator_message SET status = 'archived', case_id = 'c1', "
        "archived_at = '2026-05-02T09:00:00.000Z' WHERE graph_id = '" +
        id + "'");
  }
};

TEST_F(MarkingMail, IsGreenOnceArchivedAndGreyAgainAfterwards) {
  box_->arrive("a");
  poll();
  archive("a");
  poll();
  EXPECT_EQ(box_->markers.at("a"), plugin::Marker::archived);
  sql("UPDATE communicator_message SET status = 'assigned', archived_at = NULL");
  poll();
  EXPECT_EQ(box_->markers.at("a"), plugin::Marker::received);
}

TEST_F(MarkingMail, NeverHappensWithMarkerNone) {
  configure("marker: none");
  box_->arrive("a");
  poll();
  EXPECT_TRUE(box_->markers.empty());
}

TEST_F(MarkingMail, AMessageThatIsGoneIsANoteAndNotAskedAgain) {
  box_->arrive("a");
  configure("marker: none");
  poll();
  box_->messages.clear();
  configure("");
  const auto report = poll();
  EXPECT_TRUE(report.marker_outcome);
  EXPECT_EQ(report.markers.gone, 1);
  EXPECT_EQ(marker("a"), "failed/gone");
  EXPECT_EQ(poll().markers.gone, 0);
}

TEST_F(MarkingMail, ARefusedOneIsItsOwnAndTriedAgainAfterAnAudit) {
  box_->arrive("a");
  box_->arrive("b");
  box_->refusals = {{"a", Errc::item}};
  const auto report = poll();
  EXPECT_TRUE(report.outcome);
  EXPECT_EQ(report.markers.refused, 1);
  EXPECT_EQ(marker("a"), "failed/ErrorX");
  EXPECT_EQ(marker("b"), "received/");
  box_->refusals.clear();
  EXPECT_EQ(poll().markers.set, 0);
  EXPECT_EQ(audit().markers.set, 1);
}

TEST_F(MarkingMail, ARefusalOrATroubleNeverStopsCollecting) {
  for (const auto error : {Errc::refused, Errc::temporary}) {
    const std::string id(name_of(error));
    box_->arrive(id);
    box_->refusals = {{id, error}};
    const auto report = poll();
    EXPECT_TRUE(report.outcome);
    EXPECT_FALSE(report.marker_outcome);
    EXPECT_EQ(marker(id), "none/") << "owed still";
    box_->refusals.clear();
    EXPECT_EQ(poll().markers.set, 1);
  }
}

TEST_F(MarkingMail, OneThatNeverSucceedsDoesNotHoldUpThoseBehindIt) {
  box_->page = 300;
  for (int i = 100; i < 350; ++i) box_->arrive("m" + std::to_string(i));
  box_->refusals = {{"m100", Errc::temporary}};
  const auto report = poll();
  EXPECT_FALSE(report.marker_outcome);
  EXPECT_EQ(report.markers.set, 249);
  EXPECT_EQ(poll().markers.set, 0);
}

TEST_F(MarkingMail, WhatConcernsAllOfThemEndsTheBatch) {
  box_->page = 300;
  for (int i = 100; i < 350; ++i) {
    box_->arrive("m" + std::to_string(i));
    box_->refusals.emplace("m" + std::to_string(i), Errc::refused);
  }
  EXPECT_FALSE(poll().marker_outcome);
  EXPECT_EQ(box_->marked, 100) << "it would be the same with the others";
}

TEST_F(MarkingMail, MarkersWithoutTheirColoursAreToldOnceAndAStateUntilTheyHaveThem) {
  const auto state = [&] { return mail_->account(mm()).value().marker_degraded; };
  box_->remark = "ErrorAccessDenied";
  box_->arrive("a");
  EXPECT_EQ(poll().markers.newly_degraded, "ErrorAccessDenied");
  EXPECT_EQ(state(), "ErrorAccessDenied");
  box_->arrive("b");
  const auto second = poll();
  EXPECT_EQ(second.markers.degraded, 1);
  EXPECT_EQ(second.markers.newly_degraded, "");
  EXPECT_EQ(state(), "ErrorAccessDenied") << "though nothing was said";
  poll();
  EXPECT_EQ(state(), "ErrorAccessDenied");
  box_->remark.clear();
  sql("DELETE FROM communicator_message WHERE graph_id = 'a'");
  poll();
  EXPECT_EQ(state(), "ErrorAccessDenied") << "a marker that is taken away has no colour";
  box_->arrive("c");
  EXPECT_EQ(poll().markers.newly_degraded, "");
  EXPECT_EQ(state(), "");
}

TEST_F(MarkingMail, GoesOnOverManyBatches) {
  box_->page = 300;
  for (int i = 0; i < 250; ++i) box_->arrive("m" + std::to_string(i));
  EXPECT_EQ(poll().markers.set, 250);
}

}  // namespace
}  // namespace relais::collect
