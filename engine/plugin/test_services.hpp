// Services for the tests of sessions: in memory, and scripted.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/connection/connection.hpp"
#include "engine/plugin/discover.hpp"
#include "engine/plugin/session.hpp"
#include "engine/plugin/state_store.hpp"
#include "engine/plugin/test_directory.hpp"

namespace relais::plugin {

class MemoryState final : public StateStore {
 public:
  Result<std::optional<std::string>> get(std::string_view key) override {
    if (broken) return fail(Errc::database, "the ledger cannot be read");
    const auto found = values.find(key);
    if (found == values.end()) return std::nullopt;
    return found->second;
  }
  Result<void> write(const StateChanges& changes) override {
    if (broken) return fail(Errc::database, "the ledger cannot be written");
    for (const auto& [key, value] : changes) {
      if (value)
        values.insert_or_assign(key, *value);
      else if (const auto found = values.find(key); found != values.end())
        values.erase(found);
    }
    return {};
  }
  std::map<std::string, std::string, std::less<>> values;
  bool broken = false;
};

/// Answers with the scripted responses, in order, whatever is sent.
class ScriptedTransport final : public connection::Transport {
 public:
  std::vector<http::Response> send(std::span<const http::Request> requests) override {
    std::vector<http::Response> answers;
    for (const http::Request& request : requests) {
      sent.push_back(request);
      if (responses.empty()) continue;
      answers.push_back(responses.front());
      responses.pop_front();
    }
    return answers;
  }
  connection::Traffic traffic() const override { return {}; }

  std::vector<http::Request> sent;
  std::deque<http::Response> responses;
};

class FixedClock final : public Clock {
 public:
  Millis now() override { return 1'000; }
  void sleep(std::chrono::milliseconds) override {}
};

/// The one plugin of a fixture, loaded as the engine loads it.
inline PluginEntry load_fixture(std::string_view fixture) {
  const TestDirectory directory;
  directory.add(fixture);
  DiscoverOptions options;
  options.directories = {directory.path()};
  options.timeout = std::chrono::seconds(60);
  return discover(options).entries().at(0);
}

}  // namespace relais::plugin
