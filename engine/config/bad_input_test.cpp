// Every kind of mistake: where it is reported, what is said, and that secrets are never repeated.
#include <gmock/gmock.h>

#include "engine/config/load.hpp"
#include "engine/config/testing.hpp"

namespace relais::config {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

std::string errors_of(const std::string& yaml) {
  const auto loaded = load_here(yaml);
  return loaded ? "" : to_text(loaded.error());
}

struct Case {
  const char* name;
  std::string yaml;  ///< appended to the small file unless it begins with "!"
  std::string at;    ///< line:column and key path
  std::string found;
  std::string expected;
  std::string hint = {};
};

// The small file has 9 lines; what is appended begins at line 10.
const std::vector<Case>& cases() {
  static const std::string ok_store = "!store: {url: 'sqlite:p', ledger: 'sqlite:l'}\n";
  static const std::string entity = ok_store + "entities:\n  - id: a\n";  // then line 4
  static const std::string m365 =
      entity +
      "    microsoft365:\n      tenant: a.example\n"
      "      client_id: 66666666-7777-8888-9999-000000000000\n";               // then line 7
  static const std::string acme = entity + "    connections:\n      acme:\n";  // then line 6
  static const std::vector<Case> all{
      {"UnknownKey", "saftey: {}\n", "10:1: saftey:", "an unknown key", "safety", "\"safety\""},
      {"UnknownKeyOfEntity", "    languag: de\n", "10:5: entities[0].languag:", "an unknown key",
       "language", "did you mean \"language\"?"},
      {"UnknownKeyKnownElsewhere", "drift: report\n", "10:1: drift:", "an unknown key", "safety",
       "it is known as entities[].safety.drift"},
      {"UnknownKeyInCapitals", "SAFETY: {}\n", "10:1: SAFETY:", "an unknown key", "safety",
       "did you mean \"safety\"?"},
      {"UnknownKeyIsNotTheWildcard",
       entity + "    connections:\n      '*': {type: none, base_urls: [https://a.ch]}\n",
       "5:7: entities[0].connections[\"*\"]:", "the key \"*\"", "a name"},
      {"DuplicateKey", "safety: {drift: report, drift: repair}\n",
       "10:25: safety.drift:", "the same key again", "each key once"},
      {"DuplicateKeyAtTop", "entities: []\n", "10:1: entities:", "the same key again", "once"},
      {"DuplicateKeyInAddin", "    addins: {B08: {a: 1, a: 2}}\n",
       "10:26: entities[0].addins.B08.a:", "the same key again", "once"},
      {"MergeKey", "    safety: {<<: {drift: report}}\n",
       "10:14: entities[0].safety:", "a merge key", "the keys themselves"},
      {"StoreMissing", "!entities: [{id: a}]\n", "1:1: store:", "nothing", "mandatory"},
      {"StoreEmpty", "!store:\n  ledger: 'sqlite:l'\nentities: [{id: a}]\n",
       "store.url:", "nothing", "mandatory"},
      {"LedgerMissing", "!store: {url: 'sqlite:p'}\nentities: [{id: a}]\n",
       "1:8: store.ledger:", "nothing", "mandatory"},
      {"LedgerIsStore", "!store: {url: 'sqlite:p', ledger: 'sqlite:p'}\nentities: [{id: a}]\n",
       "1:34: store.ledger:", "the file of store.url", "a file of its own"},
      {"StoreUrlUnknown", "!store: {url: 'mysql://h/d', ledger: 'sqlite:l'}\nentities: [{id: a}]\n",
       "1:14: store.url:", "a text of 11 characters", "sqlite:PATH or postgresql://"},
      {"StoreUrlEmptyPath", "!store: {url: 'sqlite:', ledger: 'sqlite:l'}\nentities: [{id: a}]\n",
       "store.url:", "a text", "sqlite:PATH", "path is missing"},
      {"StoreUrlTwoSlashes",
       "!store: {url: 'sqlite://p', ledger: 'sqlite:l'}\nentities: [{id: a}]\n",
       "store.url:", "a text", "sqlite:PATH", "without `//`"},
      {"StoreUrlMemory",
       "!store: {url: 'sqlite::memory:', ledger: 'sqlite:l'}\nentities: [{id: a}]\n",
       "store.url:", "a text", "path of a file"},
      {"EntitiesMissing", ok_store, "entities:", "nothing", "mandatory"},
      {"EntitiesEmpty", ok_store + "entities: []\n", "2:11: entities:", "an empty list",
       "at least one"},
      {"EntitiesNull", ok_store + "entities:\n", "entities:", "an empty list", "at least one"},
      {"EntitiesMap", ok_store + "entities: {id: a}\n", "2:11: entities:", "a map", "a list"},
      {"EntityNull", ok_store + "entities:\n  -\n", "entities[0].id:", "nothing", "mandatory"},
      {"EntityText", ok_store + "entities: [zurich]\n", "2:12: entities[0]:", "a text of 6",
       "a map"},
      {"IdMissing", ok_store + "entities: [{name: x}]\n", "2:12: entities[0].id:", "nothing",
       "mandatory"},
      {"IdNumber", ok_store + "entities: [{id: 7}]\n", "2:17: entities[0].id:", "the number 7",
       "a text", "quotes"},
      {"IdForm", ok_store + "entities: [{id: 'a b'}]\n", "entities[0].id:", "\"a b\"", "letters"},
      {"IdEmpty", ok_store + "entities: [{id: ''}]\n", "entities[0].id:", "an empty text",
       "letters"},
      {"IdTwice", ok_store + "entities: [{id: a}, {id: A}]\n",
       "2:26: entities[1].id:", "\"A\" a second time", "no other entity"},
      {"NameEmpty", entity + "    name: '  '\n", "4:11: entities[0].name:", "\"  \"", "not empty"},
      {"LanguageUnknown", entity + "    language: en-GB\n",
       "4:15: entities[0].language:", "\"en-GB\"", "de, fr, it or en"},
      {"LanguageNorway", entity + "    language: no\n", "4:15: entities[0].language:", "\"no\"",
       "de, fr, it or en"},
      {"LanguageBoolean", entity + "    language: true\n", "entities[0].language:", "true", "de"},
      {"TimeZoneUnknown", entity + "    time_zone: Europe/Bern\n",
       "4:16: entities[0].time_zone:", "\"Europe/Bern\"", "IANA", "Europe/Zurich"},
      {"TimeZonePath", entity + "    time_zone: ../../etc/passwd\n", "entities[0].time_zone:", "",
       "IANA"},
      {"TimeZoneEmpty", entity + "    time_zone: ''\n", "entities[0].time_zone:", "an empty text",
       "IANA"},
      {"Privacy", entity + "    privacy: case_number_only\n", "entities[0].privacy:",
       "\"case_number_only\"", "case-number-only", "did you mean \"case-number-only\"?"},
      {"AddinLowerCase", entity + "    subscription: [a04]\n",
       "4:20: entities[0].subscription[0]:", "\"a04\"", "A04", "did you mean \"A04\"?"},
      {"AddinShort", entity + "    subscription: [A04, B8]\n",
       "entities[0].subscription[1]:", "\"B8\"", "add-in", "\"B08\""},
      {"AddinNumber", entity + "    subscription: [4]\n",
       "entities[0].subscription[0]:", "the number 4", "add-in"},
      {"AddinTwice", entity + "    subscription: [A04, A04]\n",
       "4:25: entities[0].subscription[1]:", "\"A04\" a second time", "once"},
      {"SubscriptionText", entity + "    subscription: A04\n",
       "entities[0].subscription:", "a text of 3", "a list", "[a, b]"},
      {"AddinSectionCode", entity + "    addins: {mail: {}}\n",
       "4:14: entities[0].addins.mail:", "the key \"mail\"", "add-in", "\"MAIL\""},
      {"AddinSectionList", entity + "    addins: {MAIL: [1]}\n",
       "4:20: entities[0].addins.MAIL:", "a list", "a map"},
      {"TenantMissing",
       entity + "    microsoft365: {client_id: 66666666-7777-8888-9999-000000000000}\n",
       "4:19: entities[0].microsoft365.tenant:", "nothing", "mandatory"},
      {"TenantForm", m365 + "      cloud: global\n      authority: x\n",
       "8:18: entities[0].microsoft365.authority:", "a text of 1", "https"},
      {"TenantCommon",
       entity +
           "    microsoft365: {tenant: common, client_id: 66666666-7777-8888-9999-000000000000}\n",
       "4:28: entities[0].microsoft365.tenant:", "a text of 6", "GUID"},
      {"TenantAddress",
       entity +
           "    microsoft365: {tenant: a@b.ch, client_id: 66666666-7777-8888-9999-000000000000}\n",
       "entities[0].microsoft365.tenant:", "a text of 6", "GUID"},
      {"ClientIdShort", entity + "    microsoft365: {tenant: a.ch, client_id: 66666666-7777}\n",
       "4:45: entities[0].microsoft365.client_id:", "a text of 13", "GUID"},
      {"ExpiryMissing", m365 + "      client_secret: env:S\n",
       "7:7: entities[0].microsoft365.secret_expires_on:", "nothing", "YYYY-MM-DD"},
      {"ExpiryNoDay", m365 + "      client_secret: env:S\n      secret_expires_on: 2027-02-29\n",
       "8:26: entities[0].microsoft365.secret_expires_on:", "\"2027-02-29\"", "a day that exists"},
      {"ExpirySwissDate",
       m365 + "      client_secret: env:S\n      secret_expires_on: 31.01.2027\n",
       "entities[0].microsoft365.secret_expires_on:", "\"31.01.2027\"", "YYYY-MM-DD"},
      {"SecretNull", m365 + "      client_secret:\n      secret_expires_on: 2027-01-31\n",
       "entities[0].microsoft365.client_secret:", "nothing", "env:NAME"},
      {"SecretEmptyReference",
       m365 + "      client_secret: 'env:'\n      secret_expires_on: 2027-01-31\n",
       "entities[0].microsoft365.client_secret:", "a plain-text secret", "env:NAME"},
      {"SecretAndCertificate",
       m365 + "      client_secret: env:S\n      secret_expires_on: 2027-01-31\n"
              "      certificate: {file: c.pem, key: file:c.key}\n",
       "9:7: entities[0].microsoft365.certificate:", "a certificate beside client_secret",
       "one of the two"},
      {"CertificateWithoutKey", m365 + "      certificate: {file: c.pem}\n",
       "7:20: entities[0].microsoft365.certificate.key:", "nothing", "mandatory"},
      {"NextSecretAlone", m365 + "      next_client_secret: env:N\n",
       "7:7: entities[0].microsoft365.next_client_secret:", "next_client_secret alone",
       "client_secret"},
      {"Cloud", m365 + "      cloud: germany\n", "entities[0].microsoft365.cloud:", "\"germany\"",
       "global, us-gov, us-dod or china"},
      {"CloudBesideUrls",
       m365 + "      cloud: china\n      authority: https://a.example\n      graph: "
              "https://g.example\n",
       "7:7: entities[0].microsoft365.cloud:", "cloud beside authority and graph", "cloud, or"},
      {"HttpElsewhere", m365 + "      graph: http://graph.example.com\n",
       "7:14: entities[0].microsoft365.graph:", "a text of 24", "https", "loopback"},
      {"HttpLooksLikeLoopback", m365 + "      graph: http://127.0.0.1.example.com\n",
       "entities[0].microsoft365.graph:", "a text", "https"},
      {"UrlWithUser", m365 + "      graph: https://me:pw@graph.example.com\n",
       "entities[0].microsoft365.graph:", "a text", "https"},
      {"UrlWithQuery", m365 + "      graph: https://graph.example.com/?a=b\n",
       "entities[0].microsoft365.graph:", "a text", "https"},
      {"UrlWithoutHost", m365 + "      graph: 'https://'\n",
       "entities[0].microsoft365.graph:", "a text", "https"},
      {"UrlPort", m365 + "      graph: https://graph.example.com:99999\n",
       "entities[0].microsoft365.graph:", "a text", "https"},
      {"ConnectionType", acme + "        type: oauth\n        base_urls: [https://a.example]\n",
       "6:15: entities[0].connections.acme.type:", "\"oauth\"", "oauth2-client-credentials"},
      {"ConnectionNoType", acme + "        base_urls: [https://a.example]\n",
       "entities[0].connections.acme.type:", "nothing", "mandatory"},
      {"ConnectionNoUrls", acme + "        type: none\n",
       "entities[0].connections.acme.base_urls:", "nothing", "mandatory"},
      {"ConnectionEmptyUrls", acme + "        type: none\n        base_urls: []\n",
       "entities[0].connections.acme.base_urls:", "an empty list", "may talk to"},
      {"ConnectionUrlHttp", acme + "        type: none\n        base_urls: [http://a.example]\n",
       "7:21: entities[0].connections.acme.base_urls[0]:", "a text", "https"},
      {"ConnectionNeeds", acme + "        type: bearer\n        base_urls: [https://a.example]\n",
       "entities[0].connections.acme.token:", "nothing", "type of connection needs"},
      {"ConnectionForeignKey",
       acme + "        type: none\n        base_urls: [https://a.example]\n        token: env:T\n",
       "8:9: entities[0].connections.acme.token:", "the key token", "type none"},
      {"ConnectionAccountNeeds",
       acme + "        type: basic\n        base_urls: [https://a.example]\n"
              "        accounts: {m@a.ch: {username: m}}\n",
       "entities[0].connections.acme.accounts[\"m@a.ch\"].password:", "nothing", "needs"},
      {"ConnectionReservedName",
       entity +
           "    connections:\n      microsoft365: {type: none, base_urls: [https://a.example]}\n",
       "5:7: entities[0].connections.microsoft365:", "the name microsoft365", "another name"},
      {"PercentAbove", "safety: {max_delete: {percent: 101}}\n",
       "10:32: safety.max_delete.percent:", "the number 101", "from 0 to 100"},
      {"PercentSign", "safety: {max_delete: {percent: 10%}}\n",
       "safety.max_delete.percent:", "\"10%\"", "from 0 to 100", "without the percent sign"},
      {"CountNegative", "safety: {max_delete: {count: -1}}\n",
       "safety.max_delete.count:", "the number -1", "from 0 to"},
      {"CountReal", "safety: {max_delete: {count: 1.5}}\n",
       "safety.max_delete.count:", "the number 1.5", "a whole number"},
      {"CountHuge", "safety: {empty_target_links: 99999999999999999999}\n",
       "safety.empty_target_links:", "", "a whole number"},
      {"LimitIsNumber", "safety: {max_delete: 20}\n", "10:22: safety.max_delete:", "a number",
       "a map"},
      {"DurationBare", "safety: {audit_every: 60}\n", "10:23: safety.audit_every:", "the number 60",
       "from 1m to 7d", "60m"},
      {"DurationShort", "safety: {audit_every: 10s}\n", "safety.audit_every:", "\"10s\"",
       "from 1m"},
      {"DurationUnit", "plugins: {timeout: 10sec}\n", "plugins.timeout:", "\"10sec\"",
       "from 100ms to 10m"},
      {"DurationNegative", "safety: {settle_after: -1s}\n", "safety.settle_after:", "\"-1s\"",
       "1h"},
      {"Drift", "safety: {drift: Repair}\n", "safety.drift:", "\"Repair\"",
       "repair, report or ignore", "did you mean \"repair\"?"},
      {"EntitySafety", "    safety: {on_disable: delete}\n",
       "10:26: entities[0].safety.on_disable:", "\"delete\"", "keep or remove"},
      {"Workers", "sync: {workers: 0}\n", "10:17: sync.workers:", "the number 0", "from 1 to 256"},
      {"LogLevel", "log: {level: warn}\n", "10:14: log.level:", "\"warn\"", "warning",
       "did you mean \"warning\"?"},
      {"Pin", "plugins: {pins: {org.relais.contacts: sha256:abc}}\n",
       "10:39: plugins.pins[\"org.relais.contacts\"]:", "a text of 10", "64 hexadecimal digits"},
      {"PluginPathMap", "plugins: {path: {a: b}}\n", "10:17: plugins.path:", "a map", "a list"},
      {"AlertText", "alert: {command: notify}\n", "10:18: alert.command:", "a text", "a list"},
      {"AlertNumber", "alert: {command: [notify, 7]}\n", "alert.command[1]:", "the number 7",
       "a text", "quotes"},
      {"RoleUser", "roles: {admin: ['a b']}\n", "10:17: roles.admin[0]:", "\"a b\"", "user"},
      {"RoleHandlerEntity", "roles: {handler: {mm: {entity: bern, handler: MM}}}\n",
       "10:32: roles.handler.mm.entity:", "\"bern\"", "id of an entity"},
      {"RoleHandlerWithoutHandler", "roles: {handler: {mm: {entity: zurich}}}\n",
       "10:23: roles.handler.mm.handler:", "nothing", "mandatory"},
      {"MissingSpaceAfterColon", "log: {}\nsync:\n  workers:4\n", "12:3: sync:", "a text of 9",
       "a map", "space missing after a colon"},
  };
  return all;
}

void PrintTo(const Case& each, std::ostream* out) { *out << each.name; }

class BadInput : public ::testing::TestWithParam<Case> {};

TEST_P(BadInput, IsReportedWithPlaceFoundAndExpected) {
  const Case& given = GetParam();
  const bool whole = given.yaml.starts_with("!");
  const std::string text = errors_of(whole ? given.yaml.substr(1) : small_yaml + given.yaml);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
  EXPECT_THAT(text, HasSubstr("/etc/relais/relais.yaml:"));
  const bool line_given = given.at[0] >= '0' && given.at[0] <= '9';
  EXPECT_THAT(text, HasSubstr((line_given ? ":" : " ") + given.at + " found " + given.found));
  const std::size_t expected = text.find(", expected ");
  ASSERT_NE(expected, std::string::npos) << text;
  EXPECT_THAT(text.substr(expected), HasSubstr(given.expected));
  EXPECT_THAT(text.substr(expected), HasSubstr(given.hint));
}

INSTANTIATE_TEST_SUITE_P(Table, BadInput, ::testing::ValuesIn(cases()),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(BadInputs, AreAllReportedAtOnceInTheOrderOfTheFile) {
  const auto loaded = load_here(R"(sync: {workers: many}
store: {url: "sqlite:p", ledger: "sqlite:l"}
entities:
  - id: a
    language: xx
    time_zone: Mars/Base
    subscription: [A04, A04]
    foo: 1
  - id: a
)");
  ASSERT_FALSE(loaded);
  std::vector<int> lines;
  for (const auto& each : loaded.error()) lines.push_back(each.line);
  EXPECT_THAT(lines, ::testing::ElementsAre(1, 5, 6, 7, 8, 9)) << to_text(loaded.error());
}

TEST(BadInputs, AreCappedWithACount) {
  std::string yaml = small_yaml;
  for (int i = 0; i < 9000; ++i) yaml += "key" + std::to_string(i) + ": 1\n";
  const auto loaded = load_here(yaml);
  ASSERT_FALSE(loaded);
  ASSERT_EQ(loaded.error().size(), 200u);
  EXPECT_THAT(loaded.error().back().text(), HasSubstr("8801 further errors"));
}

TEST(BadInputs, ColumnsCountCharactersNotBytes) {
  EXPECT_THAT(errors_of(std::string(small_yaml) + "safety: {drift: 'äöü', on_disable: x}\n"),
              HasSubstr(":10:36: safety.on_disable:"));
}

// R7: a literal secret is an error, and its value appears nowhere.
class PlainSecret : public ::testing::TestWithParam<std::string> {};

TEST_P(PlainSecret, R7_IsAnErrorAndNeverRepeated) {
  const std::string text = errors_of(GetParam());
  EXPECT_NE(text, "");
  for (const char* secret : {"hunter2", "abc8Q~", "CorrectHorse"})
    EXPECT_THAT(text, Not(HasSubstr(secret)));
}

const std::string with_m365 = R"(store: {url: "sqlite:p", ledger: "sqlite:l"}
entities:
  - id: a
    microsoft365:
      tenant: a.example
      client_id: 66666666-7777-8888-9999-000000000000
)";
const std::string secret_value = "abc8Q~CorrectHorseBatteryStaple.hunter2x";

INSTANTIATE_TEST_SUITE_P(
    Everywhere, PlainSecret,
    ::testing::Values(
        with_m365 + "      client_secret: hunter2\n      secret_expires_on: 2027-01-31\n",
        with_m365 + "      client_secret: " + secret_value + "\n",
        with_m365 + "      client_secret: 'env:" + secret_value + "'\n",
        with_m365 + "      client_secret: 'credential:" + secret_value + "'\n",
        with_m365 + "      client_secret: [" + secret_value + "]\n",
        with_m365 + "      client_secret: {hunter2: hunter2}\n",
        with_m365 + "      client_secret:" + secret_value + "\n",
        with_m365 + "      client_secret_: hunter2\n", with_m365 + "      secret: hunter2\n",
        with_m365 + "      secret_expires_on: " + secret_value + "\n",
        with_m365 + "      cloud: " + secret_value + "\n",
        with_m365 + "      certificate: {file: c.pem, key: " + secret_value + "}\n",
        with_m365 + "      authority: https://hunter2:hunter2@example.com\n",
        with_m365 + "    time_zone: Europe/Zurich\n      client_secret:hunter2\n",
        with_m365 +
            "    language: de\n    connections: {c: {type: bearer, base_urls: [https://a.ch], "
            "token: hunter2}}\n",
        with_m365 +
            "    connections: {c: {type: basic, base_urls: [https://a.ch], username: [hunter2], "
            "password: hunter2}}\n",
        with_m365 + "    addins: {ACME: {api_token: hunter2}}\n",
        with_m365 + "    addins: {ACME: {deep: [{Password: hunter2}]}}\n",
        with_m365 + "    addins: hunter2\n", with_m365 + "    addins: {ACME: hunter2}\n",
        "store: {url: \"postgresql://u:hunter2@h/d\", ledger: \"sqlite:l\"}\nentities: [{id: a}]\n",
        "store: {url: \"postgresql://h/d?password=hunter2\", ledger: \"sqlite:l\"}\n"
        "entities: [{id: a}]\n",
        "store: {url: \"postgresql://h/d?sslpassword=hunter2\", ledger: \"sqlite:l\"}\n"
        "entities: [{id: a}]\n",
        "store: hunter2\n", "hunter2\n"));

}  // namespace
}  // namespace relais::config
