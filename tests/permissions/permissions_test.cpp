// `relais permissions` with the built plugins: golden files for each set of add-ins (R2), scripts
// that a shell takes, and the comparison with what a token says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/base/json.hpp"
#include "engine/cli/program.hpp"
#include "engine/sqlite/sqlite.hpp"
#include "tests/testbed/testbed.hpp"

namespace relais {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

struct Answer {
  int exit = 0;
  std::string out;
  std::string err;
};

struct Set {
  const char* name;
  const char* subscription;
  const char* addins;
};

constexpr Set kSets[] = {
    {"a04", "[A04]", "{}"},
    {"a04-b08-calendar", "[A04, B08]", "{}"},
    {"a04-b08-tasks", "[A04, B08]",
     "{B08: {deadline: {target: tasks}, reminder: {target: tasks}}}"},
    {"a04-b08-both", "[A04, B08]", "{B08: {deadline: {target: tasks}}}"},
    {"a04-b08-b09", "[A04, B08, B09]", "{}"},
    {"all", "[A04, B08, B09, MAIL]", "{B08: {deadline: {target: tasks}}}"},
    {"mail", "[MAIL]", "{}"},
    {"mail-without-marker", "[MAIL]", "{MAIL: {marker: none}}"},
    {"mail-without-colours", "[MAIL]", "{MAIL: {plugin: {colors: false}}}"},
    {"mail-marker-for-one", "[MAIL]", "{MAIL: {marker: none, accounts: {MM: {marker: category}}}}"},
    {"nothing", "[]", "{}"},
    {"b08-without-a04", "[B08]", "{}"}};

class Permissions : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "relais-permissions-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    file("secret", testbed::kSecret);
    fs::permissions(dir_ / "secret", fs::perms(0600));
  }
  void TearDown() override { fs::remove_all(dir_); }

  void file(const std::string& name, const std::string& text) const {
    std::ofstream(dir_ / name) << text;
  }

  static std::string entity(const std::string& id, const std::string& subscription,
                            const std::string& addins, const std::string& client,
                            const std::string& hosts = {}) {
    return "  - {id: " + id + ", subscription: " + subscription + ", addins: " + addins +
           ", microsoft365: {tenant: " + testbed::kTenant + ", client_id: " + client +
           ", client_secret: \"file:secret\", secret_expires_on: 2099-12-31" + hosts + "}}\n";
  }
  void configure(const std::string& entities) const {
    file("relais.yaml",
         "store: {url: \"sqlite:practice.db\", ledger: \"sqlite:ledger.db\", blobs: blobs}\n"
         "plugins: {path: [" RELAIS_TEST_PLUGINS "]}\nlog: {level: off}\nentities:\n" +
             entities);
  }
  void configure(const Set& set) const {
    configure(entity("zurich", set.subscription, set.addins, testbed::kClient));
  }

  Answer relais(std::vector<std::string> words) {
    words.insert(words.begin(), {"--config", (dir_ / "relais.yaml").string()});
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    cli::Terminal terminal{in, out, err};
    Answer answer;
    answer.exit = cli::run_program(words, terminal, cancel_, cli::os_user());
    answer.out = out.str();
    answer.err = err.str();
    return answer;
  }
  std::string permissions(std::vector<std::string> words = {}) {
    words.insert(words.begin(), "permissions");
    const auto answer = relais(std::move(words));
    EXPECT_EQ(answer.exit, 0) << answer.err;
    return answer.out;
  }
  json::object as_json(std::vector<std::string> words = {}) {
    words.insert(words.begin(), "--json");
    return testbed::must(parse_json(permissions(std::move(words)), "the answer")).as_object();
  }
  /// Links for scripts that name mailboxes.
  void link_handlers() {
    ASSERT_EQ(relais({"init"}).exit, 0);
    auto db = testbed::must(sqlite::Database::open(dir_ / "practice.db"));
    testbed::must(
        db.exec("INSERT INTO handler(id, entity_id, code, given_name, surname, role) VALUES"
                "('h1', 'zurich', 'MM', 'Max', 'Zgraggen', 'partner'),"
                "('h2', 'zurich', 'AF', 'Anna', 'Favre', 'lawyer'),"
                "('h3', 'zurich', 'XX', 'Not', 'Linked', 'trainee')"));
    ASSERT_EQ(relais({"handler", "link", "MM", "mm@firm.example"}).exit, 0);
    ASSERT_EQ(relais({"handler", "link", "AF", "o'neil@firm.example"}).exit, 0);
  }

  static std::string read(const fs::path& path) {
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
  }
  void expect_golden(const std::string& name, const std::string& text) const {
    const fs::path golden = fs::path(RELAIS_GOLDEN) / name;
    if (std::getenv("RELAIS_UPDATE_GOLDEN") != nullptr) std::ofstream(golden) << text;
    EXPECT_EQ(text, read(golden)) << golden;
  }
  void expect_shell_takes(const std::string& script) const {
    file("script.sh", script);
    EXPECT_EQ(std::system(("bash -n '" + (dir_ / "script.sh").string() + "'").c_str()), 0);
  }

  fs::path dir_;
  std::atomic<bool> cancel_{false};
};

