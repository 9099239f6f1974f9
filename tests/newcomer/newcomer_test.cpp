// From an empty folder to a synced mailbox, with the programs as they were built and with the
// commands of README.md, or of the guide of the firm's IT, in their order: what stands there works,
// and it is enough.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/graph-emulator/control.hpp"
#include "tests/newcomer/readme.hpp"

namespace relais::newcomer {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

constexpr const char* kTitle = "With a real tenant";
// What the page shows in place of a firm's own.
constexpr const char* kTenant = "11111111-2222-3333-4444-555555555555";
constexpr const char* kClient = "66666666-7777-8888-9999-000000000000";
constexpr const char* kAddress = "max.muster@firm.example";
constexpr const char* kUser = "u-max";
constexpr const char* kSecret = "a~secret/with+signs=";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

/// A command without its comments and in one line, as it is told and compared.
std::string name_of(const std::string& command) {
  std::string name = command.substr(0, command.find('\n'));
  if (const auto comment = name.find("  #"); comment != std::string::npos) name.erase(comment);
  name.erase(name.find_last_not_of(" \\") + 1);
  return name;
}

struct Said {
  int exit = -1;
  std::string text;
};

class Newcomer : public ::testing::Test {
 protected:
  virtual std::string page() const { return read(RELAIS_README); }

  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "relais-newcomer-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
    page_ = page();
    ASSERT_TRUE(emulator_.start());
    ASSERT_TRUE(control_.add_tenant(kTenant, {"firm.example"}));
    ASSERT_TRUE(control_.add_app(
        kTenant,
        {.client_id = kClient, .secret = kSecret, .roles = first_column_below(page_, kTitle)}));
    ASSERT_TRUE(control_.add_user(kTenant, {.id = kUser, .upn = kAddress, .mail = kAddress}));
    ASSERT_TRUE(control_.owner_create(kTenant, kUser, {{"surname", "Grandmother"}}));
    ASSERT_TRUE(control_.owner_create_mail_folder(kTenant, kUser, "Private"));
    std::ofstream(dir_ / "state") << "cd '" << dir_.string() << "'\nexport PATH='"
                                  << fs::path(RELAIS_PROGRAM).parent_path().string() << "':$PATH\n"
                                  << "export RELAIS_PLUGIN_PATH='" << RELAIS_TEST_PLUGINS
                                  << "' no_proxy=127.0.0.1\n"
                                  << "export LC_ALL=C.UTF-8\nunset RELAIS_CONFIG\n";
  }
  void TearDown() override {
    std::error_code ignored;
    fs::remove_all(dir_, ignored);
  }

  /// What cannot be typed as it stands, because it stands for something of the reader's.
  std::string as_typed(std::string command) const {
    replace_all(command, "/srv/relais", (dir_ / "relais").string());
    replace_all(command, "RELAIS_ZURICH_SECRET=...",
                std::string("RELAIS_ZURICH_SECRET='") + kSecret + "'");
    replace_all(command, "2027-11-30", in_a_year());
    // What the script leaves in the folder, once it has been in the tenant.
    replace_all(command, "bash register.sh",
                std::string("printf %s '") + kSecret + "' > zurich.secret");
    replace_all(command, "less register.sh", "bash -n register.sh");
    replace_all(command, "install -m 600 -o relais ", "install -m 600 ");
    replace_all(command, "/etc/relais/", (dir_ / "").string());
    // It asks whoever sits at a terminal.
    replace_all(command, "relais mail activate MM", "relais mail activate MM --yes");
    replace_all(command, "inbox archive ID", "inbox archive " + message_);
    return command;
  }
  static std::string in_a_year() {
    return format_utc(SystemClock().now() + 365LL * 86'400'000).substr(0, 10);
  }

  /// In one shell after the other, which hand on folder and environment.
  Said type(const std::string& command) {
    const auto state = (dir_ / "state").string();
    std::ofstream(dir_ / "command")
        << "set -euo pipefail\n. '" << state << "'\n"
        << as_typed(command) << "\n{ printf 'cd %q\\n' \"$PWD\"; export -p; } > '" << state
        << "'\n";
    const std::string line = "bash '" + (dir_ / "command").string() + "' > '" +
                             (dir_ / "said").string() + "' 2>&1 < /dev/null";
    const int status = std::system(line.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read(dir_ / "said")};
  }

  fs::path config() const { return dir_ / "relais" / "relais.yaml"; }

  /// The emulator in place of Microsoft's own, which is nothing that a reader has to do.
  void point_at_the_emulator() const {
    std::string text = read(config());
    const auto at = text.find('\n', text.find("secret_expires_on:"));
    ASSERT_NE(at, std::string::npos);
    const auto& url = emulator_.url();
    text.insert(at, "\n      authority: " + url + "\n      graph: " + url);
    std::ofstream(config()) << text;
  }

