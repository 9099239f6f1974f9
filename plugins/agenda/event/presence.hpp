// Whether an event that answers by its id is alive.
//
// Graph finds events in Deleted Items by their id too, and does not tell where they lie. An event
// is alive if and only if some calendar lists it. A search by tag may lag behind a create, so for
// events that are young the plain listing decides, which is dear but certain.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/agenda/event/calendars.hpp"
#include "plugins/agenda/settings.hpp"

namespace relais::agenda::event {

/// Younger than the longest lag that is believed in, or of unknown age.
bool is_young(std::string_view created_at, std::int64_t now_ms);

/// As it was when first asked: of one call. By id, the calendar that lists the event.
class Presence {
 public:
  Presence(const sdk::Host& host, const Settings& settings, Calendars& calendars)
      : host_(host), settings_(settings), calendars_(calendars) {}

  /// The calendar that lists the event, whatever the search says; or empty.
  std::string in_plain_listing(const std::string& id);
  struct Copy {
    std::string key, id, calendar;
  };
  /// The copies that the plain listing shows, those among them that no search finds yet.
  const std::vector<Copy>& copies();
  /// By the plain listing if the event is young, else by that of ours.
  bool is_alive(const std::string& id, std::string_view created_at);

 private:
  using ByEvent = std::map<std::string, std::string>;

  const sdk::Host& host_;
  const Settings& settings_;
  Calendars& calendars_;
  void list_all();

  std::optional<ByEvent> ours_;
  std::optional<ByEvent> all_;
  std::vector<Copy> copies_;  ///< among them
};

}  // namespace relais::agenda::event
