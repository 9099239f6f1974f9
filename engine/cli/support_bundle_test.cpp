#include <sys/stat.h>
#include <zlib.h>

#include <cstdio>

#include "engine/base/text.hpp"
#include "engine/cli/archive.hpp"
#include "engine/cli/redacted_config.hpp"
#include "engine/cli/scrubber.hpp"
#include "engine/cli/testing.hpp"
#include "engine/config/load.hpp"
#include "engine/store/mail_store.hpp"
#include "engine/sync/dot_report.hpp"

namespace relais::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Millis kBundleTime = 1'777'626'000'000;  // 2026-05-01T09:00:00Z
constexpr const char* kSecretTenant = "11111111-2222-3333-4444-555555555555";
constexpr const char* kSecretClient = "66666666-7777-8888-9999-000000000000";
constexpr const char* kSecretMailbox = "abcdef01-2345-6789-abcd-ef0123456789";

std::string gunzip(const std::string& bytes) {
  z_stream stream = {};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  char buffer[65536];
  int rc = Z_OK;
  while (rc == Z_OK) {
    stream.next_out = reinterpret_cast<Bytef*>(buffer);
    stream.avail_out = sizeof buffer;
    rc = inflate(&stream, Z_NO_FLUSH);
    out.append(buffer, sizeof buffer - stream.avail_out);
  }
  EXPECT_EQ(rc, Z_STREAM_END);
  inflateEnd(&stream);
  return out;
}

std::string output_of(const std::string& command) {
  std::string out;
  FILE* pipe = ::popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  char buffer[4096];
  while (const auto n = std::fread(buffer, 1, sizeof buffer, pipe)) out.append(buffer, n);
  EXPECT_EQ(::pclose(pipe), 0) << command;
  return out;
}