  /// The first block of YAML shows what `init` has written, but for comments and quotes.
  void expect_shown(const Block& block) const {
    std::string text = read(config());
    replace_all(text, "\"", "");
    for (const auto& line : block.lines) {
      std::string want = line.substr(0, line.find("  #"));
      want.erase(want.find_last_not_of(' ') + 1);
      replace_all(want, "2027-11-30", in_a_year());
      EXPECT_TRUE(text.find(want) != std::string::npos) << want << "\n" << text;
    }
  }

  /// Later ones take the place of the key that they begin with, and of all that is below it.
  void edit(const Block& block) const {
    std::string text = read(config());
    const auto& first = block.lines.front();
    const auto at = text.find('\n' + first.substr(0, first.find(':') + 1));
    ASSERT_NE(at, std::string::npos) << first;
    const std::string deeper(first.find_first_not_of(' ') + 1, ' ');
    auto end = text.find('\n', at + 1);
    while (end != std::string::npos && text.compare(end + 1, deeper.size(), deeper) == 0)
      end = text.find('\n', end + 1);
    std::string with;
    for (const auto& line : block.lines) with += '\n' + as_typed(line);
    text.replace(at, end - at, with);
    std::ofstream(config()) << text;
    if (text.find("authority:") == std::string::npos) point_at_the_emulator();
  }

  std::vector<std::string> surnames() {
    std::vector<std::string> out;
    const auto state = control_.state(kTenant, kUser);
    EXPECT_TRUE(state) << state.error().text;
    if (!state) return out;
    for (const auto& contact : state->at("contacts").as_array()) {
      const auto* surname = contact.as_object().if_contains("surname");
      out.emplace_back(surname != nullptr && surname->is_string() ? surname->as_string().c_str()
                                                                  : "-");
    }
    std::sort(out.begin(), out.end());
    return out;
  }

  /// What has to be so once a command of the page was typed.
  void look_after(const std::string& command, const Said& said) {
    using Names = std::vector<std::string>;
    const Names own{"Grandmother"};
    const Names both{"Grandmother", "Müller"};
    if (command.starts_with("relais init")) point_at_the_emulator();
    if (command.starts_with("relais check")) {
      EXPECT_THAT(said.text, HasSubstr("green"));
    }
    if (command.starts_with("relais plan")) {
      EXPECT_THAT(said.text, HasSubstr("1 create"));
      EXPECT_EQ(surnames(), own) << "a plan writes nothing";
    }
    if (command.starts_with("relais sync")) {
      EXPECT_EQ(surnames(), both);
    }
    if (command == "relais status") {
      EXPECT_THAT(said.text, HasSubstr("zurich/MM"));
    }
    if (command.starts_with("relais explain")) {
      EXPECT_THAT(said.text, HasSubstr("in step"));
    }
    if (command.starts_with("relais mail folders")) {
      EXPECT_THAT(said.text, HasSubstr("excluded"));
    }
    if (command.starts_with("relais mail activate")) {
      ASSERT_TRUE(control_.deliver(kTenant, kUser, {.to = {kAddress}}));
      ASSERT_TRUE(control_.deliver(kTenant, kUser, {.to = {kAddress}, .folder = "Private"}));
    }
    if (command == "relais inbox list") {
      const auto listed = type("relais inbox list --json");
      const auto document = parse_json(listed.text, "the list");
      ASSERT_TRUE(document) << listed.text;
      const auto& messages = document->at("messages").as_array();
      ASSERT_EQ(messages.size(), 1U) << "the folder Private is not read\n" << listed.text;
      message_ = messages[0].at("id").as_string();
    }
    if (command == "relais purge --handler MM") {
      EXPECT_EQ(surnames(), both);
    }
    if (command == "relais purge --handler MM --yes") {
      EXPECT_EQ(surnames(), own);
    }
  }

  struct Walk {
    std::vector<std::string> typed;
    std::string failed;  ///< the command that ended the walk; empty: none
    std::string said;    ///< by it
  };
  /// Types every command of the page up to the first that fails.
  Walk follow_the_page() {
    auto blocks = blocks_below(page_, kTitle);
    const auto shown = std::find_if(blocks.begin(), blocks.end(),
                                    [](const auto& block) { return block.language == "yaml"; });
    if (shown == blocks.end()) return {{}, "no block of YAML", {}};
    Walk walk = follow({blocks.begin(), shown});
    if (walk.failed.empty()) expect_shown(*shown);
    return walk.failed.empty() ? follow({shown + 1, blocks.end()}, std::move(walk)) : walk;
  }

  Walk follow(const std::vector<Block>& blocks, Walk walk = {}) {
    for (const auto& block : blocks) {
      if (block.language == "yaml") {
        edit(block);
        continue;
      }
      for (const auto& command : commands_in(block)) {
        const auto name = name_of(command);
        // Who runs this test has built it; PowerShell and the tenant are elsewhere.
        if (name == "scripts/setup" || name.starts_with("cmake ") || name.starts_with("az ") ||
            (block.language == "powershell" && !name.starts_with("relais ")))
          continue;
        const auto said = type(command);
        EXPECT_THAT(said.text, Not(HasSubstr(kSecret)));
        if (said.exit != 0) return {walk.typed, name, said.text};
        look_after(name, said);
        if (HasFatalFailure()) return {walk.typed, name, said.text};
        walk.typed.push_back(name);
      }
    }
    return walk;
  }

