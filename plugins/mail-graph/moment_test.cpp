#include "plugins/mail-graph/moment.hpp"

#include <gtest/gtest.h>

#include <string>

namespace relais::mail_graph {
namespace {

TEST(Moment, ReadsWhatGraphWrites) {
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(parse_instant("2026-05-01T07:30:00Z"), 1'777'620'600);
  EXPECT_EQ(parse_instant("2026-05-01T07:30:00.1234567Z"), 1'777'620'600);
  EXPECT_EQ(parse_instant("2026-05-01T09:30:00.5+02:00"), 1'777'620'600);
  EXPECT_EQ(parse_instant("2026-05-01T02:00:00-05:30"), 1'777'620'600);
  EXPECT_EQ(parse_instant("2024-02-29T23:59:59Z"), 1'709'251'199);
  EXPECT_EQ(parse_instant("0001-01-01T00:00:00Z"), -62'135'596'800);
}

TEST(Moment, RefusesEverythingElse) {
  for (const char* text :
       {"", "2026-05-01", "2026-05-01T07:30:00", "2026-05-01T07:30:00+2:00", "2026-05-01 07:30:00Z",
        "2026-13-01T07:30:00Z", "2026-02-29T07:30:00Z", "2026-05-01T24:00:00Z",
        "2026-05-01T07:60:00Z", "2026-05-01T07:30:60Z", "2026-05-01T07:30:00.Z",
        "2026-05-01T07:30:00.1", "-026-05-01T07:30:00Z", "2026-05-01T07:30:00Z ",
        "+026-05-01T07:30:00Z", "2026-05-01T-7:30:00Z", "2026-05-01T07:30:00+15:00",
        "2026-05-01T07:30:00+02:00Z", "2026-05-01T07:30:00+"})
    EXPECT_EQ(parse_instant(text), std::nullopt) << text;
}

TEST(Moment, ComesBackAsItWas) {
  for (const char* text : {"1970-01-01T00:00:00Z", "2026-05-01T07:30:00Z", "2024-02-29T23:59:59Z",
                           "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"})
    EXPECT_EQ(instant_text(parse_instant(text).value()), text);
  EXPECT_EQ(instant_text(INT64_MAX), "9999-12-31T23:59:59Z");
  EXPECT_EQ(instant_text(INT64_MIN), "0001-01-01T00:00:00Z");
}

}  // namespace
}  // namespace relais::mail_graph
