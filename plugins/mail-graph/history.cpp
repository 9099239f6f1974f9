#include "plugins/mail-graph/history.hpp"

#include <boost/json.hpp>
#include <limits>
#include <string>

#include "plugins/graph/request.hpp"
#include "plugins/mail-graph/cursor.hpp"
#include "plugins/mail-graph/envelope.hpp"
#include "plugins/mail-graph/listing.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;

HistoryCursor begin_history(const Settings& settings, std::string_view text) {
  const Seconds since = *settings.history_from;
  if (text.empty()) return {.since = since, .window = Window(since)};
  HistoryCursor cursor = read_history_cursor(text);
  if (cursor.since != since)
    throw sdk::Failure(sdk::Status::resync, "the cursor belongs to another agreement");
  return cursor;
}

}  // namespace

void read_history(const sdk::Host& host, const Settings& settings, std::string_view text,
                  Intake& intake) {
  if (!settings.history_from || !settings.since) return;
  HistoryCursor cursor = begin_history(settings, text);
  if (cursor.window.from() >= *settings.since) return;
  const Listing listing{.collection = graph::user(settings.mailbox).path("messages"),
                        .from = cursor.window.from(),
                        .before = *settings.since,
                        .selection = judged_selection,
                        .top = settings.audit_page_size,
                        .attempted = "list the old messages"};
  // Old mail does not come late: only the second between two pages is seen twice.
  const Reach reach{.overlap = 0, .most = 0, .latest = *settings.since};
  read_listing(host, listing, [&](const json::array& messages) {
    intake.offer_new(messages, cursor.window);
    cursor.window.slide(reach);
    intake.checkpoint(write_cursor(cursor));
  });
  cursor.window.begin_at_least(*settings.since);  // all of it is read
  intake.checkpoint(write_cursor(cursor));
}

}  // namespace relais::mail_graph
