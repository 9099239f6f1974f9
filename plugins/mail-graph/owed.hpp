// Messages that could not be had whole: when they are asked for again, and for how long. Kept in
// the plugin's state; that they are owed at all is the engine's to remember.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>

#include "plugins/mail-graph/moment.hpp"

namespace relais::mail_graph {

/// Of one message.
struct Trials {
  Seconds since = 0;  ///< the first
  std::int64_t tries = 0;
  Seconds next = 0;  ///< not before
  bool operator==(const Trials&) const = default;
};
/// After another one that failed.
Trials failed_again(const std::optional<Trials>& before, Seconds now);
/// Whether what has failed so often and so long will always fail. No outage lasts that long.
bool is_hopeless(const Trials& trials, Seconds now);

/// What is remembered of all, as text. Pure.
using AllTrials = std::map<std::string, Trials, std::less<>>;
std::string write_trials(const AllTrials& all);
/// Empty if it is no such text.
AllTrials read_trials(std::string_view text);

/// Of one session.
class Owed {
 public:
  explicit Owed(const sdk::Host& host) : host_(host) {}

  /// What a call has noted that failed is forgotten.
  void begin_call();
  bool is_due(const std::string& id) const;
  bool is_hopeless(const std::string& id) const;
  /// It could not be had. `failed`: something went wrong, it is not only too young.
  void left(const std::string& id, bool failed);
  void stored(const std::string& id);
  /// It is not wanted, or gone.
  void settled(const std::string& id);
  /// To be durable with what the call reports next.
  void keep();

 private:
  Seconds now() const { return host_.clock().now_ms() / 1000; }

  const sdk::Host& host_;
  AllTrials all_;
  std::size_t in_a_row_ = 0;  ///< failures of this session since the last message that was had
  bool changed_ = false;
};

}  // namespace relais::mail_graph
