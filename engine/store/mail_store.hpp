// The communicator: what collecting mail writes to the practice store, and what it reads there.
//
// Pure of any service. Verdicts and cursors live in the store and not in the ledger, because a
// message and the verdict that let it in, and the verdicts of a page and the cursor behind it, have
// to be one transaction (docs/store.md, Mail). What people do with messages is in inbox.hpp.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <utility>

#include "engine/store/mail_types.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

/// Thread-safe. Every write is one durable transaction, announced as `store.commit.before` and
/// `store.commit.after`; it waits for other programs' writes, then fails with Errc::busy. Doing a
/// thing twice does no harm.
class MailStore {
 public:
  virtual ~MailStore() = default;

  // -- accounts ----------------------------------------------------------------------------------
  /// A draft if nothing was ever said about it.
  virtual Result<AccountState> account(const MailAccount& account) = 0;
  /// Those that are more than a draft nobody has touched, sorted.
  virtual Result<std::vector<std::pair<MailAccount, AccountState>>> accounts() = 0;
  /// Its filters were looked at: a draft becomes configured.
  virtual Result<> review_filters(const MailAccount& account, Millis at) = 0;
  /// From `since` on (cut to the second) its mail is collected, from this mailbox, by these filters
  /// if any are given. Cursors begin anew, but for what was kept of each mailbox
  /// (mailbox_cursor()); messages and verdicts stay. Another mailbox has no history yet.
  virtual Result<> activate(const MailAccount& account, std::string_view mailbox_user_id,
                            Millis since, const Filters* filters = nullptr) = 0;
  /// Errc::conflict if it is not active.
  virtual Result<> suspend(const MailAccount& account) = 0;
  /// Active again where it stopped. Errc::conflict if it is not suspended, or was activated for
  /// another mailbox: that one has to be activated.
  virtual Result<> resume(const MailAccount& account, std::string_view mailbox_user_id,
                          const Filters* filters = nullptr) = 0;

  /// Sorted by folder id.
  virtual Result<std::vector<FolderPin>> pins(const MailAccount& account) = 0;
  /// These and no others.
  virtual Result<> set_pins(const MailAccount& account, std::span<const FolderPin> pins) = 0;

  /// Empty if there is none.
  virtual Result<std::string> cursor(const MailAccount& account, std::string_view name) = 0;

  /// E-mail addresses of the entity's active employees, normalised, sorted, each once.
  virtual Result<std::vector<std::string>> employee_addresses(std::string_view entity) = 0;

  // -- verdicts ----------------------------------------------------------------------------------
  /// Each becomes the message's current verdict; what it replaces stays as history. With the
  /// cursor behind them, if there is one.
  virtual Result<> put_verdicts(const MailAccount& account, std::span<const Verdict> verdicts,
                                const MailCursor* cursor = nullptr) = 0;
  /// The current ones of these messages, in no order; a message never seen has none.
  virtual Result<std::vector<Verdict>> verdicts(const MailAccount& account,
                                                std::span<const std::string> message_ids) = 0;
  /// Those that were replaced, oldest first.
  virtual Result<std::vector<ReplacedVerdict>> verdict_history(const MailAccount& account,
                                                               std::string_view message_id) = 0;
  /// Current verdicts by reason, of messages received at or after `since`; 0: of all.
  virtual Result<std::map<std::string, std::int64_t>> count_verdicts(const MailAccount& account,
                                                                     Millis since = 0) = 0;
  /// Those with slipped_to, by it, of messages received at or after `since`. Costs what it counts.
  virtual Result<std::map<std::string, std::int64_t>> count_slipped(const MailAccount& account,
                                                                    Millis since) = 0;
  /// What was judged and was received at or after `from`: sorted.
  virtual Result<std::vector<SeenMessage>> seen_since(const MailAccount& account, Millis from) = 0;
  /// The next `limit` skip verdicts after `after` (a message id; empty: from the start) of messages
  /// received at or after `since`, sorted by message id.
  virtual Result<std::vector<Verdict>> skipped(const MailAccount& account, Millis since,
                                               std::string_view after, std::size_t limit) = 0;
  /// Forgets skip verdicts of messages received before, and history replaced before. How many.
  virtual Result<std::int64_t> forget_verdicts(const MailAccount& account, Millis before) = 0;

  // -- messages ----------------------------------------------------------------------------------
  virtual Result<Known> known(const MailAccount& account, std::string_view remote_id,
                              std::string_view internet_message_id, Millis received_at) = 0;
  /// Stores message, recipients, attachments and verdict, or nothing. A message that was collected
  /// before is left as it is; one that is a copy of it, or was deleted, gets the verdict that says
  /// so instead of the given one. Direction is `out` if an active employee sent it. Errc::item: it
  /// cannot be stored (ids with control characters, a time out of range).
  virtual Result<Collected> collect(const MailAccount& account, const NewMessage& message,
                                    const Verdict& verdict) = 0;
  virtual Result<std::optional<StoredMessage>> find(const MailAccount& account,
                                                    std::string_view remote_id) = 0;
  /// It was seen in this folder. Says nothing about whether it is to be collected.
  virtual Result<> moved(const MailAccount& account, std::string_view remote_id,
                         std::string_view folder_id, std::string_view folder_path) = 0;
  /// The mailbox has it no more: it stays in the store, and its marker is owed no longer.
  virtual Result<> gone(const MailAccount& account, std::string_view remote_id) = 0;
  /// Every message of the entity with this Message-ID, sorted by account.
  virtual Result<std::vector<StoredMessage>> copies(std::string_view entity,
                                                    std::string_view internet_message_id) = 0;

  // -- markers -----------------------------------------------------------------------------------
  /// Accounts with a marker to be set. The cost depends on what is owed, not on what is stored.
  virtual Result<std::vector<MailAccount>> accounts_owing_markers(MarkCopies copies) = 0;
  /// The next `limit` messages after `after` (a remote id; empty: from the start) whose marker is
  /// another one than it should be: received once collected, archived once filed, none once
  /// deleted. Sorted by remote id. What could not be set is not shown again until another marker is
  /// wanted, or retry_markers() is called.
  virtual Result<std::vector<OwedMarker>> owed_markers(const MailAccount& account,
                                                       MarkCopies copies, std::string_view after,
                                                       std::size_t limit) = 0;
  /// The account remembers whether those that were set look as they should.
  virtual Result<> record_markers(const MailAccount& account,
                                  std::span<const MarkerResult> results) = 0;
  /// What could not be set, and is not gone, is owed again. How many.
  virtual Result<std::int64_t> retry_markers(const MailAccount& account) = 0;

  // -- blobs -------------------------------------------------------------------------------------
  /// Those of `refs` that no message and no attachment names.
  virtual Result<std::vector<std::string>> unreferenced(std::span<const std::string> refs) = 0;
};

/// A cursor that outlives activations: of this mailbox, whatever the account collects meanwhile.
std::string mailbox_cursor(std::string_view name, std::string_view mailbox_user_id);

/// Opens the store as open() does, over a connection of its own.
Result<std::unique_ptr<MailStore>> open_mail(std::string_view url, OpenOptions options = {});

}  // namespace relais::store
