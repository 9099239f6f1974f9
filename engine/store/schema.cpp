#include "engine/store/schema.hpp"

#include <fmt/core.h>

#include <utility>

#include "engine/base/text.hpp"
#include "engine/store/schema_parts.hpp"

namespace relais::store {
namespace {

Error something_else(const std::string& path) {
  return {Errc::schema, fmt::format("{} holds another program's tables, no practice store", path),
          "Name another file for the store; this one was left as it is."};
}

Error too_new(const std::string& path, int version, int known) {
  return {Errc::schema,
          fmt::format("the practice store {} has schema version {}, this relais knows version {}",
                      path, version, known),
          "Use the newer relais that brought the store up to date."};
}

Result<> judge(const Inspection& found, const std::string& path, int known) {
  if (!found.empty && !found.ours) return fail(something_else(path));
  if (found.version > known) return fail(too_new(path, found.version, known));
  return {};
}

}  // namespace

std::span<const Migration> migrations() {
  static const std::vector<Migration> steps = [] {
    std::vector<Migration> all;
    for (auto& parts : schema_parts())
      all.push_back({static_cast<int>(all.size()) + 1, std::move(parts)});
    return all;
  }();
  return steps;
}

Result<Inspection> inspect(sqlite::Database& database) {
  Inspection found;
  RELAIS_ASSIGN(const auto tables, database.integer("SELECT count(*) FROM sqlite_schema"));
  found.empty = tables.value_or(0) == 0;
  RELAIS_ASSIGN(const auto meta,
                database.integer("SELECT count(*) FROM pragma_table_info('relais_meta') "
                                 "WHERE name IN ('store_uuid', 'schema_version')"));
  if (meta.value_or(0) != 2) return found;
  RELAIS_ASSIGN(auto row, database.prepare("SELECT store_uuid, schema_version FROM relais_meta"));
  RELAIS_ASSIGN(const bool there, row.step());
  if (!there) return found;
  found.ours = true;
  found.uuid = row.string(0);
  found.version = static_cast<int>(row.integer(1));
  return found;
}

Result<int> bring_up(sqlite::Database& database, std::span<const Migration> steps) {
  const int known = steps.empty() ? 0 : steps.back().to;
  RELAIS_ASSIGN(const auto before, inspect(database));
  RELAIS_TRY(judge(before, database.path(), known));
  if (before.ours && before.version == known) return known;

  RELAIS_ASSIGN(auto transaction, sqlite::Transaction::begin(database));
  // Another engine may have been here while we waited for the lock.
  RELAIS_ASSIGN(const auto found, inspect(database));
  RELAIS_TRY(judge(found, database.path(), known));
  for (const auto& step : steps) {
    if (step.to <= found.version) continue;
    for (const char* sql : step.sql) RELAIS_TRY(database.exec(sql));
  }
  RELAIS_TRY(
      database.run("INSERT INTO relais_meta(one, store_uuid, schema_version) VALUES(1, ?, ?) "
                   "ON CONFLICT(one) DO UPDATE SET schema_version = excluded.schema_version",
                   found.ours ? found.uuid : random_uuid(), known));
  RELAIS_TRY(transaction.commit());
  return known;
}

}  // namespace relais::store
