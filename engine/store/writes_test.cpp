// What the engine and its command line write to the store.
#include "engine/store/testing.hpp"

namespace relais::store::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Ids = std::vector<std::string>;
constexpr Millis kNow = 1'777'626'000'000;  // 2026-05-01T09:00:00Z

class Writes : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    small_firm();
    sql("INSERT INTO address(id, entity_id, kind, surname) VALUES('g1', 'geneva', 'person', "
        "'Favre');"
        "INSERT INTO address(id, entity_id, kind, surname, deleted_at) "
        "VALUES('gone', 'zurich', 'person', 'Käser', '2026-01-01T00:00:00.000Z')");
    before_ = seq();
  }
  std::vector<std::string> logged() { return lines_of(changes(before_)); }
  std::vector<std::string> links() {
    return writer_->rows(
        "SELECT handler_id, connection, address, user_id FROM handler_link ORDER BY 1, 2");
  }
  std::int64_t before_ = 0;
};

TEST_F(Writes, R58_MarksAreCountedByOutcome) {
  const auto counts =
      store_->mark(Ids{"a1", "a2", "a2", "g1", "gone", "nobody"}, "h1", "MM", kNow).value();
  EXPECT_EQ(counts.added, 1);
  EXPECT_EQ(counts.already, 1);
  EXPECT_EQ(counts.unknown, 3);
  EXPECT_EQ(counts.removed + counts.not_marked, 0);
  EXPECT_THAT(logged(), ElementsAre("address_sync_mark a2 insert to h1"));
  EXPECT_THAT(
      writer_->rows("SELECT marked_by, marked_at FROM address_sync_mark WHERE address_id = 'a2'"),
      ElementsAre("MM 2026-05-01T09:00:00.000Z"));
}

TEST_F(Writes, R59_UnmarkingIsCountedAndMayBeRepeated) {
  const auto counts = store_->unmark(Ids{"a1", "a2", "a1", "g1", "nobody"}, "h1").value();
  EXPECT_EQ(counts.removed, 1);
  EXPECT_EQ(counts.not_marked, 1);
  EXPECT_EQ(counts.unknown, 2);
  EXPECT_THAT(logged(), ElementsAre("address_sync_mark a1 delete from h1"));
  EXPECT_EQ(store_->unmark(Ids{"a1"}, "h1").value().not_marked, 1);
}

TEST_F(Writes, ManyMarksAreOneTransaction) {
  sql("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
      "INSERT INTO address(id, entity_id, kind, surname) SELECT 'n' || i, 'zurich', 'person', 'K' "
      "FROM n");
  Ids ids;
  for (int i = 1; i <= 5000; ++i) ids.push_back("n" + std::to_string(i));
  EXPECT_EQ(store_->mark(ids, "h2", "AF", kNow).value().added, 5000);
  EXPECT_EQ(store_->unmark(ids, "h2").value().removed, 5000);
  EXPECT_EQ(store_->mark({}, "h2", "AF", kNow).value().added, 0);
}

TEST_F(Writes, UnknownHandlersAreNamed) {
  sql("UPDATE handler SET deleted_at = '2026-05-01T09:00:00Z' WHERE id = 'h2'");
  for (const char* handler : {"nobody", "h2"}) {
    for (const Errc code : {store_->mark(Ids{"a1"}, handler, "x", kNow).error().code,
                            store_->unmark(Ids{"a1"}, handler).error().code,
                            store_->link(handler, "microsoft365", "a@b.ch").error().code,
                            store_->unlink(handler, "microsoft365").error().code,
                            store_->set_switches(handler, {}).error().code}) {
      EXPECT_EQ(code, Errc::not_found) << handler;
    }
  }
  EXPECT_EQ(store_->set_resolved("h9", "microsoft365", "u", {}).error().code, Errc::not_found);
}