std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A firm in which everything that people type, and everything that must not leave it, has the word
/// canary in it.
class SupportBundle : public testing::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    make_firm();
    add_plugin();
    write_canary_config();
    fill_store();
    fill_ledger();
    fill_log();
  }

  void write_canary_config() {
    write("relais.yaml",
          R"(store: {url: "sqlite:practice.db", ledger: "sqlite:ledger.db", blobs: canary01blobs}
plugins: {path: [plugins, canary02plugins]}
alert: {command: [/opt/canary03/alert, "--to=canary04@firm.example"]}
log: {file: canary05.log, level: debug}
safety: {drift: report}
roles:
  admin: [canary06admin]
  operator: [canary07operator]
  handler: {canary08user: {entity: zurich, handler: MM}}
entities:
  - id: zurich
    name: Canary09 Rechtsanwälte AG
    subscription: [T01, MAIL]
    microsoft365:
      tenant: 11111111-2222-3333-4444-555555555555
      client_id: 66666666-7777-8888-9999-000000000000
      client_secret: "file:canary10secret"
      next_client_secret: "env:CANARY11_SECRET"
      secret_expires_on: 2999-01-31
      authority: "http://127.0.0.1:1"
      graph: "http://127.0.0.1:1/canary12graph"
    connections:
      canary13crm:
        type: basic
        base_urls: ["https://canary14.example/api"]
        username: canary15user
        password: "file:canary16password"
        accounts: {"canary17@crm.example": {username: canary18}}
    addins:
      X01: {canary19key: canary20value, nested: {list: [canary21, 7]}}
      MAIL:
        ignore_internal: true
        exclude_folders: [Mandat Canary22 gegen Müller]
        exclude_senders: [canary23@gmx.net]
        exclude_domains: [canary24.example]
        public_domains: [canary25.example]
        domain_groups: [[canary26.example, canary27.example]]
        marker: none
        history: {agreement: Canary28, approved_by: Frau Canary29, approved_on: 2026-04-01, from: 2026-01-01, max_messages: 50}
        accounts: {canary30account: {owner: MM, exclude_folders: [Canary31]}}
  - id: geneva
    subscription: [T01]
    microsoft365: {tenant: canary32.onmicrosoft.com, client_id: 66666666-7777-8888-9999-000000000001}
)");
    for (const char* secret : {"canary10secret", "canary16password"}) {
      write(secret, std::string("canary33~") + secret + "/value==\n");
      std::filesystem::permissions(dir_ / secret, std::filesystem::perms(0600));
    }
    ::setenv("CANARY11_SECRET", "canary34-next-secret", 1);
    user_ = {"canary07operator", 4711};
  }

  void fill_store() {
    sql(R"(
      UPDATE handler SET given_name = 'Canary35', surname = 'Canary36-Müller';
      UPDATE address SET surname = 'Canary37', remarks = 'canary38 remark', street = 'Canary39strasse';
      INSERT INTO handler_link(handler_id, connection, address, user_id) VALUES
        ('h1', 'microsoft365', 'canary40@firm.example', 'abcdef01-2345-6789-abcd-ef0123456789');
      UPDATE handler SET sync_addresses = 1;
      INSERT INTO address_sync_mark(address_id, handler_id, marked_by, marked_at) VALUES
        ('a1', 'h1', 'canary41', '2026-05-01T09:00:00.000Z');
      INSERT INTO employee(id, entity_id, given_name, surname) VALUES ('e1', 'zurich', 'Canary42', 'Canary43');
      INSERT INTO employee_email(employee_id, email) VALUES ('e1', 'canary44@firm.example');
      INSERT INTO case_file(id, entity_id, number, title, client_address_id, court, court_ref) VALUES
        ('canary45', 'zurich', 'CANARY46/24', 'Canary47 gegen Canary48', 'a1', 'Canary49', 'Canary50');
      INSERT INTO deadline(id, entity_id, case_id, name, due_date, subject, description) VALUES
        ('canary51', 'zurich', 'canary45', 'Canary52', '2026-06-01', 'Canary53', 'Canary54');
      INSERT INTO appointment(id, entity_id, subject, starts_at, ends_at, time_zone, location) VALUES
        ('canary55', 'zurich', 'Canary56', '2026-06-01T09:00', '2026-06-01T10:00', 'Europe/Zurich', 'Canary57');
    )");
    auto mail = store::open_mail("sqlite:" + (dir_ / "practice.db").string()).value();
    store::NewMessage message;
    message.remote_id = "canary58";
    message.from_address = "canary59@example.ch";
    message.from_name = "Canary60";
    message.subject = "Canary61";
    message.received_at = kBundleTime;
    message.folder_id = "canary62";
    message.folder_path = "Inbox/Canary63";
    message.recipients = {{store::RecipientRole::to, "Canary64", "canary65@firm.example"}};
    message.attachments = {{"canary66.pdf", "application/pdf", 3, "", false, "", ""}};
    const store::Verdict verdict{"canary58", "canary62", kBundleTime, store::Decision::collect,
                                 "collect",  "canary67", "v",         "canary68.example",
                                 kBundleTime};
    ASSERT_TRUE(mail->collect({"zurich", "MM"}, message, verdict));
  }

  void fill_ledger() {
    const auto config = config::load(this->config());
    ASSERT_TRUE(config) << config::to_text(config.error());
    auto store = store::open(config->store.url).value();
    const auto handlers = store->snapshot().value()->handlers().value();
    const auto handler = std::find_if(handlers.begin(), handlers.end(),
                                      [](const auto& one) { return one.code == "MM"; });
    const auto ledger = open_ledger();
    const auto written = ledger->write([&](ledger::Writer& w) -> Result<> {
      RELAIS_ASSIGN(const auto mailbox, w.mailbox("microsoft365", kSecretTenant, kSecretMailbox));
      RELAIS_TRY(w.put_member({mailbox.id, "h1", "zurich", true}));
      RELAIS_TRY(w.set_mailbox(
          mailbox.id, 0, "contacts: 403 ErrorAccessDenied: Canary69 may not (see /srv/canary70)"));
      for (const char* item : {"canary71", "canary72"})
        RELAIS_TRY(w.put_quarantine(mailbox.id, {item, "contact", item, "f", "ErrorInvalidProperty",
                                                 "Canary73 is no address", 2, kBundleTime}));
      const auto dot = sync::red_dot(
          *config->entity("zurich"), *handler, "T01", "microsoft365",
          "contacts: 403 ErrorAccessDenied: the mailbox of Canary74 is closed", kBundleTime);
      RELAIS_TRY(w.put_dot(*dot));
      RELAIS_ASSIGN(const auto run, w.start_run("sync", kBundleTime));
      RELAIS_TRY(w.end_run(run, kBundleTime + 1500, "exit 3",
                           R"({"done": {"create": 17}, "note": "Canary75", "requests": 40})"));
      ledger::Hold hold;
      hold.entity = "zurich";
      hold.kind = "contact";
      hold.trip = "delete";
      hold.planned = 45;
      RELAIS_TRY(w.put_hold(hold, std::vector<ledger::HoldKey>{"1/delete/canary76"}));
      return w.record(ledger::Refusal{kBundleTime, "purge", "admin", "none", 4711});
    });
    ASSERT_TRUE(written) << written.error().text;
  }

  void fill_log() {
    const std::string at = "2026-05-01T09:00:00.123+02:00 ";
    write("canary05.log",
          "ginning is cut: Canary77\n" + at + "info run 7 has ended in 1500 ms\n" + at +
              "warning zurich/MM: 403 ErrorAccessDenied: Canary78 is not allowed. (request "
              "0c6f26b6-2b62-4c7c-8d8f-3f0d3f6e5a11)\n" +
              at + "warning the folder \"Canary79 & Co\" is not there\n" + at +
              "debug http GET /v1.0/users/" + kSecretMailbox + "/contacts status=200\n" + at +
              "info client " + kSecretClient + " of tenant " + kSecretTenant + " gets no token\n" +
              at + "info client_secret=canary33~canary10secret/value== was tried\n" + at +
              "info Bearer eyJcanary80.eyJjYW5hcnk\n" + at +
              "error cannot open /home/canary81/relais/practice.db: disk full\n" + at +
              "info Canary35 and canary40@firm.example and canary82@else.example\n" + at +
              "info Mandat Canary22 gegen Müller, Zwölfcanary83 AG\n" + at +
              "info canary34-next-secret\n" + at +
              "info plugin com.example.crm [zurich/MM]: sent Canary84 to Canary85\n" +
              "  Canary86: a second line of something\n");
  }

  testing::Answer make(const std::string& name) {
    return relais({"support-bundle", (dir_ / name).string()});
  }
  /// All files, each behind its name.
  std::string text_of(const std::string& name) const {
    return output_of("tar -xzOf '" + (dir_ / name).string() + "'");
  }
  std::string part(const std::string& bundle, const std::string& name) const {
    return output_of("tar -xzOf '" + (dir_ / bundle).string() + "' relais-support/" + name);
  }
};

