#include "plugins/contacts/address.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdint>
#include <relais/sdk.hpp>
#include <utility>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/text.hpp"

namespace relais::contacts {
namespace {

namespace json = boost::json;
using graph::string_at;

std::string line_at(const json::object& object, std::string_view key) {
  return graph::fold_space(string_at(object, key));
}

PostalAddress postal_at(const json::object& item, const std::string& prefix) {
  PostalAddress address;
  address.po_box = line_at(item, prefix + "po_box");
  address.street = line_at(item, prefix + "street");
  address.house_no = line_at(item, prefix + "house_no");
  address.line2 = line_at(item, prefix + "address_line2");
  address.postal_code = line_at(item, prefix + "postal_code");
  address.city = line_at(item, prefix + "city");
  address.region = line_at(item, prefix + "region");
  address.country = line_at(item, prefix + "country");
  return address;
}

std::vector<ContactPoint> points_of(const json::object& item) {
  const json::value* list = item.if_contains("contact_points");
  if (!list || !list->is_array()) return {};
  std::vector<std::pair<std::int64_t, ContactPoint>> slots;
  for (const json::value& entry : list->get_array()) {
    if (!entry.is_object()) continue;
    const json::object& point = entry.get_object();
    const json::value* slot = point.if_contains("slot");
    ContactPoint read{line_at(point, "type"), line_at(point, "value"), line_at(point, "label")};
    if (!read.value.empty())
      slots.emplace_back(slot && slot->is_int64() ? slot->get_int64() : 0, std::move(read));
  }
  std::stable_sort(slots.begin(), slots.end(),
                   [](const auto& left, const auto& right) { return left.first < right.first; });
  std::vector<ContactPoint> points;
  for (auto& [slot, point] : slots) points.push_back(std::move(point));
  return points;
}

}  // namespace

Address read_address(std::string_view item) {
  boost::system::error_code failed;
  const json::value parsed = json::parse({item.data(), item.size()}, failed);
  if (failed || !parsed.is_object())
    throw sdk::Failure(sdk::Status::item, "cannot render a contact: the item is no JSON object");
  const json::object& object = parsed.get_object();
  Address address;
  address.kind = line_at(object, "kind");
  address.title = line_at(object, "title");
  address.given_name = line_at(object, "given_name");
  address.middle_name = line_at(object, "middle_name");
  address.surname = line_at(object, "surname");
  address.name_suffix = line_at(object, "name_suffix");
  address.company = line_at(object, "company");
  address.department = line_at(object, "department");
  address.function = line_at(object, "function");
  address.main = postal_at(object, "");
  address.home = postal_at(object, "home_");
  address.birthday = line_at(object, "birthday");
  address.website = line_at(object, "website");
  address.remarks = string_at(object, "remarks");
  address.points = points_of(object);
  return address;
}

}  // namespace relais::contacts
