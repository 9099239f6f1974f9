// Listings that come in pages.
#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <functional>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>
#include <unordered_map>

namespace relais::graph {

/// An object, or a Failure(transient): an answer that is cut or no JSON proves nothing.
boost::json::object parse_object(std::string_view body, std::string_view attempted);
/// The string at `key`, or empty.
std::string string_at(const boost::json::object& object, std::string_view key);

/// One page of a listing or of a delta round.
struct Page {
  boost::json::array items;  ///< objects with an id, each
  std::string next_link;     ///< opaque; empty: none
  std::string delta_link;    ///< opaque; empty: none
};

/// Refuses, as transient, whatever is not exactly a page.
Page read_page(std::string_view body, std::string_view attempted);

/// Ends rounds that would never end.
class LinkGuard {
 public:
  explicit LinkGuard(std::size_t max_pages = 50'000) : max_pages_(max_pages) {}
  /// False: this link, or a page with these very items, came for the third time; or there were too
  /// many pages, or too many empty ones in a row.
  bool follow(std::string_view link, const boost::json::array& items);

 private:
  static constexpr std::size_t max_empty_ = 500;

  std::size_t max_pages_;
  std::size_t pages_ = 0;
  std::size_t empty_ = 0;
  std::unordered_map<std::size_t, int> seen_;
};

/// Follows the next links of the listing that `first` begins, byte for byte and with the same
/// preferences, until there is none. Whatever is not a complete listing ends the call.
void for_each_page(const sdk::Host& host, const sdk::Request& first, std::string_view attempted,
                   const std::function<void(const Page&)>& on_page);

/// The same, item by item; `on_item` returns false to stop early.
void for_each_item(const sdk::Host& host, const sdk::Request& first, std::string_view attempted,
                   const std::function<bool(const boost::json::object&)>& on_item);

}  // namespace relais::graph