TEST_F(SupportBundle, NothingOfTheFirmIsInIt) {
  const auto answer = make("b.tar.gz");
  ASSERT_EQ(answer.exit, 0) << answer.err;
  const auto packed = bytes_of(dir_ / "b.tar.gz");
  const auto bytes = gunzip(packed);
  const auto folded = lower_ascii(bytes);
  for (auto at = folded.find("canary"); at != std::string::npos; at = folded.find("canary", at + 1))
    ADD_FAILURE() << bytes.substr(at < 60 ? 0 : at - 60, 120);
  for (const std::string& secret :
       {std::string(kSecretTenant), std::string(kSecretClient), std::string(kSecretMailbox),
        std::string("Müller"), std::string("gmx.net"), std::string("onmicrosoft"),
        std::string("127.0.0.1"), dir_.string(), dir_.filename().string(), std::string("eyJ")}) {
    EXPECT_THAT(bytes, Not(HasSubstr(secret)));
    EXPECT_THAT(packed, Not(HasSubstr(secret)));
  }
}

TEST_F(SupportBundle, WhatHelpsIsInIt) {
  ASSERT_EQ(make("b.tar.gz").exit, 0);
  const auto configuration = part("b.tar.gz", "configuration.yaml");
  for (const char* text : {"drift: report", "tenant: tenant-1", "client_id: client-1", "tenant-2",
                           "id: zurich", "level: debug", "marker: none", "ignore_internal: true",
                           "client_secret: \"file:(not shown)\"", "max_messages: 50"})
    EXPECT_THAT(configuration, HasSubstr(text));
  const auto versions = part("b.tar.gz", "versions.yaml");
  for (const char* text : {"cli_testing_plugin.so", "addin: T01", "state: usable", "libcurl.so",
                           "libsqlite3.so", "kernel:"})
    EXPECT_THAT(versions, HasSubstr(text));
  const auto checks = part("b.tar.gz", "checks.yaml");
  for (const char* text : {"dot: red", "contacts: 403 ErrorAccessDenied", "code: MM"})
    EXPECT_THAT(checks, HasSubstr(text));
  const auto trouble = part("b.tar.gz", "trouble.yaml");
  for (const char* text :
       {"\"contact ErrorInvalidProperty\": 2", "trip: delete", "planned: 45", "verb: purge"})
    EXPECT_THAT(trouble, HasSubstr(text));
  const auto runs = part("b.tar.gz", "runs.yaml");
  for (const char* text : {"exit 3", "create: 17", "requests: 40", "took_ms: 1500"})
    EXPECT_THAT(runs, HasSubstr(text));
  const auto counts = part("b.tar.gz", "counts.yaml");
  for (const char* text : {"effective_marks: 1", "linked: 1", "schema:"})
    EXPECT_THAT(counts, HasSubstr(text));
  const auto secrets = part("b.tar.gz", "secrets.yaml");
  for (const char* text :
       {"microsoft365.client_secret", "from: file", "from: env", "readable: true"})
    EXPECT_THAT(secrets, HasSubstr(text));
  const auto log = part("b.tar.gz", "log.txt");
  for (const char* text : {"run 7 has ended in 1500 ms", "403 ErrorAccessDenied: ...",
                           "0c6f26b6-2b62-4c7c-8d8f-3f0d3f6e5a11",
                           "client client-1 of tenant tenant-1", "disk full", "(3 lines left out)"})
    EXPECT_THAT(log, HasSubstr(text));
}

