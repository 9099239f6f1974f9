// Drives a built plugin as the engine does: through its one C function. Copies what it reports.
#pragma once

#include <relais/sdk.hpp>
#include <string>
#include <utility>
#include <vector>

namespace relais::graph::testing {

inline const std::string standard_account =
    R"({"entity":"zurich","handler":"MM","mailbox":{"id":"user-1","address":"mm@example.ch"},
        "time_zone":"Europe/Zurich","language":"de","connection":"microsoft365","base_urls":[]})";

/// An operation that owns its text.
struct Task {
  sdk::Action action = sdk::Action::create;
  std::string key = "store:contact:1";
  std::string remote_id{}, container{}, etag{}, document{}, fingerprint{};
  bool verify = false;
  bool news = true;
  std::string previous{};
  std::string token = "token";
};

struct Observed {
  sdk::Status status = sdk::Status::ok;
  std::vector<sdk::Upsert> upserts;
  std::vector<std::string> removed;
  std::vector<std::string> cursors;
  bool complete = false;
};

struct Applied {
  sdk::Status status = sdk::Status::ok;
  std::vector<std::pair<std::size_t, sdk::Result>> results;  ///< in the order of the reports

  const sdk::Result& of(std::size_t index) const;
};

struct Looked {
  sdk::Status status = sdk::Status::ok;
  std::vector<std::pair<std::size_t, sdk::Found>> found;
};

/// The plugin of a library, which stays loaded.
const relais_plugin& load_plugin(const char* path);

class Driver {
 public:
  Driver(const relais_plugin& plugin, std::string target, const relais_host* host,
         const std::string& config = "{}", const std::string& account = standard_account);
  ~Driver();
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;

  sdk::Status opened() const { return opened_; }
  /// All further calls are about this target.
  void aim(std::string target) { target_ = std::move(target); }
  std::pair<sdk::Status, std::vector<sdk::Document>> render(
      const std::string& item, const std::string& today = "2026-05-01");
  std::pair<sdk::Status, sdk::Container> ensure(const std::string& stored);
  Applied apply(const std::vector<Task>& tasks);
  Observed observe(const std::string& container, const std::string& cursor, bool full);
  Looked lookup(const std::vector<std::pair<std::string, std::string>>& keys_and_ids);
  Looked inventory();
  sdk::Status discard(const std::string& container);
  std::vector<sdk::Probe> check();

 private:
  const relais_export& table() const;
  const relais_plugin& plugin_;
  std::string target_;
  relais_session* session_ = nullptr;  // before opened_, whose initialisation sets it
  sdk::Status opened_ = sdk::Status::ok;
};

}  // namespace relais::graph::testing
