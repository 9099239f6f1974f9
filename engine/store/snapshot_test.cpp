// What the engine reads: handlers, the items they are to have, and why.
#include <thread>

#include "engine/store/testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Ids = std::vector<std::string>;

class Reading : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    small_firm();
  }
  std::unique_ptr<Snapshot> take() {
    auto snapshot = store_->snapshot();
    EXPECT_TRUE(snapshot) << snapshot.error().text;
    return std::move(*snapshot);
  }
  Ids keys(const std::string& handler, std::string_view kind = kContact) {
    return take()->keys(handler, kind, "", 1000).value();
  }
  Ids item_ids(const std::string& handler, const Ids& ids) {
    Ids found;
    const auto items = take()->items(handler, kContact, ids).value();
    for (const auto& item : items) found.push_back(item.id);
    return found;
  }
  void mark(const std::string& address, const std::string& handler) {
    sql("INSERT INTO address_sync_mark(address_id, handler_id) VALUES('" + address + "', '" +
        handler + "')");
  }
};

TEST_F(Reading, OnlyMarkedLivingAddressesOfTheEntityAreExported) {
  mark("a2", "h1");
  mark("a2", "h9");  // of another entity
  EXPECT_THAT(keys("h1"), ElementsAre("a1", "a2"));
  EXPECT_THAT(item_ids("h1", {"a2", "a1", "nobody", "a1"}), ElementsAre("a1", "a2"));
  EXPECT_THAT(keys("h2"), IsEmpty());
  EXPECT_THAT(item_ids("h2", {"a1", "a2"}), IsEmpty());
  EXPECT_THAT(keys("h9"), IsEmpty());
  EXPECT_THAT(item_ids("h9", {"a2"}), IsEmpty());
  sql("UPDATE address SET deleted_at = '2026-05-01T09:00:00.000Z' WHERE id = 'a1'");
  EXPECT_THAT(keys("h1"), ElementsAre("a2"));
  EXPECT_THAT(item_ids("h1", {"a1"}), IsEmpty());
  sql("UPDATE address SET deleted_at = NULL");
  EXPECT_THAT(keys("h1"), ElementsAre("a1", "a2"));
  EXPECT_THAT(keys("nobody"), IsEmpty());
}

TEST_F(Reading, R58_AddressesAreFoundByKindCategoryAndCase) {
  sql("INSERT INTO address(id, entity_id, kind, surname) VALUES('g1', 'geneva', 'person', 'Gex');"
      "INSERT INTO address_category VALUES('g1', 'client'), ('a2', 'opponents');"
      "INSERT INTO case_file(id, entity_id, number, title, client_address_id) "
      "VALUES('c9', 'geneva', '2024-0173', 'Gex', 'g1');"
      "INSERT INTO case_party VALUES('c1', 'g1', 'expert')");
  const auto find = [&](const AddressQuery& query) {
    return take()->addresses("zurich", query).value();
  };
  EXPECT_THAT(find({.category = " client "}), ElementsAre("a1")) << "of the entity alone";
  EXPECT_THAT(find({.category = "Client"}), IsEmpty());
  EXPECT_THAT(find({.kind = "company"}), ElementsAre("a2"));
  EXPECT_THAT(find({.case_number = "2024-0173"}), ElementsAre("a1", "a2"));
  EXPECT_THAT(find({.kind = "person", .case_number = "2024-0173"}), ElementsAre("a1"));
  EXPECT_THAT(find({.kind = "person", .category = "opponents"}), IsEmpty()) << "all must be true";
  EXPECT_EQ(take()->addresses("zurich", {.case_number = "2024-017"}).error().code, Errc::not_found);
  sql("UPDATE address SET deleted_at = '2026-05-01T09:00:00.000Z' WHERE id = 'a2'");
  EXPECT_THAT(find({.case_number = "2024-0173"}), ElementsAre("a1"));
  sql("UPDATE case_file SET deleted_at = '2026-05-01T09:00:00.000Z' WHERE id = 'c1'");
  EXPECT_EQ(take()->addresses("zurich", {.case_number = "2024-0173"}).error().code,
            Errc::not_found);
}

TEST_F(Reading, MarksThatPointNowhereArePassedOver) {
  mark("nobody", "h1");
  mark("a2", "nobody");
  sql("INSERT INTO address_category VALUES('nobody', 'x')");
  EXPECT_THAT(keys("h1"), ElementsAre("a1"));
  EXPECT_THAT(keys("nobody"), IsEmpty());
  EXPECT_EQ(take()->count("h1", kContact).value(), 1);
}

TEST_F(Reading, KeysComeInOrderOfTheirBytesPageByPage) {
  sql("DELETE FROM address_sync_mark");
  for (const char* id : {"é", "Z", "a", "10", "9", "🙂", "B"}) {
    sql(std::string("INSERT INTO address(id, entity_id, kind, surname) VALUES('") + id +
        "', 'zurich', 'person', 'K')");
    mark(id, "h1");
  }
  const Ids ordered{"10", "9", "B", "Z", "a", "é", "🙂"};
  EXPECT_EQ(keys("h1"), ordered);
  EXPECT_TRUE(std::is_sorted(ordered.begin(), ordered.end()));
  auto snapshot = take();
  Ids paged;
  for (std::string after;;) {
    const auto page = snapshot->keys("h1", kContact, after, 3).value();
    if (page.empty()) break;
    after = page.back();
    paged.insert(paged.end(), page.begin(), page.end());
  }
  EXPECT_EQ(paged, ordered);
  EXPECT_EQ(snapshot->count("h1", kContact).value(), 7);
}