TEST_F(SupportBundle, IsForItsOwnerOnlyAndNeverOverwrites) {
  ::umask(0);
  ASSERT_EQ(make("b.tar.gz").exit, 0);
  ::umask(022);
  struct stat about = {};
  ASSERT_EQ(::stat((dir_ / "b.tar.gz").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 07777, 0600U);
  const auto before = bytes_of(dir_ / "b.tar.gz");
  const auto again = make("b.tar.gz");
  EXPECT_EQ(again.exit, 2);
  EXPECT_THAT(again.err, HasSubstr("is there already"));
  EXPECT_EQ(bytes_of(dir_ / "b.tar.gz"), before);
  EXPECT_EQ(make("nowhere/b.tar.gz").exit, 2);
  std::filesystem::create_symlink(dir_ / "target", dir_ / "link.tar.gz");
  EXPECT_EQ(make("link.tar.gz").exit, 2) << "a link that leads nowhere is not followed";
  EXPECT_FALSE(std::filesystem::exists(dir_ / "target"));
  for (const auto& entry : std::filesystem::directory_iterator(dir_))
    EXPECT_THAT(entry.path().filename().string(), Not(HasSubstr("tar.gz.")));
}

TEST_F(SupportBundle, SaysWhatIsInIt) {
  const auto document = relais_json({"support-bundle", (dir_ / "b.tar.gz").string()});
  EXPECT_EQ(document.at("exit"), 0);
  EXPECT_EQ(document.at("bytes").to_number<std::size_t>(), bytes_of(dir_ / "b.tar.gz").size());
  EXPECT_TRUE(document.at("problems").as_array().empty());
  std::string names;
  for (const auto& one : document.at("parts").as_array())
    names += std::string(one.as_string()) + '\n';
  EXPECT_EQ(output_of("tar -tzf '" + (dir_ / "b.tar.gz").string() + "'"), names);
  for (const char* name : {"README.txt", "configuration.yaml", "log.txt", "problems.yaml"})
    EXPECT_THAT(names, HasSubstr(name));
}

TEST_F(SupportBundle, IsMadeWhenThingsAreBroken) {
  std::filesystem::remove(dir_ / "ledger.db");
  std::filesystem::remove(dir_ / "canary05.log");
  std::filesystem::create_directory(dir_ / "canary05.log");
  std::filesystem::remove(dir_ / "canary10secret");
  const auto answer = make("b.tar.gz");
  EXPECT_EQ(answer.exit, 0) << answer.err;
  EXPECT_THAT(answer.err, HasSubstr("not in it: databases"));
  const auto problems = part("b.tar.gz", "problems.yaml");
  EXPECT_THAT(problems, HasSubstr("code: not_found"));
  EXPECT_THAT(lower_ascii(gunzip(bytes_of(dir_ / "b.tar.gz"))), Not(HasSubstr("canary")));
  EXPECT_THAT(part("b.tar.gz", "secrets.yaml"), HasSubstr("readable: false"));

  write("relais.yaml", "entities: [{id: zurich, canary87: Canary88}]\n");
  const auto broken = make("c.tar.gz");
  EXPECT_EQ(broken.exit, 0) << broken.err;
  EXPECT_THAT(broken.err, HasSubstr("not in it: configuration"));
  EXPECT_THAT(part("c.tar.gz", "problems.yaml"), HasSubstr("line: 1"));
  EXPECT_THAT(lower_ascii(gunzip(bytes_of(dir_ / "c.tar.gz"))), Not(HasSubstr("canary")));
}

TEST_F(SupportBundle, NeedsARole) {
  user_ = {"canary08user", 4712};
  EXPECT_EQ(make("b.tar.gz").exit, 7);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "b.tar.gz"));
}

