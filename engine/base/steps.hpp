// Where the crash tests get in: each durable commit and each request announces itself before and
// after. Nothing listens in production.
#pragma once

#include <string_view>

namespace relais {

/// Thread-safe. `step` may end the process; it must do nothing else that callers could notice.
class StepListener {
 public:
  virtual ~StepListener() = default;
  /// `name` such as "ledger.commit.before" or "http.request.after".
  virtual void step(std::string_view name) = 0;
};

}  // namespace relais
