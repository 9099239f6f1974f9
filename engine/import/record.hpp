#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What a reader of a file hands to the import: rows in the words of docs/store.md.
namespace relais::import {

enum class Op { upsert, remove };

/// What a file does not say by itself.
struct Defaults {
  std::string entity;     ///< id of the YAML
  std::string time_zone;  ///< IANA; of floating times
};

/// One row. A reader says what the file says; whether it may stand in the store is the import's
/// business.
struct Record {
  std::string table;
  /// Of a table with a key of several columns: empty, the key stands in `values`.
  std::string id{};
  Op op = Op::upsert;
  /// Column and value, as the store keeps it: text, and numbers as decimal text; nullopt is NULL. A
  /// column that is not named here keeps what it has, and takes its default in a new row. A file
  /// that knows no ids of handlers and cases may give `handler_code`, or `handler_address` (of his
  /// mailbox), for `handler_id`, and `case_number` for `case_id`: they are looked up in the entity,
  /// and one that is unknown rejects the row.
  std::vector<std::pair<std::string, std::optional<std::string>>> values{};
  /// Dependent tables whose rows of this id are replaced as a whole by `children`.
  std::vector<std::string> owns{};
  std::vector<Record> children{};
  /// Where the row begins in its file, counted from 1.
  std::size_t line = 0;
  /// As it stood in the file, for the reject file; there only while the sink looks at it.
  std::string_view raw{};
};

/// A row that cannot be taken.
struct Rejected {
  std::size_t line = 0;
  /// Says what is wrong, never with the content of the row: it is logged.
  std::string reason;
  /// The row as it stood in the file, whatever its bytes; for the reject file only.
  std::string raw;
};

/// Where a reader puts what it finds, in the order of the file. Both must be set.
struct Sink {
  std::function<void(Record)> record;
  std::function<void(Rejected)> rejected;
};

}  // namespace relais::import
