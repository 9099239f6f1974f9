#include "engine/store/agenda_item.hpp"

#include <algorithm>
#include <unordered_map>

#include "engine/store/agenda_row.hpp"
#include "engine/store/case_part.hpp"
#include "engine/store/item_text.hpp"
#include "engine/store/names.hpp"
#include "engine/store/rows.hpp"

namespace relais::store {
namespace {

using Rows = std::vector<AgendaRow>;
using RowsById = std::unordered_map<std::string_view, AgendaRow*>;

// The primary key gives them in order of their seq.
constexpr std::string_view kLeads =
    "SELECT l.item_id, l.seq, l.amount, l.unit, l.label FROM json_each(?1) AS wanted "
    "CROSS JOIN item_lead AS l ON l.kind = ?2 AND l.item_id = wanted.value";
constexpr std::string_view kAssignees =
    "SELECT r.{item_id}, h.code, h.given_name, h.surname FROM json_each(?1) AS wanted "
    "CROSS JOIN {recipients} AS r ON r.{item_id} = wanted.value "
    "CROSS JOIN handler AS h ON h.id = r.handler_id "
    "WHERE h.entity_id = ?2 AND h.deleted_at IS NULL";
// Likewise, in order of the dates.
constexpr std::string_view kExdates =
    "SELECT x.appointment_id, x.date FROM json_each(?1) AS wanted "
    "CROSS JOIN appointment_exdate AS x ON x.appointment_id = wanted.value";

json::object lead_json(const sqlite::Statement& row) {
  json::object lead{{"seq", row.integer(1)}, {"amount", row.integer(2)}, {"unit", row.text(3)}};
  put(lead, "label", clean_line(row.text(4)));
  return lead;
}

json::array& array_at(AgendaRow& item, std::string_view key) { return item.json[key].as_array(); }

bool by_code(const json::value& left, const json::value& right) {
  const auto order = [](const json::value& assignee) {
    const auto& object = assignee.get_object();
    return std::pair(string_at(object, "code"), string_at(object, "name"));
  };
  return order(left) < order(right);
}

void finish_assignees(AgendaRow& item) {
  auto& assignees = array_at(item, "assignees");
  std::sort(assignees.begin(), assignees.end(), by_code);
  // One without a visible code or name says nothing; it comes first.
  while (!assignees.empty() && assignees.front().get_object().empty()) {
    assignees.erase(assignees.begin());
  }
}

Result<> add_lists(sqlite::Database& database, const KindTables& tables, Rows& items) {
  RowsById by_id;
  std::vector<std::string> found;
  const bool exdates = tables.kind == kAppointment;
  for (auto& item : items) {
    by_id.emplace(item.id, &item);
    found.push_back(item.id);
    for (const char* list : {"leads", "assignees"}) item.json[list] = json::array();
    if (exdates) item.json["exdates"] = json::array();
  }
  const std::string wanted = id_array(found);
  const auto into = [&by_id](std::string_view list, auto read) {
    return [&by_id, list, read](const sqlite::Statement& row) {
      array_at(*by_id.at(row.text(0)), list).push_back(read(row));
    };
  };
  const auto handler = [](const sqlite::Statement& row) { return handler_part(row, 1); };
  const auto date = [](const sqlite::Statement& row) { return json::string(row.text(1)); };
  RELAIS_TRY(each_row(database, kLeads, into("leads", lead_json), wanted, tables.kind));
  // All items of one call are of the handler's entity.
  RELAIS_TRY(each_row(database, with_tables(tables, kAssignees), into("assignees", handler), wanted,
                      items.front().entity));
  for (auto& item : items) finish_assignees(item);
  if (!exdates) return {};
  return each_row(database, kExdates, into("exdates", date), wanted);
}

Result<> add_cases(sqlite::Database& database, Rows& items) {
  std::vector<std::string> wanted;
  for (const auto& item : items) {
    if (!item.case_id.empty()) wanted.push_back(item.case_id);
  }
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  RELAIS_ASSIGN(const auto cases, read_cases(database, items.front().entity, wanted));
  for (auto& item : items) {
    const auto found = cases.find(item.case_id);
    if (found == cases.end()) continue;
    if (found->second.confidential) item.json["confidential"] = true;
    if (found->second.shown) item.json["case"] = found->second.json;
  }
  return {};
}

}  // namespace

Result<std::vector<Item>> read_agenda(sqlite::Database& database, const KindTables& tables,
                                      std::string_view handler, std::span<const std::string> ids) {
  Rows rows;
  RELAIS_TRY(each_row(
      database, agenda_sql(tables),
      [&](const sqlite::Statement& row) { rows.push_back(read_agenda_row(tables.kind, row)); },
      handler, id_array(ids)));
  if (rows.empty()) return std::vector<Item>{};
  RELAIS_TRY(add_lists(database, tables, rows));
  RELAIS_TRY(add_cases(database, rows));
  std::vector<Item> items;
  items.reserve(rows.size());
  for (auto& row : rows) {
    items.push_back({std::move(row.id), row.revision, json::serialize(row.json),
                     std::move(row.span), row.unlimited});
  }
  return items;
}

}  // namespace relais::store
