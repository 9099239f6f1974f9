// What makes a random test repeatable: its seed is printed, and RELAIS_SEED takes it again.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

namespace relais::testbed {

/// So many seeds in a row, or the one of RELAIS_SEED.
inline std::vector<unsigned> seeds(unsigned count) {
  const char* given = std::getenv("RELAIS_SEED");
  const unsigned first = given != nullptr ? static_cast<unsigned>(std::atoi(given))
                                          : std::random_device{}() % 1'000'000;
  std::printf("seed %u\n", first);
  std::vector<unsigned> list;
  for (unsigned i = 0; i < (given != nullptr ? 1 : count); ++i) list.push_back(first + i);
  return list;
}

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int below(int n) { return std::uniform_int_distribution<int>(0, n - 1)(engine_); }
  bool chance(int percent) { return below(100) < percent; }
  template <class List>
  const auto& one_of(const List& list) {
    return *(std::begin(list) + below(static_cast<int>(std::size(list))));
  }

 private:
  std::mt19937 engine_;
};

}  // namespace relais::testbed
