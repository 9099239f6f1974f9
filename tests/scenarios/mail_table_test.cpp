// The decision tables of the rules, row by row, over the whole way: mailbox, plugin, engine, store.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "tests/testbed/mail_firm.hpp"

namespace relais::testbed {
namespace {

using Texts = std::vector<std::string>;

const std::string kMe = "mitarbeiter1@musterkanzlei.example";
const std::string kShe = "kollegin2@musterkanzlei.example";
const std::string kThird = "kollege3@musterkanzlei.example";
const std::string kOutside = "client@bluewin.ch";

void hire(MailFirm& firm) {
  firm.sql(
      "INSERT INTO employee(id, entity_id, given_name, surname, active) VALUES"
      "('e1', 'zurich', 'A', 'A', 1), ('e2', 'zurich', 'B', 'B', 1), ('e3', 'zurich', 'C', 'C', 1),"
      "('e4', 'zurich', 'D', 'D', 0), ('e5', 'zurich', 'E', 'E', 1), ('e6', 'zurich', 'F', 'F', 1);"
      "INSERT INTO employee_email(employee_id, email) VALUES"
      "('e1', 'mitarbeiter1@musterkanzlei.example'), ('e2', 'kollegin2@musterkanzlei.example'), "
      "('e3', 'kollege3@musterkanzlei.example'), ('e4', 'weg@musterkanzlei.example'), "
      "('e5', 'p.muster@gmx.net'), ('e6', 'anna@müller-recht.ch')");
}

/// As a service gives it, whatever it is.
json::object somebody(const std::string& address, const std::string& name = {}) {
  return {{"emailAddress", {{"name", name}, {"address", address}}}};
}

struct Row {
  const char* name;  ///< of the table, with its number
  emulator::MessageSpec message;
  const char* expected;
  const char* handler = "MM";
};

/// Delivers all, polls once, and compares.
void expect_table(MailFirm& firm, const std::vector<Row>& rows) {
  Texts ids;
  for (const auto& row : rows) ids.push_back(firm.deliver(row.message, row.handler));
  firm.poll();
  for (std::size_t i = 0; i < rows.size(); ++i)
    EXPECT_EQ(firm.reason(ids[i], rows[i].handler), rows[i].expected) << rows[i].name;
}

TEST(MailTable, R35_R36_R7_1_Rows01To20_InternalMail) {
  MailFirm firm("ignore_internal: true", {.handlers = {"MM", "AF"}});
  hire(firm);
  firm.activate("MM");
  firm.activate("AF");
  const json::object of_the_partner{{"sender", somebody("assistant@agency.example")}};
  const std::string x500 = "/O=FIRM/OU=EXCHANGE/CN=RECIPIENTS/CN=MITARBEITER1";
  const std::vector<Row> rows{
      {"7.1 row 1", {.from = kMe, .to = {kShe}, .cc = {kThird}}, "internal"},
      {"7.1 row 2", {.from = kMe, .to = {kShe}, .cc = {kOutside}}, "collect"},
      {"7.1 row 3, the sent copy",
       {.from = kMe,
        .to = {kShe},
        .bcc = {kOutside},
        .folder = "sentitems",
        .internet_id = "<34@musterkanzlei.example>"},
       "collect"},
      {"7.1 row 4, the same as the colleague has it",
       {.from = kMe, .to = {kShe}, .internet_id = "<34@musterkanzlei.example>"},
       "internal",
       "AF"},
      {"7.1 row 5", {.from = "scanner@musterkanzlei.example", .to = {kMe}}, "collect"},
      {"7.1 row 6", {.from = "weg@musterkanzlei.example", .to = {kShe}}, "collect"},
      {"7.1 row 7", {.from = kMe, .to = {"info@musterkanzlei.example"}}, "internal"},
      {"7.1 row 8",
       {.from = "MITARBEITER1@MusterKanzlei.EXAMPLE", .to = {"Kollegin2@MUSTERKANZLEI.example"}},
       "internal"},
      {"7.1 row 9", {.from = kMe, .to = {"x@ag.musterkanzlei.example"}}, "collect"},
      {"7.1 row 10", {.from = kMe, .to = {"y@musterkanzlei.ch"}}, "collect"},
      {"7.1 row 11", {.from = kMe, .to = {}}, "collect"},
      {"7.1 row 12", {.from = kOutside, .to = {kMe}}, "collect"},
      {"7.1 row 13", {.from = "p.muster@gmx.net", .to = {"client@gmx.net"}}, "collect"},
      {"7.1 row 14", {.from = kMe, .to = {kShe}, .set = of_the_partner}, "internal"},
      {"7.1 row 14, the other way",
       {.from = "assistant@agency.example", .to = {kShe}, .set = {{"sender", somebody(kMe)}}},
       "collect"},
      {"7.1 row 15, sender",
       {.from = "", .to = {kShe}, .set = {{"from", somebody(x500, kMe)}}},
       "collect"},
      {"7.1 row 15, recipient",
       {.from = kMe,
        .to = {},
        .set = {{"toRecipients", json::array{somebody("/O=FIRM/CN=KOLLEGIN2", kShe)}}}},
       "collect"},
      {"7.1 row 15, resolved",
       {.from = "", .to = {kShe}, .set = {{"from", somebody("SMTP:" + kMe, x500)}}},
       "internal"},
      {"7.1 row 16",
       {.from = "anna@müller-recht.ch", .to = {"x@xn--mller-recht-thb.ch"}},
       "internal"},
      {"7.1 row 16, the other way",
       {.from = "Anna@XN--MLLER-RECHT-THB.CH", .to = {"x@MÜLLER-Recht.ch"}},
       "internal"},
      {"7.1 row 17", {.from = kMe, .to = {"all-staff@musterkanzlei.example"}}, "internal"},
      {"7.1 row 18", {.from = "mitarbeiter1+x@musterkanzlei.example", .to = {kShe}}, "collect"},
      {"7.1 row 19", {.from = kMe, .to = {kMe}}, "internal"},
      {"7.1 row 20",
       {.from = "", .to = {kMe}, .set = {{"from", somebody("evil@x.example", kShe)}}},
       "collect"},
      {"7.1 row 20, all in one text",
       {.from = "", .to = {kMe}, .set = {{"from", somebody("\"" + kShe + "\" <evil@x.example>")}}},
       "collect"}};
  expect_table(firm, rows);
  firm.expect_in_step("MM");
  firm.expect_in_step("AF");
}

TEST(MailTable, R7_2_TheFirstOfTwoRulesThatHitDecides) {
  const std::string folders = "ignore_internal: true, exclude_folders: [Test2, Below]";
  MailFirm firm(folders);
  hire(firm);
  firm.make_folder("Test2");
  const auto below = firm.make_folder("Below", "deleteditems");
  firm.activate();
  const auto at = format_utc(firm.clock().now()).substr(0, 19) + "Z";
  const auto copy = [&](const char* id) {
    return emulator::MessageSpec{.from = kMe, .to = {kShe}, .received = at, .internet_id = id};
  };
  // Not internal when they came; the recipients of a copy may be others.
  auto deleted = copy("<deleted@a.example>");
  auto collected = copy("<collected@a.example>");
  deleted.to = collected.to = {kOutside};
  const auto one = firm.deliver(deleted);
  const auto other = firm.deliver(collected);
  firm.poll();
  ASSERT_EQ(firm.reason(one), "collect");
  const auto stored = firm.stored_id(one);
  ASSERT_TRUE(firm.inbox()->erase({&stored, 1}));
  firm.configure(folders + ", exclude_senders: [" + kMe +
                 "], exclude_domains: [musterkanzlei.example]");
  const std::vector<Row> rows{
      {"7.2 folder.always before folder.excluded",
       {.from = kMe, .to = {kShe}, .folder = below},
       "folder.always"},
      {"7.2 folder.excluded before tombstoned",
       [&] {
         auto in = copy("<deleted@a.example>");
         in.folder = "Test2";
         return in;
       }(),
       "folder.excluded"},
      {"7.2 tombstoned before sender.address", copy("<deleted@a.example>"), "tombstoned"},
      {"7.2 already_collected before sender.address", copy("<collected@a.example>"),
       "already_collected"},
      {"7.2 sender.address before sender.domain", {.from = kMe, .to = {kShe}}, "sender.address"},
      {"7.2 sender.domain before internal", {.from = kThird, .to = {kShe}}, "sender.domain"},
      {"7.2 collect", {.from = kOutside, .to = {kMe}}, "collect"}};
  expect_table(firm, rows);
  EXPECT_EQ(firm.reason(other), "collect") << "what is collected stays";
}

TEST(MailTable, R7_3_MovedAwayBeforePickUpIsCountedIfNothingElseSpeaksAgainstIt) {
  MailFirm firm("exclude_senders: [spam@example.org]");
  firm.activate();
  Texts moved;
  for (const char* folder : {"archive", "deleteditems", "junkemail"})
    for (const char* from : {"client@bluewin.ch", "spam@example.org"}) {
      moved.push_back(firm.deliver({.from = from, .subject = folder}));
      firm.move(moved.back(), folder);
    }
  firm.poll();
  for (const auto& id : moved) EXPECT_EQ(firm.reason(id), "folder.always");
  firm.poll();
  firm.audit();
  const auto engine = firm.engine();
  const auto status = must(must(collect::Service::open(*engine))->status({}));
  EXPECT_EQ(status.at(0).slipped_to, (std::map<std::string, std::int64_t>{
                                         {"archive", 1}, {"deleteditems", 1}, {"junkemail", 1}}))
      << "one for each folder, once";
}

// -- who wrote it, however it is written ------------------------------------------------------

/// What a header can be made of; nothing of it may change who is meant.
class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  std::size_t upto(std::size_t n) { return random_() % n; }
  const std::string& one_of(const Texts& texts) { return texts[upto(texts.size())]; }

