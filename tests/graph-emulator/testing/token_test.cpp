#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <functional>

#include "engine/base/text.hpp"
#include "tests/graph-emulator/http/url.hpp"
#include "tests/graph-emulator/testing/client.hpp"

namespace relais::emulator::testing {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, what.size(), by);
}

void expect_error(const Reply& reply, long status, const std::string& error, std::int64_t number) {
  EXPECT_EQ(reply.status, status) << reply.text;
  EXPECT_EQ(reply.at("error"), error);
  ASSERT_TRUE(reply.body().is_object());
  EXPECT_EQ(reply.body().at("error_codes").as_array().at(0).as_int64(), number);
  EXPECT_TRUE(reply.at("error_description").starts_with("AADSTS" + std::to_string(number) + ":"));
  EXPECT_NE(reply.at("error_description").find("\r\nTrace ID: "), std::string::npos);
  EXPECT_EQ(reply.at("correlation_id").size(), 36U);
}

TEST_F(Graph, TokenIsIssuedForASecretWithReservedCharacters) {
  const Reply reply = request_token(form());
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.at("token_type"), "Bearer");
  EXPECT_EQ(reply.body().at("expires_in").as_int64(), 3599);
  EXPECT_FALSE(reply.body().as_object().contains("refresh_token"));
}

TEST_F(Graph, TokenIsIssuedForTheTenantsGuidToo) {
  EXPECT_EQ(request_token(form(), tenant).status, 200);
}

TEST_F(Graph, TokenRefusesASecretThatWasNotFormEncoded) {
  const std::string raw = replaced(form(), encoded(secret), secret);
  expect_error(request_token(raw), 401, "invalid_client", 7000215);
}

TEST_F(Graph, TokenRefusesAWrongSecret) {
  expect_error(request_token(replaced(form(), encoded(secret), "wrong")), 401, "invalid_client",
               7000215);
}

TEST_F(Graph, TokenRefusesAnExpiredSecret) {
  ASSERT_TRUE(control.add_app(
      tenant,
      {.client_id = client_id, .secret = secret, .secret_expires = "2020-01-01T00:00:00Z"}));
  expect_error(request_token(form()), 401, "invalid_client", 7000222);
}

TEST_F(Graph, TokenRefusesAnUnknownApplication) {
  expect_error(request_token(replaced(form(), client_id, "77777777-7777-8888-9999-000000000000")),
               400, "unauthorized_client", 700016);
}

TEST_F(Graph, TokenRefusesADisabledApplication) {
  ASSERT_TRUE(
      control.add_app(tenant, {.client_id = client_id, .secret = secret, .disabled = true}));
  expect_error(request_token(form()), 401, "unauthorized_client", 7000112);
}

TEST_F(Graph, TokenRefusesAnUnknownTenant) {
  expect_error(request_token(form(), "other.example"), 400, "invalid_request", 90002);
}

TEST_F(Graph, TokenRefusesATenantThatIsNeitherGuidNorDomain) {
  expect_error(request_token(form(), "nonsense"), 400, "invalid_request", 900023);
}

TEST_F(Graph, TokenRefusesARequestWithoutCredentials) {
  expect_error(request_token(replaced(form(), "client_secret", "nothing")), 401, "invalid_client",
               7000216);
}

TEST_F(Graph, TokenRefusesAnotherScope) {
  expect_error(request_token(replaced(form(), ".default", "Contacts.Read")), 400, "invalid_scope",
               1002012);
}

TEST_F(Graph, TokenExpires) {
  ASSERT_EQ(get("/contacts").status, 200);
  ASSERT_TRUE(control.advance(3599 * 1000));
  const Reply reply = get("/contacts");
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(reply.code(), "InvalidAuthenticationToken");
  token = request_token(form()).at("access_token");
  EXPECT_EQ(get("/contacts").status, 200);
}

TEST_F(Graph, RolesAreThoseOfTheTokensIssue) {
  ASSERT_TRUE(control.add_app(
      tenant, {.client_id = client_id, .secret = secret, .roles = {"Contacts.Read"}}));
  EXPECT_EQ(send("POST", "/contacts", json::object{{"surname", "A"}}).status, 201);
  token = request_token(form()).at("access_token");
  const Reply refused = send("POST", "/contacts", json::object{{"surname", "A"}});
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.code(), "ErrorAccessDenied");
  EXPECT_EQ(get("/contacts").status, 200);
}

