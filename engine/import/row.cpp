#include "engine/import/row.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/import/values.hpp"

namespace relais::import {
namespace {

constexpr char kBetween = '\x1f';

std::optional<Lookup::By> lookup_of(std::string_view name) {
  if (name == "handler_code") return Lookup::By::handler_code;
  if (name == "handler_address") return Lookup::By::handler_address;
  if (name == "case_number") return Lookup::By::case_number;
  return std::nullopt;
}

bool is_key(const Table& table, const Column& column) {
  return !table.source && static_cast<std::size_t>(&column - table.columns.data()) < table.key;
}

class Checker {
 public:
  Checker(const Rules& rules, const Row* owner) : rules_(rules), owner_(owner) {}

  Checked check(Record record) {
    Checked checked;
    Row& row = checked.row;
    row.table = find_table(record.table);
    row.op = record.op;
    row.line = record.line;
    if (row.table == nullptr) return refused(std::move(checked), "no such table");
    checked.problem = check_id(record, row);
    if (checked.problem.empty()) checked.problem = check_entity(record, row);
    if (checked.problem.empty()) checked.problem = check_values(record, row);
    if (checked.problem.empty() && !row.table->source) checked.problem = complete_key(row);
    if (checked.problem.empty() && row.op == Op::upsert)
      checked.problem = check_children(record, row);
    return checked;
  }

 private:
  static Checked refused(Checked checked, std::string problem) {
    checked.problem = std::move(problem);
    return checked;
  }

  static std::string check_id(const Record& record, Row& row) {
    if (!row.table->source) return {};
    static const Column column{.name = "id", .form = Form::id, .mandatory = true};
    auto taken = take_value(column, record.id, {});
    if (!taken.problem.empty()) return "id " + taken.problem;
    row.id = std::move(*taken.value);
    return {};
  }

  std::string check_entity(const Record& record, Row& row) {
    row.entity = owner_ != nullptr ? owner_->entity : rules_.chosen ? rules_.entity : std::string();
    if (!row.table->source) return {};
    for (const auto& [name, value] : record.values) {
      if (name != "entity_id" || !value || value->empty()) continue;
      if (!row.entity.empty() && *value != row.entity) return "entity_id is not the chosen entity";
      row.entity = *value;
    }
    if (row.entity.empty()) row.entity = rules_.entity;
    if (row.entity.empty()) return "entity_id is empty";
    if (!rules_.time_zones.contains(row.entity))
      return "entity_id is no entity of the configuration";
    return {};
  }

  std::string_view time_zone(const Row& row) const {
    const auto found = rules_.time_zones.find(row.entity.empty() ? rules_.entity : row.entity);
    return found == rules_.time_zones.end() ? std::string_view("UTC") : found->second;
  }

  std::string check_values(Record& record, Row& row) {
    row.cells.reserve(record.values.size() + row.table->key);
    for (auto& [name, value] : record.values) {
      if (name == "entity_id") continue;
      if (const auto by = lookup_of(name)) {
        if (value) row.lookups.push_back({*by, normalise_line(*value)});
        continue;
      }
      const auto* column = row.table->column(name);
      if (column == nullptr) return fmt::format("{} has no column {}", row.table->name, name);
      // Of a row that is to go, only the key counts.
      if (row.op == Op::remove && !is_key(*row.table, *column)) continue;
      if (column->by_default == "now" && (!value || value->empty())) continue;
      auto taken =
          take_value(*column, value ? std::string_view(*value) : std::string_view(), time_zone(row));
      if (!taken.problem.empty()) return fmt::format("{} {}", name, taken.problem);
      if (column->by_default == "now" && !taken.value) continue;
      row.cells.push_back({column, std::move(taken.value)});
    }
    if (row.table->name == "address_contact_point") adapt_contact_point(row);
    if (row.table->name == "appointment") add_time_zone(row);
    return {};
  }

  static void adapt_contact_point(Row& row) {
    const Cell* type = nullptr;
    Cell* value = nullptr;
    for (auto& cell : row.cells) {
      if (cell.column->name == "type") type = &cell;
      if (cell.column->name == "value") value = &cell;
    }
    if (type != nullptr && value != nullptr && type->value && value->value)
      value->value = contact_value(*type->value, *value->value);
  }

  void add_time_zone(Row& row) const {
    const auto* column = row.table->column("time_zone");
    const bool says_when = std::any_of(row.cells.begin(), row.cells.end(), [](const Cell& cell) {
      return cell.column->name == "starts_at";
    });
    const bool says_where = std::any_of(row.cells.begin(), row.cells.end(),
                                        [&](const Cell& cell) { return cell.column == column; });
    if (says_when && !says_where) row.cells.push_back({column, std::string(time_zone(row))});
  }

  /// The key to the front, in its order, with what the owner and defaults say of it.
  std::string complete_key(Row& row) const {
    std::vector<Cell> key;
    for (std::size_t i = 0; i < row.table->key; ++i) {
      const Column* column = &row.table->columns[i];
      const auto found = std::find_if(row.cells.begin(), row.cells.end(),
                                      [&](const Cell& cell) { return cell.column == column; });
      if (found != row.cells.end()) {
        key.push_back(std::move(*found));
        row.cells.erase(found);
      } else if (owner_ != nullptr && column == &row.table->owner()) {
        key.push_back({column, owner_->id});
      } else if (owner_ != nullptr && column->name == "kind") {
        key.push_back({column, std::string(owner_->table->name)});
      } else if (!column->by_default.empty()) {
        key.push_back({column, std::string(column->by_default)});
      } else if (column->refers_to == "handler" && !row.lookups.empty()) {
        key.push_back({column, std::nullopt});
      } else {
        return fmt::format("{} is missing", column->name);
      }
    }
    row.cells.insert(row.cells.begin(), std::make_move_iterator(key.begin()),
                     std::make_move_iterator(key.end()));
    return {};
  }

  std::string check_children(Record& record, Row& row) {
    for (const auto& name : record.owns) {
      const auto* table = find_table(name);
      if (table == nullptr || table->source) return "it owns no such table";
      row.owns.push_back(table);
    }
    for (auto& child : record.children) {
      auto checked = Checker(rules_, &row).check(std::move(child));
      if (!checked.problem.empty()) return std::move(checked.problem);
      if (checked.row.table->source) return "a row of its own cannot depend on another";
      row.children.push_back(std::move(checked.row));
    }
    return {};
  }

  const Rules& rules_;
  const Row* owner_;
};

}  // namespace

std::string Row::key() const {
  if (table == nullptr) return {};
  if (table->source) return id;
  std::string joined;
  if (cells.size() < table->key) return {};
  for (std::size_t i = 0; i < table->key; ++i) {
    if (!cells[i].value) return {};
    joined += *cells[i].value;
    joined += kBetween;
  }
  return joined;
}

Checked check(Record record, const Rules& rules) {
  return Checker(rules, nullptr).check(std::move(record));
}

std::string readable_key(const Record& record, const Rules& rules) {
  const auto* table = find_table(record.table);
  if (table == nullptr) return {};
  Record key{.table = record.table, .id = record.id, .op = Op::remove, .line = record.line};
  for (const auto& [name, value] : record.values) {
    const auto* column = table->column(name);
    if (column != nullptr && is_key(*table, *column)) key.values.emplace_back(name, value);
  }
  Rules any = rules;  // whose it is does not matter
  if (any.entity.empty() && !any.time_zones.empty()) any.entity = any.time_zones.begin()->first;
  return check(std::move(key), any).row.key();
}

}  // namespace relais::import
