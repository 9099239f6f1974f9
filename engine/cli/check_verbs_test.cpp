#include <fstream>

#include "engine/cli/check_text.hpp"
#include "engine/cli/testing.hpp"
#include "engine/cli/testing_service.hpp"

namespace relais::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// zurich subscribes T01, which has no test of its own, and MAIL.
class CheckVerb : public testing::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    write_config({}, service_.url(""));
    ASSERT_EQ(relais({"init"}).exit, 0);
    sql("INSERT INTO handler(id, entity_id, code, given_name, surname, role) VALUES"
        "('h1', 'zurich', 'MM', 'Max', 'Zgraggen', 'partner'),"
        "('h2', 'zurich', 'AF', 'Anna', 'Favre', 'lawyer')");
    add_plugin();
    add_plugin(RELAIS_CLI_FIXTURES, "cli_testing_collector.so");
    configure();
    ASSERT_EQ(relais({"handler", "link", "MM", "mm@firm.example"}).exit, 0);
  }
  void configure(const std::string& way = "green", const std::string& secret = "secret") {
    write_config({}, service_.url(""));
    std::ifstream file(config());
    std::string text{std::istreambuf_iterator<char>(file), {}};
    replace(text, "id: zurich, subscription: [T01]",
            "id: zurich, subscription: [T01, MAIL], addins: {MAIL: {plugin: {way: " + way + "}}}");
    replace(text, "file:secret", "file:" + secret);
    write("relais.yaml", text);
  }
  static void replace(std::string& text, const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
  }
  /// The dots of MM as `handler list` has them.
  json::array dots() {
    return relais_json({"handler", "list", "--entity", "zurich"})
        .at("handlers")
        .at(1)
        .at("dots")
        .as_array();
  }

  testing::Service service_;
};

TEST_F(CheckVerb, R19_R20_R22_GreenWithMailFirstAndPlainSymbols) {
  const auto answer = relais({"check", "--entity", "zurich"});
  EXPECT_EQ(answer.exit, 0) << answer.out << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("zurich: token ok"));
  EXPECT_THAT(answer.out, HasSubstr("zurich/MM  MAIL    + green  token, user, folders ok"));
  EXPECT_LT(answer.out.find("MAIL"), answer.out.find("T01"));
  EXPECT_THAT(answer.out, HasSubstr("zurich/AF  all     - grey   not linked"));
  EXPECT_EQ(dots().at(0).at("dot"), "green");
  EXPECT_THAT(relais({"status"}).out, HasSubstr("MAIL + green, T01 + green"));
  EXPECT_THAT(relais({"handler", "list"}).out, HasSubstr("MAIL - grey"));
}

TEST_F(CheckVerb, R12_R21_RedSaysWhatTheServiceSaidAndWhoActs) {
  configure("red");
  const auto answer = relais({"check", "--handler", "MM", "--addin", "mail"});
  EXPECT_EQ(answer.exit, 7);
  for (const char* text :
       {"zurich/MM  MAIL    x red", "zurich/MM MAIL messages: failed",
        "HTTP 403 ErrorAccessDenied: Access is denied.", "  means    ", "  firm-it  "})
    EXPECT_THAT(answer.out, HasSubstr(text));
  EXPECT_THAT(answer.out, Not(HasSubstr("T01"))) << "R18";
  const auto document = relais_json({"check", "--handler", "MM", "--addin", "MAIL"});
  EXPECT_EQ(document.at("exit"), 7);
  const auto& addin = document.at("entities").at(0).at("handlers").at(0).at("addins").at(0);
  EXPECT_EQ(addin.at("dot"), "red");
  const auto& line = addin.at("tests").at(3);
  for (const char* member : {"probe", "outcome", "http_status", "code", "message", "request_id",
                             "correlation_id", "at", "meaning", "actor", "step"})
    EXPECT_TRUE(line.as_object().contains(member)) << member;
  EXPECT_EQ(line.at("actor"), "firm-it");
  EXPECT_THAT(relais({"status"}).out, HasSubstr("zurich/MM MAIL: messages: 403 ErrorAccessDenied"));
  EXPECT_THAT(relais({"status"}).out, HasSubstr("ask firm IT"));
}

