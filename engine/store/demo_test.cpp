// The demo firm of config/demo fills a fresh store.
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "engine/base/json.hpp"
#include "engine/store/item_schema_testing.hpp"
#include "engine/store/testing.hpp"

namespace relais::store::testing {
namespace {

class Demo : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    std::ifstream file(RELAIS_SOURCE_DIR "/config/demo/firm.sql");
    std::stringstream text;
    text << file.rdbuf();
    ASSERT_FALSE(text.str().empty());
    sql(text.str());
  }
  std::vector<Item> items_of(const std::string& handler, std::string_view kind = kContact) {
    auto snapshot = store_->snapshot().value();
    const auto keys = snapshot->keys(handler, kind, "", 10'000).value();
    auto items = snapshot->items(handler, kind, keys).value();
    EXPECT_EQ(items.size(), keys.size());
    return items;
  }
};

TEST_F(Demo, HasTwoEntitiesWithLinkedHandlersAndFullMailboxes) {
  auto snapshot = store_->snapshot().value();
  const auto handlers = snapshot->handlers().value();
  ASSERT_EQ(handlers.size(), 5u);
  std::set<std::string> entities;
  for (const auto& handler : handlers) {
    entities.insert(handler.entity);
    EXPECT_TRUE(handler.wants(kContact)) << handler.id;
    EXPECT_NE(handler.link("microsoft365"), nullptr) << handler.id;
    const auto count = snapshot->count(handler.id, kContact).value();
    EXPECT_GE(count, 40) << handler.id;
    EXPECT_LE(count, 120) << handler.id;
  }
  EXPECT_EQ(entities, (std::set<std::string>{"geneva", "zurich"}));
  EXPECT_GE(snapshot->count_entity("zurich", kContact).value() +
                snapshot->count_entity("geneva", kContact).value(),
            300);
}

TEST_F(Demo, EveryItemIsValid) {
  for (const char* handler : {"h-mm", "h-af", "h-lz", "h-pg", "h-cd"}) {
    for (const auto kind : {kContact, kDeadline, kReminder, kAppointment}) {
      for (const auto& item : items_of(handler, kind)) {
        EXPECT_EQ(item_faults(kind, item.json), "") << item.id;
      }
    }
  }
}

TEST_F(Demo, HoldsTheHardCases) {
  std::map<std::string, json::object> by_id;
  for (const auto& item : items_of("h-mm")) by_id[item.id] = json::parse(item.json).as_object();
  EXPECT_EQ(by_id.at("x-nfd").at("surname"), by_id.at("x-nfc").at("surname"));
  EXPECT_EQ(by_id.at("x-nfd").at("city"), "Zürich");
  EXPECT_THAT(writer_->rows("SELECT length(company) FROM address WHERE id = 'x-long'"),
              ::testing::ElementsAre("300"));
  EXPECT_EQ(by_id.at("x-mails").at("contact_points").as_array().size(), 6u);
  EXPECT_THAT(std::string(by_id.at("x-zwj").at("given_name").as_string()),
              ::testing::HasSubstr("\u200d"));
  EXPECT_EQ(by_id.at("x-dirty").at("given_name"), "Beat");
  EXPECT_FALSE(by_id.contains("x-gone"));
  EXPECT_FALSE(writer_
                   ->rows("SELECT 1 FROM address_sync_mark GROUP BY address_id "
                          "HAVING count(*) > 1")
                   .empty());
}

TEST_F(Demo, KeepsNoReferenceToNothing) {
  EXPECT_THAT(writer_->rows("PRAGMA foreign_key_check"), ::testing::IsEmpty());
  EXPECT_THAT(writer_->rows("PRAGMA integrity_check"), ::testing::ElementsAre("ok"));
}

}  // namespace
}  // namespace relais::store::testing
