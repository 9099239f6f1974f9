#include "engine/import/writer.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace relais::import {
namespace {

constexpr std::size_t kShapes = 32;
constexpr std::string_view kNow = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

Written refuse(std::string reason, bool later = false) {
  return std::optional(Refusal{std::move(reason), later});
}

/// Whether it is about the row, not about the database.
bool is_about_the_row(const Error& error) {
  return error.code == Errc::conflict ||
         error.text.find(" constraint failed") != std::string::npos ||
         error.text.find("cannot store ") != std::string::npos;
}

/// A rule of the store that a row breaks, in words. SQLite names rules and columns, never values.
Refusal refusal_of(const Error& error) {
  const auto has = [&](std::string_view part) {
    return error.text.find(part) != std::string::npos;
  };
  if (has("address_needs_a_name"))
    return {"has no name: a person needs surname or given_name, all others a company"};
  if (has("appointment_ends_after_its_start")) return {"ends_at is not later than starts_at"};
  if (has("handler.entity_id, handler.code"))
    return {"code is taken by another handler of the entity (deleted ones count)", true};
  if (has("case_file.entity_id, case_file.number"))
    return {"number is taken by another case of the entity (deleted ones count)", true};
  const auto at = error.text.find("cannot write to it: ");
  const std::string rule = at == std::string::npos ? error.text : error.text.substr(at + 20);
  return {rule, error.code == Errc::conflict};
}

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const auto& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

std::vector<std::string> key_columns(const Table& table) {
  if (table.source) return {"id"};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < table.key; ++i) names.emplace_back(table.columns[i].name);
  return names;
}

std::string where_key(const Table& table) {
  std::vector<std::string> terms;
  for (const auto& name : key_columns(table))
    terms.push_back(fmt::format("{} = ?{}", name, terms.size() + 1));
  return joined(terms, " AND ");
}

/// The table that holds the row on which this one depends.
std::string_view owner_table(const Row& row) {
  if (row.table->name != "item_lead") return row.table->owner().refers_to;
  const auto* kind = find_table(row.cells[0].value.value_or(""));
  return kind == nullptr ? std::string_view() : kind->name;
}

const std::string& owner_id(const Row& row) {
  return *row.cells[row.table->name == "item_lead" ? 1 : 0].value;
}

}  // namespace

/// The statements for rows that give the same columns.
struct Writer::Shape {
  std::vector<const Column*> columns;
  std::optional<sqlite::Statement> select;
  std::optional<sqlite::Statement> insert;
  std::optional<sqlite::Statement> update;
  std::size_t first = 0;  ///< of the cells that are no key
  std::string missing;    ///< a mandatory column that is not among them

  bool fits(const Row& row) const {
    return std::equal(columns.begin(), columns.end(), row.cells.begin(), row.cells.end(),
                      [](const Column* column, const Cell& cell) { return column == cell.column; });
  }
  Result<> prepare(sqlite::Database& database, const Table& table);
};

Result<> Writer::Shape::prepare(sqlite::Database& database, const Table& table) {
  first = table.source ? 0 : table.key;
  std::vector<std::string> names = key_columns(table);
  std::vector<std::string> selected{table.source ? "entity_id, deleted_at IS NOT NULL" : "'', 0"};
  std::vector<std::string> set;
  if (table.source) set.emplace_back("deleted_at = NULL");
  const std::size_t keys = names.size();
  for (std::size_t i = first; i < columns.size(); ++i) {
    const std::string name(columns[i]->name);
    selected.push_back(name);
    names.push_back(name);
    set.push_back(fmt::format("{} = ?{}", name, keys + 1 + i - first));
  }
  if (table.source) names.emplace_back("entity_id");
  std::vector<std::string> places;
  for (std::size_t i = 0; i < names.size(); ++i) places.push_back(fmt::format("?{}", i + 1));
  for (const auto& column : table.columns)
    if (column.mandatory && missing.empty() &&
        std::find(columns.begin(), columns.end(), &column) == columns.end())
      missing = column.name;

  const auto make = [&](std::optional<sqlite::Statement>& into,
                        const std::string& sql) -> Result<> {
    RELAIS_ASSIGN(auto statement, database.prepare(sql));
    into.emplace(std::move(statement));
    return {};
  };
  RELAIS_TRY(make(select, fmt::format("SELECT {} FROM {} WHERE {}", joined(selected, ", "),
                                      table.name, where_key(table))));
  RELAIS_TRY(make(insert, fmt::format("INSERT INTO {}({}) VALUES({})", table.name,
                                      joined(names, ", "), joined(places, ", "))));
  if (!set.empty())
    RELAIS_TRY(make(update, fmt::format("UPDATE {} SET {} WHERE {}", table.name, joined(set, ", "),
                                        where_key(table))));
  return {};
}

