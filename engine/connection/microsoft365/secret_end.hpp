// When a client secret ends, from what an app registration says of its secrets.
#pragma once

#include <string_view>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"

namespace relais::connection::microsoft365 {

struct SecretEnd {
  Millis at = 0;
  /// No secret, or more than one, begins as ours does: this is the last to end of those in
  /// question.
  bool guessed = false;
};

/// `body`: an application with `passwordCredentials`. Ours is found by its hint, the first three
/// characters; other secrets are not shown. Errc::temporary: the answer says nothing. Pure.
Result<SecretEnd> read_secret_end(std::string_view body, std::string_view secret);

}  // namespace relais::connection::microsoft365
