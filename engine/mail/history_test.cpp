#include "engine/mail/history.hpp"

#include <gmock/gmock.h>

namespace relais::mail {
namespace {

using ::testing::HasSubstr;

std::string start(const std::string& from, const std::string& active,
                  const std::string& zone = "Europe/Zurich") {
  config::MailHistory history;
  history.from = from;
  history.origin = {"relais.yaml", "entities[0].addins.MAIL.history", {7, 9}};
  const auto out = history_start(history, *parse_utc(active), zone);
  return out ? format_utc(*out) : out.error().text;
}

TEST(History, R46_BeginsWithTheLocalDay) {
  EXPECT_EQ(start("2026-01-15", "2026-06-01T08:00:00Z"), "2026-01-14T23:00:00.000Z");
  EXPECT_EQ(start("2026-06-01", "2026-06-01T08:00:00Z"), "2026-05-31T22:00:00.000Z");
  EXPECT_EQ(start("2026-06-01", "2026-06-01T08:00:00Z", "UTC"), "2026-06-01T00:00:00.000Z");
}

TEST(History, R46_AtMostTwelveMonthsBeforeTheActivation) {
  EXPECT_EQ(start("2025-06-01", "2026-06-01T08:00:00Z"), "2025-05-31T22:00:00.000Z");
  EXPECT_THAT(start("2025-05-31", "2026-06-01T08:00:00Z"), HasSubstr("more than 12 months"));
  EXPECT_EQ(start("2027-02-28", "2028-02-29T08:00:00Z"), "2027-02-27T23:00:00.000Z");
  EXPECT_THAT(start("2027-02-27", "2028-02-29T08:00:00Z"), HasSubstr("more than 12 months"));
  EXPECT_THAT(start("2025-06-01", "2026-06-01T22:30:00Z"), HasSubstr("more than 12 months"))
      << "the activation's day is the local one";
}

TEST(History, R46_BeforeTheActivationAtAll) {
  EXPECT_THAT(start("2026-06-02", "2026-06-01T08:00:00Z"),
              HasSubstr("relais.yaml:7:9: entities[0].addins.MAIL.history.from: this day is not "
                        "before the activation"));
}

TEST(History, BadInputIsAnError) {
  EXPECT_THAT(start("2026-02-30", "2026-06-01T08:00:00Z"), HasSubstr("not a day"));
  EXPECT_THAT(start("", "2026-06-01T08:00:00Z"), HasSubstr("not a day"));
  EXPECT_THAT(start("2026-01-15", "2026-06-01T08:00:00Z", "Mars/Base"), HasSubstr("time zone"));
}

}  // namespace
}  // namespace relais::mail