Writer::Writer(sqlite::Database& database) : database_(database) {}
Writer::~Writer() = default;

Result<Writer::Shape*> Writer::shape_of(const Row& row) {
  auto& shapes = shapes_[row.table];
  for (auto& shape : shapes)
    if (shape->fits(row)) return shape.get();
  if (shapes.size() >= kShapes) shapes.clear();
  auto shape = std::make_unique<Shape>();
  for (const auto& cell : row.cells) shape->columns.push_back(cell.column);
  RELAIS_TRY(shape->prepare(database_, *row.table));
  shapes.push_back(std::move(shape));
  return shapes.back().get();
}

Result<std::optional<std::string>> Writer::entity_of(std::string_view table, std::string_view id) {
  return database_.text(fmt::format("SELECT entity_id FROM {} WHERE id = ?1", table), id);
}

Written Writer::look_up(Row& row, const Lookup& lookup) {
  std::string_view into = "handler_id";
  Result<std::optional<std::string>> found;
  switch (lookup.by) {
    case Lookup::By::handler_code:
      found = database_.text(
          "SELECT id FROM handler WHERE entity_id = ?1 AND code = ?2 "
          "AND deleted_at IS NULL",
          row.entity, lookup.value);
      break;
    case Lookup::By::handler_address:
      found = database_.text(
          "SELECT h.id FROM handler AS h JOIN handler_link AS l ON l.handler_id = h.id "
          "WHERE h.entity_id = ?1 AND h.deleted_at IS NULL AND "
          "(l.address = ?2 COLLATE NOCASE OR l.primary_address = ?2 COLLATE NOCASE)",
          row.entity, lookup.value);
      break;
    case Lookup::By::case_number:
      into = "case_id";
      found = database_.text("SELECT id FROM case_file WHERE entity_id = ?1 AND number = ?2",
                             row.entity, lookup.value);
      break;
  }
  if (!found) return fail(std::move(found).error());
  const bool a_case = lookup.by == Lookup::By::case_number;
  if (!*found)
    return refuse(a_case ? "names a case that the entity does not have"
                         : "names a handler whom the entity does not have");
  const auto* column = row.table->column(into);
  if (column == nullptr) return refuse(fmt::format("{} has no column {}", row.table->name, into));
  const auto cell = std::find_if(row.cells.begin(), row.cells.end(),
                                 [&](const Cell& one) { return one.column == column; });
  if (cell != row.cells.end()) {
    cell->value = **found;
  } else {
    row.cells.push_back({column, **found});
  }
  return std::nullopt;
}

/// Whose row it is, and what its lookups find.
Written Writer::resolve(Row& row) {
  if (!row.table->source) {
    const auto& column = row.table->owner();
    RELAIS_ASSIGN(const auto entity, entity_of(owner_table(row), owner_id(row)));
    if (!entity || (!row.entity.empty() && row.entity != *entity))
      return refuse(fmt::format("{} names no {} of the entity", column.name, owner_table(row)));
    row.entity = *entity;
  }
  for (const auto& lookup : row.lookups) {
    auto written = look_up(row, lookup);
    if (!written || *written) return written;
  }
  row.lookups.clear();
  return std::nullopt;
}

Written Writer::check_references(const Row& row) {
  for (const auto& cell : row.cells) {
    if (cell.column->refers_to.empty() || !cell.value) continue;
    if (!row.table->source && cell.column == &row.table->owner()) continue;
    RELAIS_ASSIGN(const auto entity, entity_of(cell.column->refers_to, *cell.value));
    if (!entity || *entity != row.entity)
      return refuse(
          fmt::format("{} names no {} of the entity", cell.column->name, cell.column->refers_to),
          cell.column->refers_to == row.table->name);
  }
  return std::nullopt;
}

Written Writer::insert(Shape& shape, const Row& row) {
  if (!shape.missing.empty())
    return refuse(fmt::format("is not there yet, and a new row needs {}", shape.missing));
  auto refused = check_references(row);
  if (!refused || *refused) return refused;
  auto& statement = *shape.insert;
  statement.reset();
  int at = 0;
  if (row.table->source) statement.bind_at(++at, row.id);
  for (const auto& cell : row.cells) statement.bind_at(++at, cell.value);
  if (row.table->source) statement.bind_at(++at, row.entity);
  const auto written = statement.run();
  if (!written && is_about_the_row(written.error())) return refusal_of(written.error());
  if (!written) return fail(written.error());
  ++counts_[row.table].added;
  return std::nullopt;
}

Written Writer::update(Shape& shape, const Row& row, bool restored) {
  auto refused = check_references(row);
  if (!refused || *refused) return refused;
  auto& statement = *shape.update;
  statement.reset();
  int at = 0;
  if (row.table->source) statement.bind_at(++at, row.id);
  for (const auto& cell : row.cells) statement.bind_at(++at, cell.value);
  const auto written = statement.run();
  if (!written && is_about_the_row(written.error())) return refusal_of(written.error());
  if (!written) return fail(written.error());
  ++(restored ? counts_[row.table].added : counts_[row.table].changed);
  return std::nullopt;
}

