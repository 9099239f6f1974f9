#include "engine/store/sqlite_mail_store.hpp"

#include "engine/store/mail_accounts.hpp"
#include "engine/store/mail_markers.hpp"
#include "engine/store/mail_verdicts.hpp"
#include "engine/store/open.hpp"

namespace relais::store {
namespace {

Verdict skip_instead(const Verdict& judged, std::string_view reason) {
  Verdict verdict = judged;
  verdict.decision = Decision::skip;
  verdict.reason = reason;
  verdict.rule.clear();
  return verdict;
}

}  // namespace

template <class Change>
auto SqliteMailStore::write(Change change) -> decltype(change()) {
  const std::lock_guard lock(mutex_);
  RELAIS_ASSIGN(auto transaction, sqlite::Transaction::begin(database_));
  auto outcome = change();
  if (outcome) RELAIS_TRY(transaction.commit());
  return outcome;
}

// -- accounts ------------------------------------------------------------------------------------

Result<AccountState> SqliteMailStore::account(const MailAccount& account) {
  const std::lock_guard lock(mutex_);
  return read_account(database_, account);
}

Result<std::vector<std::pair<MailAccount, AccountState>>> SqliteMailStore::accounts() {
  const std::lock_guard lock(mutex_);
  return read_accounts(database_);
}

Result<> SqliteMailStore::review_filters(const MailAccount& account, Millis at) {
  return write([&] { return write_review(database_, account, at); });
}

Result<> SqliteMailStore::activate(const MailAccount& account, std::string_view mailbox_user_id,
                                   Millis since, const Filters* filters) {
  return write([&]() -> Result<> {
    if (filters != nullptr) RELAIS_TRY(write_filters(database_, account, *filters));
    return write_activation(database_, account, mailbox_user_id, since);
  });
}

Result<> SqliteMailStore::suspend(const MailAccount& account) {
  return write([&] { return write_suspension(database_, account); });
}

Result<> SqliteMailStore::resume(const MailAccount& account, std::string_view mailbox_user_id,
                                 const Filters* filters) {
  return write([&]() -> Result<> {
    if (filters != nullptr) RELAIS_TRY(write_filters(database_, account, *filters));
    return write_resumption(database_, account, mailbox_user_id);
  });
}

Result<std::vector<FolderPin>> SqliteMailStore::pins(const MailAccount& account) {
  const std::lock_guard lock(mutex_);
  return read_pins(database_, account);
}

Result<> SqliteMailStore::set_pins(const MailAccount& account, std::span<const FolderPin> pins) {
  return write([&] { return write_pins(database_, account, pins); });
}

Result<std::string> SqliteMailStore::cursor(const MailAccount& account, std::string_view name) {
  const std::lock_guard lock(mutex_);
  return read_cursor(database_, account, name);
}

Result<std::vector<std::string>> SqliteMailStore::employee_addresses(std::string_view entity) {
  const std::lock_guard lock(mutex_);
  return read_employee_addresses(database_, entity);
}

Result<const Employees*> SqliteMailStore::employees_of(const std::string& entity) {
  // Nothing that this connection writes changes who is an employee.
  RELAIS_ASSIGN(const auto version, database_.data_version());
  if (version != employees_version_) employees_.clear();
  employees_version_ = version;
  auto known = employees_.find(entity);
  if (known == employees_.end()) {
    RELAIS_ASSIGN(const auto addresses, read_employee_addresses(database_, entity));
    known = employees_.emplace(entity, Employees(addresses.begin(), addresses.end())).first;
  }
  return &known->second;
}

// -- verdicts ------------------------------------------------------------------------------------

Result<> SqliteMailStore::put_verdicts(const MailAccount& account,
                                       std::span<const Verdict> verdicts,
                                       const MailCursor* cursor) {
  if (verdicts.empty() && cursor == nullptr) return {};
  return write([&]() -> Result<> {
    for (const auto& verdict : verdicts) RELAIS_TRY(write_verdict(database_, account, verdict));
    if (cursor != nullptr) RELAIS_TRY(write_cursor(database_, account, *cursor));
    return {};
  });
}

Result<std::vector<Verdict>> SqliteMailStore::verdicts(const MailAccount& account,
                                                       std::span<const std::string> message_ids) {
  const std::lock_guard lock(mutex_);
  return read_verdicts(database_, account, message_ids);
}

Result<std::vector<ReplacedVerdict>> SqliteMailStore::verdict_history(const MailAccount& account,
                                                                      std::string_view message_id) {
  const std::lock_guard lock(mutex_);
  return read_history(database_, account, message_id);
}

Result<std::map<std::string, std::int64_t>> SqliteMailStore::count_verdicts(
    const MailAccount& account, Millis since) {
  const std::lock_guard lock(mutex_);
  return read_counts(database_, account, since);
}

Result<std::map<std::string, std::int64_t>> SqliteMailStore::count_slipped(
    const MailAccount& account, Millis since) {
  const std::lock_guard lock(mutex_);
  return read_slipped(database_, account, since);
}

Result<std::vector<SeenMessage>> SqliteMailStore::seen_since(const MailAccount& account,
                                                             Millis from) {
  const std::lock_guard lock(mutex_);
  return read_seen(database_, account, from);
}

Result<std::vector<Verdict>> SqliteMailStore::skipped(const MailAccount& account, Millis since,
                                                      std::string_view after, std::size_t limit) {
  const std::lock_guard lock(mutex_);
  return read_skipped(database_, account, since, after, limit);
}

Result<std::int64_t> SqliteMailStore::forget_verdicts(const MailAccount& account, Millis before) {
  return write([&] { return erase_verdicts(database_, account, before); });
}

// -- messages ------------------------------------------------------------------------------------

Result<Known> SqliteMailStore::known(const MailAccount& account, std::string_view remote_id,
                                     std::string_view internet_message_id, Millis received_at) {
  const std::lock_guard lock(mutex_);
  RELAIS_ASSIGN(const auto earlier,
                find_earlier(database_, account, remote_id, internet_message_id, received_at));
  return earlier.known;
}

Result<Collected> SqliteMailStore::collect(const MailAccount& account, const NewMessage& message,
                                           const Verdict& verdict) {
  RELAIS_TRY(check_message(message));
  if (verdict.message_id != message.remote_id || verdict.decision != Decision::collect)
    return fail(Errc::internal, "a message was to be collected with the verdict of another one");
  return write([&]() -> Result<Collected> {
    RELAIS_ASSIGN(const auto earlier,
                  find_earlier(database_, account, message.remote_id, message.internet_message_id,
                               message.received_at));
    Collected collected{earlier.known, earlier.id};
    if (earlier.known == Known::tombstoned) {
      RELAIS_TRY(write_verdict(database_, account, skip_instead(verdict, "tombstoned")));
    } else if (earlier.known == Known::collected && !earlier.same) {
      RELAIS_TRY(write_verdict(database_, account, skip_instead(verdict, "already_collected")));
    } else {
      RELAIS_TRY(write_verdict(database_, account, verdict));
    }
    if (earlier.known != Known::no) return collected;
    RELAIS_ASSIGN(const auto* employees, employees_of(account.entity));
    RELAIS_ASSIGN(collected.id, insert_message(database_, account, message, *employees));
    if (message.by_agreement) RELAIS_TRY(count_history(database_, account));
    return collected;
  });
}

Result<std::optional<StoredMessage>> SqliteMailStore::find(const MailAccount& account,
                                                           std::string_view remote_id) {
  const std::lock_guard lock(mutex_);
  return read_message(database_, account, remote_id);
}

Result<> SqliteMailStore::moved(const MailAccount& account, std::string_view remote_id,
                                std::string_view folder_id, std::string_view folder_path) {
  return write([&] { return write_move(database_, account, remote_id, folder_id, folder_path); });
}

Result<> SqliteMailStore::gone(const MailAccount& account, std::string_view remote_id) {
  return write([&] { return write_gone(database_, account, remote_id); });
}

Result<std::vector<StoredMessage>> SqliteMailStore::copies(std::string_view entity,
                                                           std::string_view internet_message_id) {
  const std::lock_guard lock(mutex_);
  return read_copies(database_, entity, internet_message_id);
}

// -- markers -------------------------------------------------------------------------------------

Result<std::vector<MailAccount>> SqliteMailStore::accounts_owing_markers(MarkCopies copies) {
  const std::lock_guard lock(mutex_);
  return read_owing_accounts(database_, copies);
}

Result<std::vector<OwedMarker>> SqliteMailStore::owed_markers(const MailAccount& account,
                                                              MarkCopies copies,
                                                              std::string_view after,
                                                              std::size_t limit) {
  const std::lock_guard lock(mutex_);
  return read_owed(database_, account, copies, after, limit);
}

Result<> SqliteMailStore::record_markers(const MailAccount& account,
                                         std::span<const MarkerResult> results) {
  if (results.empty()) return {};
  return write([&]() -> Result<> {
    const MarkerResult* last = nullptr;  // the last one that was set
    for (const auto& result : results) {
      RELAIS_TRY(write_marker(database_, account, result));
      if (result.error.empty() && result.marker != Marker::none) last = &result;
    }
    return last == nullptr ? Result<>{} : write_degraded(database_, account, last->degraded);
  });
}

Result<std::int64_t> SqliteMailStore::retry_markers(const MailAccount& account) {
  return write([&] { return write_retry(database_, account); });
}

Result<std::vector<std::string>> SqliteMailStore::unreferenced(std::span<const std::string> refs) {
  const std::lock_guard lock(mutex_);
  return read_unreferenced(database_, refs);
}

Result<std::unique_ptr<MailStore>> open_mail(std::string_view url, OpenOptions options) {
  RELAIS_ASSIGN(auto database, open_database(url, options));
  return std::make_unique<SqliteMailStore>(std::move(database));
}

}  // namespace relais::store