TEST_F(Permissions, R2_EachSetOfAddinsNeedsExactlyThis) {
  for (const auto& set : kSets) {
    configure(set);
    expect_golden(std::string(set.name) + ".txt", permissions());
    expect_golden(std::string(set.name) + ".json", permissions({"--format", "manifest"}));
    expect_shell_takes(permissions({"--format", "az"}));
    expect_shell_takes(permissions({"--format", "az", "--limited"}));
  }
}

TEST_F(Permissions, R2_TheScripts) {
  configure(kSets[5]);
  link_handlers();
  for (const char* format : {"az", "powershell", "exchange"}) {
    expect_golden(std::string("script.") + format, permissions({"--format", format}));
    expect_golden(std::string("script-limited.") + format,
                  permissions({"--format", format, "--limited"}));
  }
}

TEST_F(Permissions, TheRegistrationNeedNotBeThereYet) {
  configure(entity("zurich", "[A04]", "{}", "00000000-0000-0000-0000-000000000000"));
  const auto script = permissions({"--format", "az"});
  EXPECT_THAT(script, HasSubstr("client_id=''"));
  expect_shell_takes(script);
  EXPECT_TRUE(as_json().at("registrations").at(0).at("consent_link").is_null());
  EXPECT_THAT(permissions({"--format", "exchange"}), HasSubstr("$clientId = ''"));
}

TEST_F(Permissions, R8_EntitiesThatShareAnApplicationShareAList) {
  configure(entity("zurich", "[A04]", "{}", testbed::kClient) +
            entity("bern", "[MAIL]", "{}", testbed::kClient) +
            entity("geneva", "[A04]", "{}", "77777777-7777-8888-9999-000000000000"));
  const auto all = as_json();
  ASSERT_EQ(all.at("registrations").as_array().size(), 2U);
  EXPECT_EQ(json::serialize(all.at("registrations").at(0).at("entities")), R"(["zurich","bern"])");
  const auto manifest = permissions({"--format", "manifest", "--entity", "zurich"});
  EXPECT_EQ(permissions({"--format", "manifest", "--entity", "bern"}), manifest);
  EXPECT_THAT(manifest, HasSubstr("e2a3a72e")) << "what bern needs is not taken away";
  EXPECT_THAT(manifest, HasSubstr("6918b873"));
  EXPECT_EQ(relais({"permissions", "--format", "manifest"}).exit, 2) << "which of the two?";
}

TEST_F(Permissions, WhatIsOptionalCanBeLeftOut) {
  configure(kSets[6]);
  EXPECT_THAT(permissions({"--format", "manifest"}), HasSubstr("9a5d68dd"));
  const auto manifest = permissions({"--format", "manifest", "--required"});
  EXPECT_THAT(manifest, Not(HasSubstr("9a5d68dd")));
  EXPECT_THAT(manifest, Not(HasSubstr("6931bccd")));
  EXPECT_THAT(manifest, HasSubstr("e2a3a72e"));
}

