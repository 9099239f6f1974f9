// Services for the tests of sessions: in memory, and scripted.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/text.hpp"
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

/// Blobs by the order in which they were begun.
class MemoryBlobs final : public BlobSink {
 public:
  struct Kept {
    std::string bytes;
    bool finished = false;
    bool discarded = false;
  };

  Result<std::unique_ptr<BlobWriter>> create() override {
    if (full) return fail(Errc::database, "the disk is full");
    kept.push_back(std::make_shared<Kept>());
    return std::make_unique<Writer>(kept.back(), *this);
  }
  std::vector<std::string> finished() const {
    std::vector<std::string> bytes;
    for (const auto& one : kept)
      if (one->finished) bytes.push_back(one->bytes);
    return bytes;
  }
  std::size_t open() const {
    return static_cast<std::size_t>(std::count_if(kept.begin(), kept.end(), [](const auto& one) {
      return !one->finished && !one->discarded;
    }));
  }

  std::vector<std::shared_ptr<Kept>> kept;
  bool full = false;            ///< from the next blob on
  std::size_t space = 1 << 20;  ///< of each

 private:
  class Writer final : public BlobWriter {
   public:
    Writer(std::shared_ptr<Kept> into, MemoryBlobs& owner)
        : into_(std::move(into)), owner_(owner) {}
    ~Writer() override { into_->discarded = !into_->finished; }
    Result<void> write(std::string_view bytes) override {
      if (into_->bytes.size() + bytes.size() > owner_.space)
        return fail(Errc::database, "the disk is full");
      into_->bytes += bytes;
      return {};
    }
    Result<std::size_t> read(std::uint64_t offset, std::span<char> into) override {
      return into_->bytes.copy(into.data(), into.size(), static_cast<std::size_t>(offset));
    }
    Result<StoredBlob> finish() override {
      into_->finished = true;
      return StoredBlob{"ref-" + into_->bytes, sha256_hex(into_->bytes),
                        static_cast<std::int64_t>(into_->bytes.size())};
    }

   private:
    std::shared_ptr<Kept> into_;
    MemoryBlobs& owner_;
  };
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
      if (request.sink) divert(*request.sink, answers.back());
    }
    return answers;
  }
  connection::Traffic traffic() const override { return {}; }

  std::vector<http::Request> sent;
  std::deque<http::Response> responses;

 private:
  static void divert(http::BodySink& sink, http::Response& response) {
    if (response.status < 200 || response.status > 299) return;
    if (!sink.begin() || !sink.write(response.body)) response.outcome = http::Outcome::not_done;
    response.body_size = std::exchange(response.body, {}).size();
  }
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
