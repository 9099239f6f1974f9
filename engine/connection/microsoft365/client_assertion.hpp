// Proves who we are with a certificate (RFC 7523): a JSON web token signed with PS256.
#pragma once

#include <string>
#include <string_view>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"

namespace relais::connection::microsoft365 {

struct AssertionClaims {
  std::string audience;   ///< URL of the token endpoint
  std::string client_id;  ///< issuer and subject
  std::string id;         ///< used once
  Millis now = 0;
};

/// Valid from `now` for ten minutes. The header names the certificate by `x5t#S256`. Errc::config
/// if certificate or key cannot be read or do not belong together, or the key is not RSA.
Result<std::string> client_assertion(std::string_view certificate_pem, std::string_view key_pem,
                                     const AssertionClaims& claims);

/// When the certificate ends (notAfter). Errc::config: it is none.
Result<Millis> certificate_end(std::string_view certificate_pem);

}  // namespace relais::connection::microsoft365
