#include "engine/connection/microsoft365/secret_end.hpp"

#include <gtest/gtest.h>

namespace relais::connection::microsoft365 {
namespace {

std::string secrets_of(std::initializer_list<std::pair<const char*, const char*>> secrets) {
  std::string out = R"({"id":"x","passwordCredentials":[)";
  for (const auto& [hint, end] : secrets)
    out += (out.ends_with('[') ? "" : ",") + std::string(R"({"displayName":null,"hint":)") + hint +
           R"(,"endDateTime":")" + end + "\"}";
  return out + "]}";
}

Millis at(const char* text) { return *parse_utc(text); }

TEST(SecretEnd, OursIsFoundByItsFirstCharacters) {
  const auto end = read_secret_end(
      secrets_of({{R"("abc")", "2027-01-31T10:00:00Z"}, {R"("xyz")", "2028-01-31T10:00:00Z"}}),
      "abc~secret");
  ASSERT_TRUE(end) << end.error().text;
  EXPECT_EQ(end->at, at("2027-01-31T10:00:00Z"));
  EXPECT_FALSE(end->guessed);
}

TEST(SecretEnd, IfItCannotBeTheLastToEndIsAGuess) {
  const auto several = read_secret_end(secrets_of({{R"("abc")", "2027-01-31T10:00:00Z"},
                                                   {R"("abc")", "2026-01-31T10:00:00.123456Z"},
                                                   {R"("xyz")", "2028-01-31T10:00:00Z"}}),
                                       "abc~secret");
  ASSERT_TRUE(several);
  EXPECT_EQ(several->at, at("2027-01-31T10:00:00Z")) << "of those that fit";
  EXPECT_TRUE(several->guessed);
  for (const char* hint : {"null", R"("")", R"("ABC")", R"("ab")", "7"}) {
    const auto none = read_secret_end(
        secrets_of({{hint, "2027-01-31T10:00:00Z"}, {hint, "2026-01-31T10:00:00Z"}}), "abc~s");
    ASSERT_TRUE(none) << hint;
    EXPECT_EQ(none->at, at("2027-01-31T10:00:00Z")) << hint;
    EXPECT_TRUE(none->guessed) << hint;
  }
  EXPECT_TRUE(read_secret_end(secrets_of({{R"("abc")", "2027-01-31T10:00:00Z"}}), "")->guessed);
}

TEST(SecretEnd, WhatIsNoRegistrationSaysNothing) {
  for (const char* odd : {"", "<html>", "[]", "{}", R"({"passwordCredentials":null})",
                          R"({"passwordCredentials":[]})", R"({"passwordCredentials":[1,null,{}]})",
                          R"({"passwordCredentials":[{"hint":"abc","endDateTime":"soon"}]})",
                          R"({"passwordCredentials":[{"hint":"abc","endDateTime":7}]})"})
    EXPECT_FALSE(read_secret_end(odd, "abc")) << odd;
}

}  // namespace
}  // namespace relais::connection::microsoft365
