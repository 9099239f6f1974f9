#include "engine/cli/roles.hpp"

#include <unistd.h>

#include <cstdlib>

#include "engine/cli/testing.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/config/load.hpp"
#include "engine/sqlite/sqlite.hpp"

namespace relais::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kRoles =
    "roles: {admin: [adm], operator: [op, both], viewer: [view, both, mixed],\n"
    "        handler: {max: {entity: zurich, handler: MM}, mixed: {entity: zurich, handler: MM},\n"
    "                  lost: {entity: zurich, handler: XX}}}\n";

/// What stands in docs/cli.md. Every verb has a line here, and a call that does nothing but ask.
struct VerbRole {
  const char* verb;
  Role role;
  bool own;
  std::vector<std::string> call;
};
const std::vector<VerbRole>& table() {
  static const std::vector<VerbRole> all{
      {"init", Role::admin, false, {}},
      {"config check", Role::viewer, false, {}},
      {"config reference", Role::none, false, {}},
      {"config show", Role::viewer, false, {}},
      {"plugins", Role::viewer, false, {}},
      {"permissions", Role::viewer, false, {}},
      {"import", Role::admin, false, {"FILE"}},
      {"handler list", Role::viewer, false, {}},
      {"handler link", Role::admin, false, {"MM", "mm@firm.example"}},
      {"handler unlink", Role::admin, false, {"MM"}},
      {"handler set", Role::admin, false, {"MM", "--addresses", "on"}},
      {"address mark", Role::admin, true, {"a1", "--handler", "MM"}},
      {"address unmark", Role::admin, true, {"a1", "--handler", "MM"}},
      {"inbox list", Role::viewer, false, {}},
      {"inbox show", Role::viewer, false, {"m1"}},
      {"inbox archive", Role::admin, false, {"m1"}},
      {"inbox unarchive", Role::admin, false, {"m1"}},
      {"inbox delete", Role::admin, false, {"m1"}},
      {"inbox assign", Role::admin, false, {"m1", "--nobody"}},
      {"mail folders", Role::viewer, false, {"MM"}},
      {"mail activate", Role::admin, false, {"MM", "--yes"}},
      {"mail suspend", Role::admin, false, {"MM"}},
      {"mail reconsider", Role::operator_, false, {"MM"}},
      {"mail status", Role::viewer, false, {}},
      {"check", Role::operator_, false, {}},
      {"plan", Role::viewer, false, {}},
      {"sync", Role::operator_, false, {}},
      {"apply", Role::operator_, false, {"FILE"}},
      {"approve", Role::admin, false, {"1"}},
      {"status", Role::viewer, true, {}},
      {"explain", Role::viewer, false, {"contact", "a1"}},
      {"audit", Role::operator_, false, {}},
      {"rebuild", Role::admin, false, {"--yes"}},
      {"purge", Role::admin, false, {}},
      {"support-bundle", Role::operator_, false, {"FILE.tar.gz"}},
      {"version", Role::none, false, {}},
      {"help", Role::none, false, {}},
  };
  return all;
}

