#include "tests/graph-emulator/request_log.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace relais::emulator {
namespace {

constexpr std::array<std::string_view, 9> of_interest = {
    "Prefer",        "If-Match",   "Content-Type",    "client-request-id",
    "Accept",        "User-Agent", "Accept-Encoding", "return-client-request-id",
    "Content-Length"};

json::object describe(const LogEntry& entry, std::uint64_t index) {
  json::object headers;
  for (const std::string_view name : of_interest)
    if (const auto value = entry.headers.find(name)) headers[name] = *value;
  headers["Authorization"] = entry.headers.find("Authorization") ? "(present)" : "(absent)";
  return {{"index", index},
          {"method", entry.method},
          {"path", entry.path},
          {"query", entry.query},
          {"mailbox", entry.mailbox},
          {"headers", std::move(headers)},
          {"body", entry.body},
          {"status", entry.status},
          {"code", entry.error_code},
          {"at", format_utc(entry.at)},
          {"took_us", entry.took_us},
          {"in_flight", entry.in_flight},
          {"in_batch", entry.in_batch}};
}

}  // namespace

void RequestLog::add(LogEntry entry, std::int64_t limit, bool bodies) {
  const bool token = entry.path.ends_with("/oauth2/v2.0/token");
  if (!bodies || token) entry.body.clear();
  const std::lock_guard lock(mutex_);
  ++total_;
  if (token) {
    ++tokens_;
  } else {
    ++methods_[entry.method];
    if (!entry.mailbox.empty()) ++mailboxes_[entry.mailbox][entry.method];
  }
  ++statuses_[entry.status];
  entries_.push_back(std::move(entry));
  while (static_cast<std::int64_t>(entries_.size()) > std::max<std::int64_t>(0, limit)) {
    entries_.pop_front();
    ++first_;
  }
}

json::object RequestLog::read(std::uint64_t since, std::uint64_t count) const {
  const std::lock_guard lock(mutex_);
  json::array requests;
  const std::uint64_t end = first_ + entries_.size();
  for (std::uint64_t i = std::max(since, first_); i < end && requests.size() < count; ++i)
    requests.push_back(describe(entries_[i - first_], i));
  return {{"first", first_}, {"next", end}, {"requests", std::move(requests)}};
}

json::object RequestLog::statistics() const {
  const std::lock_guard lock(mutex_);
  json::object statuses;
  for (const auto& [status, number] : statuses_) statuses[std::to_string(status)] = number;
  const auto throttled = statuses_.find(429);
  return {{"total", total_},
          {"token_requests", tokens_},
          {"throttled", throttled == statuses_.end() ? 0 : throttled->second},
          {"methods", json::value_from(methods_)},
          {"statuses", std::move(statuses)},
          {"mailbox_methods", json::value_from(mailboxes_)}};
}

void RequestLog::clear_entries() {
  const std::lock_guard lock(mutex_);
  first_ += entries_.size();
  entries_.clear();
}

void RequestLog::clear_statistics() {
  const std::lock_guard lock(mutex_);
  methods_.clear();
  mailboxes_.clear();
  statuses_.clear();
  total_ = tokens_ = 0;
}

}  // namespace relais::emulator
