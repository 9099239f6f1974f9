// The ledger in one SQLite file.
#pragma once

#include <filesystem>
#include <mutex>

#include "engine/ledger/ledger.hpp"
#include "engine/sqlite/sqlite.hpp"

namespace relais::ledger {

/// Thread-safe: one connection, and `guard_` around each use of it.
class SqliteLedger final : public Ledger {
 public:
  explicit SqliteLedger(sqlite::Database db) : db_(std::move(db)) {}
  ~SqliteLedger() override;

  Result<> write(const std::function<Result<>(Writer&)>& body) override;
  Result<> lock() override;
  Result<std::string> meta(std::string_view name) override;
  Result<std::vector<Mailbox>> mailboxes() override;
  Result<std::vector<Member>> members() override;
  Result<std::vector<Stream>> streams(MailboxId mailbox) override;
  Result<std::string> planned_config(MailboxId mailbox, std::string_view entity,
                                     std::string_view kind) override;
  Result<std::vector<DirtyKey>> dirty(MailboxId mailbox, std::string_view kind,
                                      std::string_view after, Millis now,
                                      std::size_t limit) override;
  Result<std::optional<DirtyKey>> dirty_whole(MailboxId mailbox, std::string_view kind) override;
  Result<bool> has_dirty(MailboxId mailbox, Millis now) override;
  Result<std::int64_t> count_dirty() override;
  Result<Millis> oldest_dirty() override;
  Result<std::vector<Link>> links(MailboxId mailbox, std::string_view kind,
                                  std::span<const std::string> items) override;
  Result<std::vector<Link>> links_of_item(MailboxId mailbox, std::string_view kind,
                                          std::string_view item) override;
  Result<std::vector<std::string>> linked_items(MailboxId mailbox, std::string_view entity,
                                                std::string_view kind, std::string_view after,
                                                std::size_t limit) override;
  Result<std::vector<Link>> links_by_remote(MailboxId mailbox,
                                            std::span<const std::string> remote_ids) override;
  Result<std::vector<Link>> claimed(StreamId stream, std::size_t limit) override;
  Result<std::vector<Link>> links_of_stream(StreamId stream, std::string_view after_key,
                                            std::size_t limit) override;
  Result<std::int64_t> count_links(MailboxId mailbox, std::string_view entity,
                                   std::string_view kind) override;
  Result<std::int64_t> count_links(std::string_view entity, std::string_view kind) override;
  Result<std::int64_t> count_degraded(MailboxId mailbox) override;
  Result<std::vector<Link>> degraded(MailboxId mailbox, std::size_t limit) override;
  Result<std::vector<Link>> links_with_facts(MailboxId mailbox) override;
  Result<std::vector<std::string>> revisits(MailboxId mailbox, std::string_view kind,
                                            std::string_view today) override;
  Result<std::vector<Intent>> intents(MailboxId mailbox) override;
  Result<std::vector<Sweep>> sweeps(MailboxId mailbox, Millis now) override;
  Result<std::vector<Quarantine>> quarantined(MailboxId mailbox) override;
  Result<std::vector<Quarantine>> quarantined(MailboxId mailbox, std::string_view kind,
                                              std::span<const std::string> items) override;
  Result<std::vector<Millis>> restorations(MailboxId mailbox, std::string_view key,
                                           Millis since) override;
  Result<std::int64_t> count_actions(std::string_view entity, MailboxId mailbox,
                                     std::string_view kind, std::string_view type,
                                     std::string_view cause, Millis since) override;
  Result<std::vector<ActionRecord>> history(std::string_view kind, std::string_view item,
                                            MailboxId mailbox, std::size_t limit) override;
  Result<std::vector<Run>> runs(std::size_t limit) override;
  Result<std::vector<Refusal>> refusals(std::size_t limit) override;
  Result<std::int64_t> count_refusals(Millis since) override;
  Result<std::vector<Hold>> holds() override;
  Result<std::vector<HoldKey>> hold_keys(std::int64_t id) override;
  Result<std::vector<Dot>> dots() override;
  Result<std::string> state(MailboxId mailbox, std::string_view plugin, std::string_view entity,
                            std::string_view name) override;

 private:
  /// All rows of a query, turned into values, under the guard.
  template <class T, class Make, class... Args>
  Result<std::vector<T>> select(Make make, std::string_view sql, const Args&... args);
  template <class... Args>
  Result<std::int64_t> number(std::string_view sql, const Args&... args);

  std::mutex guard_;
  sqlite::Database db_;
  int lock_file_ = -1;
  std::int64_t epoch_ = 0;  ///< 0: not locked by us
};

}  // namespace relais::ledger
