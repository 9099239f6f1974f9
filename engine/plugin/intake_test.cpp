#include "engine/plugin/intake.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/plugin/statuses.hpp"

namespace relais::plugin {
namespace {

relais_str lend(const std::string& text) { return {text.data(), text.size()}; }

TEST(Utf8, WellFormed) {
  for (const char* text : {"", "abc", "\xC3\xA4", "\xE2\x82\xAC", "\xF0\x9F\x98\x80",
                           "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(is_utf8(text)) << text;
}

TEST(Utf8, IllFormed) {
  for (const char* text :
       {"\x80", "\xC3", "\xC0\xAF", "\xC1\xBF", "\xE2\x82", "\xE0\x80\xAF", "\xED\xA0\x80",
        "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "a\xC3z"})
    EXPECT_FALSE(is_utf8(text));
}

TEST(Intake, KeepsTheFirstProblemAndReadsOn) {
  Intake intake;
  EXPECT_EQ(intake.text(lend(std::string(10, 'x')), 5, "etag"), "");
  EXPECT_EQ(intake.text(lend("good"), 5, "key"), "good");
  EXPECT_EQ(intake.text(lend("\xFF"), 5, "other"), "");
  EXPECT_EQ(intake.problem(), "etag has 10 bytes, at most 5 are allowed");
}

TEST(Intake, AbsentTextIsEmpty) {
  Intake intake;
  EXPECT_EQ(intake.text({nullptr, 17}, 5, "etag"), "");
  EXPECT_EQ(intake.json_object({nullptr, 0}, 5, "facts"), "");
  EXPECT_TRUE(intake.good());
}

TEST(Intake, JsonOfTheRightKind) {
  Intake good;
  EXPECT_EQ(good.json_object(lend("{\"done\":true}"), 100, "facts"), "{\"done\":true}");
  EXPECT_EQ(good.json_array(lend("[]"), 100, "degraded"), "[]");
  EXPECT_TRUE(good.good());
  for (const std::string text : {"[]", "{", "7", "nonsense"}) {
    Intake intake;
    EXPECT_EQ(intake.json_object(lend(text), 100, "facts"), "");
    EXPECT_EQ(intake.problem(), "facts is not a JSON object");
  }
}

TEST(Intake, WordsForPeopleAreNeverWrong) {
  EXPECT_EQ(Intake::words(lend("one\ntwo\x1b[31m")), "one two[31m");
  EXPECT_EQ(Intake::words({nullptr, 5}), "");
  EXPECT_EQ(Intake::words(lend(std::string(3000, 'x'))).size(), 2004U);
  EXPECT_TRUE(is_utf8(Intake::words(lend("a\xFF\xFE"))));
}

TEST(Statuses, UnknownOnesAreInternal) {
  EXPECT_EQ(errc_of(99), Errc::internal);
  EXPECT_EQ(errc_of(-1), Errc::internal);
  EXPECT_EQ(errc_of(RELAIS_ERR_FORBIDDEN), Errc::refused);
  EXPECT_EQ(errc_of(RELAIS_ERR_TRANSIENT), Errc::temporary);
}

TEST(Statuses, ThereAndBackIsTheSame) {
  for (relais_status status = RELAIS_CANCELLED; status <= RELAIS_ERR_INTERNAL; ++status) {
    if (status == RELAIS_ERR_AUTH) continue;
    EXPECT_EQ(status_of(errc_of(status)), status);
  }
}

}  // namespace
}  // namespace relais::plugin
