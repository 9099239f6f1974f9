#include "engine/store/phone.hpp"

#include <gtest/gtest.h>

namespace relais::store {
namespace {

TEST(Phone, SwissNumbersArePrintedAlikeHoweverTheyWereTyped) {
  for (const char* typed : {"+41441234567", "0441234567", "044 123 45 67", "0041 44 123 45 67",
                            "+41 (0)44 123 45 67", "044/123.45.67", " 044-123-45-67 ",
                            "+41\u00a044\u202f123\u201145\u201367", "(044) 1234567"}) {
    EXPECT_EQ(printed_phone(typed), "+41 44 123 45 67") << typed;
  }
}

TEST(Phone, ServiceNumbersHaveTheirOwnGroups) {
  EXPECT_EQ(printed_phone("0800 123 456"), "+41 800 123 456");
  EXPECT_EQ(printed_phone("+41848123456"), "+41 848 123 456");
  EXPECT_EQ(printed_phone("0791234567"), "+41 79 123 45 67");
}

TEST(Phone, OtherCountriesKeepTheirE164) {
  EXPECT_EQ(printed_phone("+423 123 45 67"), "+423 123 45 67");
  EXPECT_EQ(printed_phone("+49 (0)30 901820"), "+4930901820");
  EXPECT_EQ(printed_phone("0033 1 42 68 53 00"), "+33142685300");
}

TEST(Phone, WhatIsNoNumberStaysAsALine) {
  EXPECT_EQ(printed_phone("044 123 45 67 int. 12"), "044 123 45 67 int. 12");
  EXPECT_EQ(printed_phone("117"), "117");
  EXPECT_EQ(printed_phone("+0441234567"), "+0441234567");
  EXPECT_EQ(printed_phone("12345678901234567890"), "12345678901234567890");
  EXPECT_EQ(printed_phone("auf\nAnfrage"), "auf Anfrage");
  EXPECT_EQ(printed_phone(""), "");
  EXPECT_EQ(printed_phone("(0)"), "(0)");
}

}  // namespace
}  // namespace relais::store
