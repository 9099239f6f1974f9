// How a listing by time goes on after a page: a pure decision.
//
// The next links of message listings count (`$skip`): they shift when something comes or goes, and
// have ended early. So a listing goes on with `ge` the last time seen, and follows a link only
// where one second fills a page and there is no other way.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/mail-graph/moment.hpp"

namespace relais::mail_graph {

struct ListedPage {
  std::size_t count = 0;          ///< messages on it, known ones too
  std::optional<Seconds> last{};  ///< the latest time of receipt on it
  std::string_view next_link{};
};

struct NextStep {
  enum class Way { done, from, link };
  Way way = Way::done;
  Seconds from = 0;  ///< of Way::from: list anew from here
  /// The rest of a second could not be read: its page was full and had no link. The audit will.
  bool gap = false;
  bool operator==(const NextStep&) const = default;
};

/// After a page of the listing that began at `position`, with pages of `top`.
NextStep next_step(const ListedPage& page, Seconds position, std::size_t top);

}  // namespace relais::mail_graph
