#include <gmock/gmock.h>

#include "engine/check/dots.hpp"
#include "engine/check/testing.hpp"

namespace relais::check {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

class Testing : public testing::CheckTest {
 protected:
  static plugin::Probe failed(const std::string& name, int status, const std::string& code) {
    return {.name = name,
            .outcome = ProbeOutcome::failed,
            .http_status = status,
            .code = code,
            .message = "Words of the service about anna@client.example.",
            .request_id = "r1"};
  }
  using ProbeOutcome = plugin::ProbeOutcome;
};

TEST_F(Testing, R19_MailFirstThenTheOthersAndAllGreen) {
  const auto report = test();
  EXPECT_EQ(exit_code(report), 0);
  ASSERT_THAT(report.entities, SizeIs(1));
  const auto& entity = report.entities[0];
  ASSERT_THAT(entity.token, SizeIs(1));
  EXPECT_EQ(entity.token[0].probe, "token");
  ASSERT_THAT(entity.handlers, SizeIs(3));
  for (const auto& handler : entity.handlers)
    EXPECT_EQ(dots(handler), handler.handler == "XX" ? "MAIL grey, A04 grey, B08 grey"
                                                     : "MAIL green, A04 green, B08 green");
  EXPECT_THAT(ways_.visited, UnorderedElementsAre("MM MAIL u1", "MM A04 u1", "MM B08 u1",
                                                  "AF MAIL u2", "AF A04 u2", "AF B08 u2"));
  EXPECT_THAT(writer_->rows("SELECT handler_id, user_id FROM handler_link ORDER BY handler_id"),
              ElementsAre("h1 u1", "h2 u2"));
  EXPECT_THAT(ledger_->dots().value(), SizeIs(6));
  EXPECT_EQ(kept("XX")[0].reason, "not linked");
}

TEST_F(Testing, R23_AnUnknownUserIsRedAndTheOthersGoOn) {
  ways_.in_use.users.erase("mm@firm.example");
  const auto report = test();
  EXPECT_EQ(exit_code(report), 7);
  for (const auto& handler : report.entities[0].handlers)
    if (handler.handler == "MM") {
      EXPECT_EQ(dots(handler), "MAIL red, A04 red, B08 red");
      EXPECT_EQ(handler.addins[0].lines.back().said.code, "NoUser");
      EXPECT_EQ(handler.addins[0].reason, "user: 404 NoUser: nobody");
    }
  EXPECT_THAT(ways_.visited, SizeIs(3)) << "no add-in looks at a mailbox that is not there";
}

TEST_F(Testing, WithoutATokenNobodyIsAskedForAnything) {
  ways_.in_use.no_token = Error{Errc::refused, "signing in was refused", ""};
  ways_.in_use.refusal = {.http_status = 401,
                          .code = "7000222",
                          .message = "expired",
                          .correlation_id = "c1",
                          .explanation = {"the secret has expired", "firm-it", "make one"}};
  const auto report = test();
  EXPECT_EQ(exit_code(report), 7);
  EXPECT_THAT(ways_.in_use.asked, IsEmpty());
  EXPECT_EQ(report.entities[0].token[0].said.correlation_id, "c1");
  EXPECT_EQ(kept()[0].colour, Colour::red);
  EXPECT_EQ(kept()[0].reason, "token: 401 7000222: the secret has expired");
  ways_.in_use.no_token = Error{Errc::temporary, "down", ""};
  EXPECT_EQ(exit_code(test()), 5);
  ways_.in_use.no_token = Error{Errc::config, "unset", ""};
  EXPECT_EQ(exit_code(test()), 2);
}

TEST_F(Testing, R12_AFailedLineHasTheServicesWordsWithoutPeople) {
  ways_.heard["MMA04"] = {{failed("contacts", 403, "ErrorAccessDenied")},
                          {{403, "r1", "our-id", false}}};
  entries_[1].manifest.permissions = {
      {.role = "Contacts.ReadWrite", .target = "", .why = "", .writes = {"contacts"}}};
  ways_.in_use.roles = std::vector<std::string>{"Contacts.ReadWrite"};
  const auto report = test({"zurich", "MM", "A04"});
  EXPECT_EQ(exit_code(report), 7);
  const auto& test = report.entities[0].handlers.at(0).addins.at(0);
  const auto& line = test.lines.back();
  EXPECT_EQ(line.said.http_status, 403);
  EXPECT_EQ(line.said.message, "Words of the service about ***");
  EXPECT_EQ(line.said.request_id, "r1");
  EXPECT_EQ(line.said.correlation_id, "our-id");
  EXPECT_EQ(line.at, testing::kMay);
  EXPECT_EQ(line.said.explanation.meaning, "Contacts.ReadWrite granted");
  EXPECT_THAT(test.reason, HasSubstr("contacts: 403 ErrorAccessDenied"));
}

TEST_F(Testing, R11_APermissionToWriteThatDoesNotShowIsDegradedAndGreen) {
  ways_.heard["MMA04"] = {{{.name = "contacts", .http_status = 200}}, {}};
  entries_[1].manifest.permissions = {
      {.role = "Contacts.ReadWrite", .target = "", .why = "", .writes = {"contacts"}}};
  ways_.in_use.roles = std::vector<std::string>{"Contacts.Read"};
  auto report = test({"zurich", "MM", "A04"});
  EXPECT_EQ(exit_code(report), 0);
  const auto& line = report.entities[0].handlers.at(0).addins.at(0).lines.back();
  EXPECT_EQ(line.outcome, ProbeOutcome::degraded);
  EXPECT_THAT(line.said.message, HasSubstr("Contacts.ReadWrite"));
  EXPECT_EQ(line.said.explanation.actor, "firm-it");
  ways_.in_use.roles.reset();  // an opaque token says nothing
  report = test({"zurich", "MM", "A04"});
  EXPECT_EQ(report.entities[0].handlers.at(0).addins.at(0).lines.back().outcome, ProbeOutcome::ok);
}

TEST_F(Testing, R12_ATokenThatShowsNothingIsAConsentThatIsMissing) {
  ways_.in_use.roles.emplace();
  const auto report = test({"zurich", "MM", "A04"});
  ASSERT_THAT(report.entities[0].token, SizeIs(1));
  const auto& line = report.entities[0].token[0];
  EXPECT_EQ(line.outcome, ProbeOutcome::degraded);
  EXPECT_THAT(line.said.explanation.meaning, HasSubstr("consent of an administrator is missing"));
  EXPECT_EQ(line.said.explanation.actor, "firm-it");
  EXPECT_THAT(line.said.explanation.step, HasSubstr("relais permissions"));
}

TEST_F(Testing, ALineNamesThePermissionThatIsNeededAsThingsAreConfigured) {
  ways_.heard["MMMAIL"] = {{failed("messages", 403, "ErrorAccessDenied")}, {}};
  plugin::Permission marking{
      .role = "Mail.ReadWrite", .target = "", .why = "", .reads = {"messages"}};
  marking.marks = true;
  plugin::Permission reading{.role = "Mail.Read", .target = "", .why = "", .reads = {"messages"}};
  reading.marks = false;
  entries_[2].manifest.permissions = {reading, marking};
  const auto meaning = [&] {
    const auto report = test({"zurich", "MM", "MAIL"});
    return report.entities[0].handlers.at(0).addins.at(0).lines.back().said.explanation.meaning;
  };
  EXPECT_EQ(meaning(), "Mail.ReadWrite");
  for (auto& permission : entries_[2].manifest.permissions) permission.marks = !*permission.marks;
  EXPECT_EQ(meaning(), "Mail.Read");
  for (auto& permission : entries_[2].manifest.permissions) permission.marks = false;
  EXPECT_EQ(meaning(), "Mail.Read") << "what is not needed is better than nothing";
}

TEST_F(Testing, WhatMayPassIsToldApart) {
  struct Row {
    int status;
    bool passes;
    int exit;
  };
  for (const Row& row : {Row{0, true, 5}, Row{429, false, 5}, Row{503, false, 5},
                         Row{403, false, 7}, Row{404, false, 7}}) {
    ways_.heard["MMA04"] = {{failed("contacts", row.status, "")},
                            {{row.status, "r1", "t", row.passes}}};
    EXPECT_EQ(exit_code(test({"zurich", "MM", "A04"})), row.exit) << row.status;
  }
}

TEST_F(Testing, R20_R22_AnOutageIsNoVerdictAndTheDotsStay) {
  test();
  clock_.advance(60'000);
  ways_.in_use.no_token = Error{Errc::temporary, "down", ""};
  auto report = test({"zurich", "MM", ""});
  EXPECT_EQ(exit_code(report), 5);
  EXPECT_EQ(dots(report.entities[0].handlers.at(0)), "MAIL grey, A04 grey, B08 grey");
  EXPECT_THAT(report.entities[0].handlers.at(0).addins.at(0).reason, HasSubstr("token: down"));
  EXPECT_EQ(kept()[0].colour, Colour::green);
  EXPECT_EQ(kept()[0].tested_at, testing::kMay);
  EXPECT_EQ(kept()[0].stale, "could not be tested on 2026-05-01 08:01 UTC: token: down");
  EXPECT_EQ(kept("AF")[0].stale, "") << "nobody tested it meanwhile";
  ways_.in_use.no_token.reset();
  test();
  EXPECT_EQ(kept()[0].stale, "");
  EXPECT_EQ(kept()[0].tested_at, testing::kMay + 60'000);
}

TEST_F(Testing, R20_WhatWasRefusedIsRedThoughSomethingElseWasOutOfReach) {
  ways_.heard["MMA04"] = {{failed("contacts", 503, ""), failed("contact folders", 403, "Denied")},
                          {{503, "r1", "t", false}, {403, "r1", "t", false}}};
  EXPECT_EQ(dots(test({"zurich", "MM", "A04"}).entities[0].handlers.at(0)), "A04 red");
  ways_.heard["MMA04"] = {{failed("contacts", 503, "")}, {{503, "r1", "t", false}}};
  test({"zurich", "MM", "A04"});
  EXPECT_EQ(kept()[1].colour, Colour::red) << "an outage does not make it better either";
}

TEST_F(Testing, R20_WhatWasNeverReachedWasNeverTested) {
  ways_.in_use.no_token = Error{Errc::temporary, "down", ""};
  test();
  EXPECT_EQ(kept()[0].colour, Colour::grey);
  EXPECT_EQ(kept()[0].reason, "never tested");
}

TEST_F(Testing, APluginThatFailsIsRedAndOneWithoutATestGreen) {
  ways_.errors["A04"] = {Errc::unsupported, "it has no check", ""};
  ways_.errors["B08"] = {Errc::internal, "it broke its contract", "report it"};
  const auto report = test({"zurich", "MM", ""});
  EXPECT_EQ(dots(report.entities[0].handlers.at(0)), "MAIL green, A04 green, B08 red");
  EXPECT_EQ(exit_code(report), 1);
}

TEST_F(Testing, R18_WhatIsNotApplicableIsGreyWithItsReason) {
  entries_.erase(entries_.begin());
  configure("66666666-7777-8888-9999-000000000000", "[A04, B08]");
  EXPECT_EQ(exit_code(test({"zurich", "MM", "MAIL"})), 2) << "not subscribed";
  EXPECT_EQ(exit_code(test({"zurich", "XX", ""})), 2) << "not linked";
  const auto report = test({"zurich", "MM", ""});
  EXPECT_EQ(dots(report.entities[0].handlers.at(0)), "A04 green, B08 grey");
  EXPECT_THAT(report.entities[0].handlers.at(0).addins.at(1).reason, HasSubstr("no plugin"));
  writer_->sql("UPDATE handler SET active = 0");
  EXPECT_EQ(exit_code(test({"zurich", "MM", ""})), 2);
  config_.entities[0].microsoft365.reset();
  const auto unconfigured = test();
  EXPECT_EQ(exit_code(unconfigured), 2);
  EXPECT_THAT(unconfigured.entities[0].token, IsEmpty());
}

TEST_F(Testing, R17_DriftIsAWarningAndTheMailboxStays) {
  test();
  ways_.visited.clear();
  ways_.in_use.users["mm@firm.example"].primary_address = "mm@new.example";
  ways_.in_use.users["af@firm.example"].id = "u9";
  auto report = test();
  EXPECT_EQ(exit_code(report), 0);
  for (const auto& handler : report.entities[0].handlers) {
    if (handler.handler == "XX") continue;
    const auto& line = handler.addins[0].lines.at(1);
    EXPECT_EQ(line.outcome, ProbeOutcome::degraded) << handler.handler;
    EXPECT_EQ(line.said.explanation.actor, "firm-admin");
  }
  EXPECT_THAT(ways_.visited, ::testing::Contains("AF A04 u2")) << "not u9";
  EXPECT_THAT(kept()[0].drift, HasSubstr("another primary address"));
  ways_.in_use.users.clear();
  report = test();
  EXPECT_EQ(exit_code(report), 0) << "known by its id, and its add-ins say that it is there";
}

TEST_F(Testing, R20_ADotHoldsForSevenDaysAndItsCredentialsAndItsLink) {
  EXPECT_EQ(kept()[0].colour, Colour::grey);
  EXPECT_EQ(kept()[0].reason, "never tested");
  test();
  EXPECT_EQ(kept()[0].colour, Colour::green);
  EXPECT_EQ(kept()[0].tested_at, testing::kMay);
  EXPECT_EQ(kept()[0].stale, "");
  clock_.advance(kStaleAfter + 1);
  EXPECT_EQ(kept()[0].colour, Colour::green);
  EXPECT_THAT(kept()[0].stale, HasSubstr("7 days"));
  test();
  EXPECT_EQ(kept()[0].stale, "");
  clock_.advance(-2 * kStaleAfter);
  EXPECT_THAT(kept()[0].stale, HasSubstr("clock"));
  clock_.advance(2 * kStaleAfter);
  config_.entities[0].microsoft365->secret_expires_on = "2100-12-31";
  EXPECT_THAT(kept()[0].stale, HasSubstr("credentials"));
  writer_->sql("UPDATE handler_link SET address = 'other@firm.example' WHERE handler_id = 'h1'");
  EXPECT_EQ(kept()[0].colour, Colour::grey) << "another mailbox was never tested";
  writer_->sql("DELETE FROM handler_link");
  EXPECT_EQ(kept()[0].reason, "not linked");
}

class Updating : public Testing {
 protected:
  static constexpr const char* kOld = "66666666-7777-8888-9999-000000000000";
  static constexpr const char* kNew = "77777777-7777-8888-9999-000000000000";
  void SetUp() override {
    Testing::SetUp();
    test();  // green: these are in use
    configure(kNew);
  }
  std::string in_use() { return opened().entities[0].microsoft365->client_id; }
};

TEST_F(Updating, R10_EditedCredentialsAreNotUsedBeforeTheirTestWasGreen) {
  EXPECT_EQ(in_use(), kOld);
  auto report = test();
  EXPECT_TRUE(report.entities[0].staged);
  EXPECT_THAT(ways_.tried, IsEmpty()) << "a plain test is of those in use";
  EXPECT_EQ(in_use(), kOld);
  report = test({"zurich", "", ""}, Update::if_green);
  EXPECT_EQ(report.entities[0].updated, true);
  EXPECT_THAT(ways_.tried, ElementsAre(kNew));
  EXPECT_EQ(in_use(), kNew);
  EXPECT_THAT(staged_, IsEmpty());
  EXPECT_EQ(kept()[0].stale, "") << "the dots are those of the new ones";
}

TEST_F(Updating, R10_ARedTestKeepsTheWorkingOnesAndTheirDots) {
  ways_.edited_are_refused = true;
  const auto report = test({"zurich", "", ""}, Update::if_green);
  EXPECT_EQ(exit_code(report), 7);
  EXPECT_EQ(report.entities[0].updated, false);
  EXPECT_EQ(in_use(), kOld);
  EXPECT_EQ(kept()[0].colour, Colour::green);
  test({"zurich", "", ""}, Update::anyway);
  EXPECT_EQ(in_use(), kNew);
  EXPECT_EQ(kept()[0].colour, Colour::red);
}

TEST_F(Updating, WhatOneMailboxLacksWhoeverAsksDoesNotCount) {
  ways_.heard["MMA04"] = {{failed("contacts", 404, "NoMailbox")}, {}};
  auto report = test({"zurich", "", ""}, Update::if_green);
  EXPECT_EQ(report.entities[0].updated, true);
  EXPECT_EQ(exit_code(report), 7) << "it is red all the same";
  EXPECT_EQ(in_use(), kNew);
}

TEST_F(Updating, WhereNobodyAnswersAsTheServiceNothingIsUsed) {
  ways_.edited_are_refused = true;
  ways_.in_use.refusal = {.http_status = 404};
  EXPECT_EQ(test({"zurich", "", ""}, Update::if_green).entities[0].updated, false);
  EXPECT_EQ(in_use(), kOld);
}

TEST_F(Updating, AServiceThatKnowsNoneOfTheMailboxesIsNotTheFirms) {
  for (const char* mailbox : {"MM", "AF"})
    for (const char* code : {"MAIL", "A04", "B08"})
      ways_.heard[std::string(mailbox) + code] = {{failed("folders", 404, "NoUser")}, {}};
  EXPECT_EQ(test({"zurich", "", ""}, Update::if_green).entities[0].updated, false);
  EXPECT_EQ(in_use(), kOld);
  EXPECT_EQ(test({"zurich", "", ""}, Update::anyway).entities[0].updated, true);
}

TEST_F(Updating, AMissingPermissionDoesCount) {
  ways_.heard["MMA04"] = {{failed("contacts", 403, "Denied")}, {}};
  EXPECT_EQ(test({"zurich", "", ""}, Update::if_green).entities[0].updated, false);
  EXPECT_EQ(in_use(), kOld);
}

TEST_F(Updating, AnEntityWithoutCredentialsAnyMoreIsNotConfigured) {
  configure(kNew);
  config_.entities[0].microsoft365.reset();
  EXPECT_THAT(sync::use_active_credentials(config_, *ledger_).value(), IsEmpty());
  EXPECT_FALSE(config_.entities[0].microsoft365);
}

TEST_F(Testing, FirstCredentialsThatAreRefusedMayBeEditedFreely) {
  ways_.in_use.no_token = Error{Errc::refused, "no", ""};
  test();
  configure("77777777-7777-8888-9999-000000000000");
  opened();
  EXPECT_THAT(staged_, IsEmpty());
}

TEST_F(Testing, AGreenTestOfAnotherConnectionSaysNothingAboutTheCredentials) {
  entries_.push_back(testing::addin("ACME"));
  entries_.back().manifest.connection = "other";
  configure("66666666-7777-8888-9999-000000000000", "[A04, ACME]");
  config_.entities[0].connections["other"] = {{"type", "none"}};
  writer_->sql(
      "INSERT INTO handler_link(handler_id, connection, address) "
      "VALUES('h1', 'other', 'mm@firm.example')");
  EXPECT_EQ(exit_code(test({"zurich", "MM", "ACME"})), 0);
  configure("77777777-7777-8888-9999-000000000000");
  opened();
  EXPECT_THAT(staged_, IsEmpty()) << "those before were never tested";
}

TEST_F(Testing, StoppedItKeepsNothing) {
  cancel_ = true;
  staged_.clear();
  const plugin::Catalogue catalogue(entries_);
  const auto report =
      check::test({config_, staged_, catalogue, *store_, *ledger_, clock_, cancel_, ways_, 2}, {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Errc::cancelled);
  EXPECT_THAT(ledger_->dots().value(), IsEmpty());
}

}  // namespace
}  // namespace relais::check
