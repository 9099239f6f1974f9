#include <sys/stat.h>
#include <unistd.h>

#include "engine/cli/testing.hpp"

namespace relais::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// Verbs over real databases, with a plugin that does nothing and a service that nobody runs.
class EngineVerbs : public testing::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    make_firm();
    add_plugin();
  }
  void link_mm() {
    ASSERT_EQ(relais({"handler", "link", "MM", "mm@firm.example"}).exit, 0);
    ASSERT_EQ(relais({"handler", "set", "MM", "--addresses", "on"}).exit, 0);
  }
};

TEST_F(EngineVerbs, WithNobodyLinkedThereIsNothingToDo) {
  const auto answer = relais({"sync"});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_EQ(answer.out, "nothing to do: 0 mailboxes in step, 0 requests\n");
  EXPECT_EQ(relais({"plan", "--detailed-exitcode"}).exit, 0);
  EXPECT_EQ(relais({"audit"}).exit, 0);
  EXPECT_EQ(relais({"audit", "--dry-run"}).exit, 0);
  EXPECT_EQ(relais({"rebuild", "--yes"}).exit, 0);
  EXPECT_EQ(relais({"purge"}).exit, 0);
}

TEST_F(EngineVerbs, EveryAnswerIsOneJsonDocument) {
  link_mm();
  for (const auto& words : std::vector<std::vector<std::string>>{{"status"},
                                                                 {"plan"},
                                                                 {"sync", "--wait", "0"},
                                                                 {"audit", "--wait", "0"},
                                                                 {"purge"},
                                                                 {"rebuild"},
                                                                 {"approve", "1"},
                                                                 {"explain", "contact", "a1"},
                                                                 {"apply", "/nonexistent"},
                                                                 {"plugins"}}) {
    const auto document = relais_json(words);
    EXPECT_EQ(document.at("verb"), words[0].c_str());
  }
}

TEST_F(EngineVerbs, AServiceOutOfReachIsTemporary) {
  link_mm();
  const auto answer = relais({"sync", "--wait", "0"});
  EXPECT_EQ(answer.exit, 5) << answer.out;
  EXPECT_THAT(answer.err, HasSubstr("zurich/MM (T01): "));
  EXPECT_THAT(answer.out, HasSubstr("not finished, run again later"));
  EXPECT_EQ(relais({"plan"}).exit, 5);
}

TEST_F(EngineVerbs, WhatIsSelectedMustExist) {
  EXPECT_THAT(relais({"plan", "--entity", "zurch"}).err, HasSubstr("did you mean \"zurich\"?"));
  EXPECT_THAT(relais({"sync", "--handler", "XX"}).err, HasSubstr("no handler \"XX\""));
  EXPECT_THAT(relais({"sync", "--addin", "T02"}).err, HasSubstr("did you mean \"T01\"?"));
  EXPECT_THAT(relais({"purge", "--handler", "PG", "--entity", "zurich"}).err, HasSubstr("zurich"));
  for (const char* verb : {"plan", "sync", "audit", "purge"})
    EXPECT_EQ(relais({verb, "--entity", "nowhere"}).exit, 2) << verb;
}

TEST_F(EngineVerbs, WaitTakesADuration) {
  for (const char* text : {"", "2", "-1s", "2 m", "soon"})
    EXPECT_EQ(relais({"sync", "--wait", text}).exit, 2) << text;
  EXPECT_EQ(relais({"sync", "--wait", "2m"}).exit, 0);
}

TEST_F(EngineVerbs, OneAtATime) {
  const auto ledger = open_ledger();
  ASSERT_TRUE(ledger->lock());
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"sync"}, {"plan"}, {"audit"}, {"rebuild", "--yes"}, {"purge"}}) {
    const auto answer = relais(words);
    EXPECT_EQ(answer.exit, 6) << words[0];
    EXPECT_THAT(answer.err, HasSubstr("another relais")) << words[0];
  }
  EXPECT_EQ(relais({"status"}).exit, 0) << "reads only";
  EXPECT_EQ(relais({"explain", "contact", "a1"}).exit, 0);
}

