#include "engine/store/mail_accounts.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/store/mail_values.hpp"
#include "engine/store/rows.hpp"

namespace relais::store {
namespace {

constexpr std::string_view kOfMailbox = " of ";

AccountPhase phase_of(std::string_view name) {
  for (const auto phase : {AccountPhase::configured, AccountPhase::active, AccountPhase::suspended})
    if (name == name_of(phase)) return phase;
  return AccountPhase::draft;
}

/// Columns 2 to 7 of a row.
AccountState state_in(const sqlite::Statement& row) {
  AccountState state;
  state.phase = phase_of(row.text(2));
  state.active_since = instant_of(row.text(3));
  state.mailbox_user_id = row.string(4);
  state.filters_reviewed_at = instant_of(row.text(5));
  state.history_used = row.integer(6);
  state.marker_degraded = row.string(7);
  return state;
}

tl::unexpected<Error> not_so(const MailAccount& account, std::string_view what, std::string hint) {
  return fail(Errc::conflict,
              fmt::format("mail account {}/{} {}", account.entity, account.account, what),
              std::move(hint));
}

}  // namespace

Result<AccountState> read_account(sqlite::Database& database, const MailAccount& account) {
  AccountState state;
  RELAIS_TRY(each_row(
      database,
      "SELECT entity_id, account, state, active_since, mailbox_user_id, filters_reviewed_at, "
      "history_used, marker_degraded FROM mail_account_state WHERE entity_id = ? AND account = ?",
      [&](const sqlite::Statement& row) { state = state_in(row); }, account.entity,
      account.account));
  return state;
}

Result<std::vector<AccountRow>> read_accounts(sqlite::Database& database) {
  std::vector<AccountRow> accounts;
  RELAIS_TRY(each_row(
      database,
      "SELECT entity_id, account, state, active_since, mailbox_user_id, filters_reviewed_at, "
      "history_used, marker_degraded FROM mail_account_state ORDER BY entity_id, account",
      [&](const sqlite::Statement& row) {
        accounts.emplace_back(MailAccount{row.string(0), row.string(1)}, state_in(row));
      }));
  return accounts;
}

Result<> write_review(sqlite::Database& database, const MailAccount& account, Millis at) {
  RELAIS_TRY(
      database.run("INSERT INTO mail_account_state(entity_id, account, state, filters_reviewed_at) "
                   "VALUES(?, ?, 'configured', ?) ON CONFLICT(entity_id, account) DO UPDATE "
                   "SET filters_reviewed_at = excluded.filters_reviewed_at, "
                   "state = CASE state WHEN 'draft' THEN 'configured' ELSE state END",
                   account.entity, account.account, format_utc(at)));
  return {};
}

Result<> write_activation(sqlite::Database& database, const MailAccount& account,
                          std::string_view mailbox_user_id, Millis since) {
  if (mailbox_user_id.empty()) return not_so(account, "has no mailbox", "Link its owner first.");
  RELAIS_TRY(check_instant(since, "the time of activation"));
  const Millis second = since - (since % 1000 + 1000) % 1000;
  RELAIS_TRY(database.run(
      "INSERT INTO mail_account_state(entity_id, account, state, active_since, mailbox_user_id) "
      "VALUES(?, ?, 'active', ?, ?) ON CONFLICT(entity_id, account) DO UPDATE "
      "SET state = 'active', active_since = excluded.active_since, "
      "history_used = CASE WHEN mailbox_user_id IS excluded.mailbox_user_id THEN history_used "
      "ELSE 0 END, "
      "marker_degraded = CASE WHEN mailbox_user_id IS excluded.mailbox_user_id "
      "THEN marker_degraded END, "
      "mailbox_user_id = excluded.mailbox_user_id",
      account.entity, account.account, format_utc(second), mailbox_user_id));
  RELAIS_TRY(
      database.run("DELETE FROM mail_cursor WHERE entity_id = ? AND account = ? "
                   "AND instr(name, ?) = 0",
                   account.entity, account.account, kOfMailbox));
  return {};
}

Result<> write_filters(sqlite::Database& database, const MailAccount& account,
                       const Filters& filters) {
  RELAIS_TRY(write_pins(database, account, filters.pins));
  if (filters.reviewed_at) RELAIS_TRY(write_review(database, account, *filters.reviewed_at));
  return {};
}

std::string mailbox_cursor(std::string_view name, std::string_view mailbox_user_id) {
  return fmt::format("{}{}{}", name, kOfMailbox, mailbox_user_id);
}

Result<> write_suspension(sqlite::Database& database, const MailAccount& account) {
  RELAIS_ASSIGN(const auto changed,
                database.run("UPDATE mail_account_state SET state = 'suspended' "
                             "WHERE entity_id = ? AND account = ? AND state = 'active'",
                             account.entity, account.account));
  if (changed == 0) return not_so(account, "is not active", "There is nothing to suspend.");
  return {};
}

Result<> write_resumption(sqlite::Database& database, const MailAccount& account,
                          std::string_view mailbox_user_id) {
  RELAIS_ASSIGN(const auto state, read_account(database, account));
  if (state.phase != AccountPhase::suspended)
    return not_so(account, "is not suspended", "Only what was suspended can be resumed.");
  if (state.mailbox_user_id != mailbox_user_id)
    return not_so(account, "was activated for another mailbox",
                  "A new link is a new mailbox: activate the account again.");
  RELAIS_TRY(
      database.run("UPDATE mail_account_state SET state = 'active' "
                   "WHERE entity_id = ? AND account = ?",
                   account.entity, account.account));
  return {};
}

Result<> write_degraded(sqlite::Database& database, const MailAccount& account,
                        std::string_view code) {
  const auto text = normalise_line(code);
  RELAIS_TRY(database.run(
      "UPDATE mail_account_state SET marker_degraded = ?1 "
      "WHERE entity_id = ?2 AND account = ?3 AND marker_degraded IS NOT ?1",
      text.empty() ? std::nullopt : std::optional(text), account.entity, account.account));
  return {};
}

Result<> count_history(sqlite::Database& database, const MailAccount& account) {
  RELAIS_TRY(
      database.run("UPDATE mail_account_state SET history_used = history_used + 1 "
                   "WHERE entity_id = ? AND account = ?",
                   account.entity, account.account));
  return {};
}

Result<std::vector<FolderPin>> read_pins(sqlite::Database& database, const MailAccount& account) {
  std::vector<FolderPin> pins;
  RELAIS_TRY(each_row(
      database,
      "SELECT folder_id, name, missing_since FROM mail_folder_pin "
      "WHERE entity_id = ? AND account = ? ORDER BY folder_id",
      [&](const sqlite::Statement& row) {
        pins.push_back({row.string(0), row.string(1), instant_of(row.text(2))});
      },
      account.entity, account.account));
  return pins;
}

Result<> write_pins(sqlite::Database& database, const MailAccount& account,
                    std::span<const FolderPin> pins) {
  RELAIS_TRY(database.run("DELETE FROM mail_folder_pin WHERE entity_id = ? AND account = ?",
                          account.entity, account.account));
  for (const auto& pin : pins) {
    RELAIS_TRY(check_remote_id(pin.folder_id, "the id of an excluded folder"));
    RELAIS_TRY(database.run(
        "INSERT INTO mail_folder_pin(entity_id, account, folder_id, name, missing_since) "
        "VALUES(?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        account.entity, account.account, pin.folder_id, normalise_line(pin.name),
        utc_or_null(pin.missing_since)));
  }
  return {};
}

Result<std::string> read_cursor(sqlite::Database& database, const MailAccount& account,
                                std::string_view name) {
  RELAIS_ASSIGN(auto cursor, database.text("SELECT cursor FROM mail_cursor "
                                           "WHERE entity_id = ? AND account = ? AND name = ?",
                                           account.entity, account.account, name));
  return std::move(cursor).value_or(std::string());
}

Result<> write_cursor(sqlite::Database& database, const MailAccount& account,
                      const MailCursor& cursor) {
  RELAIS_TRY(database.run(
      "INSERT INTO mail_cursor(entity_id, account, name, cursor) VALUES(?, ?, ?, ?) "
      "ON CONFLICT(entity_id, account, name) DO UPDATE SET cursor = excluded.cursor, "
      "updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE cursor <> excluded.cursor",
      account.entity, account.account, cursor.name, cursor.text));
  return {};
}

Result<std::vector<std::string>> read_employee_addresses(sqlite::Database& database,
                                                         std::string_view entity) {
  std::vector<std::string> addresses;
  RELAIS_TRY(each_row(
      database,
      "SELECT m.email FROM employee AS e JOIN employee_email AS m ON m.employee_id = e.id "
      "WHERE e.entity_id = ? AND e.active = 1 AND e.deleted_at IS NULL",
      [&](const sqlite::Statement& row) {
        auto normal = normalise_address(row.text(0));
        if (!normal.empty()) addresses.push_back(std::move(normal));
      },
      entity));
  std::sort(addresses.begin(), addresses.end());
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  return addresses;
}

}  // namespace relais::store
