// The fault script: which requests go wrong, when, and how.
#pragma once

#include <atomic>
#include <limits>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/json.hpp"
#include "tests/graph-emulator/http/message.hpp"

namespace relais::emulator {

/// What is to go wrong with a page of delta.
enum class DeltaFault {
  none,
  expired,       ///< 410
  duplicate,     ///< each item twice
  replay,        ///< everything again, as in a first round
  partial,       ///< items show only what changed in a trifle
  reversed,      ///< the newest change first
  late,          ///< nothing yet; the changes come in the next round
  lost_removals  ///< removals are never told
};

/// What is to go wrong with one request.
struct FaultPlan {
  std::optional<Response> instead;  ///< answered, nothing is done
  std::optional<Response> after;    ///< everything is done, but this is answered
  bool cut_before = false;          ///< connection closed, nothing is done
  bool cut_after = false;           ///< everything is done, connection closed without an answer
  bool expire_token = false;        ///< the token that came along is worth nothing from now on
  bool truncate = false;            ///< half of the body, then the connection is closed
  bool endless_next = false;        ///< a page never is the last one
  bool empty_page = false;          ///< an empty page with a next link
  bool ends_early = false;          ///< a listing of messages has no next link though there is more
  bool flagged_only = false;        ///< GET /todo/lists hides all lists but one
  DeltaFault delta = DeltaFault::none;
  std::int64_t latency_ms = 0;
  Millis search_hides_from = std::numeric_limits<Millis>::max();  ///< items created then or later
};

/// Thread-safe.
class Faults {
 public:
  /// Adds rules (README: "Fault script"); an error adds none.
  Result<> add(const json::array& rules, Millis now);
  void clear();
  json::array list() const;
  /// What the rules say about this request; counts it as a match for each that applies.
  FaultPlan plan(const Request& request, std::string_view mailbox, Millis now);

 private:
  struct Rule {
    json::object text;
    std::string method, path, mailbox, body, glob;
    std::int64_t nth = 0, every = 0, times = 1;
    std::int64_t matched = 0, applied = 0;
    Millis added = 0, until = 0;
    std::int64_t lag_ms = 0;
    FaultPlan plan;
  };
  static Result<Rule> read(const json::object& text, Millis now);
  static bool matches(const Rule& rule, const Request& request, std::string_view mailbox);

  std::atomic<bool> any_{false};
  mutable std::mutex mutex_;  // guards rules_
  std::vector<Rule> rules_;
};

/// `*` stands for any text.
bool glob_matches(std::string_view pattern, std::string_view text);

}  // namespace relais::emulator
