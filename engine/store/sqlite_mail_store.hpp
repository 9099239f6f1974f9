// The communicator's side of the practice store in an SQLite file.
#pragma once

#include <map>
#include <mutex>

#include "engine/sqlite/sqlite.hpp"
#include "engine/store/mail_messages.hpp"
#include "engine/store/mail_store.hpp"

namespace relais::store {

/// One connection, guarded by mutex_.
class SqliteMailStore final : public MailStore {
 public:
  /// `database` is open for writing and has the current schema.
  explicit SqliteMailStore(sqlite::Database database) : database_(std::move(database)) {}

  Result<AccountState> account(const MailAccount& account) override;
  Result<std::vector<std::pair<MailAccount, AccountState>>> accounts() override;
  Result<> review_filters(const MailAccount& account, Millis at) override;
  Result<> activate(const MailAccount& account, std::string_view mailbox_user_id, Millis since,
                    const Filters* filters) override;
  Result<> suspend(const MailAccount& account) override;
  Result<> resume(const MailAccount& account, std::string_view mailbox_user_id,
                  const Filters* filters) override;
  Result<std::vector<FolderPin>> pins(const MailAccount& account) override;
  Result<> set_pins(const MailAccount& account, std::span<const FolderPin> pins) override;
  Result<std::string> cursor(const MailAccount& account, std::string_view name) override;
  Result<std::vector<std::string>> employee_addresses(std::string_view entity) override;

  Result<> put_verdicts(const MailAccount& account, std::span<const Verdict> verdicts,
                        const MailCursor* cursor) override;
  Result<std::vector<Verdict>> verdicts(const MailAccount& account,
                                        std::span<const std::string> message_ids) override;
  Result<std::vector<ReplacedVerdict>> verdict_history(const MailAccount& account,
                                                       std::string_view message_id) override;
  Result<std::map<std::string, std::int64_t>> count_verdicts(const MailAccount& account,
                                                             Millis since) override;
  Result<std::map<std::string, std::int64_t>> count_slipped(const MailAccount& account,
                                                            Millis since) override;
  Result<std::vector<SeenMessage>> seen_since(const MailAccount& account, Millis from) override;
  Result<std::vector<Verdict>> skipped(const MailAccount& account, Millis since,
                                       std::string_view after, std::size_t limit) override;
  Result<std::int64_t> forget_verdicts(const MailAccount& account, Millis before) override;

  Result<Known> known(const MailAccount& account, std::string_view remote_id,
                      std::string_view internet_message_id, Millis received_at) override;
  Result<Collected> collect(const MailAccount& account, const NewMessage& message,
                            const Verdict& verdict) override;
  Result<std::optional<StoredMessage>> find(const MailAccount& account,
                                            std::string_view remote_id) override;
  Result<> moved(const MailAccount& account, std::string_view remote_id, std::string_view folder_id,
                 std::string_view folder_path) override;
  Result<> gone(const MailAccount& account, std::string_view remote_id) override;
  Result<std::vector<StoredMessage>> copies(std::string_view entity,
                                            std::string_view internet_message_id) override;

  Result<std::vector<MailAccount>> accounts_owing_markers(MarkCopies copies) override;
  Result<std::vector<OwedMarker>> owed_markers(const MailAccount& account, MarkCopies copies,
                                               std::string_view after, std::size_t limit) override;
  Result<> record_markers(const MailAccount& account,
                          std::span<const MarkerResult> results) override;
  Result<std::int64_t> retry_markers(const MailAccount& account) override;
  Result<std::vector<std::string>> unreferenced(std::span<const std::string> refs) override;

 private:
  /// Runs `change` in one transaction.
  template <class Change>
  auto write(Change change) -> decltype(change());
  Result<const Employees*> employees_of(const std::string& entity);

  std::mutex mutex_;
  sqlite::Database database_;
  // Who is an employee, as of the other programs' commit number `employees_version_`.
  std::map<std::string, Employees, std::less<>> employees_;
  std::int64_t employees_version_ = -1;
};

}  // namespace relais::store
