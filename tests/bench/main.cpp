// relais-bench: see docs/benchmarks.md.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <exception>
#include <fstream>
#include <span>
#include <string_view>

#include "engine/base/log.hpp"
#include "tests/bench/memory.hpp"
#include "tests/bench/report.hpp"

namespace {

using namespace relais::bench;

struct Bench {
  std::string_view name;
  void (*run)(const Scale&, Report&);
};
constexpr std::array<Bench, 17> kBenches = {{{"throughput", throughput},
                                             {"latency", latency},
                                             {"events", events},
                                             {"tasks", tasks},
                                             {"requests", requests},
                                             {"budget", budget},
                                             {"mailbox", growing_mailbox},
                                             {"agenda", growing_agenda},
                                             {"noop", full_mailbox},
                                             {"switch", target_switch},
                                             {"urgent", urgent_deadline},
                                             {"import", import},
                                             {"planner", planner},
                                             {"verdicts", verdicts},
                                             {"collection", collection},
                                             {"polls", polls},
                                             {"large", large_mail}}};

int usage(std::FILE* out, int code) {
  fmt::print(out, "relais-bench [--quick] [--json FILE] [NAME...]\nNames:");
  for (const auto& bench : kBenches) fmt::print(out, " {}", bench.name);
  fmt::print(out, "\nExample: relais-bench --json figures.json throughput mailbox\n");
  return code;
}

int run(const Scale& scale, const std::vector<std::string>& names, const std::string& json_file) {
  Report report;
  bool failed = false;
  for (const auto& bench : kBenches) {
    if (!names.empty() && std::find(names.begin(), names.end(), bench.name) == names.end())
      continue;
    report.start(std::string(bench.name));
    try {
      bench.run(scale, report);
    } catch (const std::exception& error) {
      fmt::print(stderr, "{}: {}\n", bench.name, error.what());
      failed = true;
    }
    report.print(stdout);
  }
  if (!json_file.empty()) {
    std::ofstream file(json_file);
    file << boost::json::serialize(report.to_json()) << '\n';
    if (!file.flush()) {
      fmt::print(stderr, "cannot write {}\n", json_file);
      failed = true;
    }
  }
  return failed ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() == 4 && arguments[0] == "--child")
    return child_main(std::span(arguments).subspan(1));
  relais::log::start(relais::log::Level::off);  // the waits of a paced export are no news here
  Scale scale;
  std::vector<std::string> names;
  std::string json_file;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == "--help") return usage(stdout, 0);
    if (arguments[i] == "--quick") {
      scale.quick = true;
    } else if (arguments[i] == "--json" && i + 1 < arguments.size()) {
      json_file = arguments[++i];
    } else if (std::any_of(kBenches.begin(), kBenches.end(),
                           [&](const Bench& bench) { return bench.name == arguments[i]; })) {
      names.push_back(arguments[i]);
    } else {
      return usage(stderr, 2);
    }
  }
  return run(scale, names, json_file);
}
