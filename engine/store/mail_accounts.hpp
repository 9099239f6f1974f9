// State, pins and cursors of mail accounts, and who is an employee, in SQL. Whatever writes expects
// the caller's transaction.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/mail_types.hpp"

namespace relais::store {

using AccountRow = std::pair<MailAccount, AccountState>;

Result<AccountState> read_account(sqlite::Database& database, const MailAccount& account);
Result<std::vector<AccountRow>> read_accounts(sqlite::Database& database);
Result<> write_review(sqlite::Database& database, const MailAccount& account, Millis at);
Result<> write_activation(sqlite::Database& database, const MailAccount& account,
                          std::string_view mailbox_user_id, Millis since);
Result<> write_suspension(sqlite::Database& database, const MailAccount& account);
Result<> write_resumption(sqlite::Database& database, const MailAccount& account,
                          std::string_view mailbox_user_id);
/// `code` empty: markers look as they should.
Result<> write_degraded(sqlite::Database& database, const MailAccount& account,
                        std::string_view code);
Result<> write_filters(sqlite::Database& database, const MailAccount& account,
                       const Filters& filters);
Result<> count_history(sqlite::Database& database, const MailAccount& account);

Result<std::vector<FolderPin>> read_pins(sqlite::Database& database, const MailAccount& account);
Result<> write_pins(sqlite::Database& database, const MailAccount& account,
                    std::span<const FolderPin> pins);

Result<std::string> read_cursor(sqlite::Database& database, const MailAccount& account,
                                std::string_view name);
Result<> write_cursor(sqlite::Database& database, const MailAccount& account,
                      const MailCursor& cursor);

Result<std::vector<std::string>> read_employee_addresses(sqlite::Database& database,
                                                         std::string_view entity);

}  // namespace relais::store
