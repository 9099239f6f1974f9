#include "engine/store/expand.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "engine/store/row_kinds.hpp"
#include "engine/store/rows.hpp"

namespace relais::store {
namespace {

using Ids = std::vector<std::string>;

void sort_unique(Ids& ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

/// The changed rows by what they are, before their dependants are known.
struct Roots {
  std::map<std::string_view, Ids> items;  // by kind
  Ids cases;
  Ids handlers;
};

bool is_shared(const KindTables& tables) { return tables.kind != kContact; }

/// A mark concerns its handler alone. An assignment is shown in the item, and so to all it is for.
bool take_recipient(const Change& change, Roots& roots, std::vector<Affected>& affected) {
  for (const auto& tables : kinds()) {
    if (change.table != tables.recipients) continue;
    for (const auto* handler : {&change.handler_old, &change.handler_new}) {
      if (!handler->empty()) {
        affected.push_back({std::string(tables.kind), change.row_id, *handler});
      }
    }
    if (is_shared(tables)) roots.items[tables.kind].push_back(change.row_id);
    return true;
  }
  return false;
}

Roots sort_out(std::span<const Change> changes, std::vector<Affected>& affected) {
  Roots roots;
  for (const auto& change : changes) {
    if (take_recipient(change, roots, affected)) continue;
    if (change.table == "case_file") roots.cases.push_back(change.row_id);
    if (change.table == "handler") roots.handlers.push_back(change.row_id);
    if (change.table == "communicator_message") affected.push_back({"message", change.row_id, {}});
    for (const auto& tables : kinds()) {
      if (change.table == tables.table) roots.items[tables.kind].push_back(change.row_id);
    }
  }
  for (auto& [kind, ids] : roots.items) sort_unique(ids);
  sort_unique(roots.handlers);
  return roots;
}

/// Appends the first column of every row that `sql` finds for `ids`, its JSON array parameter.
Result<> collect(sqlite::Database& database, std::string_view sql, const Ids& ids, Ids& into) {
  if (ids.empty()) return {};
  return each_row(
      database, sql, [&into](const sqlite::Statement& row) { into.push_back(row.string(0)); },
      id_array(ids));
}

// An item shows its case's number, client, parties, court and responsible handler.
Result<> add_cases(sqlite::Database& database, Roots& roots) {
  const Ids& addresses = roots.items[kContact];
  RELAIS_TRY(collect(database,
                     "SELECT c.id FROM json_each(?) AS changed "
                     "CROSS JOIN case_file AS c ON c.client_address_id = changed.value",
                     addresses, roots.cases));
  RELAIS_TRY(collect(database,
                     "SELECT p.case_id FROM json_each(?) AS changed "
                     "CROSS JOIN case_party AS p ON p.address_id = changed.value",
                     addresses, roots.cases));
  RELAIS_TRY(collect(database,
                     "SELECT c.id FROM json_each(?) AS changed "
                     "CROSS JOIN case_file AS c ON c.responsible_handler_id = changed.value",
                     roots.handlers, roots.cases));
  sort_unique(roots.cases);
  return {};
}

Result<> add_items_of_cases(sqlite::Database& database, const KindTables& tables, Roots& roots) {
  return collect(database,
                 with_tables(tables,
                             "SELECT i.id FROM json_each(?) AS changed "
                             "CROSS JOIN {table} AS i ON i.case_id = changed.value"),
                 roots.cases, roots.items[tables.kind]);
}

// What a handler shares with others shows his name to them. What is his alone is looked at anyway,
// with everything of his. The feed does not say which of his columns changed: a switch counts too.
Result<> add_shared_items(sqlite::Database& database, const KindTables& tables, Roots& roots) {
  return collect(database,
                 with_tables(tables,
                             "SELECT mine.{item_id} FROM json_each(?) AS changed "
                             "CROSS JOIN {recipients} AS mine ON mine.handler_id = changed.value "
                             "WHERE EXISTS (SELECT 1 FROM {recipients} AS other "
                             "WHERE other.{item_id} = mine.{item_id} "
                             "AND other.handler_id <> mine.handler_id)"),
                 roots.handlers, roots.items[tables.kind]);
}

Result<> add_recipients(sqlite::Database& database, const KindTables& tables, const Ids& items,
                        std::vector<Affected>& affected) {
  if (items.empty()) return {};
  const std::string kind(tables.kind);
  for (const auto& id : items) affected.push_back({kind, id, {}});
  return each_row(
      database,
      with_tables(tables,
                  "SELECT r.{item_id}, r.handler_id FROM json_each(?) AS changed "
                  "CROSS JOIN {recipients} AS r ON r.{item_id} = changed.value"),
      [&](const sqlite::Statement& row) {
        affected.push_back({kind, row.string(0), row.string(1)});
      },
      id_array(items));
}

}  // namespace

Result<std::vector<Affected>> expand(sqlite::Database& database, std::span<const Change> changes) {
  std::vector<Affected> affected;
  Roots roots = sort_out(changes, affected);
  RELAIS_TRY(add_cases(database, roots));
  for (const auto& tables : kinds()) {
    auto& items = roots.items[tables.kind];
    if (is_shared(tables)) {
      RELAIS_TRY(add_items_of_cases(database, tables, roots));
      RELAIS_TRY(add_shared_items(database, tables, roots));
      sort_unique(items);
    }
    RELAIS_TRY(add_recipients(database, tables, items, affected));
    for (const auto& handler : roots.handlers) {
      affected.push_back({std::string(tables.kind), std::string(kAllItems), handler});
    }
  }
  std::sort(affected.begin(), affected.end());
  affected.erase(std::unique(affected.begin(), affected.end()), affected.end());
  return affected;
}

}  // namespace relais::store
