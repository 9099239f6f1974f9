// The ledger: what the engine knows of the other side, durable, in a database of its own beside the
// practice store. Losing it loses no data: `rebuild` lists the copies by their keys.
//
// An interface, so that callers do not know which database is behind it.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/steps.hpp"
#include "engine/ledger/types.hpp"

namespace relais::ledger {

/// The changes of one durable transaction. Valid inside of Ledger::write only.
class Writer {
 public:
  virtual ~Writer() = default;

  virtual Result<> set_meta(std::string_view name, std::string_view value) = 0;

  virtual Result<Mailbox> mailbox(std::string_view connection, std::string_view tenant,
                                  std::string_view account_id) = 0;  ///< found or made
  virtual Result<> set_mailbox(MailboxId id, Millis not_before, std::string_view blocked) = 0;
  /// True: he was no linked member of it before.
  virtual Result<bool> put_member(const Member& member) = 0;
  /// Members that are not among `linked` ("<handler>/<mailbox>") become unlinked.
  virtual Result<> unlink_members_except(std::span<const std::string> linked) = 0;

  virtual Result<Stream> stream(const StreamKey& key) = 0;  ///< found or made
  virtual Result<> put_stream(const Stream& stream) = 0;
  /// Every stream is inventoried again before it is planned.
  virtual Result<> forget_inventories() = 0;
  virtual Result<> set_planned_config(MailboxId mailbox, std::string_view entity,
                                      std::string_view kind, std::string_view fingerprint) = 0;

  /// Keeps the higher seq and the earlier not_before of an existing row.
  virtual Result<> mark_dirty(MailboxId mailbox, const DirtyKey& key) = 0;
  /// The same for every mailbox that has a link of this item. Answers how many.
  virtual Result<std::int64_t> mark_linked_dirty(std::string_view kind, std::string_view item,
                                                 std::int64_t seq, Millis now) = 0;
  /// Removes the row unless its seq has moved on.
  virtual Result<> clear_dirty(MailboxId mailbox, const DirtyKey& key) = 0;
  virtual Result<> postpone_dirty(MailboxId mailbox, std::string_view kind, std::string_view item,
                                  std::string_view reason, Millis not_before) = 0;

  virtual Result<> put_link(MailboxId mailbox, const Link& link) = 0;
  /// The link as it is, seen in this round of its stream: much cheaper than put_link.
  virtual Result<> stamp_link(MailboxId mailbox, std::string_view key, StreamId stream,
                              std::int64_t round) = 0;
  /// The link is as it should be: what it is compared with next time.
  virtual Result<> restamp_link(MailboxId mailbox, std::string_view key, StreamId stream,
                                std::int64_t revision, std::string_view config,
                                std::string_view revisit_on) = 0;
  virtual Result<> drop_link(MailboxId mailbox, std::string_view key, StreamId stream) = 0;
  virtual Result<> drop_links(StreamId stream) = 0;
  /// Links of the stream that its round did not show become claimed. Answers how many.
  virtual Result<std::int64_t> claim_missing(const Stream& stream) = 0;

  virtual Result<> put_intent(MailboxId mailbox, const Intent& intent) = 0;
  virtual Result<> drop_intent(MailboxId mailbox, std::string_view key, StreamId stream) = 0;
  virtual Result<> put_sweep(MailboxId mailbox, const Sweep& sweep) = 0;
  virtual Result<> drop_sweep(MailboxId mailbox, std::string_view key, StreamId stream) = 0;

  virtual Result<> put_quarantine(MailboxId mailbox, const Quarantine& quarantine) = 0;
  virtual Result<> drop_quarantine(MailboxId mailbox, std::string_view key) = 0;

  virtual Result<RunId> start_run(std::string_view command, Millis now) = 0;
  virtual Result<> end_run(RunId id, Millis now, std::string_view outcome,
                           std::string_view summary) = 0;
  virtual Result<> record(const ActionRecord& action) = 0;
  virtual Result<> record(const Refusal& refusal) = 0;
  /// Forgets actions, refusals, and runs that ended, before `before`.
  virtual Result<> forget_history(Millis before) = 0;

  /// Replaces the set of the open hold of the same scope, kind and trip, or opens one. Answers its
  /// id.
  virtual Result<std::int64_t> put_hold(const Hold& hold, std::span<const HoldKey> keys) = 0;
  virtual Result<> approve_hold(std::int64_t id, Millis now, std::string_view by) = 0;
  /// Forgets an open hold; one that was approved meanwhile stays.
  virtual Result<> drop_hold(std::int64_t id) = 0;
  /// The action was carried out: no approval covers it any more.
  virtual Result<> spend_approval(const HoldKey& key) = 0;

  /// Replaces the one of the same handler and add-in.
  virtual Result<> put_dot(const Dot& dot) = 0;

  virtual Result<> put_state(MailboxId mailbox, std::string_view plugin, std::string_view entity,
                             std::string_view name, std::string_view value) = 0;
  virtual Result<> erase_state(MailboxId mailbox, std::string_view plugin, std::string_view entity,
                               std::string_view name) = 0;
};

/// Thread-safe; reads see the last committed transaction.
class Ledger {
 public:
  virtual ~Ledger() = default;

  /// Carries out `body` as one durable transaction: all of it or, on any error, nothing. Fails with
  /// Errc::busy when another engine has taken over since `lock`. Steps:
  /// ledger.commit.before/.after.
  virtual Result<> write(const std::function<Result<>(Writer&)>& body) = 0;

