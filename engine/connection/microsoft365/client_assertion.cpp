#include "engine/connection/microsoft365/client_assertion.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>
#include <vector>

#include "engine/base/json.hpp"

namespace relais::connection::microsoft365 {
namespace {

constexpr Millis valid_for = 600'000;

template <auto free_it>
struct Free {
  template <class T>
  void operator()(T* it) const {
    free_it(it);
  }
};
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;

Bio reader(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Without one, OpenSSL asks on the terminal for the pass phrase of an encrypted key.
int no_pass_phrase(char*, int, int, void*) { return -1; }

std::string base64url(const unsigned char* bytes, std::size_t size) {
  std::string out(4 * ((size + 2) / 3) + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes, static_cast<int>(size));
  out.resize(static_cast<std::size_t>(length));
  while (out.ends_with('=')) out.pop_back();
  for (char& c : out) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return out;
}

std::string base64url(std::string_view text) {
  return base64url(reinterpret_cast<const unsigned char*>(text.data()), text.size());
}

auto unusable(std::string text) {
  return fail(Errc::config, "the client certificate cannot be used: " + std::move(text),
              "certificate.file is a PEM certificate, certificate.key the PEM of its RSA private "
              "key without a pass phrase");
}

Result<std::string> sign(EVP_PKEY* key, std::string_view text) {
  const Digest context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;
  std::size_t size = 0;
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  if (!context || EVP_DigestSignInit(context.get(), &options, EVP_sha256(), nullptr, key) != 1 ||
      EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
      EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) != 1) {
    return unusable("its key cannot sign");
  }
  std::vector<unsigned char> signature(size);
  if (EVP_DigestSign(context.get(), signature.data(), &size, bytes, text.size()) != 1) {
    return unusable("its key cannot sign");
  }
  return base64url(signature.data(), size);
}

}  // namespace

Result<std::string> client_assertion(std::string_view certificate_pem, std::string_view key_pem,
                                     const AssertionClaims& claims) {
  const Certificate certificate(
      PEM_read_bio_X509(reader(certificate_pem).get(), nullptr, no_pass_phrase, nullptr));
  if (!certificate) return unusable("the file holds no PEM certificate");
  const Key key(PEM_read_bio_PrivateKey(reader(key_pem).get(), nullptr, no_pass_phrase, nullptr));
  if (!key) return unusable("the key is no PEM private key, or has a pass phrase");
  if (EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA) return unusable("the key is not RSA");
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return unusable("certificate and key do not belong together");
  }
  unsigned char thumbprint[EVP_MAX_MD_SIZE];
  unsigned int thumbprint_size = 0;
  if (X509_digest(certificate.get(), EVP_sha256(), thumbprint, &thumbprint_size) != 1) {
    return unusable("its thumbprint cannot be made");
  }
  const json::object header = {
      {"alg", "PS256"}, {"typ", "JWT"}, {"x5t#S256", base64url(thumbprint, thumbprint_size)}};
  const std::int64_t now = claims.now / 1000;
  const json::object payload = {{"aud", claims.audience},
                                {"iss", claims.client_id},
                                {"sub", claims.client_id},
                                {"jti", claims.id},
                                {"nbf", now},
                                {"iat", now},
                                {"exp", now + valid_for / 1000}};
  const std::string text =
      base64url(json::serialize(header)) + '.' + base64url(json::serialize(payload));
  RELAIS_ASSIGN(const std::string signature, sign(key.get(), text));
  return text + '.' + signature;
}

Result<Millis> certificate_end(std::string_view certificate_pem) {
  const Certificate certificate(
      PEM_read_bio_X509(reader(certificate_pem).get(), nullptr, no_pass_phrase, nullptr));
  if (!certificate) return unusable("the file holds no PEM certificate");
  std::tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1)
    return unusable("it does not say when it ends");
  return static_cast<Millis>(::timegm(&end)) * 1000;
}

}  // namespace relais::connection::microsoft365
