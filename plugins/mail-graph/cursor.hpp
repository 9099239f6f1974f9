// What is kept between two calls, as text. Versioned; whatever is not exactly a cursor of this
// version is none, and the engine lists anew.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plugins/mail-graph/window.hpp"

namespace relais::mail_graph {

/// {"v": 1, "for": "poll", "from": "2026-05-01T07:30:00Z", "seen": {...}, "sent": "https://...",
///  "sent_at": 1777620600}
struct PollCursor {
  Window window;
  std::string sent{};   ///< delta link of Sent Items; empty: none yet
  Seconds sent_at = 0;  ///< when they were looked at
};
std::string write_cursor(const PollCursor& cursor);
/// Throws Failure(resync).
PollCursor read_poll_cursor(std::string_view text);

/// {"v": 1, "for": "history", "since": "...", "from": "...", "seen": {...}}
struct HistoryCursor {
  Seconds since = 0;  ///< of the candidates: another one begins anew
  Window window;
};
std::string write_cursor(const HistoryCursor& cursor);
/// Throws Failure(resync).
HistoryCursor read_history_cursor(std::string_view text);

/// {"v": 1, "for": "audit", "since": "...", "folders": ["0123456789abcdef", ...]}; the link of each
/// folder stands in a value of its own.
struct AuditCursor {
  Seconds since = 0;
  std::vector<std::string> folders{};  ///< prints of their ids
};
std::string write_cursor(const AuditCursor& cursor);
/// Throws Failure(resync).
AuditCursor read_audit_cursor(std::string_view text);

}  // namespace relais::mail_graph
