// Senders, domains, the time of activation, and what a verdict says about itself.
#include "engine/mail/rules.hpp"

#include <gmock/gmock.h>

#include "engine/mail/testing.hpp"

namespace relais::mail {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

std::string from(const std::string& address, const std::string& keys) {
  return code(message(address), Rules(source_of(keys)));
}

TEST(Senders, R37_ExactAddressInAnyCase) {
  const std::string keys = "exclude_senders: [meineAdresse@gmx.net, x@MÜLLER.ch]";
  EXPECT_EQ(from("MEINEadresse@GMX.net", keys), "sender.address");
  EXPECT_EQ(from("\"Ich, selbst\" <meineadresse@gmx.net>", keys), "sender.address");
  EXPECT_EQ(from("x@xn--mller-kva.ch", keys), "sender.address");
  EXPECT_EQ(from("meineadresse+x@gmx.net", keys), "collect");
  EXPECT_EQ(from("nichtmeineadresse@gmx.net", keys), "collect");
  EXPECT_EQ(from("\"meineadresse@gmx.net\" <a@b.ch>", keys), "collect");
  EXPECT_EQ(from("meineadresse@gmx.net, a@b.ch", keys), "collect") << "two senders are a doubt";
}

TEST(Senders, R37_SenderCountsOnlyIfTheConfigurationSaysSo) {
  Envelope envelope = message("a@b.ch");
  envelope.sender = Correspondent{"", "robot@agency.ch"};
  for (const char* rule : {"exclude_senders: [robot@agency.ch]", "exclude_domains: [agency.ch]"}) {
    EXPECT_EQ(code(envelope, Rules(source_of(rule))), "collect");
    EXPECT_NE(code(envelope, Rules(source_of(std::string(rule) + ", sender_match: any"))),
              "collect");
  }
}

TEST(Domains, R38_ExactAndNeverBySuffix) {
  const std::string keys = "exclude_domains: [microsoft.com]";
  EXPECT_EQ(from("a@microsoft.com", keys), "sender.domain");
  EXPECT_EQ(from("a@Microsoft.COM.", keys), "sender.domain");
  EXPECT_EQ(from("a@notmicrosoft.com", keys), "collect");
  EXPECT_EQ(from("a@mail.microsoft.com", keys), "collect");
  EXPECT_EQ(from("a@microsoft.com.evil.example", keys), "collect");
  EXPECT_EQ(from("a@microsoft.co", keys), "collect");
  EXPECT_EQ(from("microsoft.com@b.ch", keys), "collect");
}

TEST(Domains, R38_WithSubDomains) {
  for (const char* keys :
       {"exclude_domains: [.microsoft.com]", "exclude_domains: ['*.microsoft.com']"}) {
    EXPECT_EQ(from("a@microsoft.com", keys), "sender.domain");
    EXPECT_EQ(from("a@mail.microsoft.com", keys), "sender.domain");
    EXPECT_EQ(from("a@x.y.microsoft.com", keys), "sender.domain");
    EXPECT_EQ(from("a@notmicrosoft.com", keys), "collect");
    EXPECT_EQ(from("a@mail.notmicrosoft.com", keys), "collect");
    EXPECT_EQ(from("a@com", keys), "collect");
  }
}

TEST(Domains, R38_InternationalOnesInEitherForm) {
  for (const char* keys :
       {"exclude_domains: [Müller-Recht.ch]", "exclude_domains: [xn--mller-recht-thb.ch]",
        "exclude_domains: ['*.MÜLLER-RECHT.ch.']"}) {
    EXPECT_EQ(from("a@müller-recht.ch", keys), "sender.domain") << keys;
    EXPECT_EQ(from("a@XN--mller-recht-thb.ch", keys), "sender.domain") << keys;
    EXPECT_EQ(from("a@mueller-recht.ch", keys), "collect") << keys;
  }
}

TEST(BothLists, R39_ReasonNamesTheRuleThatHit) {
  const std::string keys = "exclude_senders: [a@b.ch], exclude_domains: [b.ch]";
  EXPECT_EQ(from("a@b.ch", keys), "sender.address");
  EXPECT_EQ(from("c@b.ch", keys), "sender.domain");
}

class Activation : public ::testing::TestWithParam<std::tuple<Millis, Millis, bool>> {};

TEST_P(Activation, R44_WholeSecondsCount) {
  const auto [since, received, collected] = GetParam();
  RuleSource source = source_of("");
  source.active_since = since;
  Envelope envelope = message();
  envelope.received = received;
  EXPECT_EQ(code(envelope, Rules(source)), collected ? "collect" : "before_activation");
}

INSTANTIATE_TEST_SUITE_P(
    Edges, Activation,
    ::testing::Values(std::tuple(10'000, 10'000, true), std::tuple(10'000, 9'999, false),
                      std::tuple(10'000, 10'001, true), std::tuple(10'500, 10'000, true),
                      std::tuple(10'999, 10'000, true), std::tuple(10'999, 10'500, true),
                      std::tuple(10'999, 9'999, false), std::tuple(11'000, 10'999, false),
                      std::tuple(0, 0, true), std::tuple(0, -1, false), std::tuple(-1, -1, true),
                      std::tuple(-1, -1000, true), std::tuple(-1, -1001, false),
                      std::tuple(-1000, -1000, true), std::tuple(-1000, -1001, false)));

TEST(Activations, WithoutOneEverythingIsNew) {
  RuleSource source = source_of("");
  source.active_since.reset();
  Envelope envelope = message();
  envelope.received = 0;
  EXPECT_EQ(code(envelope, Rules(source)), "collect");
}

TEST(Verdicts, NameTheLineOfTheirRuleAndNoAddress) {
  const Rules rules(
      source_of("exclude_senders: [x@y.ch,\n        secret@client.ch], exclude_domains: [z.ch]"));
  const Verdict verdict = judge(message("secret@client.ch"), rules, {});
  EXPECT_FALSE(verdict.collect());
  EXPECT_EQ(verdict.rule, "entities[0].addins.MAIL.exclude_senders[1] (relais.yaml:6)");
  EXPECT_EQ(verdict.what_would_change_it,
            "Remove entities[0].addins.MAIL.exclude_senders[1] (relais.yaml:6), then `relais mail "
            "reconsider` judges it again.");
  EXPECT_THAT(verdict.rule + verdict.what_would_change_it, Not(HasSubstr("client.ch")));
  EXPECT_EQ(verdict.version, rules.version());
  EXPECT_EQ(judge(message("a@z.ch"), rules, {}).rule,
            "entities[0].addins.MAIL.exclude_domains[0] (relais.yaml:6)");
}

TEST(Verdicts, OfAnAccountNameTheLineOfTheAccount) {
  const config::Mail section = mail_section(
      "ignore_internal: false, exclude_domains: [a.ch], accounts: {MM: {\n"
      "  ignore_internal: true, exclude_domains: [b.ch]}}");
  RuleSource source = source_of("");
  source.settings = section.of("MM");
  const Rules rules(source);
  const Verdict internal =
      judge(message("mitarbeiter1@musterkanzlei.com", {"x@musterkanzlei.com"}), rules, {});
  EXPECT_EQ(internal.rule, "entities[0].addins.MAIL.accounts.MM.ignore_internal (relais.yaml:6)");
  EXPECT_EQ(judge(message("x@a.ch"), rules, {}).rule,
            "entities[0].addins.MAIL.exclude_domains[0] (relais.yaml:5)");
  EXPECT_EQ(judge(message("x@b.ch"), rules, {}).rule,
            "entities[0].addins.MAIL.accounts.MM.exclude_domains[0] (relais.yaml:6)");
}

TEST(Verdicts, AlwaysSayWhatWouldChangeThem) {
  RuleSource source = source_of("exclude_domains: [b.ch]");
  source.pins = {{"p", "P", {"relais.yaml", "entities[0].addins.MAIL.exclude_folders[0]", {7, 3}}}};
  const Rules rules(source);
  Envelope early = message();
  early.received = 0;
  EXPECT_THAT(judge(early, rules, {}).rule, HasSubstr("received before 2026-05-28T20:26:40.000Z"));
  EXPECT_THAT(judge(early, rules, {}).what_would_change_it, HasSubstr("agreement"));
  Envelope pinned = message();
  pinned.folder_id = "p";
  EXPECT_EQ(judge(pinned, rules, {}).rule,
            "entities[0].addins.MAIL.exclude_folders[0] (relais.yaml:7)");
  for (const Known known : {Known{true, false}, Known{false, true}, Known{false, false}}) {
    const Verdict verdict = judge(message(), rules, known);
    EXPECT_FALSE(verdict.rule.empty());
    EXPECT_TRUE(verdict.what_would_change_it.ends_with('.'));
  }
}

TEST(Version, ChangesExactlyWhenAVerdictCould) {
  const auto version = [](const std::string& keys) { return Rules(source_of(keys)).version(); };
  const std::string plain = version("");
  EXPECT_EQ(plain.size(), 16u);
  EXPECT_EQ(version("poll_every: 5m, marker: none"), plain);
  EXPECT_EQ(version("exclude_senders: [a@b.ch, c@d.ch]"),
            version("exclude_senders: [\n\n'C@D.ch.', A@B.CH, a@b.ch]"));
  EXPECT_EQ(version("exclude_domains: [.b.ch]"), version("exclude_domains: ['*.B.ch']"));
  EXPECT_EQ(version("ignore_internal: true, domain_groups: [[a.ch, b.ch]]"),
            version("ignore_internal: true, domain_groups: [[b.ch, A.ch]]"));
  for (const char* keys :
       {"exclude_senders: [a@b.ch]", "exclude_domains: [b.ch]", "exclude_domains: [.b.ch]",
        "sender_match: any", "ignore_internal: true", "exclude_well_known: []"})
    EXPECT_NE(version(keys), plain) << keys;
  const std::string internal = version("ignore_internal: true");
  for (const char* keys :
       {"protect_public_domains: false", "public_domains: [a.ch]", "include_subdomains: true",
        "domain_groups: [[a.ch, b.ch]]", "strip_plus_tag: true"})
    EXPECT_NE(version(std::string("ignore_internal: true, ") + keys), internal) << keys;
  RuleSource source = source_of("");
  source.pins = {{"p", "P", {}}};
  const std::string pinned = Rules(source).version();
  EXPECT_NE(pinned, plain);
  source.pins[0].name = "renamed";
  EXPECT_EQ(Rules(source).version(), pinned);
  source = source_of("");
  source.active_since = active_since + 999;
  EXPECT_EQ(Rules(source).version(), plain);
  source.active_since = active_since + 1000;
  EXPECT_NE(Rules(source).version(), plain);
  source = source_of("ignore_internal: true");
  source.employees.pop_back();
  EXPECT_NE(Rules(source).version(), internal);
}

TEST(Version, TellsWhetherTheRulesAboutFoldersAreTheSame) {
  const Rules plain(source_of(""));
  EXPECT_TRUE(plain.same_folders(plain.version()));
  for (const char* keys : {"exclude_senders: [a@b.ch]", "ignore_internal: true"}) {
    const Rules other(source_of(keys));
    EXPECT_NE(other.version(), plain.version());
    EXPECT_TRUE(other.same_folders(plain.version())) << keys;
  }
  EXPECT_FALSE(Rules(source_of("exclude_well_known: []")).same_folders(plain.version()));
  RuleSource source = source_of("");
  source.pins = {{"p", "P", {}}};
  EXPECT_FALSE(Rules(source).same_folders(plain.version()));
  for (const char* text : {"", "r1"}) EXPECT_FALSE(plain.same_folders(text));
}

TEST(R43, ChangedFiltersHoldFromThenOnAndCollectedOnesStay) {
  const Envelope envelope = message("a@b.ch");
  EXPECT_EQ(code(envelope, Rules(source_of(""))), "collect");
  EXPECT_EQ(code(envelope, Rules(source_of("exclude_domains: [b.ch]")), {false, true}),
            "already_collected");
}

TEST(R42, TombstoneKeepsAMessageOut) {
  EXPECT_EQ(code(message(), Rules(source_of("")), {true, true}), "tombstoned");
}

}  // namespace
}  // namespace relais::mail
