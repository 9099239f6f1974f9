// What an offer means, given what was decided before. Pure: no request, no database.
#pragma once

#include "engine/mail/rules.hpp"
#include "engine/plugin/collect_types.hpp"
#include "engine/store/mail_types.hpp"

namespace relais::collect {

/// Whether an earlier skip verdict still holds for the message where it lies now. Verdicts about
/// folders fall when the message or one of the folders above it has moved; all others stand until
/// `reconsider`. That the configuration changed is no reason: rules hold for what comes later.
bool stands(const store::Verdict& earlier, std::string_view folder_id,
            const std::vector<mail::FolderStep>& ancestry, const mail::Rules& rules);

/// When it came, as the store keeps it: if nobody says it, when it was sent, else `now`.
Millis received_at(const mail::Envelope& envelope, Millis now);

store::Verdict verdict_of(const mail::Envelope& envelope, const mail::Verdict& verdict, Millis now);

/// Whether a verdict about a folder says nothing new, by whichever version of the rules.
bool says_the_same(const store::Verdict& earlier, const store::Verdict& verdict);

/// `received` is before the activation: it came by an agreement about history.
store::NewMessage new_message(plugin::Message&& message, bool by_agreement, Millis now);

}  // namespace relais::collect