  fs::path dir_;
  std::string page_;
  std::string message_;
  emulator::Emulator emulator_{{}};
  emulator::Control control_{emulator_};
};

TEST_F(Newcomer, GetsThereWithTheCommandsOfThePageAlone) {
  const auto walk = follow_the_page();
  EXPECT_EQ(walk.failed, "") << walk.said;
  // All that the page is for, in an order that leads there.
  const char* const way[] = {"relais init",
                             "relais config check",
                             "relais permissions --compare",
                             "relais import --entity zurich --dry-run",
                             "relais import --entity zurich handlers.csv addresses.csv",
                             "relais handler link MM",
                             "relais handler set MM --addresses on",
                             "relais address mark 4711 --handler MM",
                             "relais check",
                             "relais plan",
                             "relais sync",
                             "relais status",
                             "relais explain contact 4711",
                             "relais mail activate MM",
                             "relais purge --handler MM --yes"};
  auto next = walk.typed.begin();
  for (const char* step : way) {
    next = std::find_if(next, walk.typed.end(),
                        [&](const auto& typed) { return typed.starts_with(step); });
    ASSERT_NE(next, walk.typed.end()) << step << " is missing, or comes too late";
  }
}

TEST_F(Newcomer, TheFirmsItGetsThereWithItsGuideAlone) {
  Walk walk;
  for (const char* step : {"1. Say what the firm wants", "2. Register the application",
                           "3. Give relais the credentials",
                           "4. Limit it to the handlers' mailboxes", "5. The first mailbox"}) {
    const auto blocks = blocks_below(read(RELAIS_SETUP_GUIDE), step);
    EXPECT_FALSE(blocks.empty()) << step;
    walk = follow(blocks, std::move(walk));
    ASSERT_EQ(walk.failed, "") << step << '\n' << walk.said;
  }
  EXPECT_THAT(walk.typed, IsSupersetOf({"relais permissions", "relais permissions --compare",
                                        "relais check --handler MM", "relais sync --handler MM"}));
  EXPECT_THAT(type("relais status").text, HasSubstr("linked"));
}

/// The page with one word of it spoilt: the walk ends there, so it does depend on what the page
/// says.
struct Spoilt {
  const char* name;
  const char* word;
  const char* by;
  const char* fails;  ///< the command that does
};
void PrintTo(const Spoilt& one, std::ostream* out) { *out << one.name; }

class SpoiltPage : public Newcomer, public ::testing::WithParamInterface<Spoilt> {
 protected:
  std::string page() const override {
    std::string text = Newcomer::page();
    const auto at = text.find(GetParam().word, text.find(kTitle));
    EXPECT_NE(at, std::string::npos) << GetParam().word << " is not on the page any more";
    return at == std::string::npos
               ? text
               : text.replace(at, std::string_view(GetParam().word).size(), GetParam().by);
  }
};

TEST_P(SpoiltPage, IsNoticed) {
  const auto walk = follow_the_page();
  EXPECT_EQ(walk.failed.substr(0, std::string_view(GetParam().fails).size()), GetParam().fails)
      << walk.said;
}

INSTANTIATE_TEST_SUITE_P(
    OfTheReadMe, SpoiltPage,
    ::testing::Values(
        Spoilt{"Check", "relais config check", "relais config chek", "relais config chek"},
        Spoilt{"Grant", "| `User.ReadBasic.All` |", "| User.ReadBasic.All |",
               "relais permissions --compare"},
        Spoilt{"Row", "1;MM;Max;Muster;partner", "1;MM;Max;Muster;boss",
               "relais import --entity zurich --dry-run"},
        Spoilt{"Import", "relais import --entity zurich handlers.csv",
               "relais import --entity zurch handlers.csv", "relais import --entity zurch"},
        Spoilt{"Mark", "relais address mark 4711", "relais address mark 4713",
               "relais address mark 4713"},
        Spoilt{"Link", "link MM max.muster@", "link MM mux.muster@", "relais check"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(Readme, IsReadAsItIsTyped) {
  const auto blocks = blocks_below(
      "## A\n```sh\nx\n```\n## B\n```sh\na \\\n  b\n\ncat > f <<'END'\n1;2\n\nEND\nc  # d\n```\n"
      "```yaml\nk: v\n```\n### C\n## D\n```sh\ny\n```\n",
      "B");
  ASSERT_EQ(blocks.size(), 2U);
  EXPECT_EQ(blocks[1].language, "yaml");
  EXPECT_THAT(commands_in(blocks[0]),
              ::testing::ElementsAre("a \\\n  b", "cat > f <<'END'\n1;2\n\nEND", "c  # d"));
  EXPECT_EQ(name_of("c  # d"), "c");
  EXPECT_EQ(name_of("a \\\n  b"), "a");
}

}  // namespace
}  // namespace relais::newcomer