class Roles : public testing::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    make_firm();
    add_plugin();
    write_config(std::string(kRoles) + "log: {file: relais.log}\n");
  }
  testing::Answer as(const std::string& user, const std::vector<std::string>& words) {
    user_ = {user, kUid};
    return relais(words);
  }
  std::vector<std::string> words_of(const VerbRole& one) const {
    std::istringstream names(one.verb);
    std::vector<std::string> words;
    for (std::string word; names >> word;) words.push_back(word);
    for (const auto& word : one.call)
      words.push_back(word == "FILE" ? (dir_ / "address.csv").string() : word);
    return words;
  }
  std::string file(const std::string& name) const {
    std::ifstream in(dir_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::string marks() const {
    auto db = sqlite::Database::open((dir_ / "practice.db").string());
    return db
        ->text(
            "SELECT group_concat(address_id || ':' || handler_id || ':' || marked_by, ' ') "
            "FROM address_sync_mark")
        ->value_or("");
  }
  static constexpr std::int64_t kUid = 4711;
};

TEST(VerbRoles, EveryVerbNamesItsRole) {
  std::map<std::string, const VerbRole*> expected;
  for (const auto& one : table()) expected[one.verb] = &one;
  for (const auto& verb : verbs()) {
    ASSERT_TRUE(expected.contains(verb.name)) << verb.name << " is missing in the table above";
    EXPECT_EQ(name_of(verb.access.role), std::string(name_of(expected[verb.name]->role)))
        << verb.name;
    EXPECT_EQ(verb.access.own, expected[verb.name]->own) << verb.name;
  }
  EXPECT_EQ(verbs().size(), table().size());
}

TEST_F(Roles, R5_EachRoleMayWhatItMay) {
  const auto config = config::load(this->config());
  ASSERT_TRUE(config);
  const struct {
    const char* user;
    Role role;
    bool handler;
  } users[] = {{"adm", Role::admin, false},     {"op", Role::operator_, false},
               {"view", Role::viewer, false},   {"both", Role::operator_, false},
               {"max", Role::none, true},       {"mixed", Role::viewer, true},
               {"stranger", Role::none, false}, {"uid 4711", Role::none, false},
               {"ADM", Role::none, false},      {"", Role::none, false}};
  std::istringstream in;
  std::ostringstream out;
  Terminal terminal{in, out, out};
  SystemClock clock;
  for (const auto& user : users)
    for (const auto& verb : verbs()) {
      Call call{verb, terminal, clock, cancel_, {}, false, false, false, {}, {}, {user.user, kUid}};
      const auto plain = judge(call, config->roles);
      const bool enough = user.role >= verb.access.role;
      const bool own = !enough && user.handler && verb.access.own;
      EXPECT_EQ(plain.allowed, enough || own) << user.user << ' ' << verb.name;
      EXPECT_EQ(plain.only.has_value(), own) << user.user << ' ' << verb.name;
      EXPECT_TRUE(judge(call, {}).allowed) << "no roles are given";
    }
}

TEST_F(Roles, R5_ARefusalWritesNothingAndIsRecordedWithoutNames) {
  write("address.csv", "id;kind;surname\na9;person;Muster\n");
  const auto before = file("practice.db");
  std::size_t refused = 0;
  for (const auto& one : table()) {
    const auto answer = as("stranger", words_of(one));
    if (one.role == Role::none) {
      EXPECT_EQ(answer.exit, 0) << one.verb;
      continue;
    }
    ++refused;
    EXPECT_EQ(answer.exit, 7) << one.verb << ": " << answer.out << answer.err;
    EXPECT_EQ(answer.out, "") << one.verb;
    EXPECT_THAT(answer.err, HasSubstr(std::string("relais ") + one.verb)) << one.verb;
    EXPECT_THAT(answer.err, HasSubstr(std::string("needs the role ") + name_of(one.role)));
    EXPECT_THAT(answer.err, HasSubstr("the user stranger (uid 4711) has no role"));
    EXPECT_THAT(answer.err, HasSubstr("firm-admin gives roles: roles."));
  }
  EXPECT_EQ(file("practice.db"), before);
  const auto ledger = open_ledger();
  const auto kept = ledger->refusals(1000).value();
  EXPECT_EQ(kept.size(), refused);
  EXPECT_EQ(kept.back().verb, "init");
  EXPECT_EQ(kept.back().needed, "admin");
  EXPECT_EQ(kept.back().had, "none");
  EXPECT_EQ(kept.back().uid, kUid);
  EXPECT_TRUE(ledger->runs(10).value().empty());
  const auto log = file("relais.log");
  for (const auto& one : table()) {
    if (one.role == Role::none) continue;
    EXPECT_THAT(log, HasSubstr(std::string("refused: ") + one.verb + " needs the role " +
                               name_of(one.role) + ", uid 4711 has none"));
  }
  EXPECT_THAT(file("relais.log"), Not(HasSubstr("stranger")));
  EXPECT_THAT(file("ledger.db"), Not(HasSubstr("stranger")));
}

TEST_F(Roles, R5_NoFileIsReadForWhoeverIsRefused) {
  const auto nowhere = (dir_ / "nowhere").string();
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"address", "mark", "--handler", "MM", "--from", nowhere},
        {"inbox", "archive", "--from", nowhere},
        {"import", nowhere},
        {"apply", nowhere}}) {
    EXPECT_EQ(as("view", words).exit, 7) << words[0];
    EXPECT_EQ(as("adm", words).exit, 2) << words[0];
  }
}