/// An RSA key with a certificate of its own, and assertions signed with it.
class Assertion : public Graph {
 protected:
  void SetUp() override {
    Graph::SetUp();
    key_.reset(EVP_RSA_gen(2048));
    x509_.reset(X509_new());
    X509_gmtime_adj(X509_getm_notBefore(x509_.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(x509_.get()), 3600);
    X509_set_pubkey(x509_.get(), key_.get());
    X509_sign(x509_.get(), key_.get(), EVP_sha256());
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    X509_digest(x509_.get(), EVP_sha256(), digest, &size);
    header = {{"alg", "PS256"},
              {"typ", "JWT"},
              {"x5t#S256", base64url({reinterpret_cast<char*>(digest), size})}};
    const std::int64_t now = SystemClock().now() / 1000;
    claims = {{"aud", emulator.url() + "/firm.example/oauth2/v2.0/token"},
              {"iss", client_id},
              {"sub", client_id},
              {"jti", random_uuid()},
              {"nbf", now},
              {"iat", now},
              {"exp", now + 300}};
  }

  std::string pem() const {
    BIO* memory = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(memory, x509_.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory, &text);
    std::string copy(text, static_cast<std::size_t>(size));
    BIO_free(memory);
    return copy;
  }

  std::string sign(const std::string& text) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* options = nullptr;
    EVP_DigestSignInit(context, &options, EVP_sha256(), nullptr, key_.get());
    EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
    EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    EVP_DigestSign(context, nullptr, &size, bytes, text.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, bytes,
                   text.size());
    EVP_MD_CTX_free(context);
    return signature;
  }

  Reply ask() {
    const std::string text =
        base64url(json::serialize(header)) + "." + base64url(json::serialize(claims));
    return request_token(std::string("client_id=") + client_id +
                         "&scope=" + encoded("https://graph.microsoft.com/.default") +
                         "&grant_type=client_credentials&client_assertion_type=" +
                         encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") +
                         "&client_assertion=" + text + "." + base64url(sign(text)));
  }

  void register_certificate() {
    ASSERT_TRUE(control.add_app(tenant, {.client_id = client_id, .certificate_pem = pem()}));
  }

  json::object header, claims;

 private:
  struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* x509) const { X509_free(x509); }
  };
  std::unique_ptr<EVP_PKEY, Free> key_;
  std::unique_ptr<X509, Free> x509_;
};

TEST_F(Assertion, SignedWithTheRegisteredCertificateGivesAToken) {
  register_certificate();
  EXPECT_EQ(ask().status, 200);
}

TEST_F(Assertion, OfAnUnregisteredCertificateIsRefused) {
  expect_error(ask(), 401, "invalid_client", 700027);
}

TEST_F(Assertion, OfACertificateThatHasEndedIsRefused) {
  register_certificate();
  ASSERT_TRUE(control.advance(7'200'000));
  for (const char* claim : {"iat", "nbf", "exp"})
    claims[claim] = claims.at(claim).as_int64() + 7'200;
  expect_error(ask(), 401, "invalid_client", 1000502);
}

TEST_F(Assertion, WithABrokenSignatureIsRefused) {
  register_certificate();
  json::object other = claims;
  other["jti"] = random_uuid();
  const std::string head = base64url(json::serialize(header));
  const std::string jwt = head + "." + base64url(json::serialize(other)) + "." +
                          base64url(sign(head + "." + base64url(json::serialize(claims))));
  expect_error(request_token(std::string("client_id=") + client_id +
                             "&scope=" + encoded("https://graph.microsoft.com/.default") +
                             "&grant_type=client_credentials&client_assertion_type=" +
                             encoded("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") +
                             "&client_assertion=" + jwt),
               401, "invalid_client", 700027);
}

TEST_F(Assertion, IsRefusedIfAClaimIsWrong) {
  register_certificate();
  const std::int64_t now = SystemClock().now() / 1000;
  const std::pair<std::function<void()>, std::int64_t> cases[] = {
      {[&] { header["alg"] = "RS256"; }, 5002738},
      {[&] { claims["aud"] = "https://login.example/token"; }, 700023},
      {[&] { claims["sub"] = "someone"; }, 700021},
      {[&] { claims["exp"] = now - 1; }, 700024},
      {[&] { claims["exp"] = now + 86400; }, 700024},
      {[&] { claims.erase("jti"); }, 50027},
  };
  const json::object good_header = header, good_claims = claims;
  for (const auto& [spoil, number] : cases) {
    header = good_header;
    claims = good_claims;
    spoil();
    expect_error(ask(), 401, "invalid_client", number);
  }
}

}  // namespace
}  // namespace relais::emulator::testing