TEST_F(Writes, R17_ALinkIsNormalisedAndUniqueInItsEntity) {
  EXPECT_TRUE(store_->link("h2", "microsoft365", "  Anna@MÜLLER-recht.ch ").value());
  EXPECT_FALSE(store_->link("h2", "microsoft365", "anna@müller-recht.ch").value()) << "the same";
  EXPECT_THAT(links(), ElementsAre("h1 microsoft365 mm@musterkanzlei.example -",
                                   "h2 microsoft365 anna@xn--mller-recht-thb.ch -"));
  EXPECT_THAT(logged(), ElementsAre("handler h2 update from h2 to h2"));

  const auto taken = store_->link("h2", "microsoft365", "MM@musterkanzlei.example");
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Errc::conflict);
  EXPECT_THAT(taken.error().text, HasSubstr("h1"));
  EXPECT_THAT(taken.error().text, Not(HasSubstr("musterkanzlei"))) << "no address in an error";
  EXPECT_TRUE(store_->link("h9", "microsoft365", "mm@musterkanzlei.example").value())
      << "another entity may have it";
  EXPECT_TRUE(store_->link("h2", "crm", "mm@musterkanzlei.example").value())
      << "and another connection";
}

TEST_F(Writes, WhatIsNoAddressIsRefused) {
  for (const char* bad : {"", " ", "anna", "@firm.example", "anna@", "a b@firm.example"}) {
    const auto refused = store_->link("h2", "microsoft365", bad);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, Errc::usage) << bad;
  }
  EXPECT_EQ(store_->link("h2", "", "a@b.ch").error().code, Errc::usage);
}

TEST_F(Writes, ANewAddressForgetsWhatTheOldOneResolvedTo) {
  ASSERT_TRUE(store_->set_resolved("h1", "microsoft365", "u-1", "max@musterkanzlei.example"));
  EXPECT_THAT(logged(), IsEmpty()) << "what the engine notes for itself is no change";
  EXPECT_FALSE(store_->link("h1", "microsoft365", "mm@musterkanzlei.example").value());
  EXPECT_THAT(links(), ElementsAre("h1 microsoft365 mm@musterkanzlei.example u-1"));
  EXPECT_TRUE(store_->link("h1", "microsoft365", "new@musterkanzlei.example").value());
  EXPECT_THAT(links(), ElementsAre("h1 microsoft365 new@musterkanzlei.example -"));

  ASSERT_TRUE(store_->set_resolved("h1", "microsoft365", "u-2", std::nullopt));
  sql("UPDATE handler_link SET address = 'by.sql@musterkanzlei.example'");
  EXPECT_THAT(links(), ElementsAre("h1 microsoft365 by.sql@musterkanzlei.example -"))
      << "also when another program writes it";

  EXPECT_TRUE(store_->unlink("h1", "microsoft365").value());
  EXPECT_FALSE(store_->unlink("h1", "microsoft365").value());
  EXPECT_THAT(links(), IsEmpty());
}

TEST_F(Writes, R61_SwitchesChangeOnlyWhatIsGiven) {
  const auto switches = [this] {
    return writer_->rows(
        "SELECT sync_addresses, sync_calendar_items, sync_deadlines, "
        "sync_reminders, sync_appointments FROM handler WHERE id = 'h1'")[0];
  };
  ASSERT_TRUE(store_->set_switches("h1", {.addresses = true, .reminders = false}));
  EXPECT_EQ(switches(), "1 0 - 0 -");
  EXPECT_THAT(logged(), ElementsAre("handler h1 update from h1 to h1"));
  ASSERT_TRUE(store_->set_switches("h1", {.calendar_items = true, .deadlines = false}));
  EXPECT_EQ(switches(), "1 1 0 0 -");
  ASSERT_TRUE(store_->set_switches("h1", {.appointments = true, .inherit = true}));
  EXPECT_EQ(switches(), "1 1 - - 1");
  before_ = seq();
  ASSERT_TRUE(store_->set_switches("h1", {.addresses = true}));
  EXPECT_THAT(logged(), IsEmpty()) << "set to what it was";
}

class Recorder final : public StepListener {
 public:
  void step(std::string_view name) override { names.emplace_back(name); }
  std::vector<std::string> names;
};

TEST_F(Writes, EveryWriteAnnouncesItsCommit) {
  Recorder steps;
  auto store = open(url(), {.steps = &steps}).value();
  EXPECT_THAT(steps.names, IsEmpty());
  ASSERT_TRUE(store->mark(Ids{"a2"}, "h1", "MM", kNow));
  EXPECT_THAT(steps.names, ElementsAre("store.commit.before", "store.commit.after"));
  ASSERT_TRUE(store->prune(store->head().value().seq));
  EXPECT_EQ(steps.names.size(), 4u);
  ASSERT_TRUE(store->snapshot().value()->handlers());
  EXPECT_EQ(steps.names.size(), 4u) << "reading is no step";
}

}  // namespace
}  // namespace relais::store::testing
