// Verdicts in SQL. Whatever writes expects the caller's transaction.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/mail_types.hpp"

namespace relais::store {

/// A verdict that says the same as the current one changes nothing.
Result<> write_verdict(sqlite::Database& database, const MailAccount& account,
                       const Verdict& verdict);
Result<std::vector<Verdict>> read_verdicts(sqlite::Database& database, const MailAccount& account,
                                           std::span<const std::string> message_ids);
Result<std::vector<ReplacedVerdict>> read_history(sqlite::Database& database,
                                                  const MailAccount& account,
                                                  std::string_view message_id);
Result<std::map<std::string, std::int64_t>> read_counts(sqlite::Database& database,
                                                        const MailAccount& account, Millis since);
Result<std::map<std::string, std::int64_t>> read_slipped(sqlite::Database& database,
                                                         const MailAccount& account, Millis since);
Result<std::vector<SeenMessage>> read_seen(sqlite::Database& database, const MailAccount& account,
                                           Millis from);
Result<std::vector<Verdict>> read_skipped(sqlite::Database& database, const MailAccount& account,
                                          Millis since, std::string_view after, std::size_t limit);
Result<std::int64_t> erase_verdicts(sqlite::Database& database, const MailAccount& account,
                                    Millis before);

}  // namespace relais::store
