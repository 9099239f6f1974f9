#include "engine/sync/key.hpp"

#include <gtest/gtest.h>

#include <set>

namespace relais::sync {
namespace {

TEST(Key, IsStoreKindItemAndPart) {
  EXPECT_EQ(make_key({"u", "contact", "a1", ""}), "u:contact:a1");
  EXPECT_EQ(make_key({"u", "deadline", "d1", "lead-2"}), "u:deadline:d1:lead-2");
}

TEST(Key, ComesBackAsItWasWhateverTheItemIsCalled) {
  for (const std::string item : {"a", ":", "%", "%3A", "%253A", "a:b", "a%b", "::", "%%", "3A",
                                 "M\xc3\xbcller", " ", "a/b?c#d", "*"}) {
    for (const std::string part : {"", "lead-2", "2026-01-01", "a:b", "%25"}) {
      const auto key = parse_key(make_key({"u", "contact", item, part}));
      ASSERT_TRUE(key) << item << " " << part;
      EXPECT_EQ(key->store, "u");
      EXPECT_EQ(key->kind, "contact");
      EXPECT_EQ(key->item, item);
      EXPECT_EQ(key->part, part);
    }
  }
}

TEST(Key, NoTwoItemsShareOne) {
  std::set<std::string> keys;
  int made = 0;
  for (const std::string item : {"a", "a:b", "a%3Ab", "a%b", "a%25b", "b"})
    for (const std::string part : {"", "b", "b:c", "b%3Ac"}) {
      keys.insert(make_key({"u", "contact", item, part}));
      ++made;
    }
  EXPECT_EQ(static_cast<int>(keys.size()), made);
}

TEST(Key, WhatIsNotOneOfOursIsNothing) {
  for (const std::string_view text :
       {"", ":", "::", ":::", "u", "u:contact", "u:contact:", ":contact:a", "u::a",
        "u:contact:a:", "u:contact:a:b:c", "u:contact:%", "u:contact:%3", "u:contact:%3a",
        "u:contact:%41", "u:contact:a:%zz"})
    EXPECT_FALSE(parse_key(text)) << text;
}

}  // namespace
}  // namespace relais::sync
