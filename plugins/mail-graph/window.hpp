// What a poll has seen already, as far back as the next one looks again.
//
// The next poll begins a little before the last message seen: times of receipt are whole seconds,
// and a message can show up later than one that was received after it. What it sees again it knows
// by id and folder together: in another folder a message is judged again, because a draft and its
// sent copy share the immutable id.
#pragma once

#include <algorithm>
#include <boost/json.hpp>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "plugins/mail-graph/moment.hpp"

namespace relais::mail_graph {

/// How far a window reaches back.
struct Reach {
  Seconds overlap = 30;   ///< at most so many seconds before the latest message
  std::size_t most = 50;  ///< and so many messages, but always the whole latest second
  Seconds latest = 0;     ///< times after this are no times of receipt: they move nothing
};

class Window {
 public:
  explicit Window(Seconds from = 0) : from_(from) {}

  /// Where the next poll begins.
  Seconds from() const { return from_; }
  void begin_at_least(Seconds from) {
    from_ = std::max(from_, from);
    forget();
  }
  /// False: it is known.
  bool add(Seconds received, std::string_view id, std::string_view folder);
  bool knows(Seconds received, std::string_view id, std::string_view folder) const;
  /// The time of the latest message, not after `limit`.
  std::optional<Seconds> newest(Seconds limit) const;
  /// Moves the beginning on, never back, and forgets what lies before it.
  void slide(const Reach& reach);
  /// Begins behind the latest message: for a second that fills pages.
  void leave_behind(Seconds latest);
  /// How many messages of its latest second it knows.
  std::size_t in_latest_second(Seconds latest) const;
  std::size_t size() const;

  /// {"from": "...", "seen": {"1777636800": ["0123456789abcdef", ...]}}; of more than `max_kept`
  /// messages the oldest are left out: they are offered again, which does no harm.
  void write(boost::json::object& into) const;
  /// Nothing if it is no such object.
  static std::optional<Window> read(const boost::json::object& from);

  static constexpr std::size_t max_kept = 2000;

 private:
  void forget();

  Seconds from_;
  std::map<Seconds, std::set<std::string, std::less<>>> seen_;
};

}  // namespace relais::mail_graph
