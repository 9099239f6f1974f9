#include "engine/connection/credentials.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <limits>

namespace relais::connection {
namespace {

using http::Authorisation;

// It goes into a header as it is.
bool fits_in_a_header(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

Result<std::string> checked(const SecretCredentials::Maker& make) {
  RELAIS_ASSIGN(std::string header, make());
  if (fits_in_a_header(header)) return header;
  return fail(Errc::config, "the credentials hold a character that no header may hold",
              "check the secret that the connection refers to");
}

}  // namespace

SecretCredentials::SecretCredentials(Maker make) : make_(std::move(make)) {}

Authorised SecretCredentials::authorise(const Authorised& refused) {
  const std::lock_guard lock(guard_);
  if (current_ && refused != current_) return current_;
  const auto header = checked(make_);
  if (!header) {
    return std::make_shared<Authorisation>(
        Authorisation{.state = Authorisation::State::refused, .error = header.error().text});
  }
  if (current_ && current_->header == *header) return current_;
  current_ = std::make_shared<Authorisation>(
      Authorisation{.state = Authorisation::State::granted,
                    .header = *header,
                    .valid_until = std::numeric_limits<Millis>::max()});
  return current_;
}

Result<void> SecretCredentials::check(Said* said) {
  const auto header = checked(make_);
  if (header) return {};
  if (said != nullptr) *said = said_of_config(header.error());
  return fail(header.error());
}

Said said_of_config(const Error& error) {
  Said said;
  said.explanation = {error.text, "firm-admin", error.hint};
  return said;
}

std::string basic_authorisation(std::string_view user, std::string_view password) {
  const std::string plain = std::string(user) + ':' + std::string(password);
  std::string encoded(4 * ((plain.size() + 2) / 3) + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                     reinterpret_cast<const unsigned char*>(plain.data()),
                                     static_cast<int>(plain.size()));
  encoded.resize(static_cast<std::size_t>(length));
  return "Basic " + encoded;
}

}  // namespace relais::connection
