// Random lives of deadlines, reminders and appointments: whatever the practice, the owners, the
// operator and the service do, in the end each mailbox shows what the store says, once and in the
// right target, and nothing else was touched.
#include <gtest/gtest.h>

#include "tests/property/agenda_life.hpp"

namespace relais::testbed {
namespace {

TEST(AgendaProperty, TheMailboxesShowWhatTheStoreSays) {
  for (const unsigned seed : seeds(6)) {
    SCOPED_TRACE("RELAIS_SEED=" + std::to_string(seed));
    AgendaLife life(seed);
    Random random(seed + 1);
    for (int step = 0; step < 3; ++step) {
      for (int i = 0; i < 16; ++i) {
        const int what = random.below(10);
        if (what < 5)
          life.practice_acts();
        else if (what < 7)
          life.owner_acts();
        else if (what < 8)
          life.service_fails();
        else
          life.run();
        if (i == 8 && random.chance(60)) life.operator_acts();
      }
      life.settle();
      life.expect_right();
      if (::testing::Test::HasFailure()) return;
    }
  }
}

TEST(OneWayProperty, R53_WhateverOwnersDoThePracticeTablesStayAsTheyAre) {
  for (const unsigned seed : seeds(2)) {
    SCOPED_TRACE("RELAIS_SEED=" + std::to_string(seed));
    AgendaLife life(seed);
    Random random(seed + 1);
    for (int i = 0; i < 40; ++i) {
      life.owner_acts();
      if (random.chance(15)) life.operator_acts();
      if (random.chance(30)) life.run();
      life.expect_practice_untouched();
      if (::testing::Test::HasFailure()) return;
    }
    life.settle();
    life.expect_right();
  }
}

}  // namespace
}  // namespace relais::testbed
