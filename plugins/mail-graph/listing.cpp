#include "plugins/mail-graph/listing.hpp"

#include <algorithm>
#include <utility>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"
#include "plugins/mail-graph/envelope.hpp"
#include "plugins/mail-graph/paging.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;

constexpr std::size_t smallest_page = 10;

sdk::Request listing_request(const Listing& listing, Seconds from) {
  std::string filter = "receivedDateTime ge " + instant_text(from);
  if (listing.before) filter += " and receivedDateTime lt " + instant_text(*listing.before);
  graph::Url url = listing.collection;
  return graph::get(url.option("$filter", filter)
                        .option("$orderby", "receivedDateTime")
                        .option("$select", listing.selection)
                        .option("$top", std::to_string(listing.top))
                        .str());
}

/// Nothing: a smaller page may be had, large ones can take the service too long.
std::optional<graph::Page> page_of(const sdk::Response& response, const Listing& listing) {
  const std::string_view attempted = listing.attempted;
  if (auto refusal = graph::refusal_of(response, graph::Doing::read)) {
    if (refusal->http == 504 && listing.top > smallest_page) return std::nullopt;
    // Under load Graph says "not found" of mailboxes and folders that are there.
    if (refusal->status == sdk::Status::not_found) refusal->status = sdk::Status::transient;
    // A listing has nothing that could expire.
    if (refusal->status == sdk::Status::resync) refusal->status = sdk::Status::transient;
    throw graph::failure(*refusal, attempted);
  }
  return graph::read_page(response.body(), attempted);
}

std::optional<Seconds> last_of(const json::array& messages) {
  std::optional<Seconds> last;
  for (const json::value& message : messages)
    if (const auto at = received_of(message.get_object())) last = std::max(last, at);
  return last;
}

}  // namespace

std::size_t read_listing(const sdk::Host& host, Listing listing, const OnMessages& on_page) {
  using Way = NextStep::Way;
  Seconds position = listing.from;
  sdk::Request request = listing_request(listing, position);
  graph::LinkGuard guard;
  for (std::size_t pages = 1;; ++pages) {
    host.stop_if_cancelled();
    const auto answered = page_of(host.http().send(request), listing);
    if (!answered) {
      listing.top = std::max(listing.top / 4, smallest_page);
      request = listing_request(listing, position);
      guard = graph::LinkGuard();
      continue;
    }
    const graph::Page& page = *answered;
    const NextStep step =
        next_step({page.items.size(), last_of(page.items), page.next_link}, position, listing.top);
    on_page(page.items);
    if (step.way == Way::done) return pages;
    if (step.way == Way::from) {
      if (step.gap) host.warning("a second has more messages than can be listed: the audit will");
      position = step.from;
      request = listing_request(listing, position);
      guard = graph::LinkGuard();
    } else {
      if (!guard.follow(page.next_link, page.items))
        throw sdk::Failure(sdk::Status::transient,
                           "cannot " + std::string(listing.attempted) + ": its pages never end");
      request.url = page.next_link;
    }
  }
}

}  // namespace relais::mail_graph