/// The script with an `az` of its own that keeps what was made in a folder, and notes each call.
class AzScript : public Permissions {
 protected:
  static constexpr const char* kFakeAz = R"sh(#!/bin/bash
state=$(dirname "$0")/state
mkdir -p "$state"
printf '%s\n' "$*" >>"$state/calls"
case "$*" in
  'cloud show '*) echo AzureCloud ;;
  'account show '*) echo 11111111-2222-3333-4444-555555555555 ;;
  'ad app list '*) cat "$state/app" 2>/dev/null || true ;;
  'ad app create '*) echo new-client-id | tee "$state/app" ;;
  'ad app show '*) true ;;
  'ad app update '*) printf '%s\n' "${@: -1}" >"$state/access" ;;
  'ad sp show --id 00000003-0000-0000-c000-000000000000 '*) echo graph-sp ;;
  'ad sp show '*) [ -e "$state/sp" ] && echo own-sp ;;
  'ad sp create '*) touch "$state/sp" ;;
  'rest --method GET '*) cat "$state/granted" 2>/dev/null || true ;;
  'rest --method POST '*)
    printf '%s\n' "${@: -1}" | sed 's/.*appRoleId":"//; s/".*//' >>"$state/granted" ;;
  'ad app credential reset '*)
    [ -e "$state/refuse" ] && exit 1
    echo 'WARNING: protect it' >&2
    echo made~secret/1 ;;
  *) echo "unknown: $*" >&2; exit 9 ;;
esac
)sh";

  void SetUp() override {
    Permissions::SetUp();
    configure(entity("zurich", "[A04, MAIL]", "{}", "00000000-0000-0000-0000-000000000000"));
    file("az", kFakeAz);
    fs::permissions(dir_ / "az", fs::perms(0700));
    file("register.sh", permissions({"--format", "az"}));
    fs::create_directory(dir_ / "state");
  }
  /// Runs it; what it said on both streams.
  std::string run(int exit = 0) const {
    const auto said = (dir_ / "said").string();
    const auto command =
        "cd '" + dir_.string() + "' && PATH=\"$PWD:$PATH\" bash register.sh >'" + said + "' 2>&1";
    EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), exit) << read(said);
    return read(said);
  }
  long calls(const std::string& beginning) const {
    std::istringstream lines(read(dir_ / "state" / "calls"));
    long n = 0;
    for (std::string line; std::getline(lines, line);) n += line.starts_with(beginning) ? 1 : 0;
    return n;
  }
};

TEST_F(AzScript, RegistersConsentsAndKeepsTheSecretToItself) {
  const auto said = run();
  EXPECT_EQ(read(dir_ / "zurich.secret"), "made~secret/1\n");
  EXPECT_EQ(fs::status(dir_ / "zurich.secret").permissions(), fs::perms(0600));
  EXPECT_THAT(said, Not(HasSubstr("made~secret"))) << "not on the screen";
  EXPECT_THAT(said, HasSubstr("client_id: new-client-id\n"));
  EXPECT_THAT(said, HasSubstr("secret_expires_on: 20"));
  const auto access = parse_json(read(dir_ / "state" / "access"), "access");
  ASSERT_TRUE(access) << read(dir_ / "state" / "access");
  EXPECT_EQ(access->at(0).at("resourceAccess").as_array().size(), 5U);
  const auto granted = read(dir_ / "state" / "granted");
  EXPECT_EQ(std::count(granted.begin(), granted.end(), '\n'), 5);
}

TEST_F(AzScript, RunAgainItChangesNothing) {
  run();
  const auto posts = calls("rest --method POST");
  const auto granted = read(dir_ / "state" / "granted");
  const auto said = run();
  EXPECT_EQ(calls("ad app create"), 1);
  EXPECT_EQ(calls("ad sp create"), 1);
  EXPECT_EQ(calls("rest --method POST"), posts);
  EXPECT_EQ(calls("ad app credential reset"), 1);
  EXPECT_EQ(read(dir_ / "state" / "granted"), granted);
  EXPECT_THAT(said, HasSubstr("granted already: Contacts.ReadWrite"));
  EXPECT_THAT(said, HasSubstr("no further secret was made"));
}

TEST_F(AzScript, AFailureLeavesNoHalfSecret) {
  file("state/refuse", "");
  run(1);
  for (const auto& entry : fs::directory_iterator(dir_))
    EXPECT_FALSE(entry.path().filename().string().starts_with("zurich.secret")) << entry.path();
}

TEST_F(AzScript, AnotherTenantIsNotTouched) {
  std::string az = kFakeAz;
  file("az", az.replace(az.find("11111111-"), 9, "99999999-"));
  EXPECT_THAT(run(1), HasSubstr("but this is about 11111111-"));
  EXPECT_EQ(calls("ad "), 0);
  EXPECT_EQ(calls("rest "), 0);
}

