// The connection test with the built plugins against the emulator: what is well, and every way in
// which it is not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <functional>

#include "engine/check/dots.hpp"
#include "engine/check/tester.hpp"
#include "tests/testbed/mail_firm.hpp"

namespace relais::testbed {
namespace {

using check::Colour;
using check::Line;
using plugin::ProbeOutcome;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const std::vector<std::string> kAll{"Contacts.ReadWrite",        "Calendars.ReadWrite",
                                    "Tasks.ReadWrite.All",       "Mail.ReadWrite",
                                    "MailboxSettings.ReadWrite", "User.ReadBasic.All"};

std::vector<std::string> all_but(const std::string& role) {
  auto roles = kAll;
  std::erase(roles, role);
  return roles;
}

class Checking : public ::testing::Test {
 protected:
  void SetUp() override { firm_.have_roles(kAll); }
  void TearDown() override { ::setenv("RELAIS_TEST_SECRET", kSecret, 1); }

  check::Report check(const sync::Selection& selection = {},
                      check::Update update = check::Update::no) {
    const auto engine = firm_.engine();
    auto report = check::test(*engine, selection, update);
    EXPECT_TRUE(report) << report.error().text;
    return report ? std::move(*report) : check::Report{};
  }
  check::AddinTest addin(const std::string& handler, const std::string& code) {
    const auto report = check({"zurich", handler, code});
    for (const auto& one : report.entities.at(0).handlers.at(0).addins) return one;
    return {};
  }
  static Line line(const check::AddinTest& test, const std::string& probe) {
    for (const auto& one : test.lines)
      if (one.probe == probe) return one;
    ADD_FAILURE() << "no line " << probe;
    return {};
  }
  /// As an administrator edits the file.
  void edit(const std::string& from, const std::string& to) {
    std::ifstream in(firm_.config_path());
    std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    std::ofstream(firm_.config_path()) << text.replace(at, from.size(), to);
  }
  void app(emulator::AppSpec spec) {
    spec.client_id = kClient;
    if (spec.secret.empty()) spec.secret = kSecret;
    must(firm_.graph().add_app(kTenant, spec));
    must(firm_.graph().expire_tokens());
  }
  void mailbox(const std::string& state) {
    must(firm_.graph().add_user(kTenant, {.id = kUser, .mailbox = state}));
  }
  std::vector<check::Dot> dots(const std::string& handler = "MM") {
    const auto engine = firm_.engine();
    const auto snapshot = must(engine->store().snapshot());
    for (const auto& one : must(snapshot->handlers()))
      if (one.code == handler)
        return check::dots_of(engine->config(), one, must(engine->ledger().dots()),
                              firm_.clock().now());
    return {};
  }
  Colour dot(const std::string& addin) {
    for (const auto& one : dots())
      if (one.addin == addin) return one.colour;
    return Colour::grey;
  }

