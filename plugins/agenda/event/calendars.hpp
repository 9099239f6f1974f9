// The calendars of a mailbox: which there are, and the one that relais writes to.
#pragma once

#include <memory>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/agenda/place.hpp"
#include "plugins/agenda/settings.hpp"
#include "plugins/graph/request.hpp"

namespace relais::agenda::event {

/// The target "calendar" (place.cpp). Host and settings outlive it.
std::unique_ptr<Place> open_calendars(const sdk::Host& host, const Settings& settings);

struct Calendar {
  std::string id;
  std::string name;
  bool is_default = false;
};

/// Of one session. Calendars that somebody else shares with the owner are none of his: what lies
/// there are the copies of another mailbox, with the same keys as his own. Nor are those that can
/// only be read: no copy can get there.
class Calendars {
 public:
  Calendars(const sdk::Host& host, const Settings& settings) : host_(host), settings_(settings) {}

  /// Each call of the engine sees the calendars as they are then.
  void begin_call() { known_ = false; }

  /// The owner's calendars, the default one among them. Deleted Items is none.
  const std::vector<Calendar>& all();

  graph::Url events(std::string_view calendar_id) const {
    return calendar(calendar_id).path("events");
  }

  /// As relais_export.ensure.
  sdk::Container ensure(std::string_view stored);
  /// The calendar of `ensure` may be gone: look again next time.
  void doubt() { verified_.clear(); }
  /// As relais_export.discard.
  void discard(std::string_view container);

 private:
  graph::Url root() const { return graph::user(settings_.mailbox).path("calendars"); }
  graph::Url calendar(std::string_view id) const { return root().segment(id); }
  std::string default_id();
  void add_default();
  bool still_ours(const std::string& stored);
  std::string create();

  const sdk::Host& host_;
  const Settings& settings_;
  std::string verified_;
  bool known_ = false;
  std::vector<Calendar> calendars_;
};

}  // namespace relais::agenda::event