TEST_F(EngineVerbs, RebuildExplainsItselfUntilYes) {
  const auto answer = relais({"rebuild"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("rebuild --yes"));
  EXPECT_THAT(answer.err, HasSubstr("keys"));
}

TEST_F(EngineVerbs, PlansAreWrittenWholeAndForTheirOwner) {
  const auto file = dir_ / "today.plan";
  const auto answer = relais({"plan", "--out", file.string()});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_THAT(answer.out, HasSubstr("relais apply"));
  struct stat status = {};
  ASSERT_EQ(::stat(file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(relais({"apply", file.string()}).exit, 0) << "an empty plan, and nothing moved";
  sql("UPDATE address SET surname = 'Favre' WHERE id = 'a1'");
  const auto late = relais({"apply", file.string()});
  EXPECT_EQ(late.exit, 5);
  EXPECT_THAT(late.err, HasSubstr("moved on"));
}

TEST_F(EngineVerbs, APlanThatCannotBeWrittenFails) {
  EXPECT_EQ(relais({"plan", "--out", (dir_ / "none/p").string()}).exit, 2);
  EXPECT_EQ(relais({"plan", "--out", dir_.string()}).exit, 2) << "a folder";
  for (const auto& entry : std::filesystem::directory_iterator(dir_))
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr(".XXXXXX")));
}

TEST_F(EngineVerbs, WhatIsNoPlanIsRefused) {
  for (const char* text : {"", "{}", "garbage", R"({"format": "relais-plan/2"})",
                           R"({"format": "relais-plan/1", "store": "x"})", "[[[[["}) {
    const auto file = write("bad.plan", text);
    const auto answer = relais({"apply", file.string()});
    EXPECT_EQ(answer.exit, 2) << text;
    EXPECT_THAT(answer.err, HasSubstr("plan --out"));
  }
  EXPECT_EQ(relais({"apply", (dir_ / "none").string()}).exit, 2);
  EXPECT_EQ(relais({"apply", dir_.string()}).exit, 2);
}

TEST_F(EngineVerbs, APlanOfAnotherStoreIsRefused) {
  const auto file = write("other.plan",
                          R"({"format": "relais-plan/1", "store": "other", "store_seq": 1,
      "planned_at": "2026-01-01T00:00:00.000Z", "actions": []})");
  EXPECT_EQ(relais({"apply", file.string()}).exit, 2);
}

TEST_F(EngineVerbs, AStoreOfANewerVersionIsLeftAlone) {
  sql("UPDATE relais_meta SET schema_version = 999");
  const auto answer = relais({"status"});
  EXPECT_EQ(answer.exit, 1) << answer.out;
  EXPECT_THAT(answer.err, HasSubstr("newer"));
}

TEST_F(EngineVerbs, ADamagedLedgerIsTold) {
  std::filesystem::remove(dir_ / "ledger.db");
  write("ledger.db", std::string(5000, 'x'));
  const auto answer = relais({"sync"});
  EXPECT_EQ(answer.exit, 1);
  EXPECT_THAT(answer.err, HasSubstr("ledger.db"));
}

TEST_F(EngineVerbs, ALostLedgerSaysHowToFindTheCopiesAgain) {
  std::filesystem::remove(dir_ / "ledger.db");
  const auto answer = relais({"sync"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("relais rebuild"));
}

TEST_F(EngineVerbs, StoppedByTheUserNothingIsLost) {
  link_mm();
  sql("UPDATE handler_link SET user_id = 'u1'");
  // Asked to wait, so that it is still at work when the signal comes.
  const auto written = open_ledger()->write([](ledger::Writer& w) -> Result<> {
    RELAIS_ASSIGN(const auto mailbox,
                  w.mailbox("microsoft365", "11111111-2222-3333-4444-555555555555", "u1"));
    return w.set_mailbox(mailbox.id, SystemClock().now() + 60'000, "");
  });
  ASSERT_TRUE(written) << written.error().text;
  cancel_ = true;
  const auto answer = relais({"sync"});
  EXPECT_EQ(answer.exit, 1);
  EXPECT_THAT(answer.err, HasSubstr("stopped; nothing is lost: run again"));
}

TEST_F(EngineVerbs, AChangedDateOfADeadlineThatNobodyCanExtendIsToldOnce) {
  ASSERT_EQ(relais({"plan"}).exit, 0);
  sql("INSERT INTO deadline(id, entity_id, name, due_date, type) "
      "VALUES('dx', 'zurich', 'Klage', '2026-12-01', 'statutory')");
  sql("UPDATE deadline SET due_date = '2026-12-08' WHERE id = 'dx'");
  EXPECT_THAT(relais({"plan"}).err,
              HasSubstr("warning: statutory deadline dx of entity zurich: date changed from "
                        "2026-12-01 to 2026-12-08"));
  EXPECT_THAT(relais({"plan"}).err, Not(HasSubstr("dx")));
  EXPECT_THAT(relais({"explain", "deadline", "dx"}).out,
              HasSubstr("its date was changed from 2026-12-01 to 2026-12-08"));
}

TEST_F(EngineVerbs, StatusOfAFreshStore) {
  const auto answer = relais({"status"});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  for (const char* text : {"no sync yet", "pending everything: no sync has read the store yet",
                           "days left", "T01 works", "not linked", "no run yet"})
    EXPECT_THAT(answer.out, HasSubstr(text));
  const auto document = relais_json({"status"});
  EXPECT_TRUE(document.at("ledger").at("seq").is_null());
  EXPECT_EQ(document.at("handlers").as_array().size(), 3U);
  EXPECT_EQ(document.at("entities").at(0).at("secret").at("state"), "ok");
}

TEST_F(EngineVerbs, StatusShowsTheLastRuns) {
  ASSERT_EQ(relais({"sync"}).exit, 0);
  EXPECT_THAT(relais({"status"}).out, ::testing::ContainsRegex("1 +sync .*done"));
  EXPECT_EQ(relais_json({"status"}).at("runs").at(0).at("verb"), "sync");
}

TEST_F(EngineVerbs, ApproveTakesTheNumberOfAnOpenHold) {
  for (const char* text : {"0", "-", "x", "1x", "99999999999999999999"})
    EXPECT_EQ(relais({"approve", text}).exit, 2) << text;
  EXPECT_EQ(relais({"approve", "7"}).exit, 2);
}

}  // namespace
}  // namespace relais::cli
