#include "engine/collect/collecting.hpp"

#include <algorithm>
#include <span>

#include "engine/base/log.hpp"

namespace relais::collect {
namespace {

constexpr std::size_t kFetchAtOnce = 50;

}  // namespace

Collecting::Collecting(const Desk& desk, const Account& account, Session& session,
                       mail::Rules rules, AccountReport& report)
    : desk_(desk),
      account_(account),
      key_(account.key()),
      session_(session),
      rules_(std::move(rules)),
      report_(report),
      marker_degraded_(account.state.marker_degraded) {}

Result<> Collecting::stop() const {
  if (desk_.cancel.load(std::memory_order_relaxed)) return fail(Errc::cancelled, "stopped");
  return {};
}

InboxParts Collecting::parts() {
  return {desk_.mail, desk_.clock, key_, rules_, account_.state.active_since.value_or(0), [this] {
            return session_.commit_state();
          }};
}

Result<> Collecting::put(std::string_view cursor, std::string text) {
  const store::MailCursor row{std::string(cursor), std::move(text)};
  return desk_.mail.put_verdicts(key_, {}, &row);
}

Result<> Collecting::load_sights(MessageInbox& inbox) {
  RELAIS_ASSIGN(const auto text, desk_.mail.cursor(key_, kMoved));
  inbox.into_sight(sights_in(text));
  return {};
}

Result<> Collecting::read_once(plugin::Purpose purpose, std::string_view cursor) {
  RELAIS_TRY(stop());
  MessageInbox inbox(parts(), std::string(cursor), report_.counts);
  RELAIS_TRY(load_sights(inbox));
  RELAIS_ASSIGN(const auto from, desk_.mail.cursor(key_, cursor));
  return session_.collector().collect(purpose, from, inbox);
}

Result<> Collecting::read(plugin::Purpose purpose, std::string_view cursor) {
  auto done = read_once(purpose, cursor);
  if (done || done.error().code != Errc::resync) return done;
  log::info("{}: the cursor \"{}\" expired; it is read from the start", account_.label(), cursor);
  // In this order: whatever is interrupted, the audit stays due.
  if (purpose == plugin::Purpose::poll) RELAIS_TRY(put(kAudited, std::string(kDue)));
  RELAIS_TRY(put(cursor, ""));
  done = read_once(purpose, cursor);
  if (!done && done.error().code == Errc::resync)
    return fail(Errc::internal, "the plugin says that a cursor expired where there is none");
  return done;
}

Result<> Collecting::poll() {
  RELAIS_TRY(fetch_owed());
  RELAIS_TRY(read(plugin::Purpose::poll, kPoll));
  return fetch_owed();
}

Result<> Collecting::audit() {
  RELAIS_TRY(look_for_excluded_folders());
  RELAIS_TRY(read(plugin::Purpose::audit, kAudit));
  RELAIS_TRY(fetch_owed());
  // In this order: what is interrupted here is listed again, not left out.
  RELAIS_TRY(put(kAudit, ""));
  RELAIS_TRY(put(kAudited, format_utc(desk_.clock.now())));
  RELAIS_TRY(desk_.mail.retry_markers(key_));
  report_.audited = true;
  return {};
}

bool Collecting::audit_is_due() const {
  const auto text = desk_.mail.cursor(key_, kAudited);
  if (!text) return false;
  Millis last = account_.state.active_since.value_or(0);
  if (!text->empty()) {
    const auto at = parse_utc(*text);
    if (!at) return true;
    last = *at;
  }
  return desk_.clock.now() >= last + account_.entity->safety.audit_every.count();
}

/// Messages that were moved out of an excluded folder or one that is never read, and those that
/// could not be had whole.
Result<> Collecting::fetch_owed() {
  const auto left = fetch_kept(desk_, key_, session_, kMoved,
                               [this] { return MessageInbox(parts(), "", report_.counts); });
  if (!left) return fail(left.error());
  report_.counts.owed = static_cast<std::int64_t>(*left);
  return {};
}

Result<std::size_t> fetch_kept(const Desk& desk, const store::MailAccount& account,
                               Session& session, std::string_view name,
                               const std::function<MessageInbox()>& make_inbox) {
  RELAIS_ASSIGN(const auto text, desk.mail.cursor(account, name));
  std::set<std::string> left = sights_in(text);
  const std::vector<std::string> all(left.begin(), left.end());
  for (std::size_t at = 0; at < all.size(); at += kFetchAtOnce) {
    if (desk.cancel.load(std::memory_order_relaxed)) return fail(Errc::cancelled, "stopped");
    const auto some = std::span(all).subspan(at, std::min(kFetchAtOnce, all.size() - at));
    MessageInbox inbox = make_inbox();
    inbox.judge_again();
    inbox.into_sight(left);
    RELAIS_TRY(session.collector().fetch(some, inbox));
    RELAIS_TRY(inbox.finish());
    const std::size_t before = left.size();
    for (const auto& id : some)
      if (!inbox.is_owed(id)) left.erase(id);
    if (left.size() == before) continue;
    const store::MailCursor kept{std::string(name), sights_text(left)};
    RELAIS_TRY(desk.mail.put_verdicts(account, {}, &kept));
  }
  return left.size();
}

Result<> Collecting::look_for_excluded_folders() {
  RELAIS_ASSIGN(const auto stored, desk_.mail.pins(key_));
  if (stored.empty()) return {};
  RELAIS_ASSIGN(auto folders, session_.collector().folders());
  const mail::FolderTree tree(std::move(folders));
  const auto pinned = pin_folders(account_.settings, stored, tree, desk_.clock.now(), false);
  if (pinned.missing > 0)
    report_.warnings.push_back(
        {Errc::config, "exclusion points to a missing folder",
         "a folder made anew is another folder and is read: see `relais mail folders " +
             account_.handler.code + "`, then correct exclude_folders or activate again"});
  if (!pinned.not_resolved.empty() || pinned.stored == stored) return {};
  return desk_.mail.set_pins(key_, pinned.stored);
}

}  // namespace relais::collect
