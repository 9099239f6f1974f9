#include "engine/store/contact_item.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "engine/base/json.hpp"
#include "engine/store/item_text.hpp"
#include "engine/store/phone.hpp"
#include "engine/store/row_kinds.hpp"
#include "engine/store/rows.hpp"

namespace relais::store {
namespace {

constexpr std::array<std::string_view, 10> kPersonLines{
    "salutation",  "title",   "given_name", "middle_name", "surname",
    "name_suffix", "company", "department", "function",    "language"};
constexpr std::array<std::string_view, 7> kBlock{
    "po_box", "street", "house_no", "address_line2", "postal_code", "city", "region"};
constexpr std::array<std::string_view, 2> kPrefixes{"", "home_"};

struct Contact {
  std::string id;
  std::int64_t revision = 0;
  json::object json;
  std::vector<std::string> categories;
  json::array points;
};

const std::string& contact_sql() {
  static const std::string sql = [] {
    std::string columns = "a.id, a.entity_id, a.revision, a.kind, a.confidential";
    const auto add = [&columns](std::string_view prefix, std::string_view name) {
      columns.append(", a.").append(prefix).append(name);
    };
    for (const auto name : kPersonLines) add("", name);
    for (const auto prefix : kPrefixes) {
      for (const auto name : kBlock) add(prefix, name);
      add(prefix, "country");
    }
    add("", "birthday");
    add("", "website");
    add("", "remarks");
    return "SELECT " + columns +
           " FROM json_each(?2) AS wanted"
           " CROSS JOIN address_sync_mark AS m"
           "   ON m.address_id = wanted.value AND m.handler_id = ?1"
           " CROSS JOIN address AS a ON a.id = m.address_id"
           " WHERE a.deleted_at IS NULL"
           "   AND a.entity_id = (SELECT entity_id FROM handler WHERE id = ?1)";
  }();
  return sql;
}

Contact read_contact(const sqlite::Statement& row) {
  Contact contact;
  int column = 0;
  contact.id = row.string(column++);
  auto& json = contact.json;
  json["schema"] = 1;
  json["item"] = kContact;
  json["id"] = contact.id;
  json["entity"] = row.text(column++);
  contact.revision = row.integer(column++);
  json["revision"] = contact.revision;
  json["kind"] = row.text(column++);
  json["confidential"] = row.boolean(column++);
  for (const auto name : kPersonLines) put(json, name, clean_line(row.text(column++)));
  for (const auto prefix : kPrefixes) {
    const std::size_t before = json.size();
    for (const auto name : kBlock) {
      put(json, std::string(prefix).append(name), clean_line(row.text(column++)));
    }
    // A country alone is the column's default and no address.
    const auto country = row.text(column++);
    if (json.size() > before) json[std::string(prefix) + "country"] = country;
  }
  put(json, "birthday", row.string(column++));
  put(json, "website", clean_line(row.text(column++)));
  put(json, "remarks", clean_text(row.text(column++)));
  return contact;
}

bool is_phone(std::string_view type) {
  return type == "phone_b" || type == "phone_p" || type == "mobile" || type == "fax";
}

json::object read_point(const sqlite::Statement& row) {
  const auto type = row.text(2);
  const auto value = row.text(3);
  json::object point{{"slot", row.integer(1)},
                     {"type", type},
                     {"value", is_phone(type) ? printed_phone(value) : clean_line(value)}};
  put(point, "label", clean_line(row.text(4)));
  return point;
}

using ContactsById = std::unordered_map<std::string_view, Contact*>;

template <class Add>
Result<> read_children(sqlite::Database& database, std::string_view sql, const std::string& ids,
                       const ContactsById& contacts, Add add) {
  return each_row(
      database, sql, [&](const sqlite::Statement& row) { add(*contacts.at(row.text(0)), row); },
      ids);
}

Item finish(Contact contact) {
  auto& categories = contact.categories;
  std::sort(categories.begin(), categories.end());
  categories.erase(std::unique(categories.begin(), categories.end()), categories.end());
  contact.json["categories"] = json::array(categories.begin(), categories.end());
  contact.json["contact_points"] = std::move(contact.points);
  return {std::move(contact.id), contact.revision, json::serialize(contact.json)};
}

}  // namespace

Result<std::vector<Item>> read_contacts(sqlite::Database& database, std::string_view handler,
                                        std::span<const std::string> ids) {
  std::vector<Contact> contacts;
  RELAIS_TRY(each_row(
      database, contact_sql(),
      [&](const sqlite::Statement& row) { contacts.push_back(read_contact(row)); }, handler,
      id_array(ids)));
  std::vector<std::string> found;
  ContactsById by_id;
  for (auto& contact : contacts) {
    found.push_back(contact.id);
    by_id.emplace(contact.id, &contact);
  }
  const std::string wanted = id_array(found);
  RELAIS_TRY(read_children(database,
                           "SELECT c.address_id, c.category FROM json_each(?) AS wanted "
                           "CROSS JOIN address_category AS c ON c.address_id = wanted.value",
                           wanted, by_id, [](Contact& contact, const sqlite::Statement& row) {
                             auto category = clean_line(row.text(1));
                             if (!category.empty()) contact.categories.push_back(category);
                           }));
  // The primary key gives the slots in order.
  RELAIS_TRY(read_children(database,
                           "SELECT p.address_id, p.slot, p.type, p.value, p.label "
                           "FROM json_each(?) AS wanted CROSS JOIN address_contact_point AS p "
                           "ON p.address_id = wanted.value",
                           wanted, by_id, [](Contact& contact, const sqlite::Statement& row) {
                             auto point = read_point(row);
                             if (!point["value"].get_string().empty()) {
                               contact.points.push_back(std::move(point));
                             }
                           }));
  std::vector<Item> items;
  items.reserve(contacts.size());
  for (auto& contact : contacts) items.push_back(finish(std::move(contact)));
  return items;
}

}  // namespace relais::store
