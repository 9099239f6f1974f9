#include "engine/plugin/state_store.hpp"

#include <gtest/gtest.h>

#include "engine/plugin/test_services.hpp"

namespace relais::plugin {
namespace {

TEST(StateBuffer, ReadsItsOwnWritesAndCommitsThemTogether) {
  MemoryState store;
  StateBuffer buffer(store);
  EXPECT_EQ(*buffer.get("a"), std::nullopt);
  ASSERT_TRUE(buffer.put("a", "1"));
  ASSERT_TRUE(buffer.put("b", "2"));
  EXPECT_EQ(*buffer.get("a"), "1");
  EXPECT_TRUE(store.values.empty());
  ASSERT_TRUE(buffer.commit());
  EXPECT_EQ(store.values.size(), 2U);
  ASSERT_TRUE(buffer.erase("a"));
  EXPECT_EQ(*buffer.get("a"), std::nullopt);
  EXPECT_EQ(store.values.count("a"), 1U);
  ASSERT_TRUE(buffer.commit());
  EXPECT_EQ(store.values.count("a"), 0U);
}

TEST(StateBuffer, ForgetsWhatWasNotCommitted) {
  MemoryState store;
  StateBuffer buffer(store);
  ASSERT_TRUE(buffer.put("a", "1"));
  buffer.forget();
  ASSERT_TRUE(buffer.commit());
  EXPECT_TRUE(store.values.empty());
}

TEST(StateBuffer, CommitThatFailsCanBeRepeated) {
  MemoryState store;
  StateBuffer buffer(store);
  ASSERT_TRUE(buffer.put("a", "1"));
  store.broken = true;
  EXPECT_EQ(buffer.commit().error().code, Errc::database);
  store.broken = false;
  ASSERT_TRUE(buffer.commit());
  EXPECT_EQ(store.values["a"], "1");
}

TEST(StateBuffer, LimitsOfKeysAndValues) {
  MemoryState store;
  StateBuffer buffer(store);
  EXPECT_FALSE(buffer.put("", "1"));
  EXPECT_FALSE(buffer.put(std::string(201, 'k'), "1"));
  EXPECT_TRUE(buffer.put(std::string(200, 'k'), std::string(64 * 1024, 'v')));
  EXPECT_FALSE(buffer.put("k", std::string(64 * 1024 + 1, 'v')));
  EXPECT_FALSE(buffer.get(""));
  EXPECT_FALSE(buffer.erase(""));
}

}  // namespace
}  // namespace relais::plugin