  /// In upper and lower case, as quoted text, with comments, as an A-label.
  std::string written(std::string address) {
    const auto umlaut = address.find("müller-recht.ch");
    if (umlaut != std::string::npos && upto(2) == 0)
      address.replace(umlaut, std::string::npos, "xn--mller-recht-thb.ch");
    for (char& c : address)
      if (c >= 'a' && c <= 'z' && upto(3) == 0) c = static_cast<char>(c - 32);
    switch (upto(6)) {
      case 0:
        return one_of(names()) + " <" + address + ">";
      case 1:
        return address + " (" + one_of(comments()) + ")";
      case 2:
        return "<" + address + ">";
      case 3:
        return "SMTP:" + address;
      case 4:
        return " \t" + address + " ";
      default:
        return address;
    }
  }
  const std::string& name() { return one_of(names()); }
  /// Nobody, or nobody certain.
  const std::string& garbage() {
    static const Texts all{"",
                           "/O=FIRM/CN=spam@example.org",
                           "EX:/o=firm/ou=x/cn=mitarbeiter1",
                           "spam@example.org, client@bluewin.ch",
                           "Team: spam@example.org, client@bluewin.ch;",
                           "undisclosed recipients:;",
                           "\"spam@example.org\"",
                           "spam@example.org@bluewin.ch",
                           "=?utf-8?Q?spam=40example.org?=",
                           "Spam <spam@example.org",
                           "spam@example.org (",
                           "IMCEAEX-_O=FIRM_CN=spam@example.org",
                           "spam@xn--99999999999.ch",
                           "spam\xEF\xBF\xBD@example.org",
                           "spam@exa mple.org",
                           "@example.org",
                           "spam@",
                           std::string(200, 'x') + "@example.org"};
    return one_of(all);
  }

