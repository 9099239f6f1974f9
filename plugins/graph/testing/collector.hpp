// Drives a built plugin of the role collect as the engine does, through its one C function. Holds
// what it reports against the contract of collect.h.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <relais/sdk.hpp>
#include <string>
#include <utility>
#include <vector>

namespace relais::graph::testing {

struct Gathered {
  sdk::Status status = sdk::Status::ok;
  std::vector<boost::json::object> offered;
  std::vector<boost::json::object> stored;
  std::vector<std::pair<std::string, boost::json::object>> moved;  ///< id, folder
  std::vector<std::string> gone;
  std::vector<std::string> later;
  std::vector<std::string> cursors;
  std::vector<std::string> breaches;  ///< of the contract

  std::vector<std::string> ids() const;  ///< of `offered`, in order
};

class Collector {
 public:
  Collector(const relais_plugin& plugin, const relais_host* host, const std::string& config,
            const std::string& account);
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  sdk::Status opened() const { return opened_; }
  /// Whether a message is wanted; all are if nothing is set.
  std::function<bool(const boost::json::object& envelope)> wanted;
  /// Sees a message when it is stored: the names of its blobs are free again after that.
  std::function<void(const boost::json::object& message)> on_store;
  /// What is said to the n-th report of a call, from 1; ok if nothing is set.
  std::function<sdk::Status(std::size_t nth)> obeyed;

  std::pair<sdk::Status, std::vector<sdk::Folder>> folders();
  Gathered collect(sdk::Purpose purpose, const std::string& cursor);
  Gathered fetch(const std::vector<std::string>& ids);
  /// Results in the order of the marks; one that was not reported has Status::internal.
  std::pair<sdk::Status, std::vector<sdk::MarkResult>> mark(
      const std::vector<std::pair<std::string, sdk::Marker>>& marks);
  std::vector<sdk::Probe> check();

 private:
  const relais_collect& table() const;

  const relais_plugin& plugin_;
  relais_session* session_ = nullptr;  // before opened_, whose initialisation sets it
  sdk::Status opened_ = sdk::Status::ok;
};

}  // namespace relais::graph::testing
