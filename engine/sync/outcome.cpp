#include "engine/sync/outcome.hpp"

#include <algorithm>

namespace relais::sync {

ledger::Link link_of(const ledger::Intent& intent, const plugin::OpResult& result, Millis now) {
  ledger::Link link;
  link.key = intent.key;
  link.kind = intent.kind;
  link.item = intent.item;
  link.part = intent.part;
  link.stream = intent.stream;
  link.remote_id = result.remote_id;
  link.etag = result.etag;
  link.container = result.container;
  link.written = intent.written;
  link.remote = result.remote_fingerprint;
  link.facts = result.facts;
  link.degraded = intent.degraded;
  link.revisit_on = intent.revisit_on;
  link.config = intent.config;
  link.revision = intent.revision;
  link.incarnation = intent.incarnation;
  link.own = true;
  link.updated_at = now;
  return link;
}

plugin::Op create_op(const ledger::Intent& intent, const std::string& container) {
  plugin::Op op;
  op.action = plugin::OpAction::create;
  op.key = intent.key;
  op.incarnation = static_cast<std::uint32_t>(intent.incarnation);
  op.token = intent.token;
  op.container = container;
  op.document = intent.document;
  op.fingerprint = intent.written;
  return op;
}

Result<const char*> settle_create(ledger::Writer& writer, ledger::MailboxId mailbox,
                                  const ledger::Intent& intent, const plugin::OpResult& result,
                                  int tries, Millis now) {
  if (result.ok()) {
    RELAIS_TRY(writer.put_link(mailbox, link_of(intent, result, now)));
    RELAIS_TRY(writer.drop_intent(mailbox, intent.key, intent.stream));
    RELAIS_TRY(writer.drop_quarantine(mailbox, intent.key));
    return "done";
  }
  if (*result.error == Errc::unknown_outcome) return "unknown";
  RELAIS_TRY(writer.drop_intent(mailbox, intent.key, intent.stream));
  if (*result.error != Errc::item) return "postponed";
  const auto quarantine =
      quarantine_of(intent.key, intent.kind, intent.item, intent.written, result, tries, now);
  RELAIS_TRY(writer.put_quarantine(mailbox, quarantine));
  RELAIS_TRY(writer.postpone_dirty(mailbox, intent.kind, intent.item, "in quarantine",
                                   quarantine.next_at));
  return "refused";
}

ledger::Quarantine quarantine_of(const std::string& key, const std::string& kind,
                                 const std::string& item, const std::string& written,
                                 const plugin::OpResult& result, int tries, Millis now) {
  constexpr Millis hour = 3'600'000;
  constexpr Millis delays[] = {hour, 4 * hour, 24 * hour};
  const Millis delay = delays[std::min(tries, 2)];
  return {key, kind, item, written, result.code, result.message, tries + 1, now + delay};
}

bool concerns_mailbox(Errc error) {
  switch (error) {
    case Errc::item:
    case Errc::not_found:
    case Errc::conflict:
    case Errc::unknown_outcome:
    case Errc::resync:
    case Errc::unsupported:
      return false;
    default:
      return true;
  }
}

bool ends_run(Errc error) {
  return error == Errc::database || error == Errc::busy || error == Errc::schema ||
         error == Errc::cancelled;
}

bool stops_lane_only(Errc error) {
  switch (error) {
    case Errc::refused:
    case Errc::config:
    case Errc::internal:
    case Errc::usage:
    case Errc::item:
    case Errc::not_found:
    case Errc::unsupported:
      return true;
    default:
      return false;
  }
}

}  // namespace relais::sync
