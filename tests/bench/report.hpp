// What was measured: a table for people, JSON for machines.
#pragma once

#include <cstdio>
#include <string>
#include <vector>

#include "engine/base/json.hpp"

namespace relais::bench {

/// `quick`: everything, but so small that it takes seconds and its figures mean nothing.
struct Scale {
  bool quick = false;
  int of(int full, int small) const { return quick ? small : full; }
};

struct Figure {
  std::string bench;
  std::string name;
  double value = 0;
  std::string unit;
  std::string beside;  ///< what it is compared with, or aimed at
};

class Report {
 public:
  void start(std::string bench) { bench_ = std::move(bench); }
  void add(std::string name, double value, std::string unit, std::string beside = {});
  /// The lines since the last call.
  void print(std::FILE* out);
  json::value to_json() const;

 private:
  std::string bench_;
  std::vector<Figure> figures_;
  std::size_t printed_ = 0;
};

double median(std::vector<double> values);

// The benches. They throw what stops them.
void throughput(const Scale& scale, Report& report);
void latency(const Scale& scale, Report& report);
void events(const Scale& scale, Report& report);
void tasks(const Scale& scale, Report& report);
void requests(const Scale& scale, Report& report);
void budget(const Scale& scale, Report& report);
void growing_mailbox(const Scale& scale, Report& report);
void growing_agenda(const Scale& scale, Report& report);
void full_mailbox(const Scale& scale, Report& report);
void target_switch(const Scale& scale, Report& report);
void urgent_deadline(const Scale& scale, Report& report);
void import(const Scale& scale, Report& report);
void planner(const Scale& scale, Report& report);
void verdicts(const Scale& scale, Report& report);
void collection(const Scale& scale, Report& report);
void polls(const Scale& scale, Report& report);
void large_mail(const Scale& scale, Report& report);

}  // namespace relais::bench