TEST_F(CheckVerb, R13_SaysHowLongTheSecretLastsAndGivesTheNotice) {
  auto answer = relais({"check"});
  EXPECT_THAT(answer.out, HasSubstr("zurich: token ok\nzurich: secret expires on 2999-01-31, "));
  EXPECT_THAT(answer.out, Not(HasSubstr("notice")));
  const auto in_days = [&](int days) {
    const auto day = format_utc(SystemClock().now() + Millis{days} * 86'400'000).substr(0, 10);
    std::ifstream file(config());
    std::string text{std::istreambuf_iterator<char>(file), {}};
    replace(text, "2999-01-31", day);
    write("relais.yaml", text);
    return day;
  };
  const auto day = in_days(20);
  answer = relais({"check", "--handler", "MM"});
  EXPECT_THAT(answer.out, HasSubstr("zurich: secret expires on " + day + ", "));
  EXPECT_THAT(answer.out, Not(HasSubstr("notice"))) << "it is among the notes";
  EXPECT_THAT(answer.err, HasSubstr("firm-it: make a new client secret"));
  answer = relais({"check", "--handler", "MM"});
  EXPECT_THAT(answer.err, Not(HasSubstr("client secret"))) << "once";
  EXPECT_THAT(answer.out, HasSubstr("  notice of "));
  EXPECT_EQ(answer.exit, 0);
  const auto document = relais_json({"check", "--handler", "MM"});
  const auto& secret = document.at("entities").at(0).at("secret");
  EXPECT_EQ(secret.at("state"), "warning");
  EXPECT_EQ(secret.at("expires_on").as_string(), day);
  EXPECT_EQ(secret.at("notices").as_array().size(), 1U);
}

TEST_F(CheckVerb, WhileARunHoldsTheLedgerItTestsAndLeavesNoticesToTheRun) {
  std::ifstream file(config());
  std::string text{std::istreambuf_iterator<char>(file), {}};
  replace(text, "2999-01-31", "2020-01-31");
  write("relais.yaml", text);
  {
    const auto held =
        ledger::open("sqlite:" + (dir_ / "ledger.db").string(), ledger::OpenMode::existing);
    ASSERT_TRUE(held) << held.error().text;
    ASSERT_TRUE((*held)->lock());
    const auto answer = relais({"check", "--handler", "MM"});
    EXPECT_EQ(answer.exit, 0) << answer.err;
    EXPECT_EQ(answer.err, "");
    EXPECT_THAT(answer.out, HasSubstr("secret expired on 2020-01-31"));
  }
  EXPECT_THAT(relais({"check", "--handler", "MM"}).err, HasSubstr("ended on 2020-01-31"));
}

TEST_F(CheckVerb, R12_WhatIsTheSameForManyIsToldOnceWithTheIdsOfEach) {
  ASSERT_EQ(relais({"handler", "link", "AF", "af@firm.example"}).exit, 0);
  configure("red");
  const auto answer = relais({"check", "--addin", "mail"});
  const std::string meaning = "  means    ";
  EXPECT_NE(answer.out.find(meaning), std::string::npos) << answer.out;
  EXPECT_EQ(answer.out.find(meaning), answer.out.rfind(meaning)) << answer.out;
  for (const char* whose :
       {"zurich/MM MAIL messages: failed, 2", "zurich/AF MAIL messages: failed, 2"})
    EXPECT_THAT(answer.out, HasSubstr(whose));
}