Written Writer::write_alone(Row& row) {
  auto refused = resolve(row);
  if (!refused || *refused) return refused;
  RELAIS_ASSIGN(Shape * shape, shape_of(row));
  auto& select = *shape->select;
  select.reset();
  int at = 0;
  if (row.table->source) select.bind_at(++at, row.id);
  for (std::size_t i = 0; i < shape->first; ++i) select.bind_at(++at, row.cells[i].value);
  RELAIS_ASSIGN(const bool there, select.step());
  const bool foreign = there && row.table->source && select.text(0) != row.entity;
  const bool deleted = there && select.boolean(1);
  bool same = there && !deleted;
  for (std::size_t i = shape->first; same && i < row.cells.size(); ++i) {
    const int column = static_cast<int>(i - shape->first) + 2;
    const auto& value = row.cells[i].value;
    same =
        value ? !select.is_null(column) && select.text(column) == *value : select.is_null(column);
  }
  select.reset();
  if (foreign) return refuse("id is taken by a row of another entity");
  if (row.op == Op::remove) {
    if (!there || deleted) {
      ++counts_[row.table].unchanged;
      return std::nullopt;
    }
    std::vector<std::string> key;
    if (row.table->source) key.push_back(row.id);
    for (std::size_t i = 0; i < shape->first; ++i) key.push_back(*row.cells[i].value);
    RELAIS_TRY(erase(*row.table, key));
    return std::nullopt;
  }
  if (!there) return insert(*shape, row);
  if (!same) return update(*shape, row, deleted);
  ++counts_[row.table].unchanged;
  return std::nullopt;
}

Result<> Writer::erase(const Table& table, const std::vector<std::string>& key) {
  const std::string sql =
      table.source ? fmt::format("UPDATE {} SET deleted_at = {} WHERE id = ?1", table.name, kNow)
                   : fmt::format("DELETE FROM {} WHERE {}", table.name, where_key(table));
  RELAIS_ASSIGN(auto statement, database_.prepare(sql));
  int at = 0;
  for (const auto& part : key) statement.bind_at(++at, part);
  RELAIS_TRY(statement.run());
  ++counts_[&table].deleted;
  return {};
}

/// The children, and away with what else the row has in the tables that it owns.
Written Writer::write_children(Row& row) {
  std::set<std::pair<const Table*, std::string>> kept;
  for (auto& child : row.children) {
    child.entity = row.entity;
    auto refused = write_alone(child);
    if (!refused || *refused) return refused;
    kept.emplace(child.table, child.key());
  }
  for (const auto* table : row.owns) {
    const bool lead = table->name == "item_lead";
    std::string sql =
        fmt::format("SELECT {} FROM {} WHERE {} = ?1", joined(key_columns(*table), ", "),
                    table->name, table->owner().name);
    if (lead) sql += fmt::format(" AND kind = '{}'", row.table->name);
    std::vector<std::vector<std::string>> gone;
    RELAIS_ASSIGN(auto rows, database_.prepare(sql));
    rows.bind(row.id);
    for (;;) {
      RELAIS_ASSIGN(const bool more, rows.step());
      if (!more) break;
      Row there{.table = table};
      for (std::size_t i = 0; i < table->key; ++i)
        there.cells.push_back({&table->columns[i], rows.string(static_cast<int>(i))});
      if (kept.contains({table, there.key()})) continue;
      auto& key = gone.emplace_back();
      for (const auto& cell : there.cells) key.push_back(*cell.value);
    }
    for (const auto& key : gone) RELAIS_TRY(erase(*table, key));
  }
  return std::nullopt;
}

Written Writer::write(Row& row) {
  const bool alone = row.op == Op::remove || (row.children.empty() && row.owns.empty());
  if (alone) return write_alone(row);
  const auto before = counts_;
  RELAIS_TRY(database_.exec("SAVEPOINT import_row"));
  auto refused = write_alone(row);
  if (refused && !*refused) refused = write_children(row);
  if (!refused) return refused;
  if (*refused) {
    counts_ = before;
    RELAIS_TRY(database_.exec("ROLLBACK TO import_row"));
  }
  RELAIS_TRY(database_.exec("RELEASE import_row"));
  return refused;
}

std::vector<const Table*> owners_of(const Table& table) {
  if (table.name != "item_lead") return {find_table(table.owner().refers_to)};
  std::vector<const Table*> owners;
  for (const auto kind : table.columns[0].words) owners.push_back(find_table(kind));
  return owners;
}

}  // namespace relais::import
