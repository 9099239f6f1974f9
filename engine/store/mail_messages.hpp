// Collected messages in SQL. Whatever writes expects the caller's transaction.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/mail_types.hpp"

namespace relais::store {

/// Normalised addresses of those whose mail goes out.
using Employees = std::set<std::string, std::less<>>;

/// A message that was collected before, and how it is known.
struct Earlier {
  Known known = Known::no;
  bool same = false;  ///< this very id, not a copy
  std::string id;     ///< the store's
};
Result<Earlier> find_earlier(sqlite::Database& database, const MailAccount& account,
                             std::string_view remote_id, std::string_view internet_message_id,
                             Millis received_at);

/// Errc::item if the store cannot hold it.
Result<> check_message(const NewMessage& message);
/// Answers the new row's id.
Result<std::string> insert_message(sqlite::Database& database, const MailAccount& account,
                                   const NewMessage& message, const Employees& employees);

Result<std::optional<StoredMessage>> read_message(sqlite::Database& database,
                                                  const MailAccount& account,
                                                  std::string_view remote_id);
Result<std::vector<StoredMessage>> read_copies(sqlite::Database& database, std::string_view entity,
                                               std::string_view internet_message_id);
Result<> write_move(sqlite::Database& database, const MailAccount& account,
                    std::string_view remote_id, std::string_view folder_id,
                    std::string_view folder_path);
Result<std::vector<std::string>> read_unreferenced(sqlite::Database& database,
                                                   std::span<const std::string> refs);

}  // namespace relais::store
