// A certificate in place of a secret, over the whole way and with a clock of its own: it says
// itself when it ends, and a new one in its place is enough (R13, R14).
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "tests/testbed/testbed.hpp"

namespace relais {
namespace {

using namespace testbed;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string bio_text(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

class CertificateEnds : public ::testing::Test {
 protected:
  CertificateEnds() {
    firm_.add_addresses("MM", 1, 2);
    ends_ = firm_.clock().now() + 90 * kDay;
    make_certificate();
    std::ifstream in(firm_.config_path());
    std::stringstream stream;
    stream << in.rdbuf();
    std::string text = stream.str();
    const std::string old =
        "client_secret: env:RELAIS_TEST_SECRET\n      secret_expires_on: 2099-12-31";
    text.replace(text.find(old), old.size(), "certificate: {file: cert.pem, key: 'file:key.pem'}");
    std::ofstream(firm_.config_path()) << text;
  }

  /// Made, registered at the service, and put where the configuration points to.
  void make_certificate() {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(2048),
                                                                  &EVP_PKEY_free);
    const std::unique_ptr<X509, decltype(&X509_free)> x509(X509_new(), &X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(x509.get()), 1);
    ASN1_TIME_set(X509_getm_notBefore(x509.get()),
                  static_cast<time_t>((firm_.clock().now() - kDay) / 1000));
    ASN1_TIME_set(X509_getm_notAfter(x509.get()), static_cast<time_t>(ends_ / 1000));
    X509_set_pubkey(x509.get(), key.get());
    X509_sign(x509.get(), key.get(), EVP_sha256());
    BIO* certificate = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(certificate, x509.get());
    const auto pem = bio_text(certificate);
    BIO* secret = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(secret, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    write("cert.pem", pem);
    write("key.pem", bio_text(secret));
    must(firm_.graph().add_app(kTenant, {.client_id = kClient,
                                         .roles = {"Contacts.ReadWrite", "User.ReadBasic.All"},
                                         .certificate_pem = pem}));
  }
  void write(const char* name, const std::string& text) {
    const auto path = firm_.folder() / name;
    std::ofstream(path) << text;
    std::filesystem::permissions(path, std::filesystem::perms(0600));
  }

  struct Run {
    int exit = 0;
    std::vector<sync::SecretNews> news{};
    sync::SecretState state{};
  };
  Run run() {
    const auto engine = firm_.engine();
    Run out;
    out.exit = sync::exit_code(must(engine->sync({}, false, 0)));
    out.news = must(engine->watch_secrets());
    const auto& entity = engine->config().entities.front();
    out.state = sync::secret_state(entity, must(local_date(firm_.clock().now(), entity.time_zone)),
                                   must(sync::secret_record(engine->ledger(), entity)));
    return out;
  }

  Testbed firm_;
  Millis ends_ = 0;
};

TEST_F(CertificateEnds, R14_EachNoticeExactlyOnceAndAfterTheEndWorkWaits) {
  std::vector<std::int64_t> left;
  for (int day = 0; day < 95; ++day) {
    const auto one = run();
    if (day != 90) {  // it ends on that day
      EXPECT_EQ(one.exit, day < 90 ? 0 : 7) << day;
    }
    if (!one.news.empty()) left.push_back(one.state.days_left);
    if (one.state.days_left == 60) {
      EXPECT_THAT(one.news.at(0).text,
                  HasSubstr("the certificate (microsoft365.certificate) ends"));
      EXPECT_THAT(one.news.at(0).text, HasSubstr("firm-it: make a new certificate"));
    }
    firm_.clock().advance(kDay);
  }
  EXPECT_THAT(left, ElementsAre(60, 30, 14, 7, 3, 1, -1));
  firm_.add_addresses("MM", 3, 4);
  EXPECT_EQ(run().exit, 7);
  EXPECT_EQ(run().state.word, "expired");
  EXPECT_EQ(firm_.copies("MM"), 2);
  ends_ = firm_.clock().now() + 365 * kDay;
  make_certificate();
  const auto renewed = run();
  EXPECT_EQ(renewed.exit, 0) << "a new one in its place is enough";
  EXPECT_EQ(firm_.copies("MM"), 4);
  EXPECT_EQ(renewed.state.word, "ok");
  EXPECT_EQ(renewed.state.what, "certificate");
}

}  // namespace
}  // namespace relais
