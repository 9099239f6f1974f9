#include "tests/bench/report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

namespace relais::bench {
namespace {

/// Counts as they are, small values with two places.
std::string text_of(double value) {
  if (std::abs(value) >= 1000 || value == std::floor(value)) return fmt::format("{:.0f}", value);
  return fmt::format("{:.2f}", value);
}

}  // namespace

void Report::add(std::string name, double value, std::string unit, std::string beside) {
  figures_.push_back({bench_, std::move(name), value, std::move(unit), std::move(beside)});
}

void Report::print(std::FILE* out) {
  if (printed_ == 0 && !figures_.empty())
    fmt::print(out, "{:<11} {:<44} {:>10} {:<11} {}\n", "bench", "figure", "value", "unit",
               "beside");
  for (; printed_ < figures_.size(); ++printed_) {
    const Figure& f = figures_[printed_];
    fmt::print(out, "{:<11} {:<44} {:>10} {:<11} {}\n", f.bench, f.name, text_of(f.value), f.unit,
               f.beside);
  }
  std::fflush(out);
}

json::value Report::to_json() const {
  json::array list;
  for (const auto& f : figures_)
    list.push_back({{"bench", f.bench},
                    {"figure", f.name},
                    {"value", f.value},
                    {"unit", f.unit},
                    {"beside", f.beside}});
  return json::object{{"figures", std::move(list)}};
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace relais::bench
