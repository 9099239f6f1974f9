// The changes of one transaction, over SQLite.
#pragma once

#include "engine/ledger/ledger.hpp"
#include "engine/sqlite/sqlite.hpp"

namespace relais::ledger {

/// Lives inside of one transaction of `db`.
class SqliteWriter final : public Writer {
 public:
  explicit SqliteWriter(sqlite::Database& db) : db_(db) {}

  Result<> set_meta(std::string_view name, std::string_view value) override;
  Result<Mailbox> mailbox(std::string_view connection, std::string_view tenant,
                          std::string_view account_id) override;
  Result<> set_mailbox(MailboxId id, Millis not_before, std::string_view blocked) override;
  Result<bool> put_member(const Member& member) override;
  Result<> unlink_members_except(std::span<const std::string> linked) override;
  Result<Stream> stream(const StreamKey& key) override;
  Result<> put_stream(const Stream& stream) override;
  Result<> forget_inventories() override;
  Result<> set_planned_config(MailboxId mailbox, std::string_view entity, std::string_view kind,
                              std::string_view fingerprint) override;
  Result<> mark_dirty(MailboxId mailbox, const DirtyKey& key) override;
  Result<std::int64_t> mark_linked_dirty(std::string_view kind, std::string_view item,
                                         std::int64_t seq, Millis now) override;
  Result<> clear_dirty(MailboxId mailbox, const DirtyKey& key) override;
  Result<> postpone_dirty(MailboxId mailbox, std::string_view kind, std::string_view item,
                          std::string_view reason, Millis not_before) override;
  Result<> put_link(MailboxId mailbox, const Link& link) override;
  Result<> stamp_link(MailboxId mailbox, std::string_view key, StreamId stream,
                      std::int64_t round) override;
  Result<> restamp_link(MailboxId mailbox, std::string_view key, StreamId stream,
                        std::int64_t revision, std::string_view config,
                        std::string_view revisit_on) override;
  Result<> drop_link(MailboxId mailbox, std::string_view key, StreamId stream) override;
  Result<> drop_links(StreamId stream) override;
  Result<std::int64_t> claim_missing(const Stream& stream) override;
  Result<> put_intent(MailboxId mailbox, const Intent& intent) override;
  Result<> drop_intent(MailboxId mailbox, std::string_view key, StreamId stream) override;
  Result<> put_sweep(MailboxId mailbox, const Sweep& sweep) override;
  Result<> drop_sweep(MailboxId mailbox, std::string_view key, StreamId stream) override;
  Result<> put_quarantine(MailboxId mailbox, const Quarantine& quarantine) override;
  Result<> drop_quarantine(MailboxId mailbox, std::string_view key) override;
  Result<RunId> start_run(std::string_view command, Millis now) override;
  Result<> end_run(RunId id, Millis now, std::string_view outcome,
                   std::string_view summary) override;
  Result<> record(const ActionRecord& action) override;
  Result<> record(const Refusal& refusal) override;
  Result<> forget_history(Millis before) override;
  Result<std::int64_t> put_hold(const Hold& hold, std::span<const HoldKey> keys) override;
  Result<> approve_hold(std::int64_t id, Millis now, std::string_view by) override;
  Result<> drop_hold(std::int64_t id) override;
  Result<> spend_approval(const HoldKey& key) override;
  Result<> put_dot(const Dot& dot) override;
  Result<> put_state(MailboxId mailbox, std::string_view plugin, std::string_view entity,
                     std::string_view name, std::string_view value) override;
  Result<> erase_state(MailboxId mailbox, std::string_view plugin, std::string_view entity,
                       std::string_view name) override;

 private:
  /// Runs a statement whose count of changed rows nobody needs.
  template <class... Args>
  Result<> run(std::string_view sql, const Args&... args) {
    RELAIS_TRY(db_.run(sql, args...));
    return {};
  }

  sqlite::Database& db_;
};

}  // namespace relais::ledger
