#include "engine/cli/mail_run.hpp"
#include "engine/cli/testing.hpp"
#include "engine/cli/testing_service.hpp"
#include "engine/store/mail_store.hpp"

namespace relais::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// zurich subscribes mail and MM is linked; the mailbox is the one of testing_collector.cpp.
class MailVerbs : public testing::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    make_firm();
    add_plugin();
    add_plugin(RELAIS_CLI_FIXTURES, "cli_testing_collector.so");
    subscribe("exclude_folders: [Test2], exclude_domains: [news.example]");
    ASSERT_EQ(relais({"handler", "link", "MM", "mm@firm.example"}).exit, 0);
    sql("UPDATE handler_link SET user_id = 'u1'");
  }
  /// Keys of addins.MAIL.
  void subscribe(const std::string& keys) {
    write_config({}, service_.url(""));
    std::ifstream file(config());
    std::string text{std::istreambuf_iterator<char>(file), {}};
    const std::string before = "id: zurich, subscription: [T01]";
    text.replace(text.find(before), before.size(),
                 "id: zurich, subscription: [MAIL], addins: {MAIL: {" + keys + "}}");
    write("relais.yaml", text);
  }
  void activate() { ASSERT_EQ(relais({"mail", "activate", "MM", "--yes"}).exit, 0); }
  testing::Answer on_terminal(const std::vector<std::string>& words, const std::string& typed) {
    std::istringstream in(typed);
    std::ostringstream out;
    std::ostringstream err;
    Terminal terminal{in, out, err};
    terminal.in_is_terminal = terminal.err_is_terminal = true;
    std::vector<std::string> all{"--config", config().string(), "--quiet"};
    all.insert(all.end(), words.begin(), words.end());
    testing::Answer answer;
    answer.exit = run_program(all, terminal, cancel_, user_);
    answer.out = out.str();
    answer.err = err.str();
    return answer;
  }
  testing::Service service_;
  json::object account() {
    const auto accounts = relais_json({"mail", "status", "--handler", "MM"}).at("accounts");
    return accounts.as_array().at(0).as_object();
  }
};

TEST_F(MailVerbs, R28_FoldersShowWhatIsReadBeforeTheActivation) {
  const auto answer = relais({"mail", "folders", "MM"});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_EQ(answer.out,
            "FOLDER   WELL-KNOWN NAME  MESSAGES  STATE\n"
            "Eingang  inbox            6         included\n"
            "Drafts   drafts           3         always excluded\n"
            "Test2    -                6         excluded\n"
            "Twice    -                0         included\n");
  EXPECT_THAT(relais({"mail", "folders", "MM", "--ids"}).out, HasSubstr("t2"));
  const auto document = relais_json({"mail", "folders", "MM", "--entity", "zurich"});
  const auto& folder = document.at("folders").at(2).as_object();
  EXPECT_EQ(folder.at("id"), "t2");
  EXPECT_EQ(folder.at("messages"), 6);
  EXPECT_EQ(folder.at("state"), "excluded");
  EXPECT_TRUE(folder.at("well_known").is_null());
  EXPECT_EQ(account().at("phase"), "draft");
}

