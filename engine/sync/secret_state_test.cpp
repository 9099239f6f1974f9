#include "engine/sync/secret_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace relais::sync {
namespace {

using ::testing::HasSubstr;

class SecretStates : public ::testing::Test {
 protected:
  SecretStates() {
    entity.id = "zurich";
    entity.time_zone = "Europe/Zurich";
    entity.microsoft365.emplace();
    entity.microsoft365->client_secret = {config::SecretRef::Kind::env, "S"};
    entity.microsoft365->secret_expires_on = "2026-12-31";
  }
  SecretRecord said(const char* ends_at) const {
    SecretRecord record;
    record.settings = settings_fingerprint(entity);
    record.key = "client_secret";
    record.ends_at = *parse_utc(ends_at);
    return record;
  }
  SecretState on(std::string_view today, const SecretRecord& record = {}) const {
    return secret_state(entity, today, record);
  }
  /// Gives what is due, as the watch does. The days of the notice, or -1.
  int give(std::string_view today, SecretRecord& record) const {
    const auto state = on(today, record);
    const auto due = due_notice(state, record);
    if (!due) return -1;
    if (!same_end(record.about, state.expires_on)) {
      record.notices.clear();
      record.about = state.expires_on;
    }
    record.notices.push_back({*due, 0, ""});
    return *due;
  }

