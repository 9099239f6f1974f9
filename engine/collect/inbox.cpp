#include "engine/collect/inbox.hpp"

#include "engine/base/json.hpp"
#include "engine/collect/judging.hpp"

namespace relais::collect {

MessageInbox::MessageInbox(InboxParts parts, std::string cursor, Counts& counts)
    : parts_(std::move(parts)), cursor_(std::move(cursor)), counts_(counts) {}

void MessageInbox::limit(std::int64_t messages, const mail::Rules& otherwise) {
  room_ = std::max<std::int64_t>(messages, 0);
  otherwise_ = &otherwise;
}

/// Of an old message that is not stored after all.
void MessageInbox::give_room_back(const std::string& id) {
  if (in_room_.erase(id) > 0) ++room_;
}

bool MessageInbox::is_old(const mail::Envelope& envelope) const {
  return envelope.received && *envelope.received < parts_.active_since;
}

Result<std::optional<store::Verdict>> MessageInbox::current(const std::string& id) {
  if (const auto found = pending_.find(id); found != pending_.end())
    return std::optional(found->second);
  RELAIS_ASSIGN(auto stored, parts_.store.verdicts(parts_.account, {&id, 1}));
  if (stored.empty()) return std::optional<store::Verdict>{};
  return std::optional(std::move(stored.front()));
}

/// It lies in another folder than when it was judged, and that changes nothing.
Result<> MessageInbox::see_in(const store::Verdict& earlier, const std::string& folder,
                              const std::string& path) {
  if (earlier.folder_id == folder) return {};
  ++counts_.moved;
  if (const auto found = pending_.find(earlier.message_id); found != pending_.end())
    found->second.folder_id = folder;
  return parts_.store.moved(parts_.account, earlier.message_id, folder, path);
}

Result<bool> MessageInbox::keeps(const plugin::Offer& offer, const store::Verdict& earlier,
                                 store::Known known) {
  const auto& envelope = offer.envelope;
  const std::string folder = envelope.folder_id.value_or("");
  const bool collected = earlier.decision == store::Decision::collect;
  if (collected ? known != store::Known::collected
                : again_ || !stands(earlier, folder, envelope.ancestry, parts_.rules))
    return false;
  if (!collected && otherwise_ != nullptr && is_old(envelope) &&
      earlier.reason == mail::code_of(mail::Reason::before_activation))
    return false;
  RELAIS_TRY(see_in(earlier, folder, offer.folder_path));
  return true;
}

mail::Verdict MessageInbox::judge(const mail::Envelope& envelope, const mail::Known& known) {
  auto verdict = mail::judge(envelope, parts_.rules, known);
  if (verdict.collect() && otherwise_ != nullptr && is_old(envelope)) {
    if (room_ == 0) return mail::judge(envelope, *otherwise_, known);
    --room_;
    in_room_.insert(envelope.id);
  }
  return verdict;
}

Result<plugin::Decision> MessageInbox::offer(const plugin::Offer& offer) {
  const auto& envelope = offer.envelope;
  ++counts_.offered;
  wanted_.erase(envelope.id);
  give_room_back(envelope.id);
  const Millis now = parts_.clock.now();
  RELAIS_ASSIGN(const auto known, parts_.store.known(parts_.account, envelope.id,
                                                     envelope.internet_message_id.value_or(""),
                                                     received_at(envelope, now)));
  RELAIS_ASSIGN(const auto earlier, current(envelope.id));
  if (earlier) {
    RELAIS_ASSIGN(const bool keep, keeps(offer, *earlier, known));
    if (keep) {
      ++counts_.known;
      return plugin::Decision::skip;
    }
  }
  const mail::Known before{.tombstoned = known == store::Known::tombstoned,
                           .already_collected = known == store::Known::collected};
  const auto judged = judge(envelope, before);
  auto verdict = verdict_of(envelope, judged, now);
  if (judged.reason == mail::Reason::folder_always)
    verdict.slipped_to = mail::slipped_to(envelope, parts_.rules, before);
  if (earlier && says_the_same(*earlier, verdict)) {
    ++counts_.known;
    return plugin::Decision::skip;
  }
  pending_.erase(envelope.id);
  if (judged.collect()) {
    wanted_.insert_or_assign(envelope.id, std::move(verdict));
    return plugin::Decision::collect;
  }
  if (!earlier || earlier->reason != verdict.reason) {
    ++counts_.judged[verdict.reason];
    if (!verdict.slipped_to.empty()) ++counts_.slipped_to[verdict.slipped_to];
  }
  pending_.insert_or_assign(envelope.id, std::move(verdict));
  return plugin::Decision::skip;
}

Result<void> MessageInbox::store(plugin::Message message) {
  const auto wanted = wanted_.extract(message.offer.envelope.id);
  if (!wanted) return fail(Errc::internal, "a message was stored that was not asked for");
  const bool old = otherwise_ != nullptr && is_old(message.offer.envelope);
  // The message was found where it was judged; what became known since is stored.
  auto row = new_message(std::move(message), old, parts_.clock.now());
  if (row.folder_id.empty()) row.folder_id = wanted.mapped().folder_id;
  RELAIS_ASSIGN(const auto collected, parts_.store.collect(parts_.account, row, wanted.mapped()));
  if (collected.before != store::Known::no) {
    give_room_back(row.remote_id);
    ++counts_.known;
    return {};
  }
  in_room_.erase(row.remote_id);
  ++counts_.collected;
  ++counts_.judged[wanted.mapped().reason];
  if (old) ++counts_.by_agreement;
  return {};
}

/// Of a skipped message that is said to lie elsewhere now. Only its folder is known, so that it
/// comes into sight only by being fetched.
Result<> MessageInbox::judge_place(const store::Verdict& earlier, const plugin::Place& place) {
  mail::Envelope envelope;
  envelope.id = earlier.message_id;
  envelope.folder_id = place.folder_id;
  envelope.ancestry = place.ancestry;
  const auto judged = mail::judge(envelope, parts_.rules, {});
  if (!mail::moves_with_folder(judged.reason)) {
    // Its verdict stays as it is, folder and all, until it has been fetched.
    sights_changed_ |= into_sight_.insert(earlier.message_id).second;
    return {};
  }
  store::Verdict verdict = earlier;
  verdict.folder_id = place.folder_id;
  verdict.reason = mail::code_of(judged.reason);
  verdict.rule = judged.rule;
  if (!earlier.slipped_to.empty())
    verdict.slipped_to = mail::slipped_to(envelope, parts_.rules, {});
  verdict.rule_version = judged.version;
  verdict.decided_at = parts_.clock.now();
  if (says_the_same(earlier, verdict)) return {};
  ++counts_.moved;
  pending_.insert_or_assign(verdict.message_id, std::move(verdict));
  return {};
}

Result<void> MessageInbox::moved(std::string_view id, const std::optional<plugin::Place>& place) {
  const std::string message(id);
  if (!place) {
    const bool wanted = wanted_.erase(message) > 0;
    give_room_back(message);
    RELAIS_ASSIGN(const auto earlier, current(message));
    pending_.erase(message);
    sights_changed_ |= into_sight_.erase(message) > 0;
    if (wanted || earlier) ++counts_.gone;
    if (!earlier || earlier->decision != store::Decision::collect) return {};
    return parts_.store.gone(parts_.account, message);
  }
  RELAIS_ASSIGN(const auto earlier, current(message));
  if (!earlier) return {};
  if (earlier->decision == store::Decision::skip &&
      !stands(*earlier, place->folder_id, place->ancestry, parts_.rules))
    return judge_place(*earlier, *place);
  return see_in(*earlier, place->folder_id, place->path);
}

std::vector<store::Verdict> MessageInbox::pending() const {
  std::vector<store::Verdict> verdicts;
  verdicts.reserve(pending_.size());
  for (const auto& [id, verdict] : pending_) verdicts.push_back(verdict);
  return verdicts;
}

Result<void> MessageInbox::later(std::string_view id) {
  const std::string message(id);
  wanted_.erase(message);
  owed_.insert(message);
  sights_changed_ |= into_sight_.insert(message).second;
  return {};
}

Result<> MessageInbox::keep_sights() {
  if (!sights_changed_) return {};
  const store::MailCursor here{std::string(sights()), sights_text(into_sight_)};
  RELAIS_TRY(parts_.store.put_verdicts(parts_.account, {}, &here));
  sights_changed_ = false;
  return {};
}

Result<void> MessageInbox::checkpoint(std::string cursor) {
  if (!wanted_.empty() || cursor_.empty())
    return fail(Errc::internal, "a page ended with messages that were asked for and not stored");
  // Before the cursor that passes them: a crash between repeats the page, which does no harm.
  RELAIS_TRY(keep_sights());
  const store::MailCursor here{cursor_, std::move(cursor)};
  RELAIS_TRY(parts_.store.put_verdicts(parts_.account, pending(), &here));
  pending_.clear();
  return parts_.commit_state();
}

Result<> MessageInbox::finish() {
  if (!wanted_.empty())
    return fail(Errc::internal, "a fetch ended with messages that were asked for and not stored");
  RELAIS_TRY(keep_sights());
  RELAIS_TRY(parts_.store.put_verdicts(parts_.account, pending()));
  pending_.clear();
  return parts_.commit_state();
}

std::string sights_text(const std::set<std::string>& ids) {
  return ids.empty() ? std::string() : json::serialize(json::array(ids.begin(), ids.end()));
}

std::set<std::string> sights_in(std::string_view text) {
  std::set<std::string> ids;
  if (text.empty()) return ids;
  const auto parsed = parse_json(text, "the messages that came into sight");
  if (!parsed || !parsed->is_array()) return ids;
  for (const auto& id : parsed->get_array())
    if (id.is_string()) ids.emplace(id.get_string());
  return ids;
}

}  // namespace relais::collect
