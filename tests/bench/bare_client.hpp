// The yardstick: a libcurl multi loop that sends what the engine sent, and does nothing else.
#pragma once

#include <string>
#include <vector>

#include "engine/base/json.hpp"
#include "tests/testbed/testbed.hpp"

namespace relais::bench {

/// A request as the emulator received it.
struct Recorded {
  std::string method;
  std::string target;                ///< path and query
  std::vector<std::string> headers;  ///< "Name: value", without credentials and ids
  std::string body;
};

/// What the engine sent to one mailbox, as far as it can be sent again.
struct Script {
  std::string mailbox;           ///< the user
  std::vector<Recorded> writes;  ///< of a whole script all of its requests
  /// The listing of the changes that it had made, if it read one; its links lead on from there.
  Recorded first_page;
};

/// Its creates, by mailbox. `log` as in Testbed::requests.
std::vector<Script> scripts_of(const json::array& log);
/// Everything that it sent to mailboxes with success and can be sent again, in its order: reads,
/// and updates without their condition.
std::vector<Script> whole_scripts_of(const json::array& log);
/// Creates of tasks go to the default lists of this firm, whose mailboxes are others.
void aim_at_lists(std::vector<Script>& scripts, testbed::Testbed& firm);

struct Replay {
  double writes_s = 0;  ///< seconds until all writes were answered
  double all_s = 0;     ///< and the listings after them read
  double cpu_s = 0;
  std::int64_t requests = 0;
  std::int64_t bytes = 0;                     ///< of all answers
  std::vector<std::vector<std::string>> ids;  ///< of what was created, for each script
};

/// Four mailboxes at a time, four requests in flight each, as the engine. Throws if anything but
/// success is answered.
Replay replay(const std::string& url, const std::string& token, const std::vector<Script>& scripts);

/// A token of the emulator's endpoint, for the testbed's application.
std::string fetch_token(const std::string& url);

}  // namespace relais::bench