TEST_F(CheckVerb, R22_ExitCodes) {
  EXPECT_EQ(relais({"check", "--handler", "AF"}).exit, 2) << "not linked: not applicable";
  EXPECT_EQ(relais({"check", "--addin", "X99"}).exit, 2);
  EXPECT_EQ(relais({"check", "--handler", "XX"}).exit, 2);
  EXPECT_EQ(relais({"check", "--force"}).exit, 2);
  EXPECT_EQ(relais({"check", "--update"}).exit, 2);
  EXPECT_EQ(relais({"check", "--update", "--entity", "zurich", "--addin", "MAIL"}).exit, 2);
  service_.refuse();
  EXPECT_EQ(relais({"check"}).exit, 7);
  write_config();  // nobody listens there
  EXPECT_EQ(relais({"check", "--entity", "geneva"}).exit, 5);
}

TEST_F(CheckVerb, R10_UpdateTestsAndKeepsOrUses) {
  ASSERT_EQ(relais({"check", "--entity", "zurich"}).exit, 0);
  configure("green", "other");
  EXPECT_THAT(relais({"check", "--entity", "zurich"}).err, HasSubstr("--update"));
  EXPECT_THAT(relais({"status"}).out, HasSubstr("not in use yet"));
  auto answer = relais({"check", "--entity", "zurich", "--update"});
  EXPECT_EQ(answer.exit, 2) << "there is no such file";
  EXPECT_THAT(answer.err, HasSubstr("the ones before stay in use"));
  EXPECT_EQ(dots().at(0).at("dot"), "green");
  write("other", "another-secret");
  std::filesystem::permissions(dir_ / "other", std::filesystem::perms(0600));
  service_.refuse();
  EXPECT_EQ(relais({"check", "--entity", "zurich", "--update"}).exit, 7);
  service_.accept();
  answer = relais({"check", "--entity", "zurich", "--update"});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_THAT(answer.err, HasSubstr("are in use now"));
  EXPECT_THAT(relais({"status"}).out, Not(HasSubstr("not in use yet")));
  EXPECT_THAT(relais({"check", "--entity", "zurich", "--update"}).err,
              HasSubstr("those of the configuration"));
}

TEST_F(CheckVerb, NeitherSecretNorAddressIsShown) {
  service_.refuse();
  for (const auto& words : std::vector<std::vector<std::string>>{{"check"}, {"check", "--json"}}) {
    const auto answer = relais(words);
    for (const char* word : {"s3cret-of-the-test", "mm@firm.example", "Zgraggen"})
      EXPECT_THAT(answer.out + answer.err, Not(HasSubstr(word)));
  }
}

TEST(CheckText, DotsHaveColoursOnATerminalOnly) {
  std::istringstream in;
  std::ostringstream out;
  Terminal terminal{in, out, out};
  EXPECT_EQ(dot_text(check::Colour::green, terminal), "+ green");
  EXPECT_EQ(dot_text(check::Colour::red, terminal), "x red");
  EXPECT_EQ(dot_text(check::Colour::grey, terminal), "- grey");
  terminal.out_is_terminal = true;
  EXPECT_EQ(dot_text(check::Colour::red, terminal), "● red");
  terminal.colour = true;
  EXPECT_EQ(dot_text(check::Colour::red, terminal), "\x1b[31m● red\x1b[0m");
  EXPECT_EQ(dot_text(check::Colour::green, terminal), "\x1b[32m● green\x1b[0m");
}

TEST(CheckText, ASecretThatEndsHasItsColourOnATerminalOnly) {
  std::istringstream in;
  std::ostringstream out;
  Terminal terminal{in, out, out};
  terminal.colour = true;
  check::Report report;
  report.entities.emplace_back().entity = "zurich";
  auto& secret = report.entities[0].secret.emplace();
  secret.word = "expired";
  secret.expires_on = "2026-01-31";
  EXPECT_EQ(report_text(report, terminal), "zurich: secret expired on 2026-01-31\n");
  terminal.out_is_terminal = true;
  EXPECT_EQ(report_text(report, terminal), "zurich: \x1b[31msecret expired on 2026-01-31\x1b[0m\n");
}

}  // namespace
}  // namespace relais::cli
