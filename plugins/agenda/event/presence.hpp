// Whether an event that answers by its id is alive.
//
// Graph finds events in Deleted Items by their id too, and does not tell where they lie. An event
// is alive if and only if some calendar lists it. A search may lag behind a create, or find nothing
// at all, so only the plain listing can say that it is not there: it is dear, and rarely asked for.
#pragma once

#include <map>
#include <optional>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/agenda/event/calendars.hpp"
#include "plugins/agenda/settings.hpp"

namespace relais::agenda::event {

/// As it was when first asked: of one call. By id, the calendar that lists the event.
class Presence {
 public:
  Presence(const sdk::Host& host, const Settings& settings, Calendars& calendars)
      : host_(host), settings_(settings), calendars_(calendars) {}

  /// The calendar that lists the event, or empty: it is not alive.
  std::string calendar_of(const std::string& id);
  struct Copy {
    std::string key, id, calendar;
  };
  /// The copies that the plain listing shows, those among them that no search finds yet.
  const std::vector<Copy>& copies();

 private:
  using ByEvent = std::map<std::string, std::string>;

  const sdk::Host& host_;
  const Settings& settings_;
  Calendars& calendars_;
  void list_all();

  std::optional<ByEvent> all_;
  std::vector<Copy> copies_;  ///< among them
};

}  // namespace relais::agenda::event