TEST_F(Permissions, WrongUseIsSaid) {
  configure(kSets[0]);
  const auto unknown = relais({"permissions", "--format", "terraform"});
  EXPECT_EQ(unknown.exit, 2);
  EXPECT_THAT(unknown.err, HasSubstr("text, manifest, az, powershell, exchange"));
  EXPECT_EQ(relais({"permissions", "--entity", "basel"}).exit, 2);
  EXPECT_EQ(relais({"permissions", "--format", "az", "--compare"}).exit, 2);
  EXPECT_EQ(relais({"permissions", "more"}).exit, 2);
}

TEST_F(Permissions, NothingIsSaidOfSecretsAndNothingOfPeople) {
  configure(kSets[5]);
  link_handlers();
  for (const char* format : {"text", "manifest", "az", "powershell", "exchange"}) {
    const auto text = permissions({"--format", format});
    EXPECT_THAT(text, Not(HasSubstr(testbed::kSecret)));
    EXPECT_THAT(text, Not(HasSubstr("Zgraggen")));
  }
}

/// With a sign-in that grants roles.
class Compared : public Permissions {
 protected:
  void SetUp() override {
    Permissions::SetUp();
    graph_ = std::make_unique<emulator::Emulator>(emulator::Options{});
    testbed::must(graph_->start());
    control_ = std::make_unique<emulator::Control>(*graph_);
    testbed::must(control_->add_tenant(testbed::kTenant));
    configure(entity("zurich", "[A04, B08]", "{B08: {deadline: {target: tasks}}}", testbed::kClient,
                     ", authority: \"" + graph_->url() + "\", graph: \"" + graph_->url() + "\""));
  }
  Answer with_roles(std::vector<std::string> roles, const std::string& secret = testbed::kSecret) {
    testbed::must(control_->add_app(
        testbed::kTenant,
        {.client_id = testbed::kClient, .secret = secret, .roles = std::move(roles)}));
    return relais({"permissions", "--compare"});
  }

  std::unique_ptr<emulator::Emulator> graph_;
  std::unique_ptr<emulator::Control> control_;
};

TEST_F(Compared, ExactlyWhatIsNeeded) {
  const auto answer =
      with_roles({"Contacts.ReadWrite", "Calendars.ReadWrite", "Tasks.ReadWrite.All",
                  "User.ReadBasic.All", "Application.Read.All"});
  EXPECT_EQ(answer.exit, 0) << answer.out << answer.err;
  EXPECT_THAT(answer.out, Not(HasSubstr("missing")));
  EXPECT_THAT(answer.out, Not(HasSubstr("not needed")));
}

TEST_F(Compared, WhatIsMissingWhatIsTooMuchAndWhatATokenDoesNotShow) {
  const auto answer = with_roles({"Contacts.ReadWrite", "User.Read.All", "Mail.Send"});
  EXPECT_EQ(answer.exit, 7);
  for (const char* line :
       {"Tasks.ReadWrite.All   missing\n", "Calendars.ReadWrite   not in the token\n",
        "Contacts.ReadWrite    granted\n", "User.ReadBasic.All    granted with User.Read.All\n",
        "Application.Read.All  missing (optional)\n",
        "User.Read.All         granted, User.ReadBasic.All is enough\n",
        "Mail.Send             granted, not needed\n"})
    EXPECT_THAT(answer.out, HasSubstr(line));
  EXPECT_THAT(answer.out, HasSubstr("for some mailboxes only"));
}

TEST_F(Compared, WhatIsOptionalOrMayBeScopedIsNoFailure) {
  const auto answer = with_roles({"Tasks.ReadWrite.All", "User.ReadBasic.All"});
  EXPECT_EQ(answer.exit, 0) << answer.out;
  EXPECT_THAT(answer.out, HasSubstr("Application.Read.All  missing (optional)"));
}

TEST_F(Compared, ARefusedSignInSaysWhy) {
  const auto answer = with_roles({"Contacts.ReadWrite"}, "another secret");
  EXPECT_EQ(answer.exit, 7);
  EXPECT_THAT(answer.out, HasSubstr("AADSTS7000215"));
  EXPECT_THAT(answer.out, Not(HasSubstr(testbed::kSecret)));
}

}  // namespace
}  // namespace relais
