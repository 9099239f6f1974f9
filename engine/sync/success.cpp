#include "engine/sync/success.hpp"

#include <charconv>

namespace relais::sync {
namespace {

constexpr std::string_view kSuccess = "last_success";
constexpr std::string_view kOfTheEngine;  // no plugin's, no entity's

bool all_done(const MailboxReport& report) {
  return report.outcome && report.applied.postponed == 0 && report.applied.unknown == 0;
}

Millis instant_in(const std::string& text) {
  Millis instant = 0;
  std::from_chars(text.data(), text.data() + text.size(), instant);
  return instant;
}

}  // namespace

Result<> keep_mailbox_successes(ledger::Writer& writer, const Report& report, Millis now) {
  for (const auto& one : report.mailboxes)
    if (all_done(one))
      RELAIS_TRY(
          writer.put_state(one.mailbox, kOfTheEngine, kOfTheEngine, kSuccess, std::to_string(now)));
  return {};
}

Result<> keep_firm_success(ledger::Writer& writer, Millis now) {
  return writer.set_meta(kSuccess, std::to_string(now));
}

Result<Millis> last_success(ledger::Ledger& ledger) {
  RELAIS_ASSIGN(const auto text, ledger.meta(kSuccess));
  return instant_in(text);
}

Result<Millis> last_success(ledger::Ledger& ledger, ledger::MailboxId mailbox) {
  RELAIS_ASSIGN(const auto text, ledger.state(mailbox, kOfTheEngine, kOfTheEngine, kSuccess));
  return instant_in(text);
}

}  // namespace relais::sync
