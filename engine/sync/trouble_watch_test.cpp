#include "engine/sync/trouble_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace relais::sync {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class TroubleTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "relais-trouble-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    auto opened = ledger::open("sqlite:" + (dir_ / "ledger.db").string(), ledger::OpenMode::create);
    ASSERT_TRUE(opened);
    ledger_ = std::move(*opened);
  }
  void TearDown() override {
    ledger_.reset();
    std::filesystem::remove_all(dir_);
  }
  /// Why the command has not taken it.
  std::string tell(const Troubles& now) {
    const auto told = tell_troubles(*ledger_, now, [&](std::string_view text) -> Result<> {
      if (!works_) return fail(Errc::temporary, "the alert command ended with 3");
      heard_.emplace_back(text);
      return {};
    });
    EXPECT_TRUE(told) << told.error().text;
    return told ? *told : "";
  }

  std::filesystem::path dir_;
  std::unique_ptr<ledger::Ledger> ledger_;
  bool works_ = true;
  std::vector<std::string> heard_;
};

TEST_F(TroubleTest, EachChangeIsToldOnce) {
  tell({});
  EXPECT_TRUE(heard_.empty());
  tell({{"dot/h1/A04", "MM A04 is red: x"}});
  tell({{"dot/h1/A04", "MM A04 is red: for another reason"}});
  EXPECT_THAT(heard_, ElementsAre("relais: MM A04 is red: x\n"));
  tell({{"dot/h1/A04", "MM A04 is red: x"}, {"hold/7", "hold 7"}});
  EXPECT_EQ(heard_.back(), "relais: hold 7\n");
  tell({{"hold/7", "hold 7"}});
  EXPECT_EQ(heard_.back(), "relais: over: MM A04 is red: x\n");
  tell({{"dot/h1/A04", "MM A04 is red: again"}});
  EXPECT_EQ(heard_.back(), "relais: MM A04 is red: again\nover: hold 7\n");
  EXPECT_EQ(heard_.size(), 4U);
}

TEST_F(TroubleTest, WhatTheCommandHasNotTakenIsOfferedAgain) {
  works_ = false;
  EXPECT_THAT(tell({{"hold/7", "hold 7"}}), HasSubstr("ended with 3"));
  EXPECT_THAT(tell({{"hold/7", "hold 7"}, {"hold/8", "hold 8"}}), HasSubstr("ended with 3"));
  EXPECT_EQ(trouble_record(*ledger_)->not_alerted, "the alert command ended with 3");
  works_ = true;
  EXPECT_EQ(tell({{"hold/7", "hold 7"}, {"hold/8", "hold 8"}}), "");
  EXPECT_THAT(heard_, ElementsAre("relais: hold 7\nhold 8\n"));
  EXPECT_EQ(trouble_record(*ledger_)->not_alerted, "");
  tell({{"hold/7", "hold 7"}, {"hold/8", "hold 8"}});
  EXPECT_EQ(heard_.size(), 1U);
}

TEST_F(TroubleTest, ManyAreOneTextThatSaysHowManyMore) {
  Troubles many;
  for (int i = 100; i < 150; ++i) many["dot/" + std::to_string(i)] = "red " + std::to_string(i);
  tell(many);
  ASSERT_EQ(heard_.size(), 1U);
  EXPECT_THAT(heard_[0], HasSubstr("red 119\nand 30 more"));
}

TEST_F(TroubleTest, WhatNobodyTakesForLongDoesNotGrowAndEndsWithTheLatest) {
  works_ = false;
  const std::string reason(300, 'x');
  for (int i = 0; i < 200; ++i) tell({{"hold/" + std::to_string(i), std::to_string(i) + reason}});
  EXPECT_LT(trouble_record(*ledger_)->to_alert.size(), 16'000U);
  works_ = true;
  tell({{"hold/199", "199" + reason}});
  ASSERT_EQ(heard_.size(), 1U);
  EXPECT_THAT(heard_[0], HasSubstr("\n199x"));
  EXPECT_THAT(heard_[0], ::testing::StartsWith("relais: earlier ones are left out"));
}

TEST_F(TroubleTest, ARecordThatIsNoneIsAnEmptyOne) {
  for (const char* text : {"", "x", "[]", R"({"told": 1})", R"({"told": {"a": 1}})"})
    EXPECT_TRUE(read_trouble_record(text).told.empty()) << text;
}

}  // namespace
}  // namespace relais::sync
