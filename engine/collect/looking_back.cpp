#include "engine/collect/looking_back.hpp"

#include "engine/collect/judging.hpp"

namespace relais::collect {
namespace {

constexpr std::size_t kJudgedAtOnce = 50;

/// Judges by today's rules and says what differs; writes nothing.
class TrialInbox final : public plugin::Inbox {
 public:
  TrialInbox(const Desk& desk, store::MailAccount account, const mail::Rules& rules,
             const std::map<std::string, store::Verdict>& earlier, Reconsidered& out)
      : desk_(desk), account_(std::move(account)), rules_(rules), earlier_(earlier), out_(out) {}

  Result<plugin::Decision> offer(const plugin::Offer& offer) override {
    const auto& envelope = offer.envelope;
    RELAIS_ASSIGN(const auto known,
                  desk_.mail.known(account_, envelope.id, envelope.internet_message_id.value_or(""),
                                   received_at(envelope, desk_.clock.now())));
    const auto today = mail::judge(envelope, rules_,
                                   {.tombstoned = known == store::Known::tombstoned,
                                    .already_collected = known == store::Known::collected});
    const auto& earlier = earlier_.at(envelope.id);
    const std::string reason(mail::code_of(today.reason));
    if (earlier.reason != reason) ++out_.changes[earlier.reason + " -> " + reason];
    if (today.collect()) out_.to_collect.push_back(envelope.id);
    return plugin::Decision::skip;
  }
  Result<void> store(plugin::Message) override {
    return fail(Errc::internal, "a message was stored that was not asked for");
  }
  Result<void> moved(std::string_view, const std::optional<plugin::Place>& place) override {
    if (!place) ++out_.gone;
    return {};
  }
  Result<void> later(std::string_view) override { return {}; }
  Result<void> checkpoint(std::string) override {
    return fail(Errc::internal, "a fetch has no checkpoints");
  }

 private:
  const Desk& desk_;
  store::MailAccount account_;
  const mail::Rules& rules_;
  const std::map<std::string, store::Verdict>& earlier_;
  Reconsidered& out_;
};

/// Those that the trial let through, or that it judged otherwise: for good now.
Result<> judge_for_good(const Desk& desk, const Account& account, Session& session,
                        const mail::Rules& rules, const std::vector<std::string>& ids) {
  Counts counts;
  MessageInbox inbox(
      {desk.mail, desk.clock, account.key(), rules, account.state.active_since.value_or(0),
       [&] { return session.commit_state(); }},
      "", counts);
  inbox.judge_again();
  RELAIS_ASSIGN(const auto kept, desk.mail.cursor(account.key(), kMoved));
  inbox.into_sight(sights_in(kept));
  RELAIS_TRY(session.collector().fetch(ids, inbox));
  return inbox.finish();
}

constexpr const char* kDeleted = "deleted";
constexpr const char* kNeverAgain =
    "Nothing: what was deleted from the communicator is not fetched again.";

std::string advice(const store::Verdict& verdict) {
  const auto reason = mail::parse_reason(verdict.reason);
  if (!reason) return {};
  const std::string again = ", then `relais mail reconsider` judges it again.";
  switch (*reason) {
    case mail::Reason::folder_always:
      return "Move it to a folder that is read.";
    case mail::Reason::folder_excluded:
      return "Move it to a folder that is read, or remove " + verdict.rule + again;
    case mail::Reason::before_activation:
      return "Only an agreement about the history (addins.MAIL.history) loads older messages.";
    case mail::Reason::tombstoned:
      return kNeverAgain;
    case mail::Reason::already_collected:
      return "Nothing: it is in the communicator already.";
    case mail::Reason::sender_address:
    case mail::Reason::sender_domain:
      return "Remove " + verdict.rule + again;
    case mail::Reason::internal:
      return "Set " + verdict.rule + " to false" + again;
    case mail::Reason::collect:
      break;
  }
  return "`relais inbox delete` takes it out of the communicator, for good; it stays in the "
         "mailbox.";
}

}  // namespace

Result<Reconsidered> reconsider(const Desk& desk, const Account& account, Session& session,
                                const mail::Rules& rules, bool send) {
  Reconsidered out;
  std::string after;
  for (;;) {
    if (desk.cancel.load(std::memory_order_relaxed)) return fail(Errc::cancelled, "stopped");
    RELAIS_ASSIGN(const auto skipped,
                  desk.mail.skipped(account.key(), account.state.active_since.value_or(0), after,
                                    kJudgedAtOnce));
    if (skipped.empty()) return out;
    after = skipped.back().message_id;
    std::map<std::string, store::Verdict> earlier;
    std::vector<std::string> ids;
    for (const auto& verdict : skipped) {
      ids.push_back(verdict.message_id);
      earlier.emplace(verdict.message_id, verdict);
    }
    out.looked_at += static_cast<std::int64_t>(ids.size());
    TrialInbox trial(desk, account.key(), rules, earlier, out);
    RELAIS_TRY(session.collector().fetch(ids, trial));
    if (send) RELAIS_TRY(judge_for_good(desk, account, session, rules, ids));
  }
}

Result<Explained> explain(store::MailStore& mail, const store::MailAccount& account,
                          std::string_view remote_id) {
  Explained out;
  const std::string id(remote_id);
  RELAIS_ASSIGN(auto current, mail.verdicts(account, {&id, 1}));
  if (!current.empty()) out.current = std::move(current.front());
  RELAIS_ASSIGN(out.earlier, mail.verdict_history(account, id));
  RELAIS_ASSIGN(out.message, mail.find(account, id));
  if (!out.current && !out.message)
    return fail(Errc::not_found,
                account.entity + '/' + account.account + ": no message of this id was ever seen",
                "messages are known by their id in the mailbox");
  if (out.message && out.message->status == kDeleted) {
    out.what_would_change_it = kNeverAgain;
  } else if (out.current) {
    out.what_would_change_it = advice(*out.current);
  }
  return out;
}

}  // namespace relais::collect
