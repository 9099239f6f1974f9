#include "engine/store/case_part.hpp"

#include <algorithm>
#include <tuple>
#include <vector>

#include "engine/store/item_text.hpp"
#include "engine/store/names.hpp"
#include "engine/store/row_kinds.hpp"
#include "engine/store/rows.hpp"

namespace relais::store {
namespace {

constexpr std::string_view kCases =
    "SELECT c.id, c.confidential, c.entity_id = ?2, c.number, c.title, c.status, c.court, "
    "c.court_ref, a.kind, a.given_name, a.surname, a.company, h.code, h.given_name, h.surname "
    "FROM json_each(?1) AS wanted CROSS JOIN case_file AS c ON c.id = wanted.value "
    "LEFT JOIN address AS a ON a.id = c.client_address_id AND a.entity_id = ?2 "
    "AND a.deleted_at IS NULL "
    "LEFT JOIN handler AS h ON h.id = c.responsible_handler_id AND h.entity_id = ?2 "
    "AND h.deleted_at IS NULL";

constexpr std::string_view kParties =
    "SELECT p.case_id, p.role, a.kind, a.given_name, a.surname, a.company "
    "FROM json_each(?1) AS wanted CROSS JOIN case_party AS p ON p.case_id = wanted.value "
    "CROSS JOIN address AS a ON a.id = p.address_id "
    "WHERE a.entity_id = ?2 AND a.deleted_at IS NULL";

struct Party {
  std::string case_id;
  std::string role;
  std::string name;
  auto operator<=>(const Party&) const = default;
};

void put_client(json::object& json, const AddressName& name) {
  if (!name.full.empty()) json["client"] = {{"name", name.full}, {"short", name.short_form}};
}

CasePart read_case(const sqlite::Statement& row) {
  CasePart part{row.boolean(1), row.boolean(2), {}};
  if (!part.shown) return part;
  put(part.json, "number", clean_line(row.text(3)));
  put(part.json, "title", clean_line(row.text(4)));
  part.json["status"] = row.integer(5);
  part.json["confidential"] = part.confidential;
  put_client(part.json, address_name(row, 8));
  part.json["parties"] = json::array();
  put(part.json, "court", clean_line(row.text(6)));
  put(part.json, "court_ref", clean_line(row.text(7)));
  auto responsible = handler_part(row, 12);
  if (!responsible.empty()) part.json["responsible"] = std::move(responsible);
  return part;
}

json::object party_json(const Party& party) {
  json::object json{{"name", party.name}};
  put(json, "role", party.role);
  return json;
}

}  // namespace

Result<std::map<std::string, CasePart, std::less<>>> read_cases(sqlite::Database& database,
                                                                std::string_view entity,
                                                                std::span<const std::string> ids) {
  std::map<std::string, CasePart, std::less<>> cases;
  if (ids.empty()) return cases;
  const std::string wanted = id_array(ids);
  RELAIS_TRY(each_row(
      database, kCases,
      [&](const sqlite::Statement& row) { cases.emplace(row.text(0), read_case(row)); }, wanted,
      entity));
  std::vector<Party> parties;
  RELAIS_TRY(each_row(
      database, kParties,
      [&](const sqlite::Statement& row) {
        parties.push_back({row.string(0), clean_line(row.text(1)), address_name(row, 2).full});
      },
      wanted, entity));
  std::sort(parties.begin(), parties.end());
  for (const auto& party : parties) {
    const auto found = cases.find(party.case_id);
    if (found == cases.end() || !found->second.shown || party.name.empty()) continue;
    found->second.json["parties"].as_array().push_back(party_json(party));
  }
  return cases;
}

}  // namespace relais::store
