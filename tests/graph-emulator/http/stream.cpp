#include "tests/graph-emulator/http/stream.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <cerrno>

namespace relais::emulator {
namespace {

class PlainStream final : public Stream {
 public:
  explicit PlainStream(int descriptor) : descriptor_(descriptor) {}
  long read(char* into, std::size_t size) override {
    for (;;) {
      const auto got = ::recv(descriptor_, into, size, 0);
      if (got >= 0 || errno != EINTR) return got;
    }
  }
  bool write(const char* bytes, std::size_t size) override {
    while (size > 0) {
      const auto sent = ::send(descriptor_, bytes, size, MSG_NOSIGNAL);
      if (sent < 0 && errno == EINTR) continue;
      if (sent <= 0) return false;
      bytes += sent;
      size -= static_cast<std::size_t>(sent);
    }
    return true;
  }
  bool secure() const override { return false; }

 private:
  int descriptor_;
};

class TlsStream final : public Stream {
 public:
  explicit TlsStream(SSL* ssl) : ssl_(ssl) {}
  ~TlsStream() override { SSL_free(ssl_); }
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;
  long read(char* into, std::size_t size) override {
    return SSL_read(ssl_, into, static_cast<int>(size));
  }
  bool write(const char* bytes, std::size_t size) override {
    std::size_t sent = 0;
    while (size > 0) {
      if (SSL_write_ex(ssl_, bytes, size, &sent) != 1) return false;
      bytes += sent;
      size -= sent;
    }
    return true;
  }
  bool secure() const override { return true; }

 private:
  SSL* ssl_;
};

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};

bool add_extension(X509* certificate, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value);
  if (extension == nullptr) return false;
  const bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

}  // namespace

std::unique_ptr<Stream> plain_stream(int descriptor) {
  return std::make_unique<PlainStream>(descriptor);
}

std::unique_ptr<Stream> tls_stream(int descriptor, SSL_CTX* context) {
  SSL* ssl = SSL_new(context);
  if (ssl == nullptr) return nullptr;
  auto stream = std::make_unique<TlsStream>(ssl);
  if (SSL_set_fd(ssl, descriptor) != 1 || SSL_accept(ssl) != 1) {
    ERR_clear_error();
    return nullptr;
  }
  return stream;
}

Result<SelfSigned> self_signed() {
  const auto broken = [] {
    return fail(Errc::internal, "OpenSSL could not make a certificate for this server");
  };
  const std::unique_ptr<EVP_PKEY, FreeKey> key(EVP_EC_gen("P-256"));
  const std::unique_ptr<X509, FreeCertificate> certificate(X509_new());
  if (!key || !certificate) return broken();
  X509* x509 = certificate.get();
  X509_set_version(x509, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
  X509_gmtime_adj(X509_getm_notAfter(x509), 30L * 24 * 3600);
  X509_set_pubkey(x509, key.get());
  X509_NAME* name = X509_get_subject_name(x509);
  const auto* common_name = reinterpret_cast<const unsigned char*>("graph-emulator");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
  X509_set_issuer_name(x509, name);
  if (!add_extension(x509, NID_basic_constraints, "critical,CA:TRUE") ||
      !add_extension(x509, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1") ||
      X509_sign(x509, key.get(), EVP_sha256()) == 0)
    return broken();

  SelfSigned made;
  made.context.reset(SSL_CTX_new(TLS_server_method()));
  if (!made.context || SSL_CTX_use_certificate(made.context.get(), x509) != 1 ||
      SSL_CTX_use_PrivateKey(made.context.get(), key.get()) != 1)
    return broken();
  SSL_CTX_set_min_proto_version(made.context.get(), TLS1_2_VERSION);

  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, x509);
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory, &text);
  made.certificate_pem.assign(text, static_cast<std::size_t>(size));
  BIO_free(memory);
  return made;
}

}  // namespace relais::emulator
