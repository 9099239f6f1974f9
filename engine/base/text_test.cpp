#include "engine/base/text.hpp"

#include <gtest/gtest.h>

#include "engine/base/clock.hpp"
#include "engine/base/json.hpp"
#include "engine/base/sha256.hpp"

namespace relais {
namespace {

TEST(Text, DecomposedLettersBecomeComposed) {
  EXPECT_EQ(normalise_text("Mu\u0308ller"), "M\u00fcller");
}

TEST(Text, ControlCharactersGoLineBreaksStay) {
  EXPECT_EQ(normalise_text("  a\x01\x7f\r\nb\rc\t \n"), "a\nb\nc");
  EXPECT_EQ(normalise_line("a\r\nb\n\nc"), "a b c");
}

TEST(Text, BrokenUtf8IsReplacedNotKept) { EXPECT_EQ(normalise_text("a\xffz"), "a\uFFFDz"); }

TEST(Text, EmojiSequencesAndRightToLeftNamesSurvive) {
  const std::string family = "\U0001F468\u200D\U0001F469\u200D\U0001F467 \u05D0\u05D1";
  EXPECT_EQ(normalise_text(family), family);
}

TEST(Text, OnlyAsciiLettersAreLowered) {
  EXPECT_EQ(lower_ascii("@AZ[`az{-09"), "@az[`az{-09");
  EXPECT_EQ(lower_ascii("\u00c4\xff\u0130"), "\u00c4\xff\u0130");
  EXPECT_EQ(lower_ascii(""), "");
}

TEST(Text, R17_AddressesAreFoldedAndPunycoded) {
  EXPECT_EQ(normalise_address("  Anna@M\u00dcLLER-recht.CH "), "anna@xn--mller-recht-thb.ch");
  EXPECT_EQ(normalise_address("xn--mller-recht-thb.ch"), "xn--mller-recht-thb.ch");
  EXPECT_EQ(normalise_address("a b@c.ch"), "");
  EXPECT_EQ(normalise_address("@c.ch"), "");
  EXPECT_EQ(normalise_address("a@"), "");
}

TEST(Text, EditDistanceCountsASwapAsOne) {
  EXPECT_EQ(edit_distance("tenant", "tennat"), 1u);
  EXPECT_EQ(edit_distance("", "abc"), 3u);
}

TEST(Text, Sha256OfNothing) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Text, UuidsDiffer) {
  EXPECT_EQ(random_uuid().size(), 36u);
  EXPECT_NE(random_uuid(), random_uuid());
}

TEST(Clock, UtcRoundTrip) {
  EXPECT_EQ(format_utc(0), "1970-01-01T00:00:00.000Z");
  for (const Millis t : {Millis{0}, Millis{1777626000123}, Millis{951782399999}, Millis{-1}})
    EXPECT_EQ(parse_utc(format_utc(t)).value(), t);
  EXPECT_EQ(parse_utc("2026-05-01T09:00:00.1234567Z").value() % 1000, 123);
}

TEST(Clock, BadTimestampsAreErrors) {
  for (const char* bad : {"", "2026-05-01", "2026-02-30T00:00:00Z", "2026-05-01T24:00:00Z",
                          "2026-05-01T09:00:00.Z", "2026-05-01 09:00:00Z", "2026-05-01T09:00:00"})
    EXPECT_FALSE(parse_utc(bad)) << bad;
}

TEST(Clock, LocalDateFollowsTheZone) {
  const Millis late = parse_utc("2026-03-31T22:30:00Z").value();
  EXPECT_EQ(local_date(late, "Europe/Zurich").value(), "2026-04-01");
  EXPECT_EQ(local_date(late, "UTC").value(), "2026-03-31");
  EXPECT_EQ(local_date(late, "Mars/Olympus").error().code, Errc::config);
}

TEST(Json, ErrorsNameTheTextAndThePlace) {
  EXPECT_NE(parse_json("{\"a\":}", "the item").error().text.find("the item"), std::string::npos);
  EXPECT_FALSE(parse_json("{} x", "t"));
  EXPECT_FALSE(parse_json("", "t"));
  EXPECT_FALSE(parse_json(std::string(100, '[') + std::string(100, ']'), "t"));
  EXPECT_TRUE(parse_json(" {\"a\": [1]} \n", "t"));
}

TEST(Sha256, PiecesAreHashedAsTheWhole) {
  Sha256 empty;
  EXPECT_EQ(empty.hex(), sha256_hex(""));
  Sha256 hash;
  for (const char* piece : {"", "a", "bc"}) hash.add(piece);
  EXPECT_EQ(hash.hex(), sha256_hex("abc"));
}

}  // namespace
}  // namespace relais
