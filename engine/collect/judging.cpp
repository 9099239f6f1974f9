#include "engine/collect/judging.hpp"

#include <algorithm>

#include "engine/mail/address.hpp"

namespace relais::collect {
namespace {

/// The times that a timestamp of the store can hold.
constexpr Millis kFirstInstant = -62'135'596'800'000;
constexpr Millis kLastInstant = 253'402'300'799'999;

bool can_be_stored(const std::optional<Millis>& instant) {
  return instant && *instant >= kFirstInstant && *instant <= kLastInstant;
}

void add_recipients(const std::optional<std::vector<mail::Correspondent>>& people,
                    store::RecipientRole role, std::vector<store::Recipient>& out) {
  if (!people) return;
  for (const auto& one : *people) out.push_back({role, one.name, one.address});
}

store::Attachment attachment_of(plugin::Attachment&& from) {
  store::Attachment to;
  to.name = std::move(from.name);
  to.content_type = std::move(from.content_type);
  to.size = std::max<std::int64_t>(from.size, 0);
  to.is_inline = from.is_inline;
  to.note = std::move(from.note);
  if (from.blob) {
    to.ref = std::move(from.blob->ref);
    to.sha256 = std::move(from.blob->sha256);
    to.size = from.blob->size;
  }
  return to;
}

void add_note(std::string_view note, std::string& notes) {
  if (note.empty()) return;
  if (!notes.empty()) notes += '\n';
  notes += note;
}

}  // namespace

bool stands(const store::Verdict& earlier, std::string_view folder_id,
            const std::vector<mail::FolderStep>& ancestry, const mail::Rules& rules) {
  const auto reason = mail::parse_reason(earlier.reason);
  if (!reason || !mail::moves_with_folder(*reason)) return true;
  if (earlier.folder_id != folder_id) return false;
  // In the same folder. Where that folder lies may have changed, as far as that can be told apart
  // from a change of the rules about folders.
  if (ancestry.empty()) return true;
  if (rules.same_folders(earlier.rule_version)) return false;
  return *reason != mail::Reason::folder_always ||
         std::any_of(ancestry.begin(), ancestry.end(),
                     [&](const auto& step) { return rules.never_read(step) != nullptr; });
}

Millis received_at(const mail::Envelope& envelope, Millis now) {
  if (can_be_stored(envelope.received)) return *envelope.received;
  return can_be_stored(envelope.sent) ? *envelope.sent : now;
}

store::Verdict verdict_of(const mail::Envelope& envelope, const mail::Verdict& verdict,
                          Millis now) {
  store::Verdict out;
  out.message_id = envelope.id;
  out.folder_id = envelope.folder_id.value_or("");
  out.received_at = received_at(envelope, now);
  out.decision = verdict.collect() ? store::Decision::collect : store::Decision::skip;
  out.reason = mail::code_of(verdict.reason);
  out.rule = verdict.rule;
  out.rule_version = verdict.version;
  out.decided_at = now;
  if (envelope.from)
    out.sender_domain = std::string(mail::parse_address(envelope.from->address).domain());
  return out;
}

bool says_the_same(const store::Verdict& earlier, const store::Verdict& verdict) {
  const auto reason = mail::parse_reason(verdict.reason);
  return reason && mail::moves_with_folder(*reason) && earlier.reason == verdict.reason &&
         earlier.rule == verdict.rule && earlier.folder_id == verdict.folder_id &&
         earlier.slipped_to == verdict.slipped_to;
}

store::NewMessage new_message(plugin::Message&& message, bool by_agreement, Millis now) {
  mail::Envelope& envelope = message.offer.envelope;
  store::NewMessage out;
  out.remote_id = std::move(envelope.id);
  out.internet_message_id = envelope.internet_message_id.value_or("");
  out.conversation_id = envelope.conversation_id.value_or("");
  if (envelope.from) {
    out.from_address = envelope.from->address;
    out.from_name = envelope.from->name;
  }
  if (envelope.sender) out.sender_address = envelope.sender->address;
  out.subject = envelope.subject.value_or("");
  out.received_at = received_at(envelope, now);
  if (can_be_stored(envelope.sent)) out.sent_at = envelope.sent;
  out.has_attachments = envelope.has_attachments.value_or(!message.attachments.empty());
  out.importance = envelope.importance.value_or("normal");
  out.sensitivity = envelope.sensitivity.value_or("");
  out.folder_id = envelope.folder_id.value_or("");
  out.folder_path = std::move(message.offer.folder_path);
  if (message.body) {
    out.body_type = std::move(message.body_type);
    out.body_ref = std::move(message.body->ref);
  }
  if (message.mime) {
    out.mime_ref = std::move(message.mime->ref);
    out.size = message.mime->size;
  }
  add_note(message.mime_error, out.notes);
  for (const auto& note : message.notes) add_note(note, out.notes);
  add_recipients(envelope.to, store::RecipientRole::to, out.recipients);
  add_recipients(envelope.cc, store::RecipientRole::cc, out.recipients);
  add_recipients(envelope.bcc, store::RecipientRole::bcc, out.recipients);
  add_recipients(envelope.reply_to, store::RecipientRole::reply_to, out.recipients);
  for (auto& one : message.attachments) out.attachments.push_back(attachment_of(std::move(one)));
  out.by_agreement = by_agreement;
  return out;
}

}  // namespace relais::collect
