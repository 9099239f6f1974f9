// The ends of secrets, over the whole way and with a clock of its own: what is said when, what an
// ended secret costs, and how a new one takes over (R13, R14, R15).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/collect/together.hpp"
#include "tests/testbed/mail_firm.hpp"

namespace relais {
namespace {

namespace fs = std::filesystem;
using namespace testbed;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kNext = "nxt~another+secret/=";

std::string day_of(Millis instant) { return format_utc(instant).substr(0, 10); }

class Secrets : public ::testing::Test {
 protected:
  Secrets() {
    firm_.add_addresses("MM", 1, 2);
    ends_ = firm_.clock().now() + 90 * kDay;
    app(true);
    configure();
  }

  /// What Entra has: our secret until `ends_`, and, if asked for, the next one.
  void app(bool readable, bool with_next = false) {
    emulator::AppSpec spec{.client_id = kClient,
                           .secret = kSecret,
                           .roles = {"Contacts.ReadWrite", "User.ReadBasic.All"},
                           .secret_expires = format_utc(ends_)};
    if (readable) spec.roles.push_back("Application.Read.All");
    if (with_next)
      spec.more_secrets = {{kNext, format_utc(ends_ + 365 * kDay), "made for next year"}};
    must(firm_.graph().add_app(kTenant, spec));
  }
  void configure(const std::string& expires = {}, bool with_next = false) {
    firm_.write_config({});
    std::ifstream in(firm_.config_path());
    std::stringstream stream;
    stream << in.rdbuf();
    std::string text = stream.str();
    const std::string old = "secret_expires_on: 2099-12-31";
    std::string with = "secret_expires_on: " + (expires.empty() ? day_of(ends_) : expires);
    if (with_next) with += "\n      next_client_secret: file:next.secret";
    text.replace(text.find(old), old.size(), with);
    text += "alert: {command: [" + (firm_.folder() / "alert.sh").string() + "]}\n";
    std::ofstream(firm_.config_path()) << text;
    std::ofstream(firm_.folder() / "next.secret") << kNext;
    fs::permissions(firm_.folder() / "next.secret", fs::perms(0600));
    alert_with("cat >> \"" + alerts_file().string() + "\"; echo . >> \"" +
               (firm_.folder() / "count").string() + '"');
  }
  void alert_with(const std::string& line) {
    const auto path = firm_.folder() / "alert.sh";
    std::ofstream(path) << "#!/bin/sh\n" << line << '\n';
    fs::permissions(path, fs::perms(0700));
  }
  fs::path alerts_file() const { return firm_.folder() / "alerts"; }
  std::string alerts() const { return read(alerts_file()); }
  long alert_count() const {
    const auto text = read(firm_.folder() / "count");
    return std::count(text.begin(), text.end(), '.');
  }
  static std::string read(const fs::path& path) {
    std::ifstream in(path);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  struct Run {
    sync::Outcome outcome;
    std::vector<sync::SecretNews> news;
  };
  /// As `relais sync` does.
  Run run() {
    const auto engine = firm_.engine();
    Run out;
    out.outcome = must(engine->sync({}, false, 0));
    out.news = must(engine->watch_secrets());
    return out;
  }
  sync::SecretState state() {
    const auto engine = firm_.engine();
    const auto& entity = engine->config().entities.front();
    return sync::secret_state(entity, must(local_date(firm_.clock().now(), entity.time_zone)),
                              must(sync::secret_record(engine->ledger(), entity)));
  }
  std::int64_t token_requests() {
    return must(firm_.graph().stats()).at("token_requests").as_int64();
  }

  Testbed firm_;
  Millis ends_ = 0;
};

TEST_F(Secrets, R13_TheServiceIsAskedOnceADay) {
  firm_.requests();
  for (int i = 0; i < 3; ++i) {
    run();
    firm_.clock().advance(kMinute);
  }
  const auto asked = [&] {
    int n = 0;
    for (const auto& request : firm_.requests())
      if (request.at("path").as_string().find("applications") != std::string_view::npos) ++n;
    return n;
  };
  EXPECT_EQ(asked(), 1);
  EXPECT_TRUE(state().from_service);
  EXPECT_EQ(state().word, "ok");
  EXPECT_EQ(state().mismatch, "");
  firm_.clock().advance(kDay);
  firm_.add_addresses("MM", 3, 3);
  run();
  EXPECT_EQ(asked(), 1);
}

TEST_F(Secrets, R13_ADifferenceIsReported) {
  configure("2099-12-31");
  const auto news = run().news;
  ASSERT_EQ(news.size(), 1U);
  EXPECT_THAT(news[0].text, HasSubstr("correct secret_expires_on"));
  EXPECT_EQ(state().expires_on, day_of(ends_));
  EXPECT_NE(state().mismatch, "");
  EXPECT_TRUE(run().news.empty()) << "once a day is enough";
}

TEST_F(Secrets, R13_WhatTheServiceSaidHoldsWhileItCannotBeAsked) {
  configure("2099-12-31");
  run();
  ASSERT_EQ(state().expires_on, day_of(ends_));
  firm_.clock().advance(2 * kDay);
  ASSERT_TRUE(firm_.graph().faults({fault({{"path", "/applications"}}, {{"status", 503}}, -1)}));
  firm_.add_addresses("MM", 3, 3);
  run();
  EXPECT_TRUE(state().from_service);
  EXPECT_EQ(state().expires_on, day_of(ends_));
}

TEST_F(Secrets, R13_WithoutThePermissionNothingIsAskedAndTheConfigurationCounts) {
  app(false);
  run();
  for (const auto& request : firm_.requests())
    EXPECT_THAT(std::string(request.at("path").as_string()), Not(HasSubstr("applications")));
  EXPECT_FALSE(state().from_service);
  EXPECT_EQ(state().expires_on, day_of(ends_));
}

TEST_F(Secrets, R14_EachNoticeExactlyOnceHoweverOftenItRuns) {
  std::vector<int> left;
  for (int day = 0; day < 95; ++day) {
    const auto before = alert_count();
    run();
    if (alert_count() > before) {
      left.push_back(static_cast<int>(state().days_left));
      run();
    }
    firm_.clock().advance(kDay);
  }
  EXPECT_THAT(left, ::testing::ElementsAre(60, 30, 14, 7, 3, 1, -1));
  EXPECT_EQ(alert_count(), 7);
  EXPECT_THAT(alerts(), HasSubstr("entity zurich: the secret (microsoft365.client_secret) ends in "
                                  "60 days, on " +
                                  day_of(ends_)));
  EXPECT_THAT(alerts(), HasSubstr("ends tomorrow"));
  EXPECT_THAT(alerts(), HasSubstr("firm-it"));
  EXPECT_THAT(alerts(), Not(HasSubstr(kSecret)));
  EXPECT_EQ(state().notices.size(), 7U);
}

TEST_F(Secrets, R15_AnAlertThatFailsIsReportedAndTriedAgain) {
  alert_with("exit 9");
  firm_.clock().advance(31 * kDay);
  auto news = run().news;
  ASSERT_EQ(news.size(), 1U);
  EXPECT_TRUE(news[0].is_new);
  EXPECT_THAT(news[0].not_alerted, HasSubstr("ended with 9"));
  EXPECT_THAT(state().not_alerted, HasSubstr("ended with 9"));
  news = run().news;
  ASSERT_EQ(news.size(), 1U);
  EXPECT_FALSE(news[0].is_new) << "the notice was given; only the alert is owed";
  configure();
  EXPECT_TRUE(run().news.empty());
  EXPECT_EQ(alert_count(), 1);
  EXPECT_EQ(state().not_alerted, "");
  run();
  EXPECT_EQ(alert_count(), 1);
}

TEST_F(Secrets, R14_AnEndedSecretCostsOneRequestARunAndWorkGoesOnByItself) {
  run();
  ASSERT_EQ(firm_.copies("MM"), 2);
  firm_.clock().advance(91 * kDay);
  firm_.add_addresses("MM", 3, 30);
  firm_.requests();
  for (int i = 0; i < 3; ++i) {
    const auto before = token_requests();
    const auto outcome = run().outcome;
    EXPECT_EQ(sync::exit_code(outcome), 7);
    EXPECT_LE(token_requests() - before, 1) << "run " << i;
    firm_.clock().advance(kMinute);
  }
  for (const auto& request : firm_.requests())
    EXPECT_THAT(std::string(request.at("path").as_string()), HasSubstr("token"));
  EXPECT_EQ(state().word, "expired");
  EXPECT_EQ(firm_.copies("MM"), 2) << "what changes waits";
  ends_ = firm_.clock().now() + 365 * kDay;
  app(true);
  configure();
  EXPECT_EQ(sync::exit_code(run().outcome), 0);
  EXPECT_EQ(firm_.copies("MM"), 30);
  EXPECT_EQ(state().word, "ok");
}

TEST_F(Secrets, R14_TheNextSecretTakesOverWithoutAGap) {
  app(true, true);
  configure({}, true);
  run();
  EXPECT_FALSE(state().took_over);
  firm_.clock().advance(91 * kDay);
  firm_.add_addresses("MM", 3, 5);
  const auto taken = run();
  EXPECT_EQ(sync::exit_code(taken.outcome), 0);
  EXPECT_EQ(firm_.copies("MM"), 5);
  ASSERT_FALSE(taken.news.empty());
  EXPECT_THAT(taken.news.front().text, HasSubstr("next_client_secret has taken over"));
  const auto now = state();
  EXPECT_TRUE(now.took_over);
  EXPECT_EQ(now.word, "warning");
  EXPECT_EQ(now.expires_on, day_of(ends_ + 365 * kDay)) << "the end of the one in use";
  EXPECT_EQ(alert_count(), 1);
  EXPECT_THAT(alerts(), Not(HasSubstr("Nothing is synced")));
  firm_.add_addresses("MM", 6, 6);
  const auto before = token_requests();
  EXPECT_TRUE(run().news.empty()) << "told once";
  EXPECT_EQ(token_requests() - before, 1) << "the one that has ended is not tried any more";
}

TEST_F(Secrets, R14_TheSecretThatTookOverStaysInUseWhenItIsMadeTheFirst) {
  {
    const auto engine = firm_.engine();
    must(sync::commit_credentials(engine->ledger(), "zurich",
                                  *engine->config().entities.front().microsoft365));
  }
  app(true, true);
  configure({}, true);
  firm_.clock().advance(91 * kDay);
  run();
  ASSERT_TRUE(state().took_over);
  configure(day_of(ends_ + 365 * kDay));
  std::string text = read(firm_.config_path());
  const std::string key = "client_secret: ";
  const auto at = text.find(key) + key.size();
  text.replace(at, text.find_first_of(",}\n", at) - at, "file:next.secret");
  std::ofstream(firm_.config_path()) << text;
  firm_.add_addresses("MM", 3, 5);
  const auto after = run();
  EXPECT_EQ(firm_.copies("MM"), 5);
  ASSERT_EQ(after.outcome.problems.size(), 1U);
  EXPECT_THAT(after.outcome.problems[0].error.text, HasSubstr("edited"));
}

TEST_F(Secrets, R13_AClockThatWasAheadForAWhileLosesNothing) {
  const auto right = firm_.clock().now();
  firm_.clock().advance(1000 * kDay);
  run();
  firm_.clock().advance(right - firm_.clock().now());
  run();
  EXPECT_TRUE(state().from_service);
  firm_.clock().advance(31 * kDay);
  const auto news = run().news;
  ASSERT_EQ(news.size(), 1U);
  EXPECT_THAT(news[0].text, HasSubstr("ends in 59 days"));
  EXPECT_TRUE(run().news.empty());
}

TEST(SecretsOfMail, R14_AnEndedSecretCostsOneRequestARunHoweverManyMailboxesWait) {
  MailFirm firm("", {.handlers = {"MM", "AF", "PG"}, .subscription = "[A04, MAIL]"});
  const auto app = [&](Millis ends) {
    must(firm.graph().add_app(
        kTenant, {.client_id = kClient,
                  .secret = kSecret,
                  .roles = {"Contacts.ReadWrite", "Mail.ReadWrite", "User.ReadBasic.All"},
                  .secret_expires = format_utc(ends)}));
  };
  const auto run = [&] {
    const auto engine = firm.engine();
    const auto together = must(collect::sync_together(*engine, {}, false, 0));
    must(engine->watch_secrets());
    return together.mail ? collect::exit_code(*together.mail) : 1;
  };
  app(firm.clock().now() + 2 * kDay);
  int address = 0;
  for (const char* handler : {"MM", "AF", "PG"}) {
    firm.activate(handler);
    ++address;
    firm.add_addresses(handler, address, address);
  }
  EXPECT_EQ(run(), 0);
  firm.clock().advance(3 * kDay);
  for (const char* handler : {"MM", "AF", "PG"}) firm.deliver({}, handler);
  const auto tokens = [&] { return must(firm.graph().stats()).at("token_requests").as_int64(); };
  for (int i = 0; i < 3; ++i) {
    const auto before = tokens();
    EXPECT_EQ(run(), 7);
    EXPECT_EQ(tokens() - before, 1);
  }
  app(firm.clock().now() + 100 * kDay);
  EXPECT_EQ(run(), 0);
  for (const char* handler : {"MM", "AF", "PG"}) EXPECT_EQ(firm.collected(handler).size(), 1U);
}

TEST_F(Secrets, NobodyIsSignedInOnlyToLookAtTheEndOfASecret) {
  firm_.sql("UPDATE handler SET sync_addresses = 0, sync_calendar_items = 0");
  run();
  EXPECT_EQ(token_requests(), 0);
}

}  // namespace
}  // namespace relais
