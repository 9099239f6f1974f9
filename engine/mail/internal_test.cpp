// Internal mail: every row of the decision table, and what relaxes it.
#include <gtest/gtest.h>

#include "engine/mail/testing.hpp"

namespace relais::mail {
namespace {

using namespace testing;

struct Row {
  const char* name;
  std::string from;
  std::vector<std::string> to;
  std::vector<std::string> cc = {};
  std::vector<std::string> bcc = {};
  const char* verdict;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

const std::string me = "mitarbeiter1@musterkanzlei.com";
const std::string colleague = "kollegin2@musterkanzlei.com";

const std::vector<Row>& rows() {
  static const std::vector<Row> all{
      {"R7_1_01_Internal", me, {colleague}, {"kollege3@musterkanzlei.com"}, {}, "internal"},
      {"R7_1_02_ExternalCc", me, {colleague}, {"client@bluewin.ch"}, {}, "collect"},
      {"R7_1_03_ExternalBccOfTheSentCopy", me, {colleague}, {}, {"client@bluewin.ch"}, "collect"},
      {"R7_1_04_BccInvisibleInTheOtherCopy", me, {colleague}, {}, {}, "internal"},
      {"R7_1_05_SenderNotRegistered", "scanner@musterkanzlei.com", {me}, {}, {}, "collect"},
      {"R7_1_06_SenderNotActive", "ehemaliger@musterkanzlei.com", {me}, {}, {}, "collect"},
      {"R7_1_07_RecipientNoEmployee", me, {"info@musterkanzlei.com"}, {}, {}, "internal"},
      {"R7_1_08_Case",
       "MITARBEITER1@MusterKanzlei.COM",
       {"Kollegin2@MUSTERKANZLEI.com"},
       {},
       {},
       "internal"},
      {"R7_1_09_SubDomain", me, {"x@ag.musterkanzlei.com"}, {}, {}, "collect"},
      {"R7_1_10_OtherDomain", me, {"y@musterkanzlei.ch"}, {}, {}, "collect"},
      {"R7_1_11_NobodyVisible", me, {}, {}, {}, "collect"},
      {"R7_1_12_ExternalSender", "client@bluewin.ch", {me}, {}, {}, "collect"},
      {"R7_1_13_PublicProvider", "p.muster@gmx.net", {"client@gmx.net"}, {}, {}, "collect"},
      {"R7_1_15_X500Sender", "/O=FIRM/CN=MITARBEITER1", {colleague}, {}, {}, "collect"},
      {"R7_1_15_X500Recipient", me, {"/O=FIRM/CN=KOLLEGIN2"}, {}, {}, "collect"},
      {"R7_1_17_ListWithExternals", me, {"all-staff@musterkanzlei.com"}, {}, {}, "internal"},
      {"R7_1_18_PlusTag", "mitarbeiter1+x@musterkanzlei.com", {colleague}, {}, {}, "collect"},
      {"R7_1_19_Himself", me, {me}, {}, {}, "internal"},
      {"R7_1_20_NameIsNoAddress",
       "\"kollegin2@musterkanzlei.com\" <evil@x.com>",
       {me},
       {},
       {},
       "collect"},
      {"DomainThatOnlyEndsSo", me, {"x@notmusterkanzlei.com"}, {}, {}, "collect"},
      {"GroupOfColleagues",
       me,
       {"Team: kollegin2@musterkanzlei.com, kollege3@musterkanzlei.com;"},
       {},
       {},
       "internal"},
      {"GroupWithAnExternal",
       me,
       {"Team: kollegin2@musterkanzlei.com, c@bluewin.ch;"},
       {},
       {},
       "collect"},
      {"UndisclosedRecipients", me, {"undisclosed-recipients:;"}, {}, {}, "collect"},
      {"RecipientWithoutAddress", me, {colleague, ""}, {}, {}, "collect"},
      {"RecipientThatCannotBeRead", me, {colleague, "Anna Muster"}, {}, {}, "collect"},
  };
  return all;
}

class Internal : public ::testing::TestWithParam<Row> {};

TEST_P(Internal, IsJudgedByTheTable) {
  const Row& row = GetParam();
  Envelope envelope = message(row.from, row.to);
  envelope.cc = people(row.cc);
  envelope.bcc = people(row.bcc);
  EXPECT_EQ(code(envelope, Rules(source_of("ignore_internal: true"))), row.verdict);
  EXPECT_EQ(code(envelope, Rules(source_of(""))), "collect") << "R34: the default is off";
}

INSTANTIATE_TEST_SUITE_P(Table, Internal, ::testing::ValuesIn(rows()),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(InternalMail, R7_1_06_DeactivatedEmployeeIsNoneAnyMore) {
  RuleSource source = source_of("ignore_internal: true");
  source.employees = {"ehemaliger@musterkanzlei.com"};
  const Envelope envelope = message("ehemaliger@musterkanzlei.com", {me});
  EXPECT_EQ(code(envelope, Rules(source)), "internal");
  source.employees = {};
  EXPECT_EQ(code(envelope, Rules(source)), "collect");
}

TEST(InternalMail, R7_1_14_FromDecidesNotSender) {
  const Rules rules(source_of("ignore_internal: true, sender_match: any"));
  Envelope envelope = message(me, {colleague});
  envelope.sender = Correspondent{"", "assistant@agency.ch"};
  EXPECT_EQ(code(envelope, rules), "internal");
  envelope.sender = envelope.from;
  envelope.from = Correspondent{"", "assistant@agency.ch"};
  EXPECT_EQ(code(envelope, rules), "collect");
}

TEST(InternalMail, R7_1_15_X500AddressThatWasResolvedIsAsAnyOther) {
  const Rules rules(source_of("ignore_internal: true"));
  EXPECT_EQ(code(message("SMTP:Mitarbeiter1@musterkanzlei.com", {colleague}), rules), "internal");
}

TEST(InternalMail, R7_1_16_DomainsAreComparedAsALabels) {
  RuleSource source = source_of("ignore_internal: true");
  source.employees = {"anna@müller-recht.ch"};
  EXPECT_EQ(code(message("anna@müller-recht.ch", {"x@xn--mller-recht-thb.ch"}), Rules(source)),
            "internal");
  EXPECT_EQ(code(message("Anna@XN--MLLER-RECHT-THB.CH", {"x@MÜLLER-recht.ch."}), Rules(source)),
            "internal");
}

TEST(InternalMail, MissingFieldsNeverSkip) {
  const Rules rules(source_of("ignore_internal: true"));
  const Envelope whole = message(me, {colleague});
  ASSERT_EQ(code(whole, rules), "internal");
  for (auto field : {&Envelope::to, &Envelope::cc, &Envelope::bcc}) {
    Envelope envelope = whole;
    (envelope.*field).reset();
    EXPECT_EQ(code(envelope, rules), "collect");
  }
  Envelope envelope = whole;
  envelope.from.reset();
  EXPECT_EQ(code(envelope, rules), "collect") << "the sender does not stand in for From";
}

TEST(InternalMail, PublicProvidersCanBeAddedAndTheGuardSwitchedOff) {
  const Envelope gmx = message("p.muster@gmx.net", {"client@gmx.net"});
  EXPECT_EQ(code(gmx, Rules(source_of("ignore_internal: true, protect_public_domains: false"))),
            "internal");
  const Envelope own = message(me, {colleague});
  EXPECT_EQ(
      code(own, Rules(source_of("ignore_internal: true, public_domains: [MusterKanzlei.com]"))),
      "collect");
}

TEST(InternalMail, SubDomainsCanBeIncluded) {
  const Rules rules(source_of("ignore_internal: true, include_subdomains: true"));
  EXPECT_EQ(code(message(me, {"x@ag.musterkanzlei.com"}), rules), "internal");
  EXPECT_EQ(code(message(me, {"x@a.b.musterkanzlei.com"}), rules), "internal");
  EXPECT_EQ(code(message(me, {"x@notmusterkanzlei.com"}), rules), "collect");
  EXPECT_EQ(code(message(me, {"x@com"}), rules), "collect") << "not the other way round";
}

TEST(InternalMail, DomainsCanBeGrouped) {
  const Rules rules(source_of(
      "ignore_internal: true, domain_groups: [[musterkanzlei.com, Musterkanzlei.ch, gmx.net], "
      "[a.ch, b.ch], [b.ch, musterkanzlei.ch]]"));
  EXPECT_EQ(code(message(me, {"y@musterkanzlei.ch"}), rules), "internal");
  EXPECT_EQ(code(message(me, {"y@a.ch"}), rules), "internal") << "groups that share a domain";
  EXPECT_EQ(code(message(me, {"y@c.ch"}), rules), "collect");
  EXPECT_EQ(code(message(me, {"client@gmx.net"}), rules), "collect") << "the guard goes first";
}

TEST(InternalMail, PlusTagsCanBeIgnored) {
  const Rules rules(source_of("ignore_internal: true, strip_plus_tag: true"));
  EXPECT_EQ(code(message("Mitarbeiter1+x@musterkanzlei.com", {colleague}), rules), "internal");
  EXPECT_EQ(code(message("scanner+x@musterkanzlei.com", {colleague}), rules), "collect");
  EXPECT_EQ(code(message("+x@musterkanzlei.com", {colleague}), rules), "collect");
}

TEST(InternalMail, EmployeesWhoseAddressCannotBeReadAreNobody) {
  RuleSource source = source_of("ignore_internal: true");
  source.employees = {"", "/O=FIRM/CN=X", "Anna"};
  Envelope envelope = message("", {colleague});
  EXPECT_EQ(code(envelope, Rules(source)), "collect");
  envelope.from->address = "/O=FIRM/CN=X";
  EXPECT_EQ(code(envelope, Rules(source)), "collect");
}

}  // namespace
}  // namespace relais::mail
