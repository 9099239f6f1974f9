#include "plugins/graph/delta.hpp"

#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"
#include "plugins/graph/text.hpp"

namespace relais::graph {
namespace {

std::string mark_of(std::string_view scope) { return sha256_hex(scope).substr(0, 16); }

}  // namespace

bool is_removed(const boost::json::object& item) {
  const boost::json::value* removed = item.if_contains("@removed");
  return removed && !removed->is_null();
}

std::string cursor_of(std::string_view scope, std::string_view link) {
  return mark_of(scope) + " " + std::string(link);
}

std::string link_of(std::string_view scope, std::string_view cursor) {
  const std::string mark = mark_of(scope) + " ";
  return cursor.starts_with(mark) ? std::string(cursor.substr(mark.size())) : std::string();
}

void read_round(const sdk::Host& host, sdk::Request request, bool resumed,
                std::string_view attempted, const std::function<void(const DeltaPage&)>& on_page) {
  LinkGuard guard;
  for (;;) {
    host.stop_if_cancelled();
    const sdk::Response response = host.http().send(request);
    demand(response, attempted);
    Page page = read_page(response.body(), attempted);
    const bool last = page.next_link.empty();
    std::string link = last ? std::move(page.delta_link) : std::move(page.next_link);
    if (link.empty())
      throw sdk::Failure(sdk::Status::transient,
                         "cannot " + std::string(attempted) + ": a page has no link to go on with");
    if (!last && !guard.follow(link, page.items))
      throw sdk::Failure(resumed ? sdk::Status::resync : sdk::Status::transient,
                         "cannot " + std::string(attempted) + ": its pages never end");
    on_page({std::move(page.items), link, last});
    if (last) return;
    request.url = std::move(link);
  }
}

}  // namespace relais::graph
