// Markers in SQL: which are owed, and what became of them. Whatever writes expects the caller's
// transaction.
#pragma once

#include <string_view>
#include <vector>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/mail_types.hpp"

namespace relais::store {

Result<std::vector<MailAccount>> read_owing_accounts(sqlite::Database& database, MarkCopies copies);
Result<std::vector<OwedMarker>> read_owed(sqlite::Database& database, const MailAccount& account,
                                          MarkCopies copies, std::string_view after,
                                          std::size_t limit);
Result<> write_marker(sqlite::Database& database, const MailAccount& account,
                      const MarkerResult& result);
Result<> write_gone(sqlite::Database& database, const MailAccount& account,
                    std::string_view remote_id);
Result<std::int64_t> write_retry(sqlite::Database& database, const MailAccount& account);

}  // namespace relais::store