  config::Entity entity;
};

TEST_F(SecretStates, R13_TheWords) {
  const std::pair<const char*, const char*> table[] = {
      {"2026-01-01", "ok"},      {"2026-10-31", "ok"},       {"2026-11-01", "warning"},
      {"2026-12-16", "warning"}, {"2026-12-17", "critical"}, {"2026-12-31", "critical"},
      {"2027-01-01", "expired"}, {"2030-01-01", "expired"}};
  for (const auto& [today, word] : table) EXPECT_EQ(on(today).word, word) << today;
  EXPECT_EQ(on("2026-11-01").days_left, 60);
  EXPECT_EQ(on("2027-01-01").days_left, -1);
}

TEST_F(SecretStates, R13_WithoutCredentialsNothingIsKnown) {
  entity.microsoft365->client_secret.reset();
  EXPECT_EQ(on("2026-01-01").word, "unknown");
  entity.microsoft365.reset();
  EXPECT_EQ(on("2026-01-01").word, "unknown");
}

TEST_F(SecretStates, R13_TheServicesWordCountsAndADifferenceIsReported) {
  const auto later = on("2026-12-30", said("2027-12-31T10:00:00Z"));
  EXPECT_EQ(later.word, "ok");
  EXPECT_EQ(later.expires_on, "2027-12-31");
  EXPECT_TRUE(later.from_service);
  EXPECT_THAT(later.mismatch, HasSubstr("correct secret_expires_on"));
  const auto earlier = on("2026-12-01", said("2026-11-30T10:00:00Z"));
  EXPECT_EQ(earlier.word, "expired");
  EXPECT_NE(earlier.mismatch, "");
}

TEST_F(SecretStates, R13_ADayMoreOrLessIsNoDifference) {
  for (const char* end : {"2026-12-30T10:00:00Z", "2026-12-31T00:00:00Z", "2026-12-31T23:30:00Z"})
    EXPECT_EQ(on("2026-01-01", said(end)).mismatch, "") << end;
  EXPECT_EQ(on("2026-01-01", said("2026-12-31T23:30:00Z")).expires_on, "2027-01-01")
      << "the firm's day";
  EXPECT_NE(on("2026-01-01", said("2026-12-29T10:00:00Z")).mismatch, "");
}

TEST_F(SecretStates, R13_AGuessOrTheWordAboutOtherCredentialsDoesNotCount) {
  auto record = said("2027-12-31T10:00:00Z");
  record.guessed = true;
  EXPECT_EQ(on("2026-12-30", record).word, "critical");
  record = said("2027-12-31T10:00:00Z");
  entity.microsoft365->client_secret->name = "T";
  EXPECT_EQ(on("2026-12-30", record).word, "critical");
  EXPECT_FALSE(on("2026-12-30", record).from_service);
}

TEST_F(SecretStates, R14_WhenTheNextSecretTookOverTheEndOfTheFirstSaysNothing) {
  auto record = said("2027-12-31T10:00:00Z");
  record.took_over = true;
  record.key = "next_client_secret";
  EXPECT_EQ(on("2027-06-01", record).word, "warning");
  EXPECT_EQ(on("2027-06-01", record).expires_on, "2027-12-31");
  EXPECT_THAT(on("2027-06-01", record).mismatch, HasSubstr("next_client_secret has taken over"));
  EXPECT_EQ(on("2027-12-30", record).word, "critical");
  record.ends_at = 0;
  EXPECT_EQ(on("2027-06-01", record).word, "warning");
  EXPECT_EQ(on("2027-06-01", record).expires_on, "");
  EXPECT_EQ(due_notice(on("2027-06-01", record), record), std::nullopt);
}

TEST_F(SecretStates, R13_OfACertificateItsOwnWordCounts) {
  entity.microsoft365->client_secret.reset();
  entity.microsoft365->certificate.emplace();
  entity.microsoft365->secret_expires_on.clear();
  SecretRecord record;
  EXPECT_EQ(on("2026-12-01", record).word, "ok") << "nothing is known of it";
  EXPECT_EQ(on("2026-12-01", record).expires_on, "");
  record.own_end = *parse_utc("2026-12-31T10:00:00Z");
  const auto state = on("2026-12-20", record);
  EXPECT_EQ(state.what, "certificate");
  EXPECT_EQ(state.word, "critical");
  EXPECT_EQ(state.expires_on, "2026-12-31");
  EXPECT_FALSE(state.from_service);
  EXPECT_EQ(state.mismatch, "");
  EXPECT_EQ(due_notice(state, record), 14);
  entity.microsoft365->secret_expires_on = "2027-06-30";
  EXPECT_THAT(on("2026-12-20", record).mismatch, HasSubstr("the certificate ends on 2026-12-31"));
  record.own_end = *parse_utc("2027-12-31T10:00:00Z");
  EXPECT_EQ(on("2026-12-20", record).word, "ok") << "a new one in its place";
}

TEST_F(SecretStates, R14_EachNoticeOnceWhenADayIsLikeTheNext) {
  SecretRecord record;
  std::vector<int> given;
  for (Millis day = *parse_utc("2026-09-01T00:00:00Z"); day < *parse_utc("2027-02-01T00:00:00Z");
       day += 86'400'000)
    for (int run = 0; run < 3; ++run)
      if (const int due = give(format_utc(day).substr(0, 10), record); due >= 0) {
        given.push_back(due);
        const auto left = on(format_utc(day).substr(0, 10), record).days_left;
        EXPECT_EQ(left, due == 0 ? -1 : due);
      }
  EXPECT_THAT(given, ::testing::ElementsAre(60, 30, 14, 7, 3, 1, 0));
}

TEST_F(SecretStates, R14_OfThoseThatWereMissedOnlyTheLast) {
  SecretRecord record;
  EXPECT_EQ(give("2026-12-26", record), 7);
  EXPECT_EQ(give("2026-12-27", record), -1);
  EXPECT_EQ(give("2027-03-01", record), 0);
  EXPECT_EQ(give("2027-03-02", record), -1);
}

TEST_F(SecretStates, R14_ANewEndBeginsAnew) {
  SecretRecord record;
  EXPECT_EQ(give("2026-12-30", record), 1);
  entity.microsoft365->secret_expires_on = "2027-12-31";
  EXPECT_EQ(give("2026-12-31", record), -1);
  EXPECT_EQ(give("2027-11-05", record), 60);
  EXPECT_EQ(give("2027-12-30", record), 1);
}

TEST_F(SecretStates, NoticesOfAnotherEndAreNotShown) {
  SecretRecord record;
  EXPECT_EQ(give("2026-12-26", record), 7);
  EXPECT_EQ(on("2026-12-26", record).notices.size(), 1U);
  entity.microsoft365->secret_expires_on = "2027-02-01";
  EXPECT_TRUE(on("2026-12-26", record).notices.empty());
  EXPECT_EQ(on("2026-12-26", record).word, "warning");
}

TEST_F(SecretStates, R14_AnEndThatMovesByADayIsTheSame) {
  SecretRecord record;
  EXPECT_EQ(give("2026-11-01", record), 60);
  entity.microsoft365->secret_expires_on = "2027-01-01";
  EXPECT_EQ(give("2026-11-02", record), -1);
}

TEST_F(SecretStates, TheRecordSurvivesAndWhatIsNoneIsEmpty) {
  auto record = said("2026-12-31T10:00:00Z");
  record.asked_at = 5;
  record.took_over = record.guessed = record.take_over_told = true;
  record.not_said = "why";
  record.about = "2026-12-31";
  record.notices = {{60, 1, "a"}, {30, 2, "b \"quoted\"\n"}};
  record.to_alert = "x";
  record.not_alerted = "y";
  EXPECT_EQ(to_text(read_record(to_text(record))), to_text(record));
  for (const char* odd : {"", "{", "[]", "7", R"({"asked_at":"x","notices":[1,{"days":"y"}]})"})
    EXPECT_EQ(read_record(odd).asked_at, 0) << odd;
}

}  // namespace
}  // namespace relais::sync