TEST_F(Reading, OtherKindsHaveKeysByAssignment) {
  EXPECT_THAT(keys("h1", kDeadline), ElementsAre("d1"));
  EXPECT_THAT(keys("h1", kReminder), ElementsAre("r1"));
  EXPECT_THAT(keys("h1", kAppointment), ElementsAre("p1"));
  EXPECT_THAT(keys("h2", kDeadline), IsEmpty());
  EXPECT_EQ(take()->count("h1", kAppointment).value(), 1);
  EXPECT_EQ(take()->items("h1", "message", Ids{"m1"}).error().code, Errc::unsupported);
  EXPECT_EQ(take()->keys("h1", "message", "", 1).error().code, Errc::unsupported);
}

TEST_F(Reading, CountsOfAnEntityLeaveOutTheDeleted) {
  EXPECT_EQ(take()->count_entity("zurich", kContact).value(), 2);
  sql("UPDATE address SET deleted_at = '2026-05-01T09:00:00.000Z' WHERE id = 'a2'");
  EXPECT_EQ(take()->count_entity("zurich", kContact).value(), 1);
  EXPECT_EQ(take()->count_entity("geneva", kContact).value(), 0);
  EXPECT_EQ(take()->count_entity("zurich", kDeadline).value(), 1);
}

TEST_F(Reading, WhatIsAssignedToNobodyIsNamedWhileItLiesAhead) {
  const auto unassigned = [&](std::string_view kind, std::string_view today = "2026-01-01") {
    return take()->unassigned("zurich", kind, today).value();
  };
  sql("INSERT INTO deadline(id, entity_id, name, due_date) VALUES('u1', 'zurich', 'N', "
      "'2026-05-01'), "
      "('u2', 'zurich', 'N', '2026-01-01'), ('u3', 'geneva', 'N', '2026-05-01');"
      "INSERT INTO appointment(id, entity_id, subject, starts_at, ends_at, time_zone, rrule) VALUES"
      "('w1', 'zurich', 'N', '2020-01-01T09:00', '2020-01-01T10:00', 'Europe/Zurich', NULL),"
      "('w2', 'zurich', 'N', '2020-01-01T09:00', '2020-01-01T10:00', 'Europe/Zurich', "
      "'FREQ=DAILY')");
  EXPECT_THAT(unassigned(kDeadline), ElementsAre("u1", "u2"));
  EXPECT_THAT(unassigned(kDeadline, "2026-01-02"), ElementsAre("u1"));
  EXPECT_THAT(unassigned(kAppointment), ElementsAre("w2"));
  EXPECT_THAT(unassigned(kContact), IsEmpty());
  sql("UPDATE deadline SET done_at = '2026-01-01T09:00:00.000Z' WHERE id = 'u1';"
      "UPDATE deadline SET deleted_at = '2026-01-01T09:00:00.000Z' WHERE id = 'u2'");
  EXPECT_THAT(unassigned(kDeadline), IsEmpty());
}

TEST_F(Reading, HandlersComeWithLinkAndSwitches) {
  sql("UPDATE handler SET sync_calendar_items = 1, sync_reminders = 0, privacy = 'busy' WHERE id = "
      "'h1';"
      "UPDATE handler_link SET address = ' MM@MusterKanzlei.example', user_id = 'u-1';"
      "INSERT INTO handler_link(handler_id, connection, address) VALUES('h1', 'crm', "
      "'mm@crm.example');"
      "UPDATE handler SET deleted_at = '2026-05-01T09:00:00Z' WHERE id = 'h2'");
  const auto handlers = take()->handlers().value();
  ASSERT_EQ(handlers.size(), 2u) << "the deleted one is left out";
  EXPECT_EQ(handlers[0].id, "h9");
  EXPECT_FALSE(handlers[0].wants(kContact));
  EXPECT_EQ(handlers[0].link("microsoft365"), nullptr);
  const auto& mm = handlers[1];
  EXPECT_EQ(mm.entity, "zurich");
  EXPECT_EQ(mm.code, "MM");
  EXPECT_EQ(mm.privacy, "busy");
  EXPECT_FALSE(mm.wants(kContact));
  EXPECT_TRUE(mm.wants(kDeadline)) << "follows calendar items";
  EXPECT_FALSE(mm.wants(kReminder));
  EXPECT_TRUE(mm.wants(kAppointment));
  EXPECT_FALSE(mm.wants("message"));
  ASSERT_EQ(mm.links.size(), 2u);
  ASSERT_NE(mm.link("microsoft365"), nullptr);
  EXPECT_EQ(mm.link("microsoft365")->address, "mm@musterkanzlei.example");
  EXPECT_EQ(mm.link("microsoft365")->user_id, "u-1");
  EXPECT_EQ(mm.link("crm")->user_id, std::nullopt);
}

TEST_F(Reading, ASnapshotIsOneStateOfTheStore) {
  auto before = take();
  sql("UPDATE address SET surname = 'Moser' WHERE id = 'a1'; DELETE FROM address_sync_mark");
  EXPECT_THAT(before->keys("h1", kContact, "", 10).value(), ElementsAre("a1"));
  EXPECT_THAT(before->items("h1", kContact, Ids{"a1"}).value().at(0).json, HasSubstr("Keller"));
  EXPECT_LT(before->head().value().seq, seq());
  EXPECT_THAT(keys("h1"), IsEmpty());
}

TEST_F(Reading, SnapshotsAreReadInParallelAndOutliveNothing) {
  std::vector<std::jthread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([this] {
      for (int round = 0; round < 20; ++round) EXPECT_EQ(keys("h1").size(), 1u);
    });
  }
  readers.clear();
  auto last = take();
  store_.reset();
  EXPECT_EQ(last->count("h1", kContact).value(), 1) << "its connection is its own";
}

}  // namespace
}  // namespace relais::store::testing
