// Where the messages of one call go: known, judged, stored, remembered.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>

#include "engine/collect/report.hpp"
#include "engine/mail/rules.hpp"
#include "engine/plugin/collect_types.hpp"
#include "engine/store/mail_store.hpp"

namespace relais::collect {

/// Names of the cursors of an account.
inline constexpr std::string_view kPoll = "poll";
inline constexpr std::string_view kAudit = "audit";
inline constexpr std::string_view kHistory = "history";
inline constexpr std::string_view kAudited = "audited";  ///< when, or kDue
inline constexpr std::string_view kAgreed =
    "agreed";                                        ///< how far agreed history is; of each mailbox
inline constexpr std::string_view kMoved = "moved";  ///< messages to be fetched: JSON
inline constexpr std::string_view kOld = "old";      ///< the same of agreed history
inline constexpr std::string_view kDue = "due";

/// What the messages of one call are judged by, and where they go. All of it outlives the call.
struct InboxParts {
  store::MailStore& store;
  Clock& clock;
  store::MailAccount account;
  const mail::Rules& rules;
  Millis active_since = 0;
  std::function<Result<>()> commit_state;  ///< the collector's, in the ledger
};

/// A message has a verdict once it is stored (one transaction with it) or, if it is skipped, with
/// the cursor that passes it. Before that a crash or an error leaves nothing of it.
class MessageInbox : public plugin::Inbox {
 public:
  /// `cursor`: the name that checkpoints are kept under; empty: a fetch, which has none.
  MessageInbox(InboxParts parts, std::string cursor, Counts& counts);

  /// Judges what was judged before too, but for what was collected.
  void judge_again() { again_ = true; }
  /// At most so many old messages; `otherwise` judges those that are too many.
  void limit(std::int64_t messages, const mail::Rules& otherwise);
  /// Messages that are to be fetched, because they came into sight or could not be had yet; kept
  /// under kMoved, or kOld.
  void into_sight(std::set<std::string> ids) { into_sight_ = std::move(ids); }
  /// Whether this call left it for later.
  bool is_owed(const std::string& id) const { return owed_.contains(id); }

  Result<plugin::Decision> offer(const plugin::Offer& offer) override;
  Result<void> store(plugin::Message message) override;
  Result<void> moved(std::string_view id, const std::optional<plugin::Place>& place) override;
  Result<void> later(std::string_view id) override;
  Result<void> checkpoint(std::string cursor) override;
  /// The end of a fetch: keeps the verdicts, and what is to be fetched again.
  Result<> finish();

 private:
  Result<std::optional<store::Verdict>> current(const std::string& id);
  Result<bool> keeps(const plugin::Offer& offer, const store::Verdict& earlier, store::Known known);
  mail::Verdict judge(const mail::Envelope& envelope, const mail::Known& known);
  Result<> see_in(const store::Verdict& earlier, const std::string& folder,
                  const std::string& path);
  Result<> judge_place(const store::Verdict& earlier, const plugin::Place& place);
  std::vector<store::Verdict> pending() const;
  bool is_old(const mail::Envelope& envelope) const;
  void give_room_back(const std::string& id);
  std::string_view sights() const { return otherwise_ != nullptr ? kOld : kMoved; }
  Result<> keep_sights();

  InboxParts parts_;
  std::string cursor_;
  Counts& counts_;
  bool again_ = false;
  std::int64_t room_ = -1;  ///< for old messages; -1: there is no limit
  const mail::Rules* otherwise_ = nullptr;
  std::set<std::string> in_room_;  ///< old messages that take room and are not stored yet
  std::map<std::string, store::Verdict> pending_;  ///< skipped, not kept yet
  std::map<std::string, store::Verdict> wanted_;   ///< to be collected, not stored yet
  std::set<std::string> into_sight_;
  std::set<std::string> owed_;  ///< of these, those that this call left for later
  bool sights_changed_ = false;
};

std::string sights_text(const std::set<std::string>& ids);
/// Of what sights_text wrote; nothing of anything else.
std::set<std::string> sights_in(std::string_view text);

}  // namespace relais::collect
