// The process is stopped before and after every durable step and every request, resumed, and the
// end state is compared with that of an undisturbed run: equal, no twin, nothing foreign touched,
// and a further run sends nothing that changes anything (requirement R69; docs/design.md, Crash
// windows).
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/crash/killed.hpp"

namespace relais::testbed {
namespace {

/// What may differ between two runs that end alike: ids, versions and times.
json::array comparable(Testbed& firm) {
  std::map<std::string, json::value> sorted;
  for (auto contact : firm.contacts("MM")) {
    auto& object = contact.as_object();
    std::string key = key_of(object);
    if (key.empty()) key = "foreign " + std::string(object.at("surname").as_string());
    key = key.substr(key.find(':') + 1);  // each firm has a store of its own
    for (const char* name :
         {"id", "mutable_id", "changeKey", "@odata.etag", "createdDateTime", "lastModifiedDateTime",
          "parentFolderId", "singleValueExtendedProperties"})
      object.erase(name);
    EXPECT_FALSE(sorted.contains(key)) << "a twin of " << key;
    object["key"] = key;
    sorted.emplace(key, std::move(contact));
  }
  json::array list;
  for (auto& [key, contact] : sorted) list.push_back(std::move(contact));
  return list;
}

struct Scenario {
  const char* name;
  std::function<void(Testbed&)> prepare;  ///< what is true before the run that is disturbed
  std::function<void(Testbed&)> change;
};

const Scenario kFirstSync{"FirstSync", [](Testbed&) {},
                          [](Testbed& firm) { firm.add_addresses("MM", 1, 7); }};

const Scenario kOwnFolder{
    "OwnFolder",
    [](Testbed& firm) { firm.write_config({.addins = "      A04: {folder: Kanzlei}\n"}); },
    [](Testbed& firm) { firm.add_addresses("MM", 1, 3); }};

const Scenario kEverything{
    "CreateUpdateDeleteRecreateRepair",
    [](Testbed& firm) {
      firm.add_addresses("MM", 1, 9);
      firm.sync();
    },
    [](Testbed& firm) {
      firm.add_addresses("MM", 10, 11);
      firm.sql(
          "UPDATE address SET surname = 'Neu' WHERE id IN ('a0001', 'a0002');"
          "DELETE FROM address WHERE id = 'a0003';"
          "DELETE FROM address_sync_mark WHERE address_id = 'a0004'");
      auto& graph = firm.graph();
      ASSERT_TRUE(graph.owner_delete(kTenant, "u-MM", firm.contact_id("MM", "a0005")));
      ASSERT_TRUE(graph.owner_purge(kTenant, "u-MM", firm.contact_id("MM", "a0006")));
      ASSERT_TRUE(graph.owner_update(kTenant, "u-MM", firm.contact_id("MM", "a0007"),
                                     {{"surname", "Wrong"}, {"spouseName", "Kept"}}));
    }};

const Scenario kMove{
    "MoveToAnotherFolder",
    [](Testbed& firm) {
      firm.add_addresses("MM", 1, 4);
      firm.sync();
    },
    [](Testbed& firm) { firm.write_config({.addins = "      A04: {folder: Kanzlei}\n"}); }};

class CrashTest : public ::testing::TestWithParam<std::pair<Scenario, int>> {
 protected:
  /// A fresh firm, ready for the run that is to be disturbed.
  std::unique_ptr<Testbed> ready() {
    auto firm = std::make_unique<Testbed>();
    foreign_ = firm->graph()
                   .owner_create(kTenant, "u-MM", {{"givenName", "Mine"}, {"surname", "Own"}})
                   .value();
    GetParam().first.prepare(*firm);
    GetParam().first.change(*firm);
    return firm;
  }

  json::value foreign(Testbed& firm) {
    for (const auto& contact : firm.contacts("MM"))
      if (contact.at("id").as_string() == foreign_) return contact;
    return nullptr;
  }

  std::string foreign_;
};

TEST_P(CrashTest, R69_KilledAtEveryStepAndResumed) {
  const int every = GetParam().second;  // 0: killed once; n: the resumed run is killed too
  auto undisturbed = ready();
  ASSERT_EQ(run_killed_at(*undisturbed, 0), 0);
  const auto expected = comparable(*undisturbed);

  int killed = 0;
  for (int step = 1;; ++step) {
    SCOPED_TRACE(fmt::format("killed at step {}", step));
    auto firm = ready();
    const auto before = foreign(*firm);
    const int first = run_killed_at(*firm, step);
    if (first == 0) break;  // the run has no such step: all were tried
    ASSERT_EQ(first, kKilled);
    ++killed;
    if (every > 0) {
      const int again = run_killed_at(*firm, step * every % 23 + 1);
      ASSERT_TRUE(again == kKilled || again == 0) << again;
    }
    ASSERT_EQ(run_killed_at(*firm, 0), 0) << "resumed";
    EXPECT_EQ(comparable(*firm), expected);
    EXPECT_EQ(foreign(*firm), before) << "a foreign contact was touched";
    firm->mutations();
    ASSERT_EQ(run_killed_at(*firm, 0), 0);
    EXPECT_TRUE(firm->mutations().empty()) << "a further run sent " << firm->mutations().size();
    ASSERT_FALSE(HasFailure());
  }
  EXPECT_GT(killed, 20) << "the steps are announced";
  RecordProperty("killed", killed);
  fmt::print("killed at {} points\n", killed);
}

INSTANTIATE_TEST_SUITE_P(Crash, CrashTest,
                         ::testing::Values(std::pair{kFirstSync, 0}, std::pair{kFirstSync, 7},
                                           std::pair{kOwnFolder, 0}, std::pair{kEverything, 0},
                                           std::pair{kEverything, 5}, std::pair{kMove, 0}),
                         [](const auto& one) {
                           return std::string(one.param.first.name) +
                                  (one.param.second > 0 ? "Twice" : "Once");
                         });

}  // namespace
}  // namespace relais::testbed