TEST_F(Roles, ARefusalIsADocumentToo) {
  user_ = {"view", kUid};
  const auto document = relais_json({"handler", "unlink", "MM"});
  EXPECT_EQ(document.at("exit"), 7);
  EXPECT_EQ(document.at("verb"), "handler unlink");
  const auto& error = document.at("error").as_object();
  EXPECT_EQ(error.at("code"), "forbidden");
  EXPECT_THAT(std::string(error.at("text").as_string()),
              HasSubstr("needs the role admin; the user view (uid 4711) has the role viewer"));
  EXPECT_THAT(std::string(error.at("hint").as_string()), HasSubstr("roles.admin"));
}

TEST_F(Roles, RefusalsAreShownToThoseWhoMayLook) {
  EXPECT_EQ(as("view", {"sync"}).exit, 7);
  const auto answer = as("view", {"status"});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_THAT(answer.out, HasSubstr("1 call was refused for want of a role in the last 7 days"));
  EXPECT_THAT(answer.out, HasSubstr("sync by uid 4711"));
  const auto document = relais_json({"status"});
  EXPECT_EQ(document.at("refusals").at(0).at("verb"), "sync");
}

TEST_F(Roles, OptionsMayAskForMore) {
  const auto plan = (dir_ / "out.plan").string();
  EXPECT_EQ(as("view", {"plan"}).exit, 0);
  EXPECT_EQ(as("view", {"plan", "--out", plan}).exit, 7);
  EXPECT_FALSE(std::filesystem::exists(plan));
  EXPECT_EQ(as("op", {"plan", "--out", plan}).exit, 0);
  const auto update = as("op", {"check", "--entity", "zurich", "--update"});
  EXPECT_EQ(update.exit, 7);
  EXPECT_THAT(update.err, HasSubstr("needs the role admin"));
  EXPECT_EQ(as("view", {"permissions"}).exit, 0);
  EXPECT_THAT(as("view", {"permissions", "--compare"}).err, HasSubstr("needs the role operator"));
}

TEST_F(Roles, R58_AHandlerMarksForHimselfOnly) {
  sql("INSERT INTO handler(id, entity_id, code, given_name, surname, role) VALUES"
      "('h8', 'geneva', 'MM', 'Marie', 'Müller', 'lawyer')");
  EXPECT_EQ(as("max", {"address", "mark", "a1", "a2", "--handler", "MM"}).exit, 0)
      << "there is another MM, who is not he";
  EXPECT_EQ(marks(), "a1:h1:max a2:h1:max");
  EXPECT_EQ(as("max", {"address", "unmark", "a2", "--handler", "MM", "--entity", "zurich"}).exit,
            0);
  const auto before = marks();
  for (const auto& foreign : std::vector<std::vector<std::string>>{
           {"address", "mark", "a3", "--handler", "AF"},
           {"address", "unmark", "a1", "--handler", "AF"},
           {"address", "mark", "g1", "--handler", "PG"},
           {"address", "mark", "g1", "--handler", "MM", "--entity", "geneva"},
           {"address", "mark", "a3", "--handler", "mm"},
           {"address", "mark", "a3", "--handler", ""}}) {
    const auto answer = as("max", foreign);
    EXPECT_EQ(answer.exit, 7) << foreign.back();
    EXPECT_THAT(answer.err, HasSubstr("for anybody else needs the role admin; the user max "
                                      "(uid 4711) has the role handler of zurich/MM"));
  }
  EXPECT_EQ(marks(), before);
  // Of another entity than his own: not an address of his.
  EXPECT_EQ(as("max", {"address", "mark", "g1", "--handler", "MM"}).exit, 1);
  EXPECT_EQ(marks(), before);
  EXPECT_EQ(as("view", {"address", "mark", "a3", "--handler", "MM"}).exit, 7);
  EXPECT_EQ(as("adm", {"address", "mark", "a3", "--handler", "AF"}).exit, 0);
}

