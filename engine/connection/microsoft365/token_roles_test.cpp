#include "engine/connection/microsoft365/token_roles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace relais::connection::microsoft365 {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

TEST(TokenRoles, AreReadFromTheSecondPart) {
  // {"roles":["Calendars.ReadWrite","Tasks.ReadWrite.All"]}
  EXPECT_THAT(
      roles_of_token("Bearer e30.eyJyb2xlcyI6WyJDYWxlbmRhcnMuUmVhZFdyaXRlIiwiVGFza3MuUmVhZFdy"
                     "aXRlLkFsbCJdfQ.c2ln"),
      Optional(ElementsAre("Calendars.ReadWrite", "Tasks.ReadWrite.All")));
  // {"roles":[]}, {"roles":["a",1]}
  EXPECT_THAT(roles_of_token("x.eyJyb2xlcyI6W119.y"), Optional(ElementsAre()));
  EXPECT_THAT(roles_of_token("x.eyJyb2xlcyI6WyJhIiwxXX0.y"), Optional(ElementsAre("a")));
}

TEST(TokenRoles, ATokenOfAnApplicationWithoutTheClaimGrantsNothing) {
  // {"aud":"g","appid":"6666"}
  EXPECT_THAT(roles_of_token("x.eyJhdWQiOiJnIiwiYXBwaWQiOiI2NjY2In0.y"), Optional(ElementsAre()));
}

TEST(TokenRoles, WhatCannotBeReadSaysNothing) {
  for (const char* odd : {"", "Bearer opaque", "a.b", "a..c", "a.!!!.c", "a.bm90IGpzb24.c",
                          "a.e30.c", "a.W10.c", "a.eyJyb2xlcyI6MX0.c", "a.\xff\xff\xff\xff.c"})
    EXPECT_EQ(roles_of_token(odd), std::nullopt) << odd;
  EXPECT_EQ(roles_of_token("a." + std::string(100'000, 'e') + ".c"), std::nullopt);
}

}  // namespace
}  // namespace relais::connection::microsoft365
