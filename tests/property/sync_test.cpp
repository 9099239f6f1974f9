// Random lives of a firm and a mailbox: whatever happens on both sides, after a sync the mailbox
// shows exactly what the store says, once, and the owner's own contacts are as he left them.
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "engine/sqlite/sqlite.hpp"
#include "tests/testbed/testbed.hpp"

namespace relais::testbed {
namespace {

class Life {
 public:
  explicit Life(unsigned seed) : random_(seed) {
    firm_.add_addresses("MM", 1, 25);
    for (int i = 0; i < 3; ++i)
      foreign_.push_back(firm_.graph()
                             .owner_create(kTenant, "u-MM", {{"surname", fmt::format("Own {}", i)}})
                             .value());
    before_ = foreign_state();
  }

  void something_happens() {
    const int one = 1 + below(25);
    const auto id = fmt::format("a{:04}", one);
    switch (below(11)) {
      case 0:
      case 1:
        firm_.sql(
            fmt::format("UPDATE address SET surname = 'N{}' WHERE id = '{}'", below(1000), id));
        break;
      case 2:
        firm_.sql(fmt::format("DELETE FROM address_sync_mark WHERE address_id = '{}'", id));
        break;
      case 3:
        firm_.sql(fmt::format(
            "INSERT OR IGNORE INTO address_sync_mark(address_id, handler_id, marked_by, "
            "marked_at) SELECT id, 'h-MM', 'test', '2026-01-01T00:00:00.000Z' FROM "
            "address WHERE id = '{}'",
            id));
        break;
      case 4:
        firm_.sql(
            fmt::format("UPDATE address SET deleted_at = CASE WHEN deleted_at IS NULL THEN "
                        "'2026-02-02T00:00:00.000Z' END WHERE id = '{}'",
                        id));
        break;
      case 5:
        owner([&](const std::string& c) { return firm_.graph().owner_delete(kTenant, "u-MM", c); },
              id);
        break;
      case 6:
        owner([&](const std::string& c) { return firm_.graph().owner_purge(kTenant, "u-MM", c); },
              id);
        break;
      case 7:
        owner(
            [&](const std::string& c) {
              return firm_.graph().owner_update(kTenant, "u-MM", c, {{"surname", "Wrong"}});
            },
            id);
        break;
      case 8:
        if (!folder_) firm_.graph().owner_create_folder(kTenant, "u-MM", "Freunde").value();
        folder_ = true;
        owner(
            [&](const std::string& c) {
              return firm_.graph().owner_move(kTenant, "u-MM", c, "Freunde");
            },
            id);
        break;
      case 9:
        (void)firm_.graph().expire_sync_states(kTenant, "u-MM");
        break;
      default:
        (void)firm_.graph().faults(
            {json::object{{"match", {{"every", 2 + below(7)}}},
                          {"action", below(2) == 0 ? json::object{{"cut_after", true}}
                                                   : json::object{{"status", 503}}},
                          {"times", 1 + below(3)}}});
    }
  }

  void expect_in_step() {
    for (int i = 0; i < 3; ++i) {
      (void)firm_.engine()->sync({}, false, 120'000);
      firm_.clock().advance(26LL * 3'600'000);  // no key is slowed down, an audit is due
    }
    ASSERT_TRUE(firm_.graph().clear_faults());
    firm_.sync();
    auto db = sqlite::Database::open(firm_.folder() / "practice.db").value();
    auto rows = db.prepare(
                      "SELECT id, surname FROM address WHERE deleted_at IS NULL AND id IN "
                      "(SELECT address_id FROM address_sync_mark WHERE handler_id = 'h-MM')")
                    .value();
    std::map<std::string, std::string> expected;
    while (rows.step().value()) expected.emplace(rows.string(0), rows.string(1));
    std::map<std::string, std::string> shown;
    for (const auto& contact : firm_.contacts("MM")) {
      const auto key = key_of(contact.as_object());
      if (key.empty()) continue;
      const auto id = key.substr(key.rfind(':') + 1);
      EXPECT_FALSE(shown.contains(id)) << "a twin of " << id;
      shown.emplace(id, contact.at("surname").as_string());
    }
    EXPECT_EQ(shown, expected);
    EXPECT_EQ(foreign_state(), before_) << "a foreign contact was touched";
    firm_.mutations();
    firm_.sync();
    EXPECT_TRUE(firm_.mutations().empty());
  }

 private:
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(random_); }

  template <class Act>
  void owner(Act act, const std::string& id) {
    const auto contact = firm_.contact_id("MM", id);
    if (contact.empty()) return;
    EXPECT_TRUE(act(contact));
  }

  json::array foreign_state() {
    json::array list;
    for (const auto& contact : firm_.contacts("MM"))
      if (key_of(contact.as_object()).empty()) list.push_back(contact);
    return list;
  }

  Testbed firm_{{.safety = "{max_delete: {count: 1000, percent: 100}}"}};
  std::mt19937 random_;
  std::vector<std::string> foreign_;
  json::array before_;
  bool folder_ = false;
};

TEST(SyncProperty, TheMailboxShowsWhatTheStoreSays) {
  const char* given = std::getenv("RELAIS_SEED");
  const unsigned first = given != nullptr ? static_cast<unsigned>(std::atoi(given))
                                          : std::random_device{}() % 1'000'000;
  std::printf("seed %u\n", first);
  for (unsigned seed = first; seed < first + (given != nullptr ? 1 : 8); ++seed) {
    SCOPED_TRACE("RELAIS_SEED=" + std::to_string(seed));
    Life life(seed);
    for (int step = 0; step < 4; ++step) {
      for (int i = 0; i < 6; ++i) life.something_happens();
      life.expect_in_step();
      if (::testing::Test::HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace relais::testbed