TEST_F(Roles, AHandlerSeesHowHeStandsAndNobodyElse) {
  ASSERT_EQ(as("adm", {"handler", "link", "MM", "mm@firm.example"}).exit, 0);
  ASSERT_EQ(as("adm", {"handler", "link", "AF", "af@firm.example"}).exit, 0);
  const auto answer = as("max", {"status"});
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("zurich/MM"));
  for (const char* other : {"zurich/AF", "geneva", "practice.db", "RUN"})
    EXPECT_THAT(answer.out, Not(HasSubstr(other)));
  const auto document = relais_json({"status"});
  EXPECT_EQ(document.at("handlers").as_array().size(), 1U);
  EXPECT_EQ(document.at("entities").as_array().size(), 1U);
  for (const char* of_the_firm : {"store", "ledger", "runs", "refusals"})
    EXPECT_FALSE(document.contains(of_the_firm)) << of_the_firm;
  EXPECT_THAT(as("mixed", {"status"}).out, HasSubstr("zurich/AF")) << "he is a viewer, too";
  EXPECT_EQ(as("mixed", {"address", "mark", "a1", "--handler", "MM"}).exit, 0);
  EXPECT_EQ(as("mixed", {"address", "mark", "a1", "--handler", "AF"}).exit, 7);
  const auto lost = as("lost", {"address", "mark", "a1", "--handler", "XX"});
  EXPECT_EQ(lost.exit, 2) << "the store has no such handler";
  EXPECT_THAT(as("lost", {"status"}).out, Not(HasSubstr("zurich/MM")));
}

TEST_F(Roles, AHandlerIsNotToldThatNothingIsPendingWhileTheStoreHasNews) {
  ASSERT_EQ(as("op", {"sync"}).exit, 0);
  EXPECT_THAT(as("max", {"status"}).out, HasSubstr("pending nothing"));
  sql("UPDATE address SET city = 'Chur' WHERE id = 'a1'");
  EXPECT_THAT(as("max", {"status"}).out, HasSubstr("pending 1 change of the store"));
}

TEST_F(Roles, WithoutRolesEverybodyMayEverything) {
  write_config();
  EXPECT_EQ(as("stranger", {"handler", "link", "MM", "mm@firm.example"}).exit, 0);
  EXPECT_EQ(as("stranger", {"address", "mark", "a1", "--handler", "AF"}).exit, 0);
  write_config("roles:\n");
  EXPECT_EQ(as("stranger", {"status"}).exit, 0);
}

TEST_F(Roles, RolesThatNameNobodyLetNobody) {
  write_config("roles: {}\n");
  for (const char* user : {"root", "adm", ""}) EXPECT_EQ(as(user, {"status"}).exit, 7) << user;
  write_config("roles: {viewer: [view]}\n");
  const auto answer = as("view", {"config", "check"});
  EXPECT_THAT(answer.err, HasSubstr("roles.admin names nobody"));
}

TEST_F(Roles, WithoutALedgerARefusalIsStillOne) {
  std::filesystem::remove(dir_ / "ledger.db");
  EXPECT_EQ(as("view", {"handler", "unlink", "MM"}).exit, 7);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "ledger.db"));
  EXPECT_THAT(file("relais.log"), HasSubstr("the refusal is not recorded in the ledger"));
  EXPECT_EQ(as("view", {"init"}).exit, 7);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "ledger.db"));
}

TEST_F(Roles, WhoMayNotWriteTheLogIsToldSoAndNoneOfItsSmallTalk) {
  write_config(std::string(kRoles) + "log: {file: plugins, level: debug}\n");  // a folder
  ::testing::internal::CaptureStderr();
  EXPECT_EQ(as("view", {"status"}).exit, 0);
  EXPECT_EQ(as("view", {"sync"}).exit, 7);
  const auto told = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(told, HasSubstr("warning log.file cannot be written"));
  EXPECT_THAT(told, HasSubstr("warning refused: sync"));
  EXPECT_THAT(told, Not(HasSubstr(" debug ")));
  EXPECT_THAT(told, Not(HasSubstr(" info ")));
}

TEST(OsUser, IsTheOneWhoRunsTheProcessWhateverTheEnvironmentSays) {
  const auto before = os_user();
  for (const char* name : {"SUDO_USER", "SUDO_UID", "USER", "LOGNAME"}) ::setenv(name, "adm", 1);
  EXPECT_EQ(os_user().name, before.name);
  EXPECT_EQ(os_user().uid, static_cast<std::int64_t>(::getuid()));
}

}  // namespace
}  // namespace relais::cli
