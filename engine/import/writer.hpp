// Writes rows into the practice store, and only those that say something new.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/import/row.hpp"
#include "engine/sqlite/sqlite.hpp"

namespace relais::import {

struct Counts {
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t deleted = 0;
  std::int64_t unchanged = 0;
  std::int64_t rejected = 0;
};
using CountsByTable = std::map<const Table*, Counts>;

/// Why a row was not written.
struct Refusal {
  std::string reason;
  bool later = false;  ///< it may be possible once the other rows are there
};
/// nullopt: written, or nothing to write. An error ends the import.
using Written = Result<std::optional<Refusal>>;

/// Works within a transaction of its caller. A row that is refused leaves nothing behind, nor do
/// its children. Deleted is what a source table keeps with `deleted_at`; other rows go.
class Writer {
 public:
  explicit Writer(sqlite::Database& database);
  ~Writer();

  /// Fills in the entity and what the row's lookups find. Added counts a row that was deleted and
  /// is back as well.
  Written write(Row& row);
  /// Deletes a row that is there, of a source table or not.
  Result<> erase(const Table& table, const std::vector<std::string>& key);

  CountsByTable& counts() { return counts_; }

 private:
  struct Shape;
  Result<Shape*> shape_of(const Row& row);
  Written write_alone(Row& row);
  Written resolve(Row& row);
  Written look_up(Row& row, const Lookup& lookup);
  Written check_references(const Row& row);
  Written insert(Shape& shape, const Row& row);
  Written update(Shape& shape, const Row& row, bool restored);
  Written write_children(Row& row);
  Result<std::optional<std::string>> entity_of(std::string_view table, std::string_view id);

  sqlite::Database& database_;
  std::map<const Table*, std::vector<std::unique_ptr<Shape>>> shapes_;
  CountsByTable counts_;
};

/// The tables on whose rows those of a dependent table depend: one, or for `item_lead` one per
/// kind.
std::vector<const Table*> owners_of(const Table& table);

}  // namespace relais::import
