// What a valid file becomes.
#include "engine/config/load.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "engine/config/testing.hpp"

namespace relais::config {
namespace {

using namespace testing;
using namespace std::chrono_literals;

Config must_load(const std::string& yaml) {
  auto loaded = load_here(yaml);
  EXPECT_TRUE(loaded.has_value()) << (loaded ? "" : to_text(loaded.error()));
  return loaded ? *loaded : Config{};
}

TEST(Load, FillsInDefaults) {
  const Config config = must_load(small_yaml);
  EXPECT_EQ(config.store.url, "sqlite:/etc/relais/practice.db");
  EXPECT_EQ(config.store.ledger, "sqlite:/etc/relais/ledger.db");
  EXPECT_EQ(config.store.blobs, "/etc/relais/blobs");
  EXPECT_EQ(config.plugins.timeout, 10s);
  EXPECT_EQ(config.sync.workers, 4);
  EXPECT_EQ(config.safety, Safety{});
  EXPECT_EQ(config.safety.audit_every, 60min);
  EXPECT_FALSE(config.roles.given);
  ASSERT_EQ(config.entities.size(), 1u);
  const Entity& entity = config.entities[0];
  EXPECT_EQ(entity.name, "zurich");
  EXPECT_EQ(entity.language, "de");
  EXPECT_EQ(entity.time_zone, "Europe/Zurich");
  EXPECT_EQ(entity.privacy, Privacy::full);
  EXPECT_EQ(entity.window, (Window{std::chrono::days(30), std::chrono::days(1096)}));
  EXPECT_TRUE(entity.subscribes("A04"));
  EXPECT_FALSE(entity.subscribes("B08"));
  ASSERT_TRUE(entity.microsoft365);
  EXPECT_EQ(entity.microsoft365->client_secret->text(), "env:RELAIS_ZURICH_SECRET");
  EXPECT_EQ(entity.microsoft365->cloud, Cloud::global);
  EXPECT_EQ(config.entity("zurich"), &entity);
  EXPECT_EQ(config.entity("bern"), nullptr);
}

TEST(Load, ReadsEveryKey) {
  const Config config = must_load(R"(
store: {url: "sqlite:///data/p.db", ledger: "postgresql://relais@db.example.ch/ledger", blobs: b/}
plugins:
  path: [plugins, /usr/lib/relais/plugins]
  pins: {org.relais.contacts: sha256:ABCDEF0000000000000000000000000000000000000000000000000000000000}
  timeout: 500ms
entities:
  - id: GE
    name: "  Étude Favre  "
    language: fr
    time_zone: Europe/Paris
    privacy: case-number-only
    window: {back: 60d, ahead: 25h}
    subscription: [A04, ACME1]
    microsoft365:
      tenant: Favre.example
      client_id: 66666666-7777-8888-9999-00000000000A
      certificate: {file: ge.pem, key: file:ge.key}
      cloud: china
      authority: http://127.0.0.1:8080/
    connections:
      acme:
        type: basic
        base_urls: [https://api.example.com/v1/]
        username: relais
        accounts: {mm@example.com: {password: file:mm.password}}
    addins: {ACME1: {colour: red, depth: [1, {x: 2.5}]}}
    safety: {drift: ignore, max_delete: {percent: 50}}
safety: {on_disable: remove, max_delete: {count: 7}, audit_every: 2h, observe_every: 90s, settle_after: 0s}
sync: {workers: 16}
log: {level: debug, file: relais.log}
alert: {command: [/bin/notify, --now]}
roles: {admin: [root], operator: [op], viewer: [v], handler: {mm: {entity: ge, handler: MM}}}
)");
  EXPECT_EQ(config.store.url, "sqlite:/data/p.db");
  EXPECT_EQ(config.store.ledger, "postgresql://relais@db.example.ch/ledger");
  EXPECT_EQ(config.store.blobs, "/etc/relais/b");
  EXPECT_THAT(config.plugins.path,
              ::testing::ElementsAre("/etc/relais/plugins", "/usr/lib/relais/plugins"));
  EXPECT_EQ(config.plugins.pins.at("org.relais.contacts"), "abcdef" + std::string(58, '0'));
  EXPECT_EQ(config.plugins.timeout, 500ms);
  ASSERT_EQ(config.entities.size(), 1u);
  const Entity& entity = config.entities[0];
  EXPECT_EQ(entity.name, "Étude Favre");
  EXPECT_EQ(entity.privacy, Privacy::case_number_only);
  EXPECT_EQ(entity.window, (Window{std::chrono::days(60), std::chrono::days(2)}));
  EXPECT_EQ(entity.microsoft365->tenant, "favre.example");
  EXPECT_EQ(entity.microsoft365->client_id, "66666666-7777-8888-9999-00000000000a");
  EXPECT_EQ(entity.microsoft365->certificate->file, "/etc/relais/ge.pem");
  EXPECT_EQ(entity.microsoft365->certificate->key.text(), "file:/etc/relais/ge.key");
  EXPECT_EQ(entity.microsoft365->cloud, Cloud::china);
  EXPECT_EQ(entity.microsoft365->authority, "http://127.0.0.1:8080");
  const json::object& acme = entity.connections.at("acme");
  EXPECT_EQ(acme.at("base_urls").as_array()[0].as_string(), "https://api.example.com/v1");
  EXPECT_EQ(acme.at("accounts").at("mm@example.com").at("password").as_string(),
            "file:/etc/relais/mm.password");
  EXPECT_EQ(json::serialize(entity.addins.at("ACME1").value.at("colour")), "\"red\"");
  EXPECT_EQ(entity.safety.drift, Drift::ignore);
  EXPECT_EQ(entity.safety.on_disable, OnDisable::remove);
  EXPECT_EQ(entity.safety.max_delete, (Limit{7, 50}));
  EXPECT_EQ(config.safety.max_delete, (Limit{7, 10}));
  EXPECT_EQ(config.safety.audit_every, 2h);
  EXPECT_EQ(config.safety.observe_every, 90s);
  EXPECT_EQ(config.safety.settle_after, 0s);
  EXPECT_EQ(config.sync.workers, 16);
  EXPECT_EQ(config.log.level, LogLevel::debug);
  EXPECT_EQ(config.log.file, "/etc/relais/relais.log");
  EXPECT_THAT(config.alert_command, ::testing::ElementsAre("/bin/notify", "--now"));
  EXPECT_TRUE(config.roles.given);
  EXPECT_EQ(config.roles.handler.at("mm").handler, "MM");
}

TEST(Load, R7_EntityWithoutCredentialsLoads) {
  const Config config = must_load(R"(
store: {url: "sqlite:p", ledger: "sqlite:l"}
entities:
  - {id: a}
  - id: b
    microsoft365: {tenant: b.example, client_id: 66666666-7777-8888-9999-000000000000}
  - id: c
    microsoft365:
      # tenant: later
)");
  ASSERT_EQ(config.entities.size(), 3u);
  EXPECT_FALSE(config.entities[0].microsoft365);
  EXPECT_FALSE(config.entities[1].microsoft365->has_credentials());
  EXPECT_FALSE(config.entities[2].microsoft365);
}

TEST(Load, R46_HistoryAgreementIsKeptForTheMailAddin) {
  const Config config = must_load(std::string(small_yaml) + R"(    addins:
      MAIL:
        history: {agreement: A-17, approved_by: Partner, approved_on: 2026-01-31, from: 2025-06-01, max_messages: 1000}
)");
  EXPECT_EQ(config.entities[0].addins.at("MAIL").value.at("history").at("max_messages").as_int64(),
            1000);
}

TEST(Load, AcceptsByteOrderMarkCrLfAliasesAndQuotedNumbers) {
  const Config config = must_load(
      "\xef\xbb\xbf---\r\nstore: {url: 'sqlite:p', ledger: 'sqlite:l'}\r\n"
      "entities:\r\n- {id: '7', safety: &s {drift: report}}\r\n- {id: b, safety: *s}\r\n...\r\n");
  ASSERT_EQ(config.entities.size(), 2u);
  EXPECT_EQ(config.entities[0].id, "7");
  EXPECT_EQ(config.entities[1].safety.drift, Drift::report);
}

TEST(Load, ScalarsOfAddinSectionsFollowTheCoreSchema) {
  const Config config = must_load(std::string(small_yaml) + R"(    addins:
      ACME: {a: 7, b: -1.5, c: yes, d: true, e: ~, f: "8", g: 007, h: 1e5, i: 2027-01-31, j: !!str 9, k: +3}
)");
  EXPECT_EQ(
      json::serialize(config.entities[0].addins.at("ACME").value),
      R"({"a":7,"b":-1.5E0,"c":"yes","d":true,"e":null,"f":"8","g":"007","h":"1e5","i":"2027-01-31","j":"9","k":3})");
}

TEST(Load, FileThatIsMissingAFolderOrClosedIsOneClearError) {
  Folder folder;
  const auto missing = load(folder.path / "none.yaml");
  ASSERT_FALSE(missing);
  EXPECT_THAT(to_text(missing.error()), ::testing::HasSubstr("none.yaml: found no such file"));
  EXPECT_THAT(to_text(missing.error()), ::testing::HasSubstr("relais init"));
  const auto of_folder = load(folder.path);
  ASSERT_FALSE(of_folder);
  EXPECT_THAT(to_text(of_folder.error()), ::testing::HasSubstr("found a folder"));
  const auto below_file = load(folder.write("f", "") / "relais.yaml");
  ASSERT_FALSE(below_file);
  if (::geteuid() != 0) {
    const auto closed = load(folder.write("closed.yaml", small_yaml, std::filesystem::perms::none));
    ASSERT_FALSE(closed);
    EXPECT_THAT(to_text(closed.error()), ::testing::HasSubstr("cannot be opened"));
  }
}

TEST(Load, RelativePathsStartAtTheFolderOfTheFile) {
  Folder folder;
  const auto loaded = load(folder.write("relais.yaml", small_yaml));
  ASSERT_TRUE(loaded) << to_text(loaded.error());
  EXPECT_EQ(loaded->store.url, "sqlite:" + (folder.path / "practice.db").string());
  EXPECT_EQ(loaded->path, folder.path / "relais.yaml");
}

TEST(Load, FileOfExactlyFourMebibytesLoadsAndOneByteMoreDoesNot) {
  Folder folder;
  std::string text = small_yaml;
  while (text.size() < (4u << 20))
    text += "#" + std::string(std::min<std::size_t>(98, (4u << 20) - text.size() - 1), 'x') +
            (text.size() + 100 <= (4u << 20) ? "\n" : "");
  text.resize(4u << 20);
  EXPECT_TRUE(load(folder.write("full.yaml", text)));
  const auto above = load(folder.write("above.yaml", text + "x"));
  ASSERT_FALSE(above);
  EXPECT_THAT(to_text(above.error()), ::testing::HasSubstr("at most 4 MiB"));
}

}  // namespace
}  // namespace relais::config