TEST(Scrubber, TakesOutWhatMayBeAName) {
  Scrubber scrubber;
  scrubber.hide("Max");
  scrubber.hide("Max Muster");
  scrubber.hide("11111111-2222", "tenant-1");
  scrubber.hide("MM");  // too short to be hidden
  const std::pair<const char*, const char*> cases[] = {
      {"run 7: exit 3", "run 7: exit 3"},
      {"Max Muster and max", "(hidden) and (hidden)"},
      {"Maximal climax MAX.", "Maximal climax (hidden)."},
      {"max_delete", "(hidden)_delete"},
      {"Müllermax", "(hidden)"},
      {"zurich/MM", "zurich/MM"},
      {"tenant 11111111-2222: no", "tenant tenant-1: no"},
      {"to a.b@example.ch now", "to *** now"},
      {"folder \"Test2\" missing", "folder \"...\" missing"},
      {"folder 'Test2", "folder '..."},
      {"it's there", "it's there"},
      {"see /srv/firm/x.db: full", "see (path): full"},
      {"/usr/lib/relais/plugins/relais-tasks.so: no", "(path)/relais-tasks.so: no"},
      {"12/24 and and/or", "12/24 and and/or"},
      {"Bearer abcdefgh", "Bearer ***"},
      {"Grüezi", "(hidden)"},
      {"403 ErrorX: said this (request 7)", "403 ErrorX: ... (request 7)"},
      {"", ""},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(scrubber.line(text), expected) << text;
  EXPECT_EQ(Scrubber::code("ErrorAccessDenied"), "ErrorAccessDenied");
  for (const char* text : {"", "Müller", "a@b", "a\nb"})
    EXPECT_EQ(Scrubber::code(text), "(hidden)") << text;
}

TEST(RedactedConfig, WhatTheTableOfKeysDoesNotKnowIsNotShown) {
  config::Config config;
  config.entities.emplace_back();
  config.entities[0].id = "zurich";
  config.entities[0].name = "Muster";
  config.entities[0].addins["ZZZ"].value = {{"a", "text"}, {"b", 7}, {"c", json::array{"x", 1}}};
  const auto redacted = redact(config, plugin::Catalogue({}));
  const auto& entity = redacted.shown.at("entities").at(0);
  EXPECT_EQ(entity.at("id"), "zurich");
  EXPECT_EQ(entity.at("name"), "(not shown)");
  EXPECT_EQ(json::serialize(entity.at("addins").at("ZZZ")),
            R"json({"(1)":"(not shown)","(2)":7,"(3)":["(not shown)",1]})json");
}

TEST(Archive, HoldsFilesOfEverySize) {
  std::vector<ArchiveFile> files;
  for (const std::size_t size : {0, 1, 511, 512, 513, 100'000})
    files.push_back({"f/" + std::to_string(size), std::string(size, 'x')});
  const auto packed = tar_gz(files, kBundleTime).value();
  const auto tar = gunzip(packed);
  EXPECT_EQ(tar.size() % 512, 0U);
  EXPECT_FALSE(tar_gz({{std::string(101, 'n'), ""}}, kBundleTime));
  EXPECT_FALSE(tar_gz({{"", ""}}, kBundleTime));
  char name[] = "/tmp/relais-archive-XXXXXX";
  const std::filesystem::path folder = ::mkdtemp(name);
  std::ofstream(folder / "a.tar.gz", std::ios::binary) << packed;
  output_of("tar -xzf '" + (folder / "a.tar.gz").string() + "' -C '" + folder.string() + "'");
  for (const auto& file : files) EXPECT_EQ(bytes_of(folder / file.name), file.content);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace relais::cli
