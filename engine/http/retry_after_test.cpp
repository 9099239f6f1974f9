#include "engine/http/retry_after.hpp"

#include <gtest/gtest.h>

namespace relais::http {
namespace {

constexpr Millis now = 784'111'777'000;  // Sun, 06 Nov 1994 08:49:37 GMT

TEST(RetryAfter, ReadsSecondsAndDates) {
  EXPECT_EQ(parse_retry_after("0", now), 0);
  EXPECT_EQ(parse_retry_after("7", now), 7'000);
  EXPECT_EQ(parse_retry_after("  12 ", now), 12'000);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:47 GMT", now), 10'000);
  EXPECT_EQ(parse_retry_after("Sunday, 06-Nov-94 08:49:47 GMT", now), 10'000);
}

TEST(RetryAfter, IsNeverLongerThanAnHourNorNegative) {
  EXPECT_EQ(parse_retry_after("999999", now), longest_retry_after);
  EXPECT_EQ(parse_retry_after("99999999999999999999999999999999", now), longest_retry_after);
  EXPECT_EQ(parse_retry_after("Fri, 31 Dec 2999 23:59:59 GMT", now), longest_retry_after);
  EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now), 0);
}

TEST(RetryAfter, RefusesWhatIsNeither) {
  for (const char* bad : {"", " ", "-1", "+5", "1.5", "soon", "0x10", "1 2", "5s", "1e9",
                          "tomorrow", "Sun, 99 Foo 1994 08:49:47 GMT", "20260501 08:49:47",
                          "Sun, 06 Nov 1994 08:49:47 +0200", "\xff\xfe"}) {
    EXPECT_EQ(parse_retry_after(bad, now), std::nullopt) << bad;
  }
  EXPECT_EQ(parse_retry_after(std::string(100'000, 'x'), now), std::nullopt);
}

}  // namespace
}  // namespace relais::http
