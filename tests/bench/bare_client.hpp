// The yardstick: a libcurl multi loop that sends what the engine sent, and does nothing else.
#pragma once

#include <string>
#include <vector>

#include "engine/base/json.hpp"

namespace relais::bench {

/// A request as the emulator received it.
struct Recorded {
  std::string target;                ///< path and query
  std::vector<std::string> headers;  ///< "Name: value", without credentials and ids
  std::string body;
};

/// What the engine sent to one mailbox, as far as it can be sent again.
struct Script {
  std::vector<Recorded> creates;
  /// The listing of the changes that it had made; its links lead on from there.
  Recorded first_page;
};

/// By mailbox. `log` as in Testbed::requests.
std::vector<Script> scripts_of(const json::array& log);

struct Replay {
  double creates_s = 0;  ///< seconds until all creates were answered
  double all_s = 0;      ///< and the listings after them read
  double cpu_s = 0;
  std::int64_t requests = 0;
};

/// As many mailboxes at a time as there are scripts, four requests in flight each. Throws if
/// anything but success is answered.
Replay replay(const std::string& url, const std::string& token, const std::vector<Script>& scripts);

/// A token of the emulator's endpoint, for the testbed's application.
std::string fetch_token(const std::string& url);

}  // namespace relais::bench
