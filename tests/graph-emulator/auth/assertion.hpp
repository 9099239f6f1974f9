// Client assertions: JWTs signed PS256 with a registered certificate.
#pragma once

#include <string>
#include <string_view>

#include "tests/graph-emulator/refusal.hpp"
#include "tests/graph-emulator/state/world.hpp"

namespace relais::emulator {

/// The number of an AADSTS error and its text.
struct AssertionError {
  int number;
  std::string text;
};

/// Verifies signature, audience, issuer, subject and times; nothing else is trusted.
tl::expected<void, AssertionError> verify_assertion(std::string_view jwt, const App& app,
                                                    std::string_view audience, Millis now);

/// What a PEM certificate is registered as.
Result<Certificate> read_certificate(std::string_view pem);

}  // namespace relais::emulator
