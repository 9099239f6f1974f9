// The tables of docs/store.md that an import may fill, and the forms of their columns.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace relais::import {

enum class Form {
  line,     ///< one line of text
  text,     ///< several
  id,       ///< 1 to 64 characters
  word,     ///< one of `words`
  flag,     ///< 0 or 1
  integer,  ///< from `least` to `most`
  date,     ///< 2026-05-01
  time,     ///< 08:00
  local,    ///< 2026-05-01T14:00
  utc,      ///< 2026-05-01T09:00:00.000Z
  email,    ///< an e-mail address
  country,  ///< two capitals
  zone,     ///< IANA
  phone,    ///< a number if the row's `type` says so, else one line
};

struct Column {
  std::string_view name;
  Form form = Form::line;
  bool mandatory = false;
  /// What a new row gets if nothing is said, and what an empty value means. Empty: null. `now`: it
  /// is the store's business, and an empty value says nothing.
  std::string_view by_default{};
  /// The table whose `id` it holds; `item_lead.item_id` refers to the table that `kind` names.
  std::string_view refers_to{};
  std::vector<std::string_view> words{};
  std::int64_t least = 0;
  std::int64_t most = 0;
  std::size_t shortest = 0;  ///< characters; `longest` 0: the limit of its form
  std::size_t longest = 0;
};

struct Table {
  std::string_view name;
  /// With `id`, `entity_id` and `deleted_at`, none of which is among `columns`. Other tables depend
  /// on the row that their first column refers to, and begin with the columns of their key.
  bool source = false;
  std::vector<Column> columns;
  std::size_t key = 0;  ///< of a dependent table: how many columns

  const Column* column(std::string_view column_name) const;
  /// The column that names the row on which this one depends.
  const Column& owner() const;
};

/// In the order in which they refer to each other.
std::span<const Table> tables();
const Table* find_table(std::string_view name);
/// Where it stands in tables().
std::size_t rank_of(const Table& table);

/// The table that a file of this name fills (`Address-2026.csv`, `addresses.csv`, `cases.csv`);
/// null: none.
const Table* table_of_file(std::string_view stem);

/// Columns that an import does not write although the store has them: triggers or relais do.
bool is_kept_by_the_store(std::string_view column);

}  // namespace relais::import
