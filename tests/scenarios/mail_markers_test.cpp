// What the owner sees on a message: grey when it has arrived, green when it is filed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/testbed/mail_firm.hpp"

namespace relais::testbed {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

class MailMarkers : public ::testing::Test {
 protected:
  void SetUp() override {
    firm_.add_case("c1", "2024-0173");
    firm_.activate();
  }
  void archive(const std::string& message, const std::string& handler = "MM") {
    const auto id = firm_.stored_id(message, handler);
    ASSERT_TRUE(firm_.inbox()->archive({&id, 1}, "2024-0173", "MM", firm_.clock().now()));
  }
  void unarchive(const std::string& message) {
    const auto id = firm_.stored_id(message);
    ASSERT_TRUE(firm_.inbox()->unarchive({&id, 1}));
  }
  std::string state(const std::string& message, const std::string& handler = "MM") {
    return firm_.row("SELECT marker_state FROM communicator_message WHERE account = '" + handler +
                     "' AND graph_id = '" + message + "'");
  }

  MailFirm firm_{"", {.handlers = {"MM", "AF"}}};
};

TEST_F(MailMarkers, R48_R49_GreyThenGreenThenGreyAgain) {
  const auto id = firm_.deliver();
  const auto skipped = firm_.deliver_to("junkemail");
  firm_.poll();
  EXPECT_THAT(firm_.categories(id), ElementsAre(kGrey));
  EXPECT_THAT(firm_.categories(skipped), IsEmpty()) << "what is skipped gets no marker";
  archive(id);
  firm_.mutations();
  firm_.poll();
  EXPECT_THAT(firm_.categories(id), ElementsAre(kGreen));
  EXPECT_EQ(firm_.mutations().size(), 1u) << "one PATCH";
  EXPECT_EQ(state(id), "archived");
  unarchive(id);
  firm_.poll();
  EXPECT_THAT(firm_.categories(id), ElementsAre(kGrey));
  firm_.mutations();
  firm_.poll();
  EXPECT_THAT(firm_.mutations(), IsEmpty());
  firm_.expect_in_step();
}

TEST_F(MailMarkers, TheColoursStandInTheMailboxOnce) {
  firm_.deliver();
  firm_.poll();
  firm_.deliver();
  firm_.poll();
  const auto state = firm_.graph().state(kTenant, "u-MM").value();
  std::vector<std::string> seen;
  for (const auto& one : state.at("categories").as_array())
    for (const auto& ours : {kGrey, kGreen})
      if (one.at("name").as_string() == ours)
        seen.push_back(ours + ' ' + std::string(one.at("color").as_string()));
  EXPECT_THAT(seen, ::testing::UnorderedElementsAre(kGrey + " preset12", kGreen + " preset4"));
}

TEST_F(MailMarkers, TheUsersCategoriesTheirOrderAndFlagsSurvive) {
  const auto id = firm_.deliver({.set = {{"categories", {"Zeta", "Alpha"}},
                                         {"flag", {{"flagStatus", "flagged"}}},
                                         {"importance", "high"},
                                         {"isRead", false}}});
  firm_.poll();
  EXPECT_THAT(firm_.categories(id), ::testing::UnorderedElementsAre("Zeta", "Alpha", kGrey));
  const auto order = [&] {
    std::vector<std::string> own;
    for (const auto& one : firm_.categories(id))
      if (one != kGrey && one != kGreen) own.push_back(one);
    return own;
  };
  EXPECT_THAT(order(), ElementsAre("Zeta", "Alpha"));
  ASSERT_TRUE(firm_.graph().owner_update_message(
      kTenant, "u-MM", id, {{"categories", {"Beta", kGrey, "Zeta", "Alpha"}}}));
  archive(id);
  firm_.poll();
  EXPECT_THAT(order(), ElementsAre("Beta", "Zeta", "Alpha"));
  EXPECT_THAT(firm_.categories(id), Contains(kGreen));
  EXPECT_THAT(firm_.categories(id), Not(Contains(kGrey)));
  const auto shown = firm_.shown(id);
  EXPECT_EQ(shown.at("flag").at("flagStatus").as_string(), "flagged");
  EXPECT_EQ(shown.at("importance").as_string(), "high");
  EXPECT_EQ(shown.at("isRead").as_bool(), false);
}

TEST_F(MailMarkers, WhatTheUserChangesBetweenOurReadAndOurWriteIsKept) {
  const auto id = firm_.deliver();
  firm_.poll();
  archive(id);
  ASSERT_TRUE(
      firm_.graph().faults({fault({{"method", "PATCH"}, {"path", "/messages/"}},
                                  {{"status", 412}, {"code", "ErrorIrresolvableConflict"}}, 1)}));
  firm_.poll();
  EXPECT_THAT(firm_.categories(id), ElementsAre(kGreen));
}

TEST_F(MailMarkers, AMessageThatIsGoneIsANoteAndNotAskedForAgain) {
  const auto id = firm_.deliver();
  firm_.poll();
  ASSERT_TRUE(firm_.graph().owner_purge_message(kTenant, "u-MM", id));
  archive(id);
  EXPECT_EQ(firm_.poll().markers.gone, 1);
  firm_.requests();
  firm_.poll();
  for (const auto& request : firm_.requests())
    EXPECT_EQ(std::string(request.at("path").as_string()).find(id), std::string::npos);
  EXPECT_EQ(firm_.row("SELECT marker_error FROM communicator_message"), "gone");
  EXPECT_EQ(firm_.collected().size(), 1u) << "it stays in the store";
}

TEST_F(MailMarkers, AMessageInDeletedItemsIsMarkedAllTheSame) {
  const auto id = firm_.deliver();
  firm_.poll();
  ASSERT_TRUE(firm_.graph().owner_delete_message(kTenant, "u-MM", id));
  archive(id);
  firm_.poll();
  EXPECT_THAT(firm_.categories(id), ElementsAre(kGreen));
  EXPECT_EQ(firm_.reason(id), "collect");
}

TEST_F(MailMarkers, WithoutMailboxSettingsTheSignsHaveToDo) {
  firm_.have_roles({"Mail.ReadWrite", "User.ReadBasic.All"});
  const auto degraded = [&] {
    const auto engine = firm_.engine();
    const auto accounts = must(must(collect::Service::open(*engine))->status({}));
    return accounts.at(accounts[0].account.handler.code == "MM" ? 0 : 1)
        .account.state.marker_degraded;
  };
  const auto id = firm_.deliver();
  const auto report = firm_.poll();
  EXPECT_EQ(report.markers.degraded, 1);
  EXPECT_THAT(firm_.categories(id), ElementsAre(kGrey));
  const auto mailbox = firm_.graph().state(kTenant, "u-MM").value();
  for (const auto& one : mailbox.at("categories").as_array())
    EXPECT_NE(one.at("name").as_string(), kGrey);
  EXPECT_EQ(degraded(), "ErrorAccessDenied") << "status tells it, too";
  // Granted; what was refused is tried again after a day.
  firm_.have_roles({"Mail.ReadWrite", "MailboxSettings.ReadWrite", "User.ReadBasic.All"});
  firm_.clock().advance(25 * kHour);
  firm_.deliver();
  EXPECT_EQ(firm_.poll().markers.degraded, 0);
  EXPECT_EQ(degraded(), "");
}

TEST_F(MailMarkers, WithoutAMarkerMailReadIsEnough) {
  firm_.configure("marker: none");
  firm_.have_roles({"Mail.Read", "User.ReadBasic.All"});
  const auto id = firm_.deliver();
  firm_.mutations();
  firm_.poll();
  EXPECT_EQ(firm_.reason(id), "collect");
  EXPECT_THAT(firm_.categories(id), IsEmpty());
  EXPECT_THAT(firm_.mutations(), IsEmpty());
}

TEST_F(MailMarkers, AMarkerThatIsRefusedNeverStopsCollecting) {
  firm_.have_roles({"Mail.Read", "User.ReadBasic.All"});
  const auto first = firm_.deliver({.subject = "1"});
  firm_.poll(7);
  const auto second = firm_.deliver({.subject = "2"});
  firm_.poll(7);
  EXPECT_THAT(firm_.collected(), ElementsAre("1", "2"));
  firm_.have_roles({"Mail.ReadWrite", "MailboxSettings.ReadWrite", "User.ReadBasic.All"});
  firm_.poll();
  EXPECT_THAT(firm_.categories(first), ElementsAre(kGrey));
  EXPECT_THAT(firm_.categories(second), ElementsAre(kGrey));
}

TEST_F(MailMarkers, R49_MarkCopiesAllMarksEachCopyInTheEntity) {
  firm_.activate("AF");
  for (const char* what : {"collected", "all"}) {
    SCOPED_TRACE(what);
    firm_.configure(std::string("mark_copies: ") + what);
    const std::string same = std::string("<") + what + "@example.ch>";
    const auto mine = firm_.deliver({.internet_id = same}, "MM");
    const auto hers = firm_.deliver({.internet_id = same}, "AF");
    firm_.poll();
    archive(mine);
    firm_.poll();
    const bool all = std::string(what) == "all";
    EXPECT_THAT(firm_.categories(mine), ElementsAre(kGreen));
    EXPECT_THAT(firm_.categories(hers, "AF"), ElementsAre(all ? kGreen : kGrey));
    unarchive(mine);
    firm_.poll();
    EXPECT_THAT(firm_.categories(mine), ElementsAre(kGrey));
    EXPECT_THAT(firm_.categories(hers, "AF"), ElementsAre(kGrey));
  }
}

TEST_F(MailMarkers, R42_DeletedInTheInboxMarkerGoesMessageStaysAndIsNotFetchedAgain) {
  const auto id = firm_.deliver({.set = {{"categories", {"Eigene"}}}});
  firm_.poll();
  const auto stored = firm_.stored_id(id);
  ASSERT_TRUE(firm_.inbox()->erase({&stored, 1}));
  firm_.poll();
  EXPECT_THAT(firm_.categories(id), ElementsAre("Eigene"));
  firm_.move(id, "sentitems");
  firm_.audit();
  firm_.poll();
  EXPECT_THAT(firm_.collected(), IsEmpty());
  EXPECT_THAT(firm_.categories(id), ElementsAre("Eigene"));
}

TEST_F(MailMarkers, FiledBySqlOfThePracticeSoftwareIsMarkedToo) {
  const auto id = firm_.deliver();
  firm_.poll();
  firm_.sql(
      "UPDATE communicator_message SET status = 'archived', case_id = 'c1', archived_by = 'h-MM', "
      "archived_at = '2026-09-21T15:00:00.000Z'");
  firm_.poll();
  EXPECT_THAT(firm_.categories(id), ElementsAre(kGreen));
}

TEST_F(MailMarkers, NoMarkerBeforeItsMessageIsStored) {
  firm_.deliver();
  ASSERT_TRUE(firm_.graph().faults({fault({{"path", "/$value"}}, {{"status", 503}}, -1)}));
  firm_.mutations();
  EXPECT_EQ(firm_.poll().counts.owed, 1);
  EXPECT_THAT(firm_.mutations(), IsEmpty());
}

}  // namespace
}  // namespace relais::testbed