  MailFirm firm_{"", {.handlers = {"MM", "AF"}, .subscription = "[A04, B08, B09, MAIL]"}};
};

TEST_F(Checking, R11_EverythingIsAskedForOnceAndNothingIsChanged) {
  firm_.requests();
  const auto report = check({"zurich", "MM", ""});
  EXPECT_EQ(check::exit_code(report), 0);
  std::vector<std::string> asked;
  for (const auto& request : firm_.requests()) {
    EXPECT_EQ(request.at("method").as_string(), "GET");
    asked.emplace_back(request.at("path").as_string());
  }
  const std::string user = "/v1.0/users/u-MM";
  EXPECT_THAT(
      asked, ElementsAre("/v1.0/users/u-mm%40firm.example", user + "/mailFolders/inbox",
                         user + "/messages", user + "/messages", user + "/outlook/masterCategories",
                         user + "/contacts", user + "/calendar", user + "/calendar"));
  std::string names;
  for (const auto& one : report.entities.at(0).handlers.at(0).addins) {
    EXPECT_EQ(one.colour, Colour::green) << one.addin << one.reason;
    names += one.addin + ' ';
  }
  EXPECT_EQ(names, "MAIL A04 B08 B09 ") << "R19";
  EXPECT_EQ(line(addin("MM", "B08"), "To Do").outcome, ProbeOutcome::not_needed);
  EXPECT_EQ(dot("MAIL"), Colour::green);
  EXPECT_EQ(check::exit_code(check()), 0) << "everybody";
}

TEST_F(Checking, R12_AMissingPermissionIsNamedWithTheServicesAnswer) {
  struct Row {
    const char* role;
    const char* addin;
    const char* probe;
  };
  for (const Row& row :
       {Row{"Contacts.ReadWrite", "A04", "contacts"}, Row{"Calendars.ReadWrite", "B09", "calendar"},
        Row{"Mail.ReadWrite", "MAIL", "messages"}}) {
    firm_.have_roles(all_but(row.role));
    const auto test = addin("MM", row.addin);
    EXPECT_EQ(test.colour, Colour::red);
    const auto found = line(test, row.probe);
    EXPECT_EQ(found.said.http_status, 403);
    EXPECT_EQ(found.said.code, "ErrorAccessDenied");
    EXPECT_EQ(found.said.message, "Access is denied. Check credentials and try again.");
    EXPECT_EQ(found.said.request_id.size(), 36u);
    EXPECT_EQ(found.said.correlation_id.size(), 36u);
    EXPECT_THAT(found.said.explanation.meaning, HasSubstr(row.role));
    EXPECT_EQ(found.said.explanation.actor, "firm-it");
    EXPECT_THAT(test.reason, HasSubstr(row.role));
    EXPECT_EQ(check::exit_code(check({"zurich", "MM", row.addin})), 7);
  }
}

TEST_F(Checking, ToDosMisleading401IsAPermission) {
  edit("    microsoft365:\n",
       "    addins: {B08: {deadline: {target: tasks}}}\n    microsoft365:\n");
  EXPECT_EQ(line(addin("MM", "B08"), "To Do").outcome, ProbeOutcome::ok);
  firm_.have_roles(all_but("Tasks.ReadWrite.All"));
  const auto found = line(addin("MM", "B08"), "To Do");
  EXPECT_EQ(found.said.http_status, 401);
  EXPECT_THAT(found.said.explanation.meaning, HasSubstr("the token is good"));
  EXPECT_THAT(found.said.explanation.step, HasSubstr("Tasks.ReadWrite.All"));
}

TEST_F(Checking, R11_GrantsWithinAScopeAreDegradedInsideAndRedOutside) {
  auto hidden = all_but("User.ReadBasic.All");
  app({.roles = kAll, .hidden_roles = hidden, .mailboxes = {"u-MM"}});
  const auto inside = addin("MM", "A04");
  EXPECT_EQ(inside.colour, Colour::green);
  EXPECT_EQ(line(inside, "contacts").outcome, ProbeOutcome::degraded);
  EXPECT_EQ(line(addin("MM", "MAIL"), "messages").outcome, ProbeOutcome::ok) << "a read is a read";
  EXPECT_EQ(line(addin("MM", "MAIL"), "marker").outcome, ProbeOutcome::degraded);
  const auto outside = line(addin("AF", "A04"), "contacts");
  EXPECT_EQ(outside.outcome, ProbeOutcome::failed);
  EXPECT_THAT(outside.said.explanation.meaning, HasSubstr("not for this one"));
}

TEST_F(Checking, AMailboxOutsideOfThePolicyOrOfTheScopeHasItsOwnText) {
  mailbox("out-of-scope");
  EXPECT_THAT(line(addin("MM", "A04"), "contacts").said.explanation.meaning,
              HasSubstr("access policy"));
  mailbox("ok");
  must(firm_.graph().faults(
      {fault({{"path", "/contacts"}}, {{"status", 403}, {"code", "ErrorAccessDenied"}}, -1)}));
  EXPECT_THAT(line(addin("MM", "A04"), "contacts").said.explanation.meaning,
              HasSubstr("outside of its scope"));
}

TEST_F(Checking, AMailboxWithoutALicenceOrOnPremisesIsTheUsersTrouble) {
  for (const char* state : {"unlicensed", "on-premises"}) {
    mailbox(state);
    const auto found = line(addin("MM", "MAIL"), "messages");
    EXPECT_EQ(found.said.http_status, 404) << state;
    EXPECT_EQ(found.said.code, "MailboxNotEnabledForRESTAPI");
    EXPECT_THAT(found.said.explanation.meaning, HasSubstr("no Exchange Online mailbox"));
    EXPECT_EQ(addin("AF", "MAIL").colour, Colour::green) << "the others are not concerned";
  }
}

TEST_F(Checking, R23_AnAddressThatNobodyHasIsNotFoundInTheTenant) {
  firm_.sql("UPDATE handler_link SET address = 'nobody@firm.example' WHERE handler_id = 'h-MM'");
  const auto found = line(addin("MM", "A04"), "user");
  EXPECT_EQ(found.outcome, ProbeOutcome::failed);
  EXPECT_THAT(found.said.explanation.meaning, HasSubstr("user not found in tenant"));
  EXPECT_EQ(found.said.explanation.actor, "firm-admin");
  EXPECT_THAT(found.said.message, Not(HasSubstr("nobody@firm")));
}

TEST_F(Checking, R12_EachWayOfNotSigningInHasItsOwnText) {
  struct Row {
    const char* name;
    std::function<void()> make;
    const char* code;
    const char* meaning;
    const char* actor;
  };
  const Row table[] = {
      {"secret", [] { ::setenv("RELAIS_TEST_SECRET", "the-id-of-the-secret", 1); }, "7000215",
       "ID was entered", "firm-it"},
      {"expired",
       [&] {
         ::setenv("RELAIS_TEST_SECRET", kSecret, 1);
         app({.roles = kAll, .secret_expires = "2020-01-01T00:00:00Z"});
       },
       "7000222", "expired", "firm-it"},
      {"disabled", [&] { app({.roles = kAll, .disabled = true}); }, "7000112", "disabled",
       "firm-it"},
      {"application", [&] { edit(kClient, "99999999-7777-8888-9999-000000000000"); }, "700016",
       "no application", "firm-it"},
      {"tenant", [&] { edit(kTenant, "99999999-2222-3333-4444-555555555555"); }, "90002",
       "no such tenant", "firm-admin"},
  };
  for (const Row& row : table) {
    row.make();
    const auto report = check({"zurich", "", ""});
    EXPECT_EQ(check::exit_code(report), 7) << row.name;
    const auto& token = report.entities.at(0).token.at(0);
    EXPECT_EQ(token.said.code, row.code) << row.name;
    EXPECT_THAT(token.said.message, HasSubstr("AADSTS" + std::string(row.code))) << row.name;
    EXPECT_THAT(token.said.message, Not(HasSubstr("the-id-of-the-secret")));
    EXPECT_EQ(token.said.correlation_id.size(), 36u) << row.name;
    EXPECT_EQ(token.said.request_id.size(), 36u) << row.name;
    EXPECT_THAT(token.said.explanation.meaning, HasSubstr(row.meaning)) << row.name;
    EXPECT_EQ(token.said.explanation.actor, row.actor) << row.name;
    EXPECT_EQ(dot("A04"), Colour::red) << row.name;
    for (const auto& one : dots()) EXPECT_THAT(one.reason, HasSubstr("token")) << row.name;
  }
  ::unsetenv("RELAIS_TEST_SECRET");
  EXPECT_EQ(check::exit_code(check({"zurich", "", ""})), 2) << "a secret that cannot be read";
}

TEST_F(Checking, R22_OutOfReachOrThrottledIsNotRefused) {
  must(firm_.graph().faults(
      {fault({{"path", "/contacts"}}, {{"status", 429}, {"retry_after", 60}}, -1)}));
  const auto report = check({"zurich", "MM", ""});
  EXPECT_EQ(check::exit_code(report), 5);
  const auto& tests = report.entities.at(0).handlers.at(0).addins;
  EXPECT_THAT(line(tests.at(1), "contacts").said.explanation.meaning, HasSubstr("throttle"));
  must(firm_.graph().clear_faults());
  must(firm_.graph().faults({fault({{"path", "/token"}}, {{"cut_before", true}}, -1)}));
  EXPECT_EQ(check::exit_code(check()), 5);
}

TEST_F(Checking, R20_AnOutageKeepsTheDots) {
  ASSERT_EQ(check::exit_code(check()), 0);
  must(firm_.graph().faults({fault({{"path", "/token"}}, {{"cut_before", true}}, -1)}));
  EXPECT_EQ(check::exit_code(check()), 5);
  EXPECT_EQ(dot("A04"), Colour::green);
  for (const auto& one : dots())
    EXPECT_THAT(one.stale, HasSubstr("could not be tested")) << one.addin;
}

TEST_F(Checking, R12_WithoutConsentTheSignInWorksAndTheTokenShowsNothing) {
  app({.roles = {}});
  const auto report = check({"zurich", "MM", ""});
  EXPECT_EQ(check::exit_code(report), 7);
  const auto& token = report.entities.at(0).token.at(0);
  EXPECT_EQ(token.outcome, ProbeOutcome::degraded);
  EXPECT_THAT(token.said.explanation.meaning, HasSubstr("consent of an administrator is missing"));
  const auto found = line(addin("MM", "A04"), "user");
  EXPECT_EQ(found.said.code, "Authorization_RequestDenied");
}

TEST_F(Checking, WithoutMarkersReadingIsEnough) {
  firm_.configure("marker: none");
  firm_.have_roles({"Mail.Read", "User.ReadBasic.All"});
  const auto test = addin("MM", "MAIL");
  EXPECT_EQ(test.colour, Colour::green) << test.reason;
  EXPECT_EQ(line(test, "marker").outcome, ProbeOutcome::not_needed);
  EXPECT_EQ(line(test, "master categories").outcome, ProbeOutcome::not_needed);
}

TEST_F(Checking, WithoutMailboxSettingsTheColoursAreDegraded) {
  firm_.have_roles(all_but("MailboxSettings.ReadWrite"));
  const auto test = addin("MM", "MAIL");
  EXPECT_EQ(test.colour, Colour::green);
  EXPECT_EQ(line(test, "master categories").outcome, ProbeOutcome::degraded);
  EXPECT_EQ(line(test, "master categories").said.http_status, 403);
}

TEST_F(Checking, R10_EditedCredentialsWaitForTheirTest) {
  ::setenv("RELAIS_NEW_SECRET", "not-the-value", 1);
  firm_.add_addresses("MM", 1, 1);
  check({"zurich", "", ""});  // green: these are in use
  edit("env:RELAIS_TEST_SECRET", "env:RELAIS_NEW_SECRET");
  auto outcome = firm_.sync();
  EXPECT_EQ(done(outcome), "create 1") << "the ones before work on";
  ASSERT_FALSE(outcome.problems.empty());
  EXPECT_THAT(outcome.problems.back().error.hint, HasSubstr("check --entity zurich --update"));

  auto report = check({"zurich", "", ""}, check::Update::if_green);
  EXPECT_EQ(check::exit_code(report), 7);
  EXPECT_EQ(report.entities.at(0).updated, false);
  EXPECT_EQ(dot("A04"), Colour::green) << "of those in use";
  firm_.sync();

  ::setenv("RELAIS_NEW_SECRET", kSecret, 1);
  report = check({"zurich", "", ""}, check::Update::if_green);
  EXPECT_EQ(check::exit_code(report), 0);
  EXPECT_EQ(report.entities.at(0).updated, true);
  ::setenv("RELAIS_TEST_SECRET", "not used any more", 1);
  outcome = firm_.sync();
  EXPECT_THAT(outcome.problems, IsEmpty());

  ::setenv("RELAIS_TEST_SECRET", "wrong", 1);
  edit("env:RELAIS_NEW_SECRET", "env:RELAIS_TEST_SECRET");
  report = check({"zurich", "", ""}, check::Update::anyway);
  EXPECT_EQ(report.entities.at(0).updated, true) << "--force";
  firm_.sync(7);
  ::unsetenv("RELAIS_NEW_SECRET");
}

TEST_F(Checking, R11_ARefusedWriteTurnsTheDotRed) {
  check();
  firm_.have_roles({"Contacts.Read", "User.ReadBasic.All"});
  EXPECT_EQ(addin("MM", "A04").colour, Colour::green) << "reading works";
  firm_.add_addresses("MM", 1, 1);
  firm_.sync(7);
  EXPECT_EQ(dot("A04"), Colour::red);
  firm_.have_roles(kAll);
  firm_.sync();
  EXPECT_EQ(dot("A04"), Colour::red) << "until it is tested";
  check();
  EXPECT_EQ(dot("A04"), Colour::green);
}

TEST_F(Checking, R3_TheActivationOfMailIsOneWithTheTest) {
  firm_.have_roles(all_but("Mail.ReadWrite"));
  {
    const auto engine = firm_.engine();
    const auto service = must(collect::Service::open(*engine));
    collect::Preview why;
    const auto refused =
        service->activate("zurich", "MM", {.reviewed = true, .resume = false}, why);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::refused);
    EXPECT_EQ(line(why.test, "messages").said.http_status, 403);
  }
  EXPECT_EQ(dot("MAIL"), Colour::red);
  firm_.have_roles(kAll);
  firm_.activate();
  EXPECT_EQ(dot("MAIL"), Colour::green);
}

}  // namespace
}  // namespace relais::testbed