TEST_F(MailVerbs, R29_ANameOfNoFolderOrOfTwoIsAnErrorWithCandidates) {
  subscribe("exclude_folders: [Tset2, Twice]");
  const auto answer = relais({"mail", "folders", "MM"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.out, HasSubstr("Eingang")) << "the table is shown nevertheless";
  for (const char* text :
       {"exclude_folders[0]", "could be: /Test2", "2 folders", "could be: /Eingang/Clients/Twice"})
    EXPECT_THAT(answer.err, HasSubstr(text));
  const auto document = relais_json({"mail", "folders", "MM"});
  EXPECT_EQ(document.at("not_resolved").as_array().size(), 2U);
  EXPECT_EQ(document.at("not_resolved").at(1).at("candidates").as_array().size(), 2U);
  const auto refused = relais({"mail", "activate", "MM", "--yes"});
  EXPECT_EQ(refused.exit, 2);
  EXPECT_THAT(refused.err, HasSubstr("could be: /Test2"));
  EXPECT_EQ(account().at("phase"), "draft");
}

TEST_F(MailVerbs, R40_FiltersThatNobodyLookedAtNeedYes) {
  const auto answer = relais({"mail", "activate", "MM"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("nobody has looked at its filters"));
  EXPECT_THAT(answer.err, HasSubstr("relais mail activate MM --yes"));
  for (const char* text :
       {"Test2", "6 messages in folders that are read, 9 in others",
        "before the activation is not loaded",
        "1 would be collected, 3 skipped (1 before_activation, 1 folder.excluded, 1 "
        "sender.domain)"})
    EXPECT_THAT(answer.out, HasSubstr(text));
  EXPECT_EQ(account().at("phase"), "draft");

  const auto document = relais_json({"mail", "activate", "MM"});
  EXPECT_EQ(document.at("exit"), 2);
  EXPECT_EQ(document.at("activated"), false);
  EXPECT_EQ(document.at("read"), 6);
  EXPECT_EQ(document.at("sample").at("verdicts").at("folder.excluded"), 1);

  const auto done = relais_json({"mail", "activate", "MM", "--yes"});
  EXPECT_EQ(done.at("exit"), 0);
  EXPECT_EQ(done.at("activated"), true);
  EXPECT_EQ(account().at("phase"), "active");
  EXPECT_EQ(account().at("active_since"), done.at("active_since"));
  EXPECT_TRUE(account().at("verdicts").as_object().empty()) << "nothing is loaded yet";
}

TEST_F(MailVerbs, OnATerminalItAsks) {
  for (const char* typed : {"n\n", "", "\n", "yess\n"}) {
    const auto declined = on_terminal({"mail", "activate", "MM"}, typed);
    EXPECT_EQ(declined.exit, 1) << typed;
    EXPECT_THAT(declined.out, HasSubstr("would be collected"));
    EXPECT_THAT(declined.err, HasSubstr("nothing was activated"));
  }
  EXPECT_EQ(account().at("phase"), "draft");
  const auto answer = on_terminal({"mail", "activate", "MM"}, "y\n");
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_THAT(answer.err, HasSubstr("activate it? [y/N]"));
  EXPECT_THAT(answer.out, HasSubstr("zurich/MM is active"));
  EXPECT_EQ(account().at("phase"), "active");
}

TEST_F(MailVerbs, ARedTestRefusesAndSaysWhatTheServiceAnswered) {
  subscribe("plugin: {way: red}");
  const auto answer = relais({"mail", "activate", "MM", "--yes"});
  EXPECT_EQ(answer.exit, 7);
  for (const char* text :
       {"zurich/MM", "messages: failed, 403 ErrorAccessDenied: Access is denied."})
    EXPECT_THAT(answer.err, HasSubstr(text));
  const auto document = relais_json({"mail", "activate", "MM"});
  EXPECT_EQ(document.at("exit"), 7);
  EXPECT_EQ(document.at("error").at("code"), "refused");
  EXPECT_EQ(document.at("tests").at(3).at("outcome"), "failed");
  EXPECT_EQ(account().at("phase"), "draft");
}

TEST_F(MailVerbs, R44_ActivatingWhatIsActiveNeedsYesAndResumingKeepsTheTime) {
  activate();
  const auto since = account().at("active_since");
  const auto again = relais({"mail", "activate", "MM"});
  EXPECT_EQ(again.exit, 2);
  EXPECT_THAT(again.err, HasSubstr("active already"));
  EXPECT_EQ(relais({"mail", "activate", "MM", "--resume"}).exit, 5) << "not suspended";

  const auto stopped = relais({"mail", "suspend", "MM"});
  EXPECT_EQ(stopped.exit, 0) << stopped.err;
  EXPECT_THAT(stopped.out, HasSubstr("--resume"));
  EXPECT_EQ(account().at("phase"), "suspended");
  EXPECT_EQ(relais({"mail", "suspend", "MM"}).exit, 5);
  const auto resumed = relais_json({"mail", "activate", "MM", "--resume"});
  EXPECT_EQ(resumed.at("exit"), 0) << "the filters were looked at before";
  EXPECT_EQ(resumed.at("active_since"), since);
}

TEST_F(MailVerbs, ActivatedAnewAfterASuspensionSaysWhatIsLeftOut) {
  activate();
  ASSERT_EQ(relais({"mail", "suspend", "MM"}).exit, 0);
  const auto answer = relais({"mail", "activate", "MM"});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_THAT(answer.err, HasSubstr("while it was suspended is left out"));
}

TEST_F(MailVerbs, TheHintIsTheWholeCommand) {
  EXPECT_THAT(relais({"mail", "activate", "MM", "--entity", "zurich"}).err,
              HasSubstr("relais mail activate MM --entity zurich --yes"));
  const auto resumed = relais({"mail", "activate", "MM", "--resume"});
  EXPECT_EQ(resumed.exit, 5) << "no --yes makes that possible";
  EXPECT_THAT(resumed.err, HasSubstr("not suspended"));
}

TEST_F(MailVerbs, R46_ThePreviewSaysWhatIsLoadedByAgreement) {
  subscribe(
      "history: {agreement: A-1, approved_by: Max, approved_on: 2026-05-01, "
      "from: 2026-01-01, max_messages: 500}");
  EXPECT_THAT(relais({"mail", "activate", "MM"}).out,
              HasSubstr("at most 500 messages from 2026-01-01 on are loaded, once"));
  EXPECT_EQ(relais_json({"mail", "activate", "MM"}).at("history").at("max_messages"), 500);
}

TEST_F(MailVerbs, AnExclusionOfAMissingFolderIsTold) {
  activate();
  sql("UPDATE mail_folder_pin SET folder_id = 'gone'");
  const auto folders = relais({"mail", "folders", "MM"});
  EXPECT_EQ(folders.exit, 0);
  EXPECT_THAT(folders.err, HasSubstr("points to a missing folder"));
  EXPECT_EQ(relais_json({"mail", "folders", "MM"}).at("missing").at(0).at("id"), "gone");
  ASSERT_EQ(relais({"audit"}).exit, 0);
  EXPECT_EQ(account().at("missing_pins"), 1);
  const auto status = relais({"mail", "status"});
  EXPECT_THAT(status.err, HasSubstr("zurich/MM: 1 exclusion points to a missing folder"));
  EXPECT_THAT(status.out + status.err, Not(HasSubstr("Test2")));
}

TEST_F(MailVerbs, WithoutAPluginTheAccountIsBlockedAndTold) {
  activate();
  std::filesystem::remove(dir_ / "plugins/cli_testing_collector.so");
  const auto answer = relais({"sync"});
  EXPECT_EQ(answer.exit, 0) << "told, and nothing to do about it in a run";
  EXPECT_THAT(answer.err, HasSubstr("zurich/MM (MAIL): "));
  EXPECT_FALSE(account().at("blocked").is_null());
  EXPECT_EQ(relais({"mail", "folders", "MM"}).exit, 1);
}

TEST_F(MailVerbs, AnAccountCanBeSuspendedWithoutItsSubscription) {
  activate();
  write_config();
  EXPECT_EQ(relais({"mail", "folders", "MM"}).exit, 2);
  EXPECT_EQ(relais_json({"mail", "suspend", "MM"}).at("phase"), "suspended");
}

TEST_F(MailVerbs, SyncCollectsAndTellsWhat) {
  activate();
  const auto answer = relais({"sync"});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_THAT(answer.out,
              HasSubstr("mail zurich/MM: 1 collected, 3 skipped (1 before_activation, 1 "
                        "folder.excluded, 1 sender.domain), 1 marked\n"));
  EXPECT_THAT(answer.out, HasSubstr("mail: 1 collected, 3 skipped in 1 account"));
  const auto second = relais({"sync", "--addin", "MAIL", "--handler", "MM"});
  EXPECT_THAT(second.out, ::testing::StartsWith("mail: nothing new in 1 account"));
  EXPECT_THAT(relais({"sync", "--addin", "T01"}).out, Not(HasSubstr("mail:")));
  EXPECT_EQ(account().at("verdicts").at("collect"), 1);
  EXPECT_EQ(account().at("markers_owed"), 0);
  EXPECT_THAT(answer.out + answer.err, Not(HasSubstr("Klage")));
  EXPECT_THAT(answer.out + answer.err, Not(HasSubstr("Test2")));
}

TEST_F(MailVerbs, StatusSaysThatMarkersHaveNoColours) {
  activate();
  sql("UPDATE mail_account_state SET marker_degraded = 'ErrorAccessDenied'");
  for (const auto& words : std::vector<std::vector<std::string>>{{"status"}, {"mail", "status"}})
    EXPECT_THAT(relais(words).out, HasSubstr("degraded: marker colours"));
  EXPECT_THAT(relais({"mail", "status"}).err, HasSubstr("ErrorAccessDenied"));
  EXPECT_EQ(account().at("marker_degraded"), "ErrorAccessDenied");
}

TEST_F(MailVerbs, SyncAndAuditAnswerWithCounts) {
  EXPECT_THAT(relais({"sync", "--addin", "MAIL"}).out, HasSubstr("no account is active"));
  EXPECT_TRUE(relais_json({"sync"}).at("mail").at("accounts").as_array().empty())
      << "nobody is active";
  activate();
  const auto document = relais_json({"audit"});
  const auto& mail = document.at("mail").at("accounts").at(0).as_object();
  EXPECT_EQ(mail.at("account"), "MM");
  EXPECT_EQ(mail.at("collected"), 1);
  EXPECT_EQ(mail.at("audited"), true);
  EXPECT_EQ(mail.at("verdicts").at("sender.domain"), 1);
  EXPECT_EQ(mail.at("markers").at("set"), 1);
  EXPECT_TRUE(mail.at("error").is_null());
  EXPECT_EQ(document.at("exit"), 0);
}

TEST_F(MailVerbs, WithoutMailNothingIsSaidOfIt) {
  write_config();
  EXPECT_FALSE(relais_json({"sync"}).contains("mail"));
  EXPECT_FALSE(relais_json({"status"}).contains("mail"));
  EXPECT_THAT(relais({"status"}).out, Not(HasSubstr("MAIL ACCOUNT")));
  const auto status = relais({"mail", "status"});
  EXPECT_EQ(status.exit, 0);
  EXPECT_THAT(status.out, HasSubstr("no mail accounts"));
}

TEST_F(MailVerbs, StatusShowsTheAccounts) {
  activate();
  ASSERT_EQ(relais({"sync"}).exit, 0);
  for (const auto& words : std::vector<std::vector<std::string>>{{"status"}, {"mail", "status"}}) {
    const auto answer = relais(words);
    EXPECT_EQ(answer.exit, 0);
    EXPECT_THAT(answer.out, HasSubstr("MARKERS OWED"));
    EXPECT_THAT(answer.out, ::testing::ContainsRegex("zurich/AF +draft .*not linked"));
  }
  EXPECT_THAT(relais({"mail", "status"}).out,
              HasSubstr("zurich/MM skipped: 1 folder.excluded, 1 sender.domain"));
  EXPECT_EQ(relais_json({"status"}).at("mail").as_array().size(), 2U);
}

TEST_F(MailVerbs, ExplainNamesTheRuleWithItsLine) {
  activate();
  ASSERT_EQ(relais({"sync"}).exit, 0);
  const auto answer = relais({"explain", "mail", "n2"});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  for (const char* text : {"zurich/MM", "skipped: sender.domain", "exclude_domains[0]",
                           "relais.yaml:", "to change it: Remove", "no earlier verdict"})
    EXPECT_THAT(answer.out, HasSubstr(text));
  const auto story = relais_json({"explain", "mail", "n1", "--handler", "MM"});
  EXPECT_EQ(story.at("kind"), "mail");
  const auto& one = story.at("accounts").at(0).as_object();
  EXPECT_EQ(one.at("verdict").at("decision"), "collect");
  EXPECT_EQ(one.at("message").at("marker"), "received");
  EXPECT_FALSE(one.at("verdict").at("rule_version").as_string().empty());
  const auto shown =
      relais_json({"inbox", "show", std::string(one.at("message").at("id").as_string())});
  EXPECT_EQ(shown.at("message").at("mailbox_id"), "n1");
  EXPECT_EQ(relais_json({"explain", "mail", std::string(one.at("message").at("id").as_string())})
                .at("accounts")
                .at(0)
                .at("verdict"),
            one.at("verdict"))
      << "by the id that the inbox shows";
  EXPECT_THAT(std::string(one.at("next").as_string()), HasSubstr("relais inbox delete"));
  EXPECT_EQ(relais({"explain", "message", "n2"}).out, answer.out) << "the plugin's word for it";
  EXPECT_THAT(relais({"explain", "mail"}).err, HasSubstr("\"mail\" needs an id"));
  EXPECT_EQ(relais({"explain", "mail", "n1", "--handler", "AF"}).exit, 2);
  EXPECT_THAT(relais({"explain", "mail", "nothing"}).err, HasSubstr("no mail account has seen"));
}

TEST_F(MailVerbs, ExplainOfADeletedMessageSaysThatItNeverComesBack) {
  activate();
  ASSERT_EQ(relais({"sync"}).exit, 0);
  const auto story = relais_json({"explain", "mail", "n1"});
  const std::string id(story.at("accounts").at(0).at("message").at("id").as_string());
  ASSERT_EQ(relais({"inbox", "delete", id}).exit, 0);
  for (const auto& name : {std::string("n1"), id}) {
    const auto after = relais({"explain", "mail", name});
    EXPECT_EQ(after.exit, 0) << after.err;
    EXPECT_THAT(after.out, HasSubstr("is not fetched again"));
  }
}

TEST_F(MailVerbs, WhatWasExportedIsToldThoughMailFails) {
  activate();
  sql("DROP TABLE mail_cursor");
  const auto answer = relais({"sync"});
  EXPECT_EQ(answer.exit, 1);
  EXPECT_THAT(answer.out, HasSubstr("in step"));
  EXPECT_THAT(answer.err, HasSubstr("mail: "));
  const auto document = relais_json({"sync"});
  EXPECT_TRUE(document.contains("mailboxes"));
  EXPECT_EQ(document.at("exit"), 1);
  EXPECT_EQ(document.at("mail").at("error").at("exit"), 1);
}

TEST_F(MailVerbs, R43_ReconsiderIsADryRunUntilYes) {
  activate();
  ASSERT_EQ(relais({"sync"}).exit, 0);
  subscribe("exclude_folders: [Test2]");
  ASSERT_EQ(relais({"sync"}).exit, 0);
  EXPECT_EQ(account().at("verdicts").at("sender.domain"), 1) << "the past is left alone";

  const auto dry = relais({"mail", "reconsider", "MM"});
  EXPECT_EQ(dry.exit, 0) << dry.err;
  EXPECT_THAT(dry.out, ::testing::ContainsRegex("sender.domain +collect +1"));
  EXPECT_THAT(dry.out, HasSubstr("1 would be collected; nothing was written"));
  EXPECT_EQ(account().at("verdicts").at("collect"), 1);

  const auto done = relais_json({"mail", "reconsider", "MM", "--yes"});
  EXPECT_EQ(done.at("dry_run"), false);
  EXPECT_EQ(done.at("changes").at(0).at("to"), "collect");
  EXPECT_EQ(done.at("collect").at(0), "n2");
  EXPECT_EQ(account().at("verdicts").at("collect"), 2);
  EXPECT_EQ(
      relais_json({"explain", "mail", "n2"}).at("accounts").at(0).at("history").at(0).at("reason"),
      "sender.domain");
}

TEST_F(MailVerbs, WrongUseIsRefused) {
  const std::vector<std::vector<std::string>> wrong{
      {"mail"},
      {"mail", "folder", "MM"},
      {"mail", "folders"},
      {"mail", "folders", "MM", "AF"},
      {"mail", "folders", "XX"},
      {"mail", "folders", "PG"},
      {"mail", "folders", "MM", "--entity", "geneva"},
      {"mail", "folders", "MM", "--entity", "nowhere"},
      {"mail", "activate"},
      {"mail", "activate", "MM", "--force"},
      {"mail", "activate", "XX", "--yes"},
      {"mail", "suspend", "XX"},
      {"mail", "suspend", "MM", "--entity", "nowhere"},
      {"mail", "reconsider"},
      {"mail", "status", "MM"},
      {"mail", "status", "--handler", "XX"},
      {"explain", "mail"},
      {"explain", "mail", "n1", "--handler", "XX"},
      {"explain", "mail", "n1", "--entity", "nowhere"},
  };
  for (const auto& words : wrong) {
    const auto answer = relais(words);
    EXPECT_EQ(answer.exit, 2) << ::testing::PrintToString(words) << answer.err;
    EXPECT_NE(answer.err, "");
    auto asked = words;
    asked.push_back("--json");
    EXPECT_EQ(relais(asked).document().at("error").at("exit"), 2)
        << ::testing::PrintToString(words);
  }
}

TEST_F(MailVerbs, ACodeOfSeveralEntitiesNeedsTheEntity) {
  sql("INSERT INTO handler(id, entity_id, code, given_name, surname, role) "
      "VALUES('h7', 'geneva', 'MM', 'Mia', 'Meier', 'lawyer')");
  const auto answer = relais({"mail", "folders", "MM"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("--entity"));
  EXPECT_EQ(relais({"mail", "folders", "MM", "--entity", "zurich"}).exit, 0);
}

TEST_F(MailVerbs, WhoIsNotLinkedHasNoFolders) {
  const auto answer = relais({"mail", "folders", "AF"});
  EXPECT_EQ(answer.exit, 1);
  EXPECT_THAT(answer.err, HasSubstr("zurich/AF: blocked: not linked"));
  EXPECT_THAT(answer.err, HasSubstr("relais handler link AF"));
  EXPECT_EQ(relais({"mail", "activate", "AF", "--yes"}).exit, 1);
}

TEST_F(MailVerbs, OneAtATime) {
  activate();
  const auto ledger = open_ledger();
  ASSERT_TRUE(ledger->lock());
  EXPECT_EQ(relais({"mail", "activate", "MM", "--yes"}).exit, 6);
  EXPECT_EQ(relais({"mail", "reconsider", "MM"}).exit, 6);
  EXPECT_EQ(relais({"mail", "status"}).exit, 0) << "reads only";
}

// -- pure -------------------------------------------------------------------------------------

Reply with_mail(const collect::Outcome& outcome, int exit = 0) {
  Reply reply;
  reply.exit = exit;
  add_mail(reply, {outcome, {}}, Paint());
  return reply;
}

TEST(MailRun, TheWorseExitIsTheOneOfTheListInTheReference) {
  EXPECT_EQ(worse_exit(0, 0), 0);
  EXPECT_EQ(worse_exit(3, 0), 3);
  EXPECT_EQ(worse_exit(5, 4), 5);
  EXPECT_EQ(worse_exit(4, 5), 5);
  EXPECT_EQ(worse_exit(1, 7), 7);
  EXPECT_EQ(worse_exit(6, 2), 2);
  EXPECT_EQ(worse_exit(0, 10), 10);
}

TEST(MailRun, WhatFailedIsToldAndGivesTheExitCode) {
  collect::Outcome outcome;
  collect::AccountReport report;
  report.account = {"zurich", "MM"};
  report.outcome = fail(Errc::temporary, "the other side is down");
  report.warnings.push_back({Errc::config, "an exclusion points to a missing folder", ""});
  outcome.accounts.push_back(report);
  outcome.problems.push_back({"zurich", "AF", "MAIL", {Errc::refused, "no permission", ""}});
  auto reply = with_mail(outcome, 3);
  EXPECT_EQ(reply.exit, 7);
  EXPECT_THAT(reply.text, HasSubstr("mail zurich/MM: nothing done\n  the other side is down\n"));
  EXPECT_THAT(reply.notes.at(0), HasSubstr("zurich/MM: an exclusion points"));
  EXPECT_THAT(reply.notes.at(1), HasSubstr("zurich/AF (MAIL): no permission"));
  outcome.problems.clear();
  EXPECT_EQ(with_mail(outcome).exit, 5);
  outcome.accounts[0].outcome = fail(Errc::refused, "cannot list: HTTP 403 ErrorAccessDenied");
  EXPECT_THAT(with_mail(outcome).text,
              HasSubstr("`relais permissions` lists what has to be granted, `relais check"));
  EXPECT_THAT(with_mail(outcome).text, HasSubstr("mail: nothing collected in 1 account"));
  outcome.accounts[0].outcome = {};
  outcome.accounts[0].marker_outcome = fail(Errc::refused, "no permission to mark");
  EXPECT_EQ(with_mail(outcome).exit, 7);
  EXPECT_EQ(with_mail({}).text, "") << "nobody is active: nothing is said";
}

}  // namespace
}  // namespace relais::cli
