// Messages from before the activation: by agreement, so many and no more, once.
#include "engine/mail/history.hpp"

#include <fmt/core.h>

#include "engine/base/log.hpp"
#include "engine/collect/collecting.hpp"

namespace relais::collect {
namespace {

constexpr std::string_view kRunning = "running";

/// Once for each mailbox, whatever is activated or linked again.
std::string agreed_of(const Account& account) {
  return store::mailbox_cursor(kAgreed, account.state.mailbox_user_id);
}

Result<> put_agreed(const Desk& desk, const Account& account, std::string text) {
  const store::MailCursor row{agreed_of(account), std::move(text)};
  return desk.mail.put_verdicts(account.key(), {}, &row);
}

}  // namespace

Result<std::optional<Millis>> history_due(const Desk& desk, const Account& account) {
  const auto& agreed = account.settings.history;
  const std::optional<Millis> nothing;
  if (!agreed || !account.active() || !account.state.active_since) return nothing;
  RELAIS_ASSIGN(const auto state, desk.mail.cursor(account.key(), agreed_of(account)));
  if (!state.empty() && state != kRunning) return nothing;
  RELAIS_ASSIGN(const auto from, mail::history_start(*agreed, *account.state.active_since,
                                                     account.entity->time_zone));
  return std::optional(from);
}

Result<> collect_history(const Desk& desk, const Account& account, Session& session,
                         AccountReport& report, Millis from) {
  const auto key = account.key();
  RELAIS_ASSIGN(const auto rules, rules_of(account, desk.mail, from));
  RELAIS_ASSIGN(const auto usual, rules_of(account, desk.mail, account.state.active_since));
  RELAIS_ASSIGN(const auto state, desk.mail.account(key));
  RELAIS_TRY(put_agreed(desk, account, std::string(kRunning)));
  log::info("{}: history from {} is loaded by agreement, at most {} messages", account.label(),
            format_utc(from), account.settings.history->max_messages);
  const InboxParts parts{
      desk.mail, desk.clock, key, rules, account.state.active_since.value_or(0), [&] {
        return session.commit_state();
      }};
  const auto limited = [&](std::string_view cursor, std::size_t kept_free) {
    MessageInbox inbox(parts, std::string(cursor), report.counts);
    inbox.limit(account.settings.history->max_messages - state.history_used -
                    report.counts.by_agreement - static_cast<std::int64_t>(kept_free),
                usual);
    return inbox;
  };
  for (bool again = false;; again = true) {
    RELAIS_ASSIGN(const auto text, desk.mail.cursor(key, kOld));
    auto owed = sights_in(text);
    MessageInbox inbox = limited(kHistory, owed.size());
    inbox.into_sight(std::move(owed));
    RELAIS_ASSIGN(const auto cursor, desk.mail.cursor(key, kHistory));
    auto done = session.collector().collect(plugin::Purpose::history, cursor, inbox);
    if (done) break;
    if (done.error().code != Errc::resync || again) return done;
    const store::MailCursor start{std::string(kHistory), ""};
    RELAIS_TRY(desk.mail.put_verdicts(key, {}, &start));
  }
  RELAIS_ASSIGN(const auto owed,
                fetch_kept(desk, key, session, kOld, [&] { return limited("", 0); }));
  if (owed > 0) {
    log::info("{}: {} old messages cannot be had whole yet; they are asked for again",
              account.label(), owed);
    return {};
  }
  const auto& agreed = *account.settings.history;
  return put_agreed(
      desk, account,
      fmt::format("loaded {}: {} messages from {} on, agreement {}, approved by {} "
                  "on {}",
                  format_utc(desk.clock.now()), state.history_used + report.counts.by_agreement,
                  agreed.from, agreed.agreement, agreed.approved_by, agreed.approved_on));
}

}  // namespace relais::collect
