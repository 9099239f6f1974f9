// What was asked and what was answered, for tests to look at.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "engine/base/clock.hpp"
#include "engine/base/json.hpp"
#include "tests/graph-emulator/http/message.hpp"

namespace relais::emulator {

struct LogEntry {
  std::string method;
  std::string path;
  std::string query;
  std::string mailbox;  ///< user id; "" if none
  Headers headers;
  std::string body;
  int status = 0;          ///< 0: the connection was cut
  std::string error_code;  ///< of an error answer
  Millis at = 0;
  std::int64_t took_us = 0;
  std::int64_t in_flight = 0;  ///< of the mailbox when the request came, itself included
  bool in_batch = false;
};

/// Thread-safe. Keeps the newest `limit` entries; the index counts all.
class RequestLog {
 public:
  void add(LogEntry entry, std::int64_t limit, bool bodies);
  /// `{"first": i, "next": n, "requests": [...]}` from index `since` on.
  json::object read(std::uint64_t since, std::uint64_t count) const;
  json::object statistics() const;
  void clear_entries();
  void clear_statistics();

 private:
  mutable std::mutex mutex_;
  std::deque<LogEntry> entries_;
  std::uint64_t first_ = 0;
  std::map<std::string, std::int64_t> methods_;
  std::map<std::string, std::map<std::string, std::int64_t>> mailboxes_;
  std::map<int, std::int64_t> statuses_;
  std::int64_t total_ = 0;
  std::int64_t tokens_ = 0;
};

}  // namespace relais::emulator
