#include "tests/graph-emulator/auth/assertion.hpp"

#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>

#include "tests/graph-emulator/http/url.hpp"

namespace relais::emulator {
namespace {

constexpr std::int64_t skew_s = 300;
constexpr std::int64_t longest_life_s = 600;

tl::unexpected<AssertionError> wrong(int number, std::string text) {
  return tl::unexpected<AssertionError>(AssertionError{number, std::move(text)});
}

bool signature_holds(EVP_PKEY* key, std::string_view signed_text, std::string_view signature) {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  EVP_PKEY_CTX* options = nullptr;
  const bool holds =
      EVP_DigestVerifyInit(context, &options, EVP_sha256(), nullptr, key) == 1 &&
      EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
      EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1 &&
      EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()),
                       signature.size(), reinterpret_cast<const unsigned char*>(signed_text.data()),
                       signed_text.size()) == 1;
  EVP_MD_CTX_free(context);
  return holds;
}

std::optional<json::object> part(std::string_view text) {
  const auto bytes = base64url_decode(text);
  if (!bytes) return std::nullopt;
  auto value = parse_json(*bytes, "assertion");
  if (!value || !value->is_object()) return std::nullopt;
  return value->get_object();
}

Millis instant_of(const ASN1_TIME* time) {
  std::tm fields{};
  return ASN1_TIME_to_tm(time, &fields) == 1 ? Millis{::timegm(&fields)} * 1000 : 0;
}

std::int64_t seconds(const json::object& claims, std::string_view name) {
  const json::value* value = claims.if_contains(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

}  // namespace

tl::expected<void, AssertionError> verify_assertion(std::string_view jwt, const App& app,
                                                    std::string_view audience, Millis now) {
  const std::size_t first = jwt.find('.');
  const std::size_t last = jwt.rfind('.');
  if (first == std::string_view::npos || first == last)
    return wrong(50027, "JWT token is invalid or malformed.");
  const auto header = part(jwt.substr(0, first));
  const auto claims = part(jwt.substr(first + 1, last - first - 1));
  const auto signature = base64url_decode(jwt.substr(last + 1));
  if (!header || !claims || !signature) return wrong(50027, "JWT token is invalid or malformed.");
  if (string_at(*header, "alg") != "PS256" || string_at(*header, "typ") != "JWT")
    return wrong(5002738, "Invalid JWT token. Unsupported signing algorithm or token type.");
  const auto thumbprint = string_at(*header, "x5t#S256");
  const auto certificate =
      std::find_if(app.certificates.begin(), app.certificates.end(),
                   [&](const Certificate& one) { return one.thumbprint == thumbprint; });
  if (certificate == app.certificates.end())
    return wrong(700027,
                 "The certificate with identifier used to sign the client assertion is not "
                 "registered on application. [Reason - The key was not found.]");
  if (!signature_holds(certificate->key.get(), jwt.substr(0, last), *signature))
    return wrong(700027,
                 "Client assertion failed signature validation. [Reason - The key was found, but "
                 "use of the key to verify the signature failed.]");
  if (now < certificate->begins || now > certificate->ends)
    return wrong(1000502, "The provided certificate is not within its specified validity window.");
  if (string_at(*claims, "aud") != audience)
    return wrong(700023, "Client assertion audience claim does not match Realm issuer.");
  if (string_at(*claims, "iss") != app.client_id || string_at(*claims, "sub") != app.client_id)
    return wrong(700021, "Client assertion application identifier doesn't match 'client_id'.");
  if (string_at(*claims, "jti").size() != 36)
    return wrong(50027, "JWT token is invalid or malformed: no jti.");
  const std::int64_t at = now / 1000;
  const std::int64_t expires = seconds(*claims, "exp");
  const std::int64_t not_before = seconds(*claims, "nbf");
  if (seconds(*claims, "iat") == 0 || expires <= at || not_before > at + skew_s ||
      expires - not_before > longest_life_s + skew_s)
    return wrong(700024, "Client assertion is not within its valid time range.");
  return {};
}

Result<Certificate> read_certificate(std::string_view pem) {
  BIO* memory = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  X509* x509 = PEM_read_bio_X509(memory, nullptr, nullptr, nullptr);
  BIO_free(memory);
  if (x509 == nullptr) return fail(Errc::usage, "the text is not a PEM certificate");
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  X509_digest(x509, EVP_sha256(), digest, &size);
  Certificate certificate;
  certificate.thumbprint = base64url({reinterpret_cast<const char*>(digest), size});
  certificate.key = {X509_get_pubkey(x509), [](EVP_PKEY* key) { EVP_PKEY_free(key); }};
  certificate.begins = instant_of(X509_get0_notBefore(x509));
  certificate.ends = instant_of(X509_get0_notAfter(x509));
  X509_free(x509);
  return certificate;
}

}  // namespace relais::emulator
