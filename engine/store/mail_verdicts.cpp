#include "engine/store/mail_verdicts.hpp"

#include <algorithm>
#include <limits>

#include "engine/base/text.hpp"
#include "engine/store/mail_values.hpp"
#include "engine/store/row_kinds.hpp"
#include "engine/store/rows.hpp"

namespace relais::store {
namespace {

#define RELAIS_VERDICT_COLUMNS \
  "message_id, verdict, reason, rule, rule_version, sender_domain, decided_at, folder_id"

Verdict verdict_in(const sqlite::Statement& row) {
  Verdict verdict;
  verdict.message_id = row.string(0);
  verdict.decision = row.text(1) == "collect" ? Decision::collect : Decision::skip;
  verdict.reason = row.string(2);
  verdict.rule = row.string(3);
  verdict.rule_version = row.string(4);
  verdict.sender_domain = row.string(5);
  verdict.decided_at = instant_of(row.text(6)).value_or(0);
  verdict.folder_id = row.string(7);
  return verdict;
}

Verdict current_in(const sqlite::Statement& row) {
  auto verdict = verdict_in(row);
  verdict.received_at = instant_of(row.text(8));
  verdict.slipped_to = row.string(9);
  return verdict;
}

}  // namespace

Result<> write_verdict(sqlite::Database& database, const MailAccount& account,
                       const Verdict& verdict) {
  RELAIS_TRY(check_remote_id(verdict.message_id, "the id of a message"));
  RELAIS_TRY(check_instant(verdict.decided_at, "the time of a verdict"));
  if (verdict.received_at) RELAIS_TRY(check_instant(*verdict.received_at, "the time of receipt"));
  const std::string domain =
      verdict.decision == Decision::skip ? normalise_line(verdict.sender_domain) : std::string();
  RELAIS_TRY(database.run(
      "INSERT INTO mail_verdict(entity_id, account, " RELAIS_VERDICT_COLUMNS
      ", received_at, slipped_to) "
      "VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
      "ON CONFLICT(entity_id, account, message_id) DO UPDATE "
      "SET verdict = excluded.verdict, reason = excluded.reason, rule = excluded.rule, "
      "rule_version = excluded.rule_version, sender_domain = excluded.sender_domain, "
      "decided_at = excluded.decided_at, folder_id = excluded.folder_id, "
      "received_at = coalesce(excluded.received_at, received_at), "
      "slipped_to = excluded.slipped_to "
      "WHERE (verdict, reason, rule, rule_version, sender_domain, folder_id, received_at, "
      "slipped_to) IS NOT "
      "(excluded.verdict, excluded.reason, excluded.rule, excluded.rule_version, "
      "excluded.sender_domain, excluded.folder_id, coalesce(excluded.received_at, received_at), "
      "excluded.slipped_to)",
      account.entity, account.account, verdict.message_id, name_of(verdict.decision),
      verdict.reason, or_null(verdict.rule), or_null(verdict.rule_version), or_null(domain),
      format_utc(verdict.decided_at), verdict.folder_id, utc_or_null(verdict.received_at),
      or_null(verdict.slipped_to)));
  return {};
}

Result<std::vector<Verdict>> read_verdicts(sqlite::Database& database, const MailAccount& account,
                                           std::span<const std::string> message_ids) {
  std::vector<Verdict> verdicts;
  RELAIS_TRY(each_row(
      database,
      "SELECT " RELAIS_VERDICT_COLUMNS
      ", received_at, slipped_to FROM json_each(?3) AS wanted "
      "CROSS JOIN mail_verdict AS v ON v.entity_id = ?1 AND v.account = ?2 "
      "AND v.message_id = wanted.value",
      [&](const sqlite::Statement& row) { verdicts.push_back(current_in(row)); }, account.entity,
      account.account, id_array(message_ids)));
  return verdicts;
}

Result<std::vector<ReplacedVerdict>> read_history(sqlite::Database& database,
                                                  const MailAccount& account,
                                                  std::string_view message_id) {
  std::vector<ReplacedVerdict> history;
  RELAIS_TRY(each_row(
      database,
      "SELECT " RELAIS_VERDICT_COLUMNS
      ", replaced_at FROM mail_verdict_history "
      "WHERE entity_id = ? AND account = ? AND message_id = ? ORDER BY seq",
      [&](const sqlite::Statement& row) {
        history.push_back({verdict_in(row), instant_of(row.text(8)).value_or(0)});
      },
      account.entity, account.account, message_id));
  return history;
}

Result<std::map<std::string, std::int64_t>> read_counts(sqlite::Database& database,
                                                        const MailAccount& account, Millis since) {
  std::map<std::string, std::int64_t> counts;
  const auto take = [&](const sqlite::Statement& row) { counts[row.string(0)] = row.integer(1); };
  if (since == 0) {
    RELAIS_TRY(each_row(database,
                        "SELECT reason, count(*) FROM mail_verdict "
                        "WHERE entity_id = ? AND account = ? GROUP BY reason",
                        take, account.entity, account.account));
  } else {
    RELAIS_TRY(each_row(database,
                        "SELECT reason, count(*) FROM mail_verdict "
                        "WHERE entity_id = ? AND account = ? AND received_at >= ? GROUP BY reason",
                        take, account.entity, account.account, format_utc(since)));
  }
  return counts;
}

Result<std::map<std::string, std::int64_t>> read_slipped(sqlite::Database& database,
                                                         const MailAccount& account, Millis since) {
  std::map<std::string, std::int64_t> counts;
  RELAIS_TRY(each_row(
      database,
      "SELECT slipped_to, count(*) FROM mail_verdict INDEXED BY mail_verdict_slipped "
      "WHERE entity_id = ? AND account = ? AND received_at >= ? AND slipped_to IS NOT NULL "
      "GROUP BY slipped_to",
      [&](const sqlite::Statement& row) { counts[row.string(0)] = row.integer(1); }, account.entity,
      account.account, format_utc(since)));
  return counts;
}

Result<std::vector<SeenMessage>> read_seen(sqlite::Database& database, const MailAccount& account,
                                           Millis from) {
  std::vector<SeenMessage> seen;
  RELAIS_TRY(each_row(
      database,
      "SELECT message_id, folder_id FROM mail_verdict "
      "WHERE entity_id = ? AND account = ? AND received_at >= ?",
      [&](const sqlite::Statement& row) { seen.push_back({row.string(0), row.string(1)}); },
      account.entity, account.account, format_utc(from)));
  std::sort(seen.begin(), seen.end());
  return seen;
}

Result<std::vector<Verdict>> read_skipped(sqlite::Database& database, const MailAccount& account,
                                          Millis since, std::string_view after, std::size_t limit) {
  constexpr std::size_t most = std::numeric_limits<std::int64_t>::max();
  std::vector<Verdict> verdicts;
  // The unary plus keeps to the key's order: a page costs a page.
  RELAIS_TRY(each_row(
      database,
      "SELECT " RELAIS_VERDICT_COLUMNS
      ", received_at, slipped_to FROM mail_verdict "
      "WHERE entity_id = ? AND account = ? AND message_id > ? AND +received_at >= ? "
      "AND verdict = 'skip' ORDER BY message_id LIMIT ?",
      [&](const sqlite::Statement& row) { verdicts.push_back(current_in(row)); }, account.entity,
      account.account, after, format_utc(since), std::min(limit, most)));
  return verdicts;
}

Result<std::int64_t> erase_verdicts(sqlite::Database& database, const MailAccount& account,
                                    Millis before) {
  const std::string until = format_utc(before);
  RELAIS_ASSIGN(const auto current,
                database.run("DELETE FROM mail_verdict WHERE entity_id = ? AND account = ? "
                             "AND received_at < ? AND verdict = 'skip'",
                             account.entity, account.account, until));
  RELAIS_ASSIGN(const auto replaced,
                database.run("DELETE FROM mail_verdict_history WHERE entity_id = ? "
                             "AND account = ? AND replaced_at < ?",
                             account.entity, account.account, until));
  return current + replaced;
}

#undef RELAIS_VERDICT_COLUMNS

}  // namespace relais::store