  /// Makes this process the one that works on the ledger, until the object is destroyed.
  /// Errc::busy: another one does.
  virtual Result<> lock() = 0;

  virtual Result<std::string> meta(std::string_view name) = 0;  ///< empty: not set

  virtual Result<std::vector<Mailbox>> mailboxes() = 0;
  virtual Result<std::vector<Member>> members() = 0;
  virtual Result<std::vector<Stream>> streams(MailboxId mailbox) = 0;
  virtual Result<std::string> planned_config(MailboxId mailbox, std::string_view entity,
                                             std::string_view kind) = 0;

  /// Due rows of the kind after the item `after`, in order of item, without the one for all items.
  virtual Result<std::vector<DirtyKey>> dirty(MailboxId mailbox, std::string_view kind,
                                              std::string_view after, Millis now,
                                              std::size_t limit) = 0;
  /// The row for all items of the kind, if there is one.
  virtual Result<std::optional<DirtyKey>> dirty_whole(MailboxId mailbox, std::string_view kind) = 0;
  virtual Result<bool> has_dirty(MailboxId mailbox, Millis now) = 0;
  virtual Result<std::int64_t> count_dirty() = 0;
  virtual Result<Millis> oldest_dirty() = 0;  ///< 0: none

  virtual Result<std::vector<Link>> links(MailboxId mailbox, std::string_view kind,
                                          std::span<const std::string> items) = 0;
  virtual Result<std::vector<Link>> links_of_item(MailboxId mailbox, std::string_view kind,
                                                  std::string_view item) = 0;
  /// Distinct item ids that have links, ascending by their bytes, after `after`.
  virtual Result<std::vector<std::string>> linked_items(MailboxId mailbox, std::string_view entity,
                                                        std::string_view kind,
                                                        std::string_view after,
                                                        std::size_t limit) = 0;
  /// By remote ids; a remote id without a link has no row in the answer.
  virtual Result<std::vector<Link>> links_by_remote(MailboxId mailbox,
                                                    std::span<const std::string> remote_ids) = 0;
  virtual Result<std::vector<Link>> claimed(StreamId stream, std::size_t limit) = 0;
  virtual Result<std::vector<Link>> links_of_stream(StreamId stream, std::string_view after_key,
                                                    std::size_t limit) = 0;
  virtual Result<std::int64_t> count_links(MailboxId mailbox, std::string_view entity,
                                           std::string_view kind) = 0;
  /// Over all mailboxes of the entity.
  virtual Result<std::int64_t> count_links(std::string_view entity, std::string_view kind) = 0;
  virtual Result<std::int64_t> count_degraded(MailboxId mailbox) = 0;
  /// The first ones, in order of key.
  virtual Result<std::vector<Link>> degraded(MailboxId mailbox, std::size_t limit) = 0;
  /// Links of which a fact is true: what their owners did, in order of key.
  virtual Result<std::vector<Link>> links_with_facts(MailboxId mailbox) = 0;
  /// Items with a link whose `revisit_on` is `today` or earlier.
  virtual Result<std::vector<std::string>> revisits(MailboxId mailbox, std::string_view kind,
                                                    std::string_view today) = 0;

  virtual Result<std::vector<Intent>> intents(MailboxId mailbox) = 0;
  virtual Result<std::vector<Sweep>> sweeps(MailboxId mailbox, Millis now) = 0;
  virtual Result<std::vector<Quarantine>> quarantined(MailboxId mailbox) = 0;
  virtual Result<std::vector<Quarantine>> quarantined(MailboxId mailbox, std::string_view kind,
                                                      std::span<const std::string> items) = 0;

  /// When this key was recreated or repaired since `since`, ascending.
  virtual Result<std::vector<Millis>> restorations(MailboxId mailbox, std::string_view key,
                                                   Millis since) = 0;
  /// Actions of a type done after `since`; cause empty: any. mailbox 0: the entity's.
  virtual Result<std::int64_t> count_actions(std::string_view entity, MailboxId mailbox,
                                             std::string_view kind, std::string_view type,
                                             std::string_view cause, Millis since) = 0;
  /// Newest first.
  virtual Result<std::vector<ActionRecord>> history(std::string_view kind, std::string_view item,
                                                    MailboxId mailbox, std::size_t limit) = 0;
  virtual Result<std::vector<Run>> runs(std::size_t limit) = 0;

  /// Newest first.
  virtual Result<std::vector<Refusal>> refusals(std::size_t limit) = 0;
  virtual Result<std::int64_t> count_refusals(Millis since) = 0;

  virtual Result<std::vector<Hold>> holds() = 0;
  virtual Result<std::vector<HoldKey>> hold_keys(std::int64_t id) = 0;

  virtual Result<std::vector<Dot>> dots() = 0;

  virtual Result<std::string> state(MailboxId mailbox, std::string_view plugin,
                                    std::string_view entity, std::string_view name) = 0;
};

enum class OpenMode {
  create,    ///< made if it is missing
  existing,  ///< Errc::not_found if it is missing
};

/// Opens `sqlite:PATH`. Errors as of store::open.
Result<std::unique_ptr<Ledger>> open(std::string_view url, OpenMode mode,
                                     StepListener* steps = nullptr);

}  // namespace relais::ledger
