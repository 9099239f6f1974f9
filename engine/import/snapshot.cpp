#include "engine/import/snapshot.hpp"

#include <fmt/core.h>

namespace relais::import {
namespace {

/// The keys of an entity's rows of a dependent table, those of deleted owners left out.
std::string keys_of_dependents(const Table& table, const Table& owner) {
  std::string columns;
  for (std::size_t i = 0; i < table.key; ++i)
    columns += fmt::format("{}t.{}", i > 0 ? ", " : "", table.columns[i].name);
  std::string sql = fmt::format(
      "SELECT {} FROM {} AS t JOIN {} AS o ON o.id = t.{} WHERE o.entity_id = ?1 "
      "AND o.deleted_at IS NULL",
      columns, table.name, owner.name, table.owner().name);
  if (table.name == "item_lead") sql += fmt::format(" AND t.kind = '{}'", owner.name);
  return sql;
}

Result<> add_absent(sqlite::Database& database, const std::string& sql, const std::string& entity,
                    const Table& table, const Keys& named, Absent& absent) {
  RELAIS_ASSIGN(auto rows, database.prepare(sql));
  rows.bind(entity);
  for (;;) {
    RELAIS_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    ++absent.there;
    Row row{.table = &table};
    if (table.source) row.id = rows.string(0);
    for (std::size_t i = 0; i < table.key; ++i)
      row.cells.push_back({&table.columns[i], rows.string(static_cast<int>(i))});
    if (named.contains(row.key())) continue;
    auto& key = absent.keys.emplace_back();
    if (table.source) key.push_back(row.id);
    for (const auto& cell : row.cells) key.push_back(*cell.value);
  }
}

}  // namespace

Result<Absent> absent_from(sqlite::Database& database, const Table& table,
                           const std::string& entity, const Keys& named) {
  Absent absent;
  if (table.source) {
    const auto sql =
        fmt::format("SELECT id FROM {} WHERE entity_id = ?1 AND deleted_at IS NULL", table.name);
    RELAIS_TRY(add_absent(database, sql, entity, table, named, absent));
    return absent;
  }
  for (const auto* owner : owners_of(table))
    RELAIS_TRY(
        add_absent(database, keys_of_dependents(table, *owner), entity, table, named, absent));
  return absent;
}

bool is_held(const Absent& absent, const Permission& permission) {
  const auto n = static_cast<std::int64_t>(absent.keys.size());
  if (n == 0 || n <= permission.allowed) return false;
  if (permission.empty) return !permission.allow_empty;
  return n > permission.limit.count && n * 100 > absent.there * permission.limit.percent;
}

}  // namespace relais::import
