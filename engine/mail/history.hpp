// From when on agreed history is loaded.
#pragma once

#include "engine/base/clock.hpp"
#include "engine/config/mail.hpp"

namespace relais::mail {

/// The beginning of the agreed day in the entity's zone. An error if that is more than 12 months
/// before the activation, or not before it.
Result<Millis> history_start(const config::MailHistory& history, Millis active_since,
                             std::string_view time_zone);

}  // namespace relais::mail