 private:
  static const Texts& names() {
    static const Texts all{"Anna Muster",
                           "\"Muster, Anna\"",
                           "\"spam@example.org\"",
                           "\"<spam@example.org>\"",
                           "\"mitarbeiter1@musterkanzlei.example\"",
                           "=?iso-8859-1?Q?M=FCller?=",
                           "=?utf-8?B?c3BhbUBleGFtcGxlLm9yZw==?=",
                           "M\xEF\xBF\xBDller",
                           "Zgraggen \xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x94\xAC",
                           "\xD7\x90\xD7\x91 \xE2\x80\xAE gro.elpmaxe",
                           "\"A \\\"B\\\" C\"",
                           "o'Neil"};
    return all;
  }
  static const Texts& comments() {
    static const Texts all{"Anna", "spam@example.org", "(deep) er", "a \\) b", ""};
    return all;
  }
  std::mt19937 random_;
};

unsigned seed_of_this_run() {
  const char* given = std::getenv("RELAIS_SEED");
  return given != nullptr ? static_cast<unsigned>(std::atoi(given)) : std::random_device{}();
}

TEST(MailTable, R7_1_R37_R38_HoweverAnAddressIsWrittenItIsTheSamePersonAndDoubtNeverSkips) {
  const unsigned seed = seed_of_this_run();
  std::printf("seed %u\n", seed);
  SCOPED_TRACE("RELAIS_SEED=" + std::to_string(seed));
  Writer writer(seed);
  MailFirm firm(
      "ignore_internal: true, exclude_senders: [spam@example.org], exclude_domains: [gründer.ch]");
  hire(firm);
  firm.activate();
  const std::vector<std::pair<std::string, std::string>> senders{
      {"spam@example.org", "sender.address"},
      {"other@example.org", "collect"},
      {"a@gründer.ch", "sender.domain"},
      {"a@xn--grnder-4ya.ch", "sender.domain"},
      {"a@sub.gründer.ch", "collect"},
      {kMe, "internal"},
      {"anna@müller-recht.ch", "collect"},  // her recipients here have another domain
      {kOutside, "collect"}};
  Texts ids, wanted, froms;
  const auto send = [&](const std::string& from, const std::string& to, std::string reason) {
    const json::object set{{"from", somebody(from, writer.name())},
                           {"toRecipients", json::array{somebody(to, writer.name())}}};
    ids.push_back(firm.deliver({.from = "", .to = {}, .set = set}));
    wanted.push_back(std::move(reason));
    froms.push_back(from);
  };
  for (int i = 0; i < 60; ++i) {
    const auto& [from, reason] = senders[writer.upto(senders.size())];
    send(writer.written(from), writer.written(kShe), reason);
  }
  for (int i = 0; i < 20; ++i) send(writer.garbage(), writer.written(kShe), "collect");
  for (int i = 0; i < 10; ++i) send(writer.written(kMe), writer.garbage(), "collect");
  firm.poll();
  for (std::size_t i = 0; i < ids.size(); ++i)
    EXPECT_EQ(firm.reason(ids[i]), wanted[i]) << i << ": " << froms[i].substr(0, 100);
  firm.expect_in_step();
}

}  // namespace
}  // namespace relais::testbed
