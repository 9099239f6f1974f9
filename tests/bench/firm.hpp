// A firm to measure on: the testbed over an emulator in another process.
#pragma once

#include <chrono>
#include <initializer_list>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/emulator_process.hpp"
#include "tests/testbed/testbed.hpp"

namespace relais::bench {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// Of all threads of this process, since it began.
double cpu_seconds();

/// Codes H001 to HNNN.
std::vector<std::string> handler_codes(int count);

/// What is copied where: addresses as contacts, deadlines as events or tasks, appointments as
/// events.
enum class Copies { contacts, events, tasks, appointments };
const char* name_of(Copies copies);

/// A firm whose deadlines go to the task list if `tasks` is among these, else to the calendar.
testbed::Options options_for(std::initializer_list<Copies> copies);
/// A firm whose emulator neither throttles nor logs, and whose handlers want these copies only.
/// `safety` as in the testbed.
std::unique_ptr<testbed::Testbed> make_firm(
    const EmulatorProcess& emulator, int handlers,
    std::initializer_list<Copies> copies = {Copies::contacts}, const std::string& safety = {});
/// Source items FROM to TO (inclusive) for this handler; ids of deadlines and appointments are
/// x000001..., their dates in 2027.
void add_items(testbed::Testbed& firm, Copies copies, const std::string& handler, int from, int to);

/// The engine on the system's clock.
std::unique_ptr<sync::Engine> open_engine(const testbed::Testbed& firm,
                                          sync::EngineOptions options = {});

/// Throws unless everything was done.
sync::Outcome sync(sync::Engine& engine, bool audit = false);
std::int64_t actions_done(const sync::Outcome& outcome);

/// Requests by method since the last call, those for tokens left out.
std::map<std::string, std::int64_t> take_methods(testbed::Testbed& firm);

}  // namespace relais::bench
