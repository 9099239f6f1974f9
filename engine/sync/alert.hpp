// Tells a program of the firm's choice what somebody should know (R15).
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/config/config.hpp"
#include "engine/sync/active_credentials.hpp"

namespace relais::sync {

inline constexpr std::chrono::milliseconds kAlertTimeout{30'000};

/// Runs `command` (program, looked for in PATH, and arguments) without a shell, with `text` on its
/// standard input; what it prints goes nowhere. Environment variables named in `hidden` are not
/// passed on. Errc::temporary: it could not be started, did not end with 0, or was killed with all
/// its children because it took longer than `timeout`.
Result<> alert(const std::vector<std::string>& command, std::string_view text,
               const std::vector<std::string>& hidden = {},
               std::chrono::milliseconds timeout = kAlertTimeout);

/// Variables in which the configuration says that secrets are, those of edited credentials that are
/// not in use yet among them.
std::vector<std::string> secret_variables(const config::Config& config, const Staged& staged = {});

}  // namespace relais::sync
