// Random rows: a plan converges in one apply, the second plan is empty, and no action names
// anything but a link of its own row. The seed is printed; RELAIS_SEED repeats one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <set>

#include "engine/sync/plan.hpp"

namespace relais::sync {
namespace {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine_); }
  bool chance(int percent) { return below(100) < percent; }

 private:
  std::mt19937 engine_;
};

constexpr Millis kNow = 1'790'000'000'000;

Row random_row(Random& random, int number) {
  Row row;
  row.kind = "contact";
  row.item = std::to_string(number);
  row.key = "store:contact:" + row.item;
  row.home = 1 + random.below(3);
  if (random.chance(75))
    row.desired = Desired{"w" + std::to_string(random.below(3)), 1 + random.below(3)};
  row.absence = static_cast<Absence>(random.below(3));
  row.frozen = !row.desired && random.chance(20);
  for (ledger::StreamId stream = 1; stream <= 3; ++stream) {
    if (!random.chance(40)) continue;
    ledger::Link link;
    link.key = row.key;
    link.stream = stream;
    link.remote_id = "r" + std::to_string(number) + "-" + std::to_string(stream);
    link.written = "w" + std::to_string(random.below(3));
    link.config = random.chance(70) ? "config" : "older";
    link.revision = 1 + random.below(3);
    link.seen = static_cast<ledger::Seen>(random.below(4));
    row.links.push_back(link);
  }
  if (row.desired && random.chance(15)) {
    row.quarantine = ledger::Quarantine{};
    row.quarantine->written = "w" + std::to_string(random.below(3));
    row.quarantine->next_at = kNow + (random.chance(50) ? 1000 : -1000);
  }
  for (int i = random.below(6); i > 0; --i) row.restorations.push_back(kNow - i * 1'800'000);
  return row;
}

Policy random_policy(Random& random) {
  Policy policy;
  policy.drift = static_cast<config::Drift>(random.below(3));
  policy.on_disable = static_cast<config::OnDisable>(random.below(2));
  policy.config = "config";
  policy.now = kNow;
  return policy;
}

auto link_at(Row& row, ledger::StreamId stream) {
  return std::find_if(row.links.begin(), row.links.end(),
                      [&](const auto& link) { return link.stream == stream; });
}

/// What the other side and the ledger look like when the action has been carried out.
void carry_out(Row& row, const Action& action) {
  const auto link = link_at(row, action.stream);
  switch (action.type) {
    case ActionType::create:
    case ActionType::move: {
      ASSERT_EQ(link, row.links.end()) << "there is one already";
      ledger::Link made;
      made.key = row.key;
      made.stream = action.stream;
      made.written = action.written;
      made.config = "config";
      made.revision = row.desired->revision;
      row.links.push_back(made);
      break;
    }
    case ActionType::update:
    case ActionType::repair:
    case ActionType::recreate:
      ASSERT_NE(link, row.links.end());
      link->written = action.written;
      link->config = "config";
      link->revision = row.desired->revision;
      link->seen = ledger::Seen::nothing;
      break;
    case ActionType::remove:
      ASSERT_NE(link, row.links.end()) << "names a link that is not there";
      row.links.erase(link);
      break;
    case ActionType::adopt:
    case ActionType::noop:
      break;
  }
}

void check(const Row& original, const Policy& policy) {
  Row row = original;
  const auto plan = decide(row, policy);
  bool waits = false;
  for (const auto& action : plan) {
    EXPECT_EQ(action.key, row.key);
    EXPECT_FALSE(action.reason.empty());
    const bool known = link_at(row, action.stream) != row.links.end();
    EXPECT_TRUE(known || action.stream == row.home) << "names a stream that is none of the row's";
    waits |= action.type == ActionType::noop && action.not_before > policy.now;
    if (original.frozen && policy.on_disable == config::OnDisable::keep) {
      EXPECT_EQ(action.type, ActionType::noop) << "frozen copies are left alone";
    }
  }
  // Additions first, as apply does.
  for (const bool removing : {false, true})
    for (const auto& action : plan)
      if (action.type != ActionType::noop && (action.type == ActionType::remove) == removing)
        carry_out(row, action);
  for (const auto& action : decide(row, policy))
    EXPECT_EQ(action.type, ActionType::noop) << "second plan: " << name_of(action.type);
  if (waits || original.frozen) return;
  if (!original.desired) {
    EXPECT_TRUE(row.links.empty());
  } else {
    ASSERT_EQ(row.links.size(), 1u) << "exactly one copy";
    EXPECT_EQ(row.links[0].stream, row.home);
    EXPECT_EQ(row.links[0].written, row.desired->written);
    EXPECT_NE(row.links[0].seen, ledger::Seen::gone);
  }
}

TEST(PlannerProperty, ConvergesInOneApply) {
  const char* given = std::getenv("RELAIS_SEED");
  const unsigned seed =
      given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
  std::printf("seed %u\n", seed);
  Random random(seed);
  for (int i = 0; i < 20'000; ++i) {
    const Policy policy = random_policy(random);
    const Row row = random_row(random, i);
    SCOPED_TRACE("RELAIS_SEED=" + std::to_string(seed) + ", row " + std::to_string(i));
    check(row, policy);
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace relais::sync
