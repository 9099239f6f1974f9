#include <algorithm>
#include <array>

#include "engine/mail/rules.hpp"

namespace relais::mail {
namespace {

using Rule = Rules::Rule;

const Rule kTombstoned{"deleted from the communicator",
                       "Nothing: what was deleted there is not fetched again."};
const Rule kAlreadyCollected{"collected before", "Nothing: it is in the communicator already."};
const Rule kCollect{"no rule hit",
                    "Nothing any more: what is collected stays. Rules that are added hold for "
                    "messages that come later."};

Verdict verdict_of(Reason reason, const Rule& rule, const Rules& rules) {
  return {reason, rule.text, rules.version(), rule.change};
}

const Rule* never_read(const Envelope& envelope, const Rules& rules) {
  for (const auto& folder : envelope.ancestry)
    if (const Rule* rule = rules.never_read(folder)) return rule;
  return nullptr;
}

const Rule* excluded(const Envelope& envelope, const Rules& rules) {
  if (envelope.folder_id)
    if (const Rule* rule = rules.excluded(*envelope.folder_id)) return rule;
  for (const auto& folder : envelope.ancestry)
    if (const Rule* rule = rules.excluded(folder)) return rule;
  return nullptr;
}

/// All that does not depend on the folder.
Verdict judge_message(const Envelope& envelope, const Rules& rules, const Known& known) {
  if (const Rule* rule = rules.before_activation(envelope.received))
    return verdict_of(Reason::before_activation, *rule, rules);
  if (known.tombstoned) return verdict_of(Reason::tombstoned, kTombstoned, rules);
  if (known.already_collected)
    return verdict_of(Reason::already_collected, kAlreadyCollected, rules);
  const Address from = envelope.from ? parse_address(envelope.from->address) : Address{};
  const Address sender = envelope.sender && rules.looks_at_sender()
                             ? parse_address(envelope.sender->address)
                             : Address{};
  for (const Address* each : {&from, &sender})
    if (const Rule* rule = rules.excluded_sender(*each))
      return verdict_of(Reason::sender_address, *rule, rules);
  for (const Address* each : {&from, &sender})
    if (const Rule* rule = rules.excluded_domain(*each))
      return verdict_of(Reason::sender_domain, *rule, rules);
  if (const Rule* rule = rules.internal(envelope, from))
    return verdict_of(Reason::internal, *rule, rules);
  return verdict_of(Reason::collect, kCollect, rules);
}

}  // namespace

Verdict judge(const Envelope& envelope, const Rules& rules, const Known& known) {
  if (const Rule* rule = never_read(envelope, rules))
    return verdict_of(Reason::folder_always, *rule, rules);
  if (const Rule* rule = excluded(envelope, rules))
    return verdict_of(Reason::folder_excluded, *rule, rules);
  return judge_message(envelope, rules, known);
}

std::string_view slipped_to(const Envelope& envelope, const Rules& rules, const Known& known) {
  static constexpr std::array<std::string_view, 3> moved_there{"archive", "deleteditems",
                                                               "junkemail"};
  std::string_view there;
  for (const auto& folder : envelope.ancestry) {
    const auto one =
        std::find(moved_there.begin(), moved_there.end(), std::string_view(folder.well_known));
    if (one != moved_there.end())
      there = *one;
    else if (rules.never_read(folder) != nullptr)
      return {};
  }
  const bool nothing_else = !there.empty() && excluded(envelope, rules) == nullptr &&
                            judge_message(envelope, rules, known).collect();
  return nothing_else ? there : std::string_view();
}

}  // namespace relais::mail
