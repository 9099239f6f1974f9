#include "plugins/mail-graph/poll.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <string>
#include <utility>

#include "plugins/graph/delta.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/request.hpp"
#include "plugins/mail-graph/envelope.hpp"
#include "plugins/mail-graph/listing.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using graph::string_at;
using sdk::Status;

/// Clocks differ; what is received later than this has a time that somebody made up.
constexpr Seconds future = 10 * 60;
/// After this long nothing more comes of a second that fills pages.
constexpr Seconds settled = 15 * 60;

std::string sent_url(const Settings& settings) {
  return graph::user(settings.mailbox)
      .path("mailFolders/sentitems/messages/delta")
      .option("$filter", "receivedDateTime ge " + instant_text(*settings.since))
      .option("$select", judged_selection)
      .str();
}

}  // namespace

void Poll::run(std::string_view text, Intake& intake) {
  PollCursor cursor = begin(text);
  kept_ = text;
  read_new(cursor, intake);
  const bool due = sent_is_due(cursor);
  // If Sent Items fail, what has come is not read again, and they themselves only in a while.
  if (due) cursor.sent_at = now();
  keep(cursor, intake, false);
  if (due) read_sent(cursor, intake);
}

Seconds Poll::now() const { return host_.clock().now_ms() / 1000; }

/// A little early, so that five polls a minute apart make five minutes.
bool Poll::sent_is_due(const PollCursor& cursor) const {
  const Seconds since = now() - cursor.sent_at;
  return since < 0 || since >= settings_.sent_every - settings_.sent_every / 10;
}

PollCursor Poll::begin(std::string_view text) const {
  if (!settings_.since)
    throw sdk::Failure(
        Status::config,
        "cannot poll a mailbox: the account does not say since when (collect.since)");
  PollCursor cursor = text.empty() ? PollCursor{Window(*settings_.since)} : read_poll_cursor(text);
  cursor.window.begin_at_least(*settings_.since);
  return cursor;
}

Reach Poll::reach() const {
  return {.overlap = settings_.overlap, .most = settings_.page_size / 2, .latest = now() + future};
}

void Poll::read_new(PollCursor& cursor, Intake& intake) {
  const Listing listing{.collection = graph::user(settings_.mailbox).path("messages"),
                        .from = cursor.window.from(),
                        .selection = judged_selection,
                        .top = settings_.page_size,
                        .attempted = "list the new messages"};
  std::size_t fresh = 0;
  const std::size_t pages = read_listing(host_, listing, [&](const json::array& messages) {
    const std::size_t of_page = intake.offer_new(messages, cursor.window);
    fresh += of_page;
    if (of_page == 0) return;
    cursor.window.slide(reach());
    keep(cursor, intake, true);
  });
  // A second that fills pages is read again and again, until nothing more can come of it.
  const auto last = cursor.window.newest(reach().latest);
  const bool quiet = fresh == 0 && pages > 1 && last && *last < now() - settled;
  const bool too_many = cursor.window.in_latest_second(reach().latest) > Window::max_kept;
  if (quiet || too_many) cursor.window.leave_behind(reach().latest);
}

void Poll::keep(const PollCursor& cursor, Intake& intake, bool offered) {
  std::string now = write_cursor(cursor);
  if (!offered && now == kept_) return;
  intake.checkpoint(now);
  kept_ = std::move(now);
}

void Poll::read_sent(PollCursor& cursor, Intake& intake) {
  for (bool again = false;; again = true) {
    try {
      return read_sent_round(cursor, intake);
    } catch (const sdk::Failure& failure) {
      // A mailbox without Sent Items has none; links expire at any time, fresh ones too.
      if (failure.status() == Status::not_found) return;
      if (failure.status() != Status::resync) throw;
      cursor.sent.clear();
      // The cursor of the poll is none the worse.
      if (again) throw sdk::Failure(Status::transient, failure.what());
    }
  }
}

void Poll::read_sent_round(PollCursor& cursor, Intake& intake) {
  const std::string prefer = "odata.maxpagesize=" + std::to_string(settings_.audit_page_size);
  const bool resumed = !cursor.sent.empty();
  const std::string url = resumed ? cursor.sent : sent_url(settings_);
  graph::read_round(host_, graph::get(url, prefer), resumed, "read the changes of Sent Items",
                    [&](const graph::DeltaPage& page) {
                      bool offered = false;
                      for (const json::value& each : page.items) {
                        const json::object& message = each.get_object();
                        // What leaves the folder is found elsewhere.
                        if (graph::is_removed(message)) continue;
                        const auto at = received_of(message);
                        const std::string id = string_at(message, "id");
                        const std::string folder = string_at(message, "parentFolderId");
                        if (at && cursor.window.knows(*at, id, folder)) continue;
                        host_.stop_if_cancelled();
                        intake.offer(message);
                        offered = true;
                      }
                      cursor.sent = page.link;
                      keep(cursor, intake, offered);
                    });
}

}  // namespace relais::mail_graph
