#include "engine/connection/microsoft365/client_assertion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <memory>

#include "engine/base/json.hpp"
#include "engine/connection/testing.hpp"

namespace relais::connection::microsoft365 {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

std::string drain(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string out(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return out;
}

std::string pem_of(EVP_PKEY* key, const EVP_CIPHER* cipher = nullptr) {
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, key, cipher, reinterpret_cast<const unsigned char*>("pass"),
                           cipher ? 4 : 0, nullptr, nullptr);
  return drain(bio);
}

struct Made {
  std::string pem;
  std::string der;
};

Made certificate_for(EVP_PKEY* key) {
  const std::unique_ptr<X509, decltype(&X509_free)> x(X509_new(), &X509_free);
  ASN1_INTEGER_set(X509_get_serialNumber(x.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(x.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(x.get()), 3600);
  X509_set_pubkey(x.get(), key);
  X509_sign(x.get(), key, EVP_sha256());
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(bio, x.get());
  Made made{drain(bio), {}};
  BIO* der = BIO_new(BIO_s_mem());
  i2d_X509_bio(der, x.get());
  made.der = drain(der);
  return made;
}

std::string decode(std::string text) {
  for (char& c : text) c = c == '-' ? '+' : c == '_' ? '/' : c;
  const std::size_t padding = (4 - text.size() % 4) % 4;
  text.append(padding, '=');
  std::string out(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

class ClientAssertion : public connection::testing::ConnectionTest {
 protected:
  Key key{EVP_RSA_gen(2048), &EVP_PKEY_free};
  Made certificate = certificate_for(key.get());
  AssertionClaims claims{"https://login.example/t/oauth2/v2.0/token", "me", "once",
                         1'700'000'000'000};
};

TEST_F(ClientAssertion, IsSignedWithPs256AndNamesTheCertificate) {
  const auto token = client_assertion(certificate.pem, pem_of(key.get()), claims);
  ASSERT_TRUE(token) << token.error().text;
  const auto first = token->find('.');
  const auto second = token->rfind('.');
  const auto header = json::parse(decode(token->substr(0, first))).as_object();
  const auto payload =
      json::parse(decode(token->substr(first + 1, second - first - 1))).as_object();
  EXPECT_EQ(string_at(header, "alg"), "PS256");
  EXPECT_EQ(string_at(header, "typ"), "JWT");
  unsigned char digest[32];
  EVP_Digest(certificate.der.data(), certificate.der.size(), digest, nullptr, EVP_sha256(),
             nullptr);
  EXPECT_EQ(decode(std::string(header.at("x5t#S256").as_string())),
            std::string(reinterpret_cast<char*>(digest), 32));
  EXPECT_EQ(string_at(payload, "aud"), claims.audience);
  EXPECT_EQ(string_at(payload, "iss"), "me");
  EXPECT_EQ(string_at(payload, "sub"), "me");
  EXPECT_EQ(string_at(payload, "jti"), "once");
  EXPECT_EQ(payload.at("nbf").as_int64(), 1'700'000'000);
  EXPECT_EQ(payload.at("exp").as_int64(), 1'700'000'600);

  const std::string signature = decode(token->substr(second + 1));
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        &EVP_MD_CTX_free);
  EVP_PKEY_CTX* options = nullptr;
  ASSERT_EQ(EVP_DigestVerifyInit(context.get(), &options, EVP_sha256(), nullptr, key.get()), 1);
  EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING);
  EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
  EXPECT_EQ(EVP_DigestVerify(
                context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                signature.size(), reinterpret_cast<const unsigned char*>(token->data()), second),
            1);
}

TEST_F(ClientAssertion, RefusesWhatIsNoPair) {
  const Key other{EVP_RSA_gen(2048), &EVP_PKEY_free};
  const Key curve{EVP_EC_gen("P-256"), &EVP_PKEY_free};
  const std::string good = pem_of(key.get());
  const std::pair<std::string, std::string> table[] = {
      {"", good},
      {certificate.pem, ""},
      {"garbage", good},
      {certificate.pem, "garbage"},
      {good, certificate.pem},
      {certificate.pem, pem_of(other.get())},
      {certificate_for(curve.get()).pem, pem_of(curve.get())},
      {certificate.pem, pem_of(key.get(), EVP_aes_256_cbc())},
      {certificate.pem.substr(0, certificate.pem.size() / 2), good}};
  for (const auto& [pem, private_key] : table) {
    const auto token = client_assertion(pem, private_key, claims);
    ASSERT_FALSE(token);
    EXPECT_EQ(token.error().code, Errc::config);
    EXPECT_EQ(token.error().text.find("BEGIN"), std::string::npos);
  }
}

TEST_F(ClientAssertion, SignsInInsteadOfASecret) {
  connection::testing::RawServer login(
      [](const connection::testing::Seen&, int) { return connection::testing::granted("t"); });
  config::Microsoft365 settings;
  settings.tenant = "contoso.example";
  settings.client_id = "me";
  settings.authority = login.url("");
  settings.graph = login.url("");
  settings.certificate = {secret("cert.pem", certificate.pem).name,
                          secret("key.pem", pem_of(key.get()))};
  config::Entity entity;
  entity.microsoft365 = settings;
  auto connection = make(entity, "microsoft365", services());
  ASSERT_TRUE(connection) << connection.error().text;
  const auto checked = (*connection)->authenticate();
  ASSERT_TRUE(checked) << checked.error().text;
  const std::string body = login.seen()[0].body;
  EXPECT_THAT(body, ::testing::HasSubstr("client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3A"
                                         "client-assertion-type%3Ajwt-bearer&client_assertion=ey"));
  EXPECT_EQ(body.find("client_secret"), std::string::npos);
}

TEST_F(ClientAssertion, R13_ACertificateSaysItselfWhenItEnds) {
  const Millis hour = 3'600'000;
  const Millis about = SystemClock().now() + hour;
  const auto end = certificate_end(certificate.pem);
  ASSERT_TRUE(end) << end.error().text;
  EXPECT_LT(std::abs(*end - about), hour);
  EXPECT_EQ(*end % 1000, 0);
  for (const std::string& odd :
       {std::string(), std::string("garbage"), pem_of(key.get()), certificate.pem.substr(0, 90)})
    EXPECT_FALSE(certificate_end(odd));
  config::Entity entity;
  EXPECT_EQ(own_end(entity, "microsoft365"), std::nullopt);
  entity.microsoft365.emplace();
  EXPECT_EQ(own_end(entity, "microsoft365"), std::nullopt);
  entity.microsoft365->certificate = {secret("cert.pem", certificate.pem).name,
                                      secret("key.pem", pem_of(key.get()))};
  EXPECT_EQ(own_end(entity, "microsoft365"), *end);
  EXPECT_EQ(own_end(entity, "other"), std::nullopt);
  entity.microsoft365->certificate->file = folder / "nothing.pem";
  EXPECT_EQ(own_end(entity, "microsoft365"), std::nullopt);
}

TEST_F(ClientAssertion, AMissingCertificateIsAConfigurationError) {
  config::Microsoft365 settings;
  settings.tenant = "contoso.example";
  settings.client_id = "me";
  settings.certificate = {folder / "nothing.pem", secret("key.pem", pem_of(key.get()))};
  config::Entity entity;
  entity.microsoft365 = settings;
  auto connection = make(entity, "microsoft365", services());
  ASSERT_TRUE(connection);
  const auto checked = (*connection)->authenticate();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, Errc::config);
  EXPECT_THAT(checked.error().text, ::testing::HasSubstr("nothing.pem"));
}

}  // namespace
}  // namespace relais::connection::microsoft365
