// The log of the engine: ids and numbers only, never names, subjects, addresses, bodies, tokens.
//
// A facade, so that including it costs <fmt/core.h> and not spdlog. Thread-safe.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>

namespace relais::log {

enum class Level { debug, info, warning, error, off };

/// Before the first line; otherwise lines of level warning and above go to stderr.
/// `file` empty: stderr. Answers false if the file cannot be opened (stderr is then used).
bool start(Level level, const std::string& file = {});
bool enabled(Level level) noexcept;
void write(Level level, std::string_view line);

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::debug)) write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::info)) write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::warning))
    write(Level::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::error)) write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace relais::log
