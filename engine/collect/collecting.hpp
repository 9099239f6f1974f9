// One mail account at work: what is new, what was lost, what was agreed, what the mailbox is to
// show.
#pragma once

#include <atomic>

#include "engine/collect/inbox.hpp"
#include "engine/collect/sessions.hpp"

namespace relais::collect {

/// What the work on an account needs. All of it outlives the work.
struct Desk {
  store::MailStore& mail;
  Clock& clock;
  const std::atomic<bool>& cancel;
};

/// Of an active account. Every step may be interrupted at any point and be repeated.
class Collecting {
 public:
  /// `session`: opened for the account's active_since. What is done goes into `report`.
  Collecting(const Desk& desk, const Account& account, Session& session, mail::Rules rules,
             AccountReport& report);

  /// What is new since the last time. An expired cursor makes an audit due and reads from the
  /// start.
  Result<> poll();
  /// Folder by folder, all since the activation; afterwards refused markers are tried again.
  Result<> audit();
  bool audit_is_due() const;
  /// Markers that are owed, in batches. An error of one message is its own.
  Result<> mark();

 private:
  Result<> read(plugin::Purpose purpose, std::string_view cursor);
  Result<> read_once(plugin::Purpose purpose, std::string_view cursor);
  Result<> fetch_owed();
  Result<> look_for_excluded_folders();
  Result<> put(std::string_view cursor, std::string text);
  Result<> load_sights(MessageInbox& inbox);
  InboxParts parts();
  /// False: there are no more. `left_over`: what went wrong with some of them.
  Result<bool> mark_batch(std::string& after, std::optional<Error>& left_over);
  void note_degraded(const std::string& code);
  Result<> stop() const;

  const Desk& desk_;
  const Account& account_;
  store::MailAccount key_;
  Session& session_;
  mail::Rules rules_;
  AccountReport& report_;
  std::string marker_degraded_;  ///< as the store has it
};

/// Fetches what is kept under `name` (kMoved, kOld), some at a time; what is stored, gone or judged
/// is there no more. `inbox` makes one for each time. Answers how many are left.
Result<std::size_t> fetch_kept(const Desk& desk, const store::MailAccount& account,
                               Session& session, std::string_view name,
                               const std::function<MessageInbox()>& inbox);

/// Agreed history, once for each mailbox, at most as many messages as agreed. `since`: its
/// session was opened with Since::history. Errc::config: the agreement does not hold.
Result<std::optional<Millis>> history_due(const Desk& desk, const Account& account);
Result<> collect_history(const Desk& desk, const Account& account, Session& session,
                         AccountReport& report, Millis from);

}  // namespace relais::collect
