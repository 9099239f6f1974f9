#include "plugins/agenda/event/observe.hpp"

#include <boost/json.hpp>
#include <string>

#include "plugins/agenda/event/listing.hpp"
#include "plugins/agenda/event/shown.hpp"
#include "plugins/graph/extended.hpp"
#include "plugins/graph/paging.hpp"

namespace relais::agenda::event {
namespace {

namespace json = boost::json;

/// Says no more than that there was a listing.
constexpr std::string_view listed = "listed";

}  // namespace

void observe(const sdk::Host& host, const Settings& settings, Calendars& calendars,
             std::string_view, std::string_view cursor, bool full, sdk::Changes& changes) {
  if (!full && !cursor.empty()) return;
  list_ours(host, settings, calendars, selection(),
            [&](const json::array& events, const std::string& calendar) {
              for (const json::value& each : events) {
                const json::object& event = each.get_object();
                changes.upsert({.remote_id = graph::string_at(event, "id"),
                                .key = graph::key_of(event),
                                .written_fingerprint = carried_print(event, settings),
                                .etag = graph::string_at(event, "@odata.etag"),
                                .container = calendar,
                                .remote_fingerprint = remote_print(event, settings)});
              }
              // Half a listing is nothing to go on from.
              changes.checkpoint({});
            });
  changes.checkpoint(listed);
  if (full) changes.complete();
}

}  // namespace relais::agenda::event
