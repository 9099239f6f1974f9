// What follows from an attempt. Pure; the rules are in docs/design.md, the tests are a table.
#pragma once

#include <string_view>

#include "engine/http/client.hpp"

namespace relais::http {

struct Attempt {
  Answer::Kind kind = Answer::Kind::answered;
  int status = 0;
  bool empty_body = false;
  bool asks_to_wait = false;  ///< has a valid Retry-After
  bool idempotent = false;
  bool reads = false;      ///< GET or HEAD: cannot have had an effect
  int tries = 1;           ///< attempts so far, this one included
  bool refreshed = false;  ///< credentials were renewed for this request before
};

enum class Next {
  finish,
  again,    ///< after a backoff
  refresh,  ///< get new credentials, then again
};

struct Verdict {
  Next next = Next::finish;
  /// The outcome if it ends here, also because a retry would take too long.
  Outcome outcome = Outcome::answered;
  bool throttled = false;   ///< the whole mailbox has to wait
  bool maybe_done = false;  ///< the attempt may have had its effect
};

Verdict judge(const Attempt& attempt);

bool is_reading(std::string_view method);

/// Before try number `tries + 1`; `random` in [0, 1).
Millis retry_backoff(int tries, double random);
/// After the `times`-th 429 in a row without a break; `random` in [0, 1).
Millis throttle_backoff(int times, double random);

}  // namespace relais::http
