// One call into a plugin: what is learned on the way besides its status.
#pragma once

#include <algorithm>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"
#include "engine/plugin/statuses.hpp"

namespace relais::plugin {

/// For the plugin to read while `text` is there.
inline relais_str lent(std::string_view text) { return {text.data(), text.size()}; }

/// `answer` is thread-safe: a plugin may call back from threads of its own, and the engine's
/// callbacks of one session still never overlap. The fields are guarded by `guard`.
class Call {
 public:
  void begin() {
    const std::lock_guard lock(guard);
    reason.clear();
    breach.clear();
    engine.reset();
    not_before = 0;
    active = true;
  }
  void end() {
    const std::lock_guard lock(guard);
    active = false;
  }

  std::recursive_mutex guard;  ///< recursive: a callback can end in another one

  std::string reason;           ///< what the plugin gave to host->fail
  std::string breach;           ///< how it broke its contract, the first time
  std::optional<Error> engine;  ///< the engine's own error, on its way through the plugin
  Millis not_before = 0;
  bool active = false;  ///< between begin and end

  void broke(std::string_view what) {
    if (breach.empty()) breach = what;
  }
  void wait_until(Millis instant) { not_before = std::max(not_before, instant); }

  /// Runs the body of a callback; nothing it throws reaches the plugin.
  template <class Body>
  relais_status answer(Body&& body) noexcept {
    const std::lock_guard lock(guard);
    try {
      return body();
    } catch (...) {
      engine = Error{Errc::internal, "an exception in a callback of the engine"};
      return RELAIS_ERR_INTERNAL;
    }
  }

  /// An error of the engine: kept for the caller, and told to the plugin as a status.
  relais_status keep(Error error) {
    const relais_status status = status_of(error.code);
    if (!engine) engine = std::move(error);
    return status;
  }
  relais_status refuse(std::string_view what) {
    broke(what);
    return RELAIS_ERR_INTERNAL;
  }
};

}  // namespace relais::plugin
