// Entities that share a mailbox: each collects for itself, and sees nothing of the other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/testbed/mail_firm.hpp"

namespace relais::testbed {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// zurich skips what comes from ads.example; bern, whose handler BE is linked to the mailbox of MM,
/// does not.
class SharedMail : public ::testing::Test {
 protected:
  void SetUp() override {
    std::stringstream text;
    text << std::ifstream(firm_.config_path()).rdbuf();
    const std::string config = text.str();
    const auto at = config.find("  - id: zurich");
    std::string bern = config.substr(at);
    for (const auto& [here, there] :
         {std::pair<std::string, std::string>("zurich", "bern"),
          std::pair<std::string, std::string>("ads.example", "no.example")})
      bern.replace(bern.find(here), here.size(), there);
    std::ofstream(firm_.config_path()) << config.substr(0, at) + bern + config.substr(at);
    firm_.sql(
        "INSERT INTO handler(id, entity_id, code, given_name, surname, role) "
        "VALUES('h-BE', 'bern', 'BE', 'Given', 'Family', 'lawyer');"
        "INSERT INTO handler_link(handler_id, address, user_id) "
        "VALUES('h-BE', 'u-MM@firm.example', 'u-MM')");
    firm_.activate("MM");
    activate_bern();
    both_ = firm_.deliver({.subject = "both"});
    one_ = firm_.deliver({.from = "x@ads.example", .subject = "one"});
    firm_.poll();
  }
  void activate_bern() {
    const auto engine = firm_.engine();
    collect::Preview why;
    const auto done = must(collect::Service::open(*engine))
                          ->activate("bern", "BE", {.reviewed = true, .resume = false}, why);
    ASSERT_TRUE(done) << done.error().text;
  }
  std::vector<std::string> messages(const std::string& what = "subject") {
    return firm_.rows("SELECT entity_id || ' ' || account || ' ' || " + what +
                      " FROM communicator_message ORDER BY 1");
  }

  MailFirm firm_{"exclude_domains: [ads.example]"};
  std::string both_, one_;
};

TEST_F(SharedMail, R8_EachMessageHasOneRowAndOneVerdictForEachEntity) {
  EXPECT_THAT(messages(), ElementsAre("bern BE both", "bern BE one", "zurich MM both"));
  firm_.audit();
  firm_.poll();
  EXPECT_THAT(messages(), ElementsAre("bern BE both", "bern BE one", "zurich MM both"));
  EXPECT_EQ(firm_.reason(one_, "MM"), "sender.domain");
  EXPECT_EQ(firm_.reason(one_, "BE"), "collect");
  EXPECT_THAT(firm_.rows("SELECT entity_id || account || count(*) FROM mail_verdict "
                         "GROUP BY entity_id, account ORDER BY 1"),
              ElementsAre("bernBE2", "zurichMM2"));
}

TEST_F(SharedMail, R8_NeitherSeesNorMovesTheOthers) {
  const auto inbox = firm_.inbox();
  const auto listed = must(inbox->list({.entity = "zurich"}));
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].account.account, "MM");
  const std::vector<std::string> both{firm_.stored_id(both_, "MM"), firm_.stored_id(both_, "BE")};
  firm_.sql("INSERT INTO case_file(id, entity_id, number, title) VALUES('cb', 'bern', 'B-1', 'B')");
  EXPECT_FALSE(inbox->archive(both, "B-1", "be", 0)) << "a case of bern's is none of zurich's";
  must(inbox->archive(std::vector{both[1]}, "B-1", "be", 0));
  EXPECT_THAT(messages("status || copy_archived"),
              ElementsAre("bern BE archived1", "bern BE new0", "zurich MM new0"))
      << "not even with mark_copies";
}

TEST_F(SharedMail, R8_WhatOneDeletesTheOtherKeeps) {
  must(firm_.inbox()->erase(std::vector{firm_.stored_id(both_, "MM")}));
  firm_.poll();
  firm_.audit();
  EXPECT_THAT(messages("status"), ElementsAre("bern BE new", "bern BE new", "zurich MM deleted"));
  EXPECT_EQ(firm_.reason(both_, "BE"), "collect");
  EXPECT_THAT(firm_.collected("MM"), IsEmpty());
}

TEST_F(SharedMail, R8_SuspendingOneLeavesTheOtherAtWork) {
  const auto engine = firm_.engine();
  must(must(collect::Service::open(*engine))->suspend("bern", "BE"));
  const auto later = firm_.deliver({.subject = "later"});
  firm_.poll();
  EXPECT_EQ(firm_.reason(later, "MM"), "collect");
  EXPECT_EQ(firm_.reason(later, "BE"), "none");
}

}  // namespace
}  // namespace relais::testbed
