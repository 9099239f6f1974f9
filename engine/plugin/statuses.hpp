// The one translation between the ABI's statuses and the engine's words.
#pragma once

#include "engine/base/error.hpp"
#include "engine/http/message.hpp"
#include "relais/abi.h"

namespace relais::plugin {

/// Of a status other than RELAIS_OK; an unknown one is internal.
Errc errc_of(relais_status status) noexcept;
/// For an error of the engine on its way back to the plugin.
relais_status status_of(Errc code) noexcept;
relais_status status_of(http::Outcome outcome) noexcept;

}  // namespace relais::plugin
