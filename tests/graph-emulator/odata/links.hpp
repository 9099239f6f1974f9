// Next links and delta links: opaque, tied to the mailbox and the request that they continue, and
// good only byte for byte.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace relais::emulator {

/// Thread-safe.
class Links {
 public:
  Links();
  /// `scope`: everything that must be the same when the token comes back. Another text each time,
  /// so that nobody knows a link again.
  std::string seal(std::string_view scope, std::string_view payload) const;
  std::optional<std::string> open(std::string_view scope, std::string_view token) const;

 private:
  std::string sign(std::string_view scope, std::string_view payload) const;
  std::string key_;
  mutable std::atomic<std::uint64_t> sealed_{0};
};

/// The value of the option `name`, if it is the raw query's last; `before` is the rest of it.
struct LastOption {
  std::string_view before;
  std::string_view value;
};
std::optional<LastOption> last_option(std::string_view raw_query, std::string_view name);

}  // namespace relais::emulator
