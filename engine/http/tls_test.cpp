// Over TLS: verification that cannot be switched off, and HTTP/2 where it is offered.
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <thread>

#include "engine/http/client.hpp"
#include "engine/http/testing.hpp"

namespace relais::http {
namespace {

using Kind = Answer::Kind;

/// A certificate for 127.0.0.1 or another name, signed by itself.
class TlsServer {
 public:
  explicit TlsServer(const char* names, const std::filesystem::path& folder)
      : key_(EVP_RSA_gen(2048)),
        certificate_(X509_new()),
        context_(SSL_CTX_new(TLS_server_method())) {
    X509_set_version(certificate_, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate_), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate_), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate_), 3600);
    X509_set_pubkey(certificate_, key_);
    X509_NAME* name = X509_get_subject_name(certificate_);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("relais test"), -1, -1, 0);
    X509_set_issuer_name(certificate_, name);
    X509V3_CTX v3;
    X509V3_set_ctx_nodb(&v3);
    X509V3_set_ctx(&v3, certificate_, certificate_, nullptr, nullptr, 0);
    X509_EXTENSION* alt = X509V3_EXT_conf_nid(nullptr, &v3, NID_subject_alt_name, names);
    X509_add_ext(certificate_, alt, -1);
    X509_EXTENSION_free(alt);
    X509_sign(certificate_, key_, EVP_sha256());
    ca_file = (folder / "ca.pem").string();
    FILE* file = std::fopen(ca_file.c_str(), "w");
    PEM_write_X509(file, certificate_);
    std::fclose(file);
    SSL_CTX_use_certificate(context_, certificate_);
    SSL_CTX_use_PrivateKey(context_, key_);

    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(listener_, 8);
    socklen_t size = sizeof address;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    thread_ = std::thread([this] { run(); });
  }

  ~TlsServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
    SSL_CTX_free(context_);
    X509_free(certificate_);
    EVP_PKEY_free(key_);
  }

  std::string url() const { return "https://127.0.0.1:" + std::to_string(port) + "/"; }

  std::string ca_file;
  int port = 0;
  std::atomic<int> requests{0};

 private:
  void run() {
    while (true) {
      const int fd = ::accept(listener_, nullptr, nullptr);
      if (fd < 0) return;
      SSL* ssl = SSL_new(context_);
      SSL_set_fd(ssl, fd);
      char bytes[4096];
      if (SSL_accept(ssl) == 1 && SSL_read(ssl, bytes, sizeof bytes) > 0) {
        ++requests;
        const std::string answer =
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";
        SSL_write(ssl, answer.data(), static_cast<int>(answer.size()));
        SSL_shutdown(ssl);
      }
      SSL_free(ssl);
      ::close(fd);
    }
  }

  EVP_PKEY* key_;
  X509* certificate_;
  SSL_CTX* context_;
  int listener_ = -1;
  std::thread thread_;
};

class Tls : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "relais-tls-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder = pattern;
    std::signal(SIGPIPE, SIG_IGN);
  }
  void TearDown() override { std::filesystem::remove_all(folder); }
  std::filesystem::path folder;
};

TEST_F(Tls, AKnownRootIsAccepted) {
  TlsServer server("IP:127.0.0.1", folder);
  Client client({.ca_file = server.ca_file});
  const Answer answer = client.send({.method = "GET", .url = server.url()});
  EXPECT_EQ(answer.kind, Kind::answered) << answer.error;
  EXPECT_EQ(answer.body, "ok");
}

TEST_F(Tls, AnUnknownRootIsRefusedBeforeAnythingIsSent) {
  TlsServer server("IP:127.0.0.1", folder);
  Client client;
  const Answer answer = client.send({.method = "POST", .url = server.url(), .body = "secret"});
  EXPECT_EQ(answer.kind, Kind::not_sent);
  EXPECT_NE(answer.error, "");
  EXPECT_EQ(server.requests, 0);
}

TEST_F(Tls, ACertificateOfAnotherHostIsRefused) {
  TlsServer server("DNS:other.example", folder);
  Client client({.ca_file = server.ca_file});
  EXPECT_EQ(client.send({.method = "GET", .url = server.url()}).kind, Kind::not_sent);
  EXPECT_EQ(server.requests, 0);
}

TEST_F(Tls, AServerWithoutTlsIsRefused) {
  testing::RawServer server([](const testing::Seen&, int) { return testing::reply(200); });
  Client client({.connect_timeout = std::chrono::milliseconds(300)});
  std::string url = server.url();
  url.replace(0, 4, "https");
  EXPECT_EQ(client.send({.method = "GET", .url = url}).kind, Kind::not_sent);
}

}  // namespace
}  // namespace relais::http
