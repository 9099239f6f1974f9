// What the engine and its command line write to the practice store. Each function is one
// transaction; contracts as in Store.
#pragma once

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

Result<bool> write_link(sqlite::Database& database, std::string_view handler,
                        std::string_view connection, std::string_view address);
Result<bool> erase_link(sqlite::Database& database, std::string_view handler,
                        std::string_view connection);
Result<> write_resolved(sqlite::Database& database, std::string_view handler,
                        std::string_view connection, const std::optional<std::string>& user_id,
                        const std::optional<std::string>& primary_address);
Result<> write_switches(sqlite::Database& database, std::string_view handler,
                        const Switches& switches);
Result<MarkCounts> write_marks(sqlite::Database& database, std::span<const std::string> addresses,
                               std::string_view handler, std::string_view marked_by,
                               Millis marked_at);
Result<MarkCounts> erase_marks(sqlite::Database& database, std::span<const std::string> addresses,
                               std::string_view handler);

}  // namespace relais::store
