// A record after its values were checked: what can be written.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/import/record.hpp"
#include "engine/import/tables.hpp"

namespace relais::import {

struct Cell {
  const Column* column = nullptr;
  std::optional<std::string> value;  ///< nullopt: null
};

/// What a file calls a handler or a case, in place of the id.
struct Lookup {
  enum class By { handler_code, handler_address, case_number } by;
  std::string value;
};

struct Row {
  const Table* table = nullptr;
  std::string id{};      ///< of a source table
  std::string entity{};  ///< of a dependent table: empty until its owner is known
  Op op = Op::upsert;
  /// Of a dependent table the key comes first and is complete, but for what `lookups` will fill in.
  std::vector<Cell> cells{};
  std::vector<Lookup> lookups{};
  std::vector<const Table*> owns{};
  std::vector<Row> children{};
  std::size_t line = 0;

  /// What tells it from other rows of its table. Empty: not known.
  std::string key() const;
};

struct Rules {
  std::string entity;  ///< of rows that do not say theirs; and the only one, if it was chosen
  bool chosen = false;
  std::map<std::string, std::string, std::less<>> time_zones;  ///< of all entities, by id
};

/// Brings the values into the store's forms. Otherwise the reason, which never holds a value.
struct Checked {
  Row row;
  std::string problem;  ///< empty: none
};
Checked check(Record record, const Rules& rules);

/// The key of a row that was rejected, as far as it can be relied on; empty: not at all.
std::string readable_key(const Record& record, const Rules& rules);

}  // namespace relais::import
