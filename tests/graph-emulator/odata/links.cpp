#include "tests/graph-emulator/odata/links.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "engine/base/text.hpp"
#include "tests/graph-emulator/http/url.hpp"

namespace relais::emulator {
namespace {
constexpr std::size_t signature_size = 15;
/// A client that decodes and encodes again, or changes the case of an escape, sends another link.
constexpr std::string_view tail = "-%2b_%3d";
}  // namespace

Links::Links() : key_(random_uuid()) {}

std::string Links::sign(std::string_view scope, std::string_view payload) const {
  std::string text(scope);
  text.append(1, '\0').append(payload);
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest, &size);
  return {reinterpret_cast<const char*>(digest), signature_size};
}

std::string Links::seal(std::string_view scope, std::string_view payload) const {
  const std::string unique = std::to_string(++sealed_) + " " + std::string(payload);
  const std::string bytes = sign(scope, unique) + unique;
  return base64url(bytes).append(tail);
}

std::optional<std::string> Links::open(std::string_view scope, std::string_view token) const {
  if (!token.ends_with(tail)) return std::nullopt;
  token.remove_suffix(tail.size());
  const auto bytes = base64url_decode(token);
  if (!bytes || bytes->size() < signature_size || base64url(*bytes) != token) return std::nullopt;
  std::string payload = bytes->substr(signature_size);
  if (bytes->compare(0, signature_size, sign(scope, payload)) != 0) return std::nullopt;
  return payload.substr(payload.find(' ') + 1);
}

std::optional<LastOption> last_option(std::string_view raw_query, std::string_view name) {
  const std::string mark = std::string(name) + "=";
  const std::size_t at = raw_query.rfind(mark);
  if (at == std::string_view::npos || (at > 0 && raw_query[at - 1] != '&')) return std::nullopt;
  const std::string_view value = raw_query.substr(at + mark.size());
  if (value.find('&') != std::string_view::npos) return std::nullopt;
  return LastOption{raw_query.substr(0, at == 0 ? 0 : at - 1), value};
}

}  // namespace relais::emulator
