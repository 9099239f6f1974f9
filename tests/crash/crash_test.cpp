// The process is stopped before and after every durable step and every request, resumed, and the
// end state is compared with that of an undisturbed run: equal, no twin, nothing foreign touched,
// and a further run sends nothing that changes anything (requirement R69; docs/design.md, Crash
// windows).
#include <fmt/core.h>
#include <gtest/gtest.h>

#include <functional>

#include "tests/crash/killed.hpp"
#include "tests/crash/prepared.hpp"

namespace relais::testbed {
namespace {

/// Without what may differ between two runs that end alike: ids, versions and times.
std::string comparable(Testbed& firm) {
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
  std::string all;
  for (const auto& [key, contact] : sorted) all += json::serialize(contact) + '\n';
  return all;
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
  void SetUp() override {
    firm_ = std::make_unique<Testbed>();
    foreign_ = firm_->graph()
                   .owner_create(kTenant, "u-MM", {{"givenName", "Mine"}, {"surname", "Own"}})
                   .value();
    GetParam().first.prepare(*firm_);
    GetParam().first.change(*firm_);
  }

  json::value foreign() {
    for (const auto& contact : firm_->contacts("MM"))
      if (contact.at("id").as_string() == foreign_) return contact;
    return nullptr;
  }

  /// Killed at the step, resumed, compared; says whether the run has such a step.
  void kill_at(int step, const std::string& expected, std::string& answer) {
    const int every = GetParam().second;  // 0: killed once; n: the resumed run is killed too
    const auto before = foreign();
    const int first = run_killed_at(*firm_, step);
    answer = first == 0 ? kNoSuchStep : "killed";
    if (first == 0) return;
    ASSERT_EQ(first, kKilled);
    if (every > 0) {
      const int again = run_killed_at(*firm_, step * every % 23 + 1);
      ASSERT_TRUE(again == kKilled || again == 0) << again;
    }
    ASSERT_EQ(run_killed_at(*firm_, 0), 0) << "resumed";
    EXPECT_EQ(comparable(*firm_), expected);
    EXPECT_EQ(foreign(), before) << "a foreign contact was touched";
    firm_->mutations();
    ASSERT_EQ(run_killed_at(*firm_, 0), 0);
    const auto sent = firm_->mutations();
    EXPECT_TRUE(sent.empty()) << "a further run sent " << sent.size() << ", first " << sent.front();
  }

  std::unique_ptr<Testbed> firm_;
  std::string foreign_;
};

TEST_P(CrashTest, R69_KilledAtEveryStepAndResumed) {
  Prepared prepared(*firm_);
  const auto expected = prepared.run([&](std::string& answer) {
    const auto unchanged = comparable(*firm_);
    ASSERT_EQ(run_killed_at(*firm_, 0), 0);
    answer = comparable(*firm_);
    ASSERT_NE(answer, unchanged) << "there was nothing to do";
  });
  ASSERT_TRUE(expected);
  const int killed = prepared.at_every_step(
      [&](int step, std::string& answer) { kill_at(step, *expected, answer); });
  EXPECT_GT(killed, 20) << "the steps are announced";
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
