// For tests of the command line: a folder of its own, the program called in this process with its
// streams caught, and a small firm in a real practice store.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/base/json.hpp"
#include "engine/cli/program.hpp"
#include "engine/ledger/ledger.hpp"
#include "engine/store/testing.hpp"

namespace relais::cli::testing {

struct Answer {
  int exit = 0;
  std::string out;
  std::string err;

  /// The one document on standard output.
  json::object document() const {
    auto value = parse_json(out, "standard output");
    EXPECT_TRUE(value) << out;
    return value && value->is_object() ? value->get_object() : json::object{};
  }
};

class CliTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "relais-cli-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    dir_ = pattern;
  }
  void TearDown() override {
    std::error_code ignored;
    std::filesystem::remove_all(dir_, ignored);
  }

  /// The words as typed, without a configuration.
  Answer bare(const std::vector<std::string>& words, const std::string& input = {}) {
    std::istringstream in(input);
    std::ostringstream out;
    std::ostringstream err;
    Terminal terminal{in, out, err};
    Answer answer;
    answer.exit = run_program(words, terminal, cancel_, user_);
    answer.out = out.str();
    answer.err = err.str();
    return answer;
  }
  /// The same with the configuration of this test.
  Answer relais(std::vector<std::string> words, const std::string& input = {}) {
    words.insert(words.begin(), {"--config", config().string()});
    return bare(words, input);
  }
  /// The same with --json; checks that there is one document, and that it says the exit code.
  json::object relais_json(std::vector<std::string> words) {
    words.insert(words.begin(), "--json");
    const auto answer = relais(std::move(words));
    EXPECT_EQ(answer.err, "");
    auto document = answer.document();
    EXPECT_EQ(document.at("exit").as_int64(), answer.exit);
    return document;
  }

  std::filesystem::path config() const { return dir_ / "relais.yaml"; }
  std::filesystem::path write(const std::string& name, const std::string& text) const {
    std::ofstream(dir_ / name, std::ios::binary) << text;
    return dir_ / name;
  }

  /// Two entities that subscribe the add-in of the fixture plugin, at a service that nobody runs.
  /// `service`: the one that is there instead.
  void write_config(const std::string& more = {},
                    const std::string& service = "http://127.0.0.1:1") const {
    std::string yaml =
        R"(store: {url: "sqlite:practice.db", ledger: "sqlite:ledger.db", blobs: blobs}
plugins: {path: [plugins]}
entities:
)";
    for (const char* id : {"zurich", "geneva"})
      yaml += "  - {id: " + std::string(id) + R"(, subscription: [T01], microsoft365: {
       tenant: 11111111-2222-3333-4444-555555555555, client_id: 66666666-7777-8888-9999-000000000000,
       client_secret: "file:secret", secret_expires_on: 2999-01-31,
       authority: ")" +
              service + R"(", graph: ")" + service + R"("}}
)";
    write("relais.yaml", yaml + more);
    write("secret", "s3cret-of-the-test\n");
    std::filesystem::permissions(dir_ / "secret", std::filesystem::perms(0600));
  }
  /// Configuration, databases, handlers MM and AF of zurich and PG of geneva (store::testing).
  void make_firm() {
    write_config();
    ASSERT_EQ(relais({"init"}).exit, 0);
    sql(R"(
      INSERT INTO handler(id, entity_id, code, given_name, surname, role) VALUES
        ('h1', 'zurich', 'MM', 'Max', 'Zgraggen', 'partner'),
        ('h2', 'zurich', 'AF', 'Anna', 'Favre', 'lawyer'),
        ('h9', 'geneva', 'PG', 'Paul', 'Gex', 'lawyer');
      INSERT INTO address(id, entity_id, kind, surname, company) VALUES
        ('a1', 'zurich', 'person', 'Keller', NULL), ('a2', 'zurich', 'person', 'Camenisch', NULL),
        ('a3', 'zurich', 'company', NULL, 'Beispiel AG'), ('g1', 'geneva', 'person', 'Gex', NULL);
    )");
  }
  void sql(const std::string& text) const {
    store::testing::PracticeSoftware((dir_ / "practice.db").string(), "PRAGMA foreign_keys = ON")
        .sql(text);
  }
  /// The plugin of T01, which works.
  void add_plugin() const { add_plugin(RELAIS_CLI_FIXTURES, "cli_testing_plugin.so"); }
  void add_plugin(const std::filesystem::path& folder, const std::string& name) const {
    const auto plugins = dir_ / "plugins";
    std::filesystem::create_directories(plugins);
    std::filesystem::permissions(plugins, std::filesystem::perms(0755));
    std::filesystem::copy_file(folder / name, plugins / name);
    std::filesystem::permissions(plugins / name, std::filesystem::perms(0755));
  }
  std::unique_ptr<ledger::Ledger> open_ledger() const {
    auto opened =
        ledger::open("sqlite:" + (dir_ / "ledger.db").string(), ledger::OpenMode::existing);
    EXPECT_TRUE(opened) << opened.error().text;
    return opened ? std::move(*opened) : nullptr;
  }

  std::filesystem::path dir_;
  std::atomic<bool> cancel_{false};
  User user_ = os_user();  ///< who calls
};

}  // namespace relais::cli::testing
