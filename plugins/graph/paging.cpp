#include "plugins/graph/paging.hpp"

#include "plugins/graph/refusal.hpp"
#include "plugins/graph/request.hpp"

namespace relais::graph {
namespace {

namespace json = boost::json;

sdk::Failure not_a_page(std::string_view attempted, const char* why) {
  return sdk::Failure(sdk::Status::transient,
                      "cannot " + std::string(attempted) + ": the answer is unusable: " + why);
}

std::string link_of(const json::object& page, std::string_view name, std::string_view attempted) {
  const json::value* link = page.if_contains(name);
  if (!link || link->is_null()) return {};
  if (!link->is_string() || link->get_string().empty())
    throw not_a_page(attempted, "a link is not a text");
  return std::string(link->get_string());
}

/// Pages until `on_page` says that it is enough.
void walk(const sdk::Host& host, sdk::Request request, std::string_view attempted,
          const std::function<bool(const Page&)>& on_page) {
  LinkGuard guard;
  for (;;) {
    host.stop_if_cancelled();
    const sdk::Response response = host.http().send(request);
    if (auto refusal = refusal_of(response, Doing::read)) {
      // Under load Graph says "not found" of things that are there: no list is no proof of
      // anything.
      if (refusal->status == sdk::Status::not_found) refusal->status = sdk::Status::transient;
      throw failure(*refusal, attempted);
    }
    const Page page = read_page(response.body(), attempted);
    if (!on_page(page) || page.next_link.empty()) return;
    if (!guard.follow(page.next_link, page.items))
      throw not_a_page(attempted, "its pages never end");
    request.url = page.next_link;
  }
}

}  // namespace

json::object parse_object(std::string_view body, std::string_view attempted) {
  boost::system::error_code failed;
  json::value parsed = json::parse({body.data(), body.size()}, failed);
  if (failed || !parsed.is_object()) throw not_a_page(attempted, "no complete JSON object");
  return std::move(parsed.get_object());
}

std::string string_at(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

Page read_page(std::string_view body, std::string_view attempted) {
  json::object parsed = parse_object(body, attempted);
  Page page;
  json::value* items = parsed.if_contains("value");
  if (!items || !items->is_array()) throw not_a_page(attempted, "it has no list of items");
  page.items = std::move(items->get_array());
  for (const json::value& item : page.items)
    if (!item.is_object() || string_at(item.get_object(), "id").empty())
      throw not_a_page(attempted, "an item has no id");
  page.next_link = link_of(parsed, "@odata.nextLink", attempted);
  page.delta_link = link_of(parsed, "@odata.deltaLink", attempted);
  return page;
}

bool LinkGuard::follow(std::string_view link, const json::array& items) {
  const auto is_third = [&](std::string_view text) {
    return ++seen_[std::hash<std::string_view>()(text)] >= 3;
  };
  empty_ = items.empty() ? empty_ + 1 : 0;
  std::string ids;
  for (const json::value& item : items) ids += string_at(item.get_object(), "id") + "\n";
  if (!ids.empty() && is_third(ids)) return false;
  return ++pages_ <= max_pages_ && empty_ <= max_empty_ && !is_third(link);
}

void for_each_page(const sdk::Host& host, const sdk::Request& first, std::string_view attempted,
                   const std::function<void(const Page&)>& on_page) {
  walk(host, first, attempted, [&](const Page& page) {
    on_page(page);
    return true;
  });
}

void for_each_item(const sdk::Host& host, const sdk::Request& first, std::string_view attempted,
                   const std::function<bool(const json::object&)>& on_item) {
  walk(host, first, attempted, [&](const Page& page) {
    for (const json::value& item : page.items)
      if (!on_item(item.get_object())) return false;
    return true;
  });
}

}  // namespace relais::graph
