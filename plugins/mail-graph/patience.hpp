// How long a message may hold up those behind it.
#pragma once

#include <string>
#include <unordered_map>

#include "plugins/graph/refusal.hpp"

namespace relais::mail_graph {

/// Of one session: counts how often messages have failed.
class Patience {
 public:
  /// Whether the part of the message that was refused is given up: what is refused for good at
  /// once, what fails with every call after some; whoever is told to wait waits.
  bool is_over(const std::string& id, const graph::Refusal& refusal);
  /// The same, for what is known of the end of a call only.
  bool is_over(const std::string& id, sdk::Status status);
  void forget(const std::string& id) { failures_.erase(id); }

 private:
  static constexpr int max_failures = 5;
  bool failed_again(const std::string& id);

  std::unordered_map<std::string, int> failures_;
};

}  // namespace relais::mail_graph
