// The section of the add-in for messages: what is read, and every mistake with its place.
#include "engine/config/mail.hpp"

#include <gmock/gmock.h>

#include "engine/config/public_domains.hpp"
#include "engine/config/testing.hpp"

namespace relais::config {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// `keys` begin at line 12, column 9.
std::string yaml_with(const std::string& keys) {
  return std::string(small_yaml) + "    addins:\n      MAIL:\n        " + keys + "\n";
}

Mail mail_with(const std::string& keys) {
  const auto loaded = load_here(yaml_with(keys));
  EXPECT_TRUE(loaded) << to_text(loaded.error());
  return mail_of(loaded->entities.at(0));
}

std::string errors_with(const std::string& keys) {
  const auto loaded = load_here(yaml_with(keys));
  return loaded ? "" : to_text(loaded.error());
}

std::vector<std::string> texts_of(const std::vector<Stated>& list) {
  std::vector<std::string> out;
  for (const auto& each : list) out.push_back(each.text);
  return out;
}

const char* const history =
    "history: {agreement: A-17, approved_by: Partner, approved_on: 2026-01-31, from: 2025-06-01, "
    "max_messages: 1000}";

TEST(MailSection, DefaultsWithoutASection) {
  const auto loaded = load_here(small_yaml);
  ASSERT_TRUE(loaded);
  const Mail mail = mail_of(loaded->entities.at(0));
  const MailSettings& settings = mail.of("MM");
  EXPECT_THAT(mail.accounts(), IsEmpty());
  EXPECT_EQ(settings.provider, "microsoft365");
  EXPECT_EQ(settings.type, "graph");
  EXPECT_THAT(texts_of(settings.exclude_well_known),
              ElementsAre("syncissues", "conflicts", "localfailures", "serverfailures"));
  EXPECT_THAT(settings.exclude_folders, IsEmpty());
  EXPECT_EQ(settings.sender_match, SenderMatch::from);
  EXPECT_FALSE(settings.ignore_internal.on);
  EXPECT_EQ(settings.ignore_internal.origin.key_path, "entities[0].addins.MAIL.ignore_internal");
  EXPECT_TRUE(settings.protect_public_domains);
  EXPECT_FALSE(settings.include_subdomains || settings.strip_plus_tag);
  EXPECT_EQ(settings.marker, Marker::category);
  EXPECT_EQ(settings.mark_copies, MarkCopies::collected);
  EXPECT_EQ(settings.poll_every, std::chrono::seconds{60});
  EXPECT_FALSE(settings.history);
}

TEST(MailSection, EveryKeyIsRead) {
  const Mail mail = mail_with(
      "{provider: acme, type: imap, exclude_folders: [A/B], exclude_well_known: [clutter], "
      "exclude_senders: [a@b.ch], exclude_domains: [.c.ch], sender_match: any, ignore_internal: "
      "true, protect_public_domains: false, public_domains: [d.ch], include_subdomains: true, "
      "domain_groups: [[e.ch, f.ch], []], strip_plus_tag: true, marker: none, mark_copies: all, "
      "poll_every: 5m, plugin: {page_size: 10}, " +
      std::string(history) + "}");
  const MailSettings& settings = mail.common();
  EXPECT_EQ(settings.provider, "acme");
  EXPECT_EQ(settings.type, "imap");
  EXPECT_THAT(texts_of(settings.exclude_folders), ElementsAre("A/B"));
  EXPECT_THAT(texts_of(settings.exclude_well_known), ElementsAre("clutter"));
  EXPECT_THAT(texts_of(settings.exclude_senders), ElementsAre("a@b.ch"));
  EXPECT_THAT(texts_of(settings.exclude_domains), ElementsAre(".c.ch"));
  EXPECT_EQ(settings.sender_match, SenderMatch::any);
  EXPECT_TRUE(settings.ignore_internal.on);
  EXPECT_FALSE(settings.protect_public_domains);
  EXPECT_THAT(settings.public_domains, ElementsAre("d.ch"));
  EXPECT_TRUE(settings.include_subdomains && settings.strip_plus_tag);
  EXPECT_THAT(settings.domain_groups, ElementsAre(ElementsAre("e.ch", "f.ch"), IsEmpty()));
  EXPECT_EQ(settings.marker, Marker::none);
  EXPECT_EQ(settings.mark_copies, MarkCopies::all);
  EXPECT_EQ(settings.poll_every, std::chrono::minutes{5});
  ASSERT_TRUE(settings.history);
  EXPECT_EQ(settings.history->agreement, "A-17");
  EXPECT_EQ(settings.history->approved_by, "Partner");
  EXPECT_EQ(settings.history->approved_on, "2026-01-31");
  EXPECT_EQ(settings.history->from, "2025-06-01");
  EXPECT_EQ(settings.history->max_messages, 1000);
}

TEST(MailSection, R34_AccountsAddToListsAndReplaceTheRest) {
  const Mail mail = mail_with(
      "{ignore_internal: true, poll_every: 2m, exclude_folders: [X], exclude_senders: [a@b.ch], "
      "exclude_domains: [c.ch], public_domains: [p.ch], domain_groups: [[a.ch, b.ch]], accounts: "
      "{MM: {ignore_internal: false, exclude_folders: [Test2], exclude_senders: [d@e.ch], "
      "exclude_domains: [f.ch], exclude_well_known: [], public_domains: [q.ch], domain_groups: "
      "[[c.ch, d.ch]]}, AB: }}");
  const MailSettings& account = mail.of("MM");
  EXPECT_FALSE(account.ignore_internal.on);
  EXPECT_EQ(account.ignore_internal.origin.key_path,
            "entities[0].addins.MAIL.accounts.MM.ignore_internal");
  EXPECT_THAT(texts_of(account.exclude_folders), ElementsAre("X", "Test2"));
  EXPECT_THAT(texts_of(account.exclude_senders), ElementsAre("a@b.ch", "d@e.ch"));
  EXPECT_THAT(texts_of(account.exclude_domains), ElementsAre("c.ch", "f.ch"));
  EXPECT_THAT(account.exclude_well_known, IsEmpty());
  EXPECT_THAT(account.public_domains, ElementsAre("p.ch", "q.ch"));
  EXPECT_EQ(account.domain_groups.size(), 2u);
  EXPECT_EQ(account.poll_every, std::chrono::minutes{2});
  EXPECT_THAT(texts_of(mail.of("AB").exclude_folders), ElementsAre("X"));
  EXPECT_EQ(mail.of("AB").exclude_well_known.size(), 4u);
  EXPECT_TRUE(mail.of("ZZ").ignore_internal.on);
}

TEST(MailSection, R25_OwnerIsTheAccountsNameUnlessGiven) {
  const Mail mail = mail_with("accounts: {MM: {}, second: {owner: AB, marker: none}}");
  ASSERT_EQ(mail.accounts().size(), 2u);
  EXPECT_EQ(mail.accounts()[0].owner, "MM");
  EXPECT_EQ(mail.accounts()[1].owner, "AB");
  EXPECT_EQ(mail.accounts()[1].name, "second");
  EXPECT_EQ(mail.of("AB").marker, Marker::none);
  EXPECT_EQ(mail.of("second").marker, Marker::category);
}

TEST(MailSection, R25_AnOwnerInOtherCaseIsTheSame) {
  const Mail mail = mail_with("accounts: {mm: {exclude_folders: [Test2]}}");
  EXPECT_EQ(mail.of("MM").exclude_folders.size(), 1u) << "or what it excludes would be collected";
  EXPECT_TRUE(mail.of("M").exclude_folders.empty());
}

TEST(MailSection, EachEntryKnowsItsLine) {
  const Mail mail = mail_with(
      "exclude_senders:\n          - a@b.ch\n          - c@d.ch\n        accounts:\n          MM:\n"
      "            exclude_domains: [e.ch]");
  const auto& senders = mail.common().exclude_senders;
  ASSERT_EQ(senders.size(), 2u);
  EXPECT_EQ(senders[1].origin.file, "/etc/relais/relais.yaml");
  EXPECT_EQ(senders[1].origin.key_path, "entities[0].addins.MAIL.exclude_senders[1]");
  EXPECT_EQ(senders[1].origin.mark.line, 14);
  EXPECT_EQ(senders[1].origin.mark.column, 13);
  const auto& domains = mail.of("MM").exclude_domains;
  EXPECT_EQ(domains.at(0).origin.key_path,
            "entities[0].addins.MAIL.accounts.MM.exclude_domains[0]");
  EXPECT_EQ(domains.at(0).origin.mark.line, 17);
  EXPECT_EQ(mail.accounts()[0].origin.mark.line, 16);
}

TEST(MailSection, NothingBehindAKeyIsNothingGiven) {
  const Mail mail =
      mail_with("{exclude_senders: , accounts: , history: , domain_groups: , plugin: }");
  EXPECT_THAT(mail.common().exclude_senders, IsEmpty());
  EXPECT_FALSE(mail.common().history);
}

struct Mistake {
  const char* name;
  std::string keys;
  std::string at;
  std::string found;
  std::string expected;
};

void PrintTo(const Mistake& each, std::ostream* out) { *out << each.name; }

class MailMistakes : public ::testing::TestWithParam<Mistake> {};

TEST_P(MailMistakes, IsReportedOnceWithPlaceFoundAndExpected) {
  const Mistake& given = GetParam();
  const std::string text = errors_with(given.keys);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1) << text;
  EXPECT_THAT(text, HasSubstr(":" + given.at + " found " + given.found));
  const std::size_t expected = text.find(", expected ");
  ASSERT_NE(expected, std::string::npos) << text;
  EXPECT_THAT(text.substr(expected), HasSubstr(given.expected));
}

std::string history_with(const std::string& from, const std::string& to) {
  std::string text = history;
  text.replace(text.find(from), from.size(), to);
  return text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, MailMistakes,
    ::testing::Values(
        Mistake{"UnknownKey", "exclude_domain: [a.ch]",
                "12:9: entities[0].addins.MAIL.exclude_domain:", "an unknown key",
                "did you mean \"exclude_domains\"?"},
        Mistake{"UnknownKeyOfAnAccount", "accounts: {MM: {exclude_folder: [a]}}",
                "12:25: entities[0].addins.MAIL.accounts.MM.exclude_folder:", "an unknown key",
                "did you mean \"exclude_folders\"?"},
        Mistake{"PathAsKey", "\"history.from\": 2026-01-01",
                "12:9: entities[0].addins.MAIL[\"history.from\"]:", "an unknown key", "one of"},
        Mistake{"ListAsKey", "\"exclude_senders[]\": a@b.ch",
                "12:9: entities[0].addins.MAIL[\"exclude_senders[]\"]:", "an unknown key",
                "one of"},
        Mistake{"R26_ExplicitAddress", "accounts: {MM: {address: m@x.ch}}",
                "12:25: entities[0].addins.MAIL.accounts.MM.address:", "the key address",
                "no address here (it is the one that the owner is linked to"},
        Mistake{"R26_AddressAtTheSection", "address: m@x.ch",
                "12:9: entities[0].addins.MAIL.address:", "an unknown key", "one of"},
        Mistake{"R25_OwnerTwice", "accounts: {MM: {}, second: {owner: mm}}",
                "12:44: entities[0].addins.MAIL.accounts.second.owner:",
                "the owner of the account \"MM\" a second time", "one account for each owner"},
        Mistake{"R25_OwnerIsAnotherAccount", "accounts: {first: {owner: MM}, MM: {}}",
                "12:40: entities[0].addins.MAIL.accounts.MM:", "the owner of the account \"first\"",
                "one account"},
        Mistake{"OwnerIsAList", "accounts: {MM: {owner: [a]}}",
                "12:32: entities[0].addins.MAIL.accounts.MM.owner:", "a list", "a text"},
        Mistake{"AccountName", "accounts: {'m m': {}}",
                "12:20: entities[0].addins.MAIL.accounts[\"m m\"]:", "the key \"m m\"", "a name"},
        Mistake{"AccountsList", "accounts: [MM]",
                "12:19: entities[0].addins.MAIL.accounts:", "a list", "a map"},
        Mistake{"AccountList", "accounts: {MM: [a]}",
                "12:24: entities[0].addins.MAIL.accounts.MM:", "a list", "a map"},
        Mistake{"SenderNumber", "exclude_senders: [7]",
                "12:27: entities[0].addins.MAIL.exclude_senders[0]:", "a number",
                "an e-mail address"},
        Mistake{"SenderText", "exclude_senders: a@b.ch",
                "12:26: entities[0].addins.MAIL.exclude_senders:", "a text", "a list"},
        Mistake{"SenderWithName", "exclude_senders: ['Anna <a@b.ch>']",
                "12:27: entities[0].addins.MAIL.exclude_senders[0]:", "a text of 13",
                "an e-mail address without a name"},
        Mistake{"SenderIsDomain", "exclude_senders: [b.ch]",
                "12:27: entities[0].addins.MAIL.exclude_senders[0]:", "a text of 4",
                "domains belong into exclude_domains"},
        Mistake{"SenderEmpty", "exclude_senders: ['']",
                "12:27: entities[0].addins.MAIL.exclude_senders[0]:", "an empty text",
                "an e-mail address"},
        Mistake{"SenderX500", "exclude_senders: [/O=X/CN=Y]",
                "12:27: entities[0].addins.MAIL.exclude_senders[0]:", "a text",
                "an e-mail address"},
        Mistake{"DomainIsAddress", "exclude_domains: [a@b.ch]",
                "12:27: entities[0].addins.MAIL.exclude_domains[0]:", "a text of 6",
                "addresses belong into exclude_senders"},
        Mistake{"DomainWithAt", "exclude_domains: ['@b.ch']",
                "12:27: entities[0].addins.MAIL.exclude_domains[0]:", "a text of 5",
                "without the @"},
        Mistake{"DomainStarInside", "exclude_domains: ['a*.ch']",
                "12:27: entities[0].addins.MAIL.exclude_domains[0]:", "a text", "a domain"},
        Mistake{"DomainDotsOnly", "exclude_domains: ['*.']",
                "12:27: entities[0].addins.MAIL.exclude_domains[0]:", "a text", "a domain"},
        Mistake{"DomainWithSpace", "exclude_domains: ['b c.ch']",
                "12:27: entities[0].addins.MAIL.exclude_domains[0]:", "a text", "a domain"},
        Mistake{"FolderNumber", "exclude_folders: [2024]",
                "12:27: entities[0].addins.MAIL.exclude_folders[0]:", "the number 2024", "quotes"},
        Mistake{"FolderEmpty", "exclude_folders: ['']",
                "12:27: entities[0].addins.MAIL.exclude_folders[0]:", "an empty text", "not empty"},
        Mistake{"WellKnown", "exclude_well_known: [sentitem]",
                "12:30: entities[0].addins.MAIL.exclude_well_known[0]:", "\"sentitem\"",
                "did you mean \"sentitems\"?"},
        Mistake{"SwitchText", "ignore_internal: yes",
                "12:26: entities[0].addins.MAIL.ignore_internal:", "\"yes\"", "true or false"},
        Mistake{"SwitchNumber", "ignore_internal: 1",
                "12:26: entities[0].addins.MAIL.ignore_internal:", "the number 1", "true or false"},
        Mistake{"SwitchNothing", "ignore_internal:",
                "13:1: entities[0].addins.MAIL.ignore_internal:", "nothing", "true or false"},
        Mistake{"Group", "domain_groups: [a.ch]", "", "a text", "a list"},
        Mistake{"GroupEntry", "domain_groups: [['*.a.ch']]",
                "12:26: entities[0].addins.MAIL.domain_groups[0][0]:", "a text", "a domain"},
        Mistake{"Marker", "marker: flag", "12:17: entities[0].addins.MAIL.marker:", "\"flag\"",
                "category or none"},
        Mistake{"MarkCopies", "mark_copies: none",
                "12:22: entities[0].addins.MAIL.mark_copies:", "\"none\"", "collected or all"},
        Mistake{"SenderMatch", "sender_match: sender",
                "12:23: entities[0].addins.MAIL.sender_match:", "\"sender\"", "from or any"},
        Mistake{"PollTooOften", "poll_every: 1s",
                "12:21: entities[0].addins.MAIL.poll_every:", "\"1s\"", "from 10s to 1d"},
        Mistake{"Provider", "provider: 'a b'",
                "12:19: entities[0].addins.MAIL.provider:", "\"a b\"", "letters"},
        Mistake{"R46_AgreementMissing", history_with("agreement: A-17, ", ""),
                "12:18: entities[0].addins.MAIL.history.agreement:", "nothing", "mandatory"},
        Mistake{"R46_ApprovedByMissing", history_with("approved_by: Partner, ", ""),
                "12:18: entities[0].addins.MAIL.history.approved_by:", "nothing", "mandatory"},
        Mistake{"R46_ApprovedOnMissing", history_with("approved_on: 2026-01-31, ", ""),
                "12:18: entities[0].addins.MAIL.history.approved_on:", "nothing", "mandatory"},
        Mistake{"R46_FromMissing", history_with("from: 2025-06-01, ", ""),
                "12:18: entities[0].addins.MAIL.history.from:", "nothing", "mandatory"},
        Mistake{"R46_MaxMissing", history_with(", max_messages: 1000", ""),
                "12:18: entities[0].addins.MAIL.history.max_messages:", "nothing", "mandatory"},
        Mistake{"R46_MaxAboveTheCap", history_with("1000", "50001"), "", "the number 50001",
                "from 1 to 50000"},
        Mistake{"R46_MaxNothing", history_with("1000", "0"), "", "the number 0", "from 1 to 50000"},
        Mistake{"R46_MaxText", history_with("1000", "many"), "", "\"many\"", "a whole number"},
        Mistake{"R46_OlderThanTheCap", history_with("2025-06-01", "2025-01-30"), "",
                "\"2025-01-30\"", "at most 12 months before approved_on"},
        Mistake{"R46_OlderThanTheCapInAnAccount",
                "accounts: {MM: {" + history_with("2025-06-01", "2024-12-31") + "}}", "",
                "\"2024-12-31\"", "at most 12 months"},
        Mistake{"R46_NoDay", history_with("2025-06-01", "2025-02-30"), "", "\"2025-02-30\"",
                "a day that exists"},
        Mistake{"R46_UnknownKey", history_with("agreement", "agrement: x, agreement"), "",
                "an unknown key", "did you mean \"agreement\"?"},
        Mistake{"SectionText", "nothing", "12:9: entities[0].addins.MAIL:", "a text", "a map"}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(MailMistake, R46_TwelveMonthsToTheDayAreAllowed) {
  EXPECT_EQ(errors_with(history_with("2025-06-01", "2025-01-31")), "");
  std::string leap = history_with("2026-01-31", "2028-02-29");
  leap.replace(leap.find("2025-06-01"), 10, "2027-02-28");
  EXPECT_EQ(errors_with(leap), "");
}

TEST(MailMistake, NoAddressIsRepeated) {
  for (const char* keys :
       {"exclude_senders: ['Anna <secret@client.ch>']", "exclude_domains: [secret@client.ch]",
        "public_domains: [secret@client.ch]", "accounts: {MM: {address: secret@client.ch}}",
        "address: secret@client.ch"}) {
    EXPECT_NE(errors_with(keys), "");
    EXPECT_THAT(errors_with(keys), Not(HasSubstr("client"))) << keys;
  }
}

TEST(MailMistake, AllAtOnce) {
  const std::string text = errors_with(
      "ignore_internal: yes\n        foo: 1\n        exclude_senders: [x]\n        marker: y");
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4) << text;
}

TEST(MailMistake, KeysOfThePluginItselfAreItsOwn) {
  EXPECT_EQ(errors_with("plugin: {anything: [1, {a: b}]}"), "");
  EXPECT_THAT(errors_with("plugin: {password: hunter2}"), HasSubstr("a plain-text secret"));
}

TEST(PublicDomains, AreWrittenAsTheyAreCompared) {
  const auto& domains = public_domains();
  EXPECT_GT(domains.size(), 150u);
  for (std::size_t i = 0; i < domains.size(); ++i) {
    if (i > 0) {
      EXPECT_LT(domains[i - 1], domains[i]);
    }
    for (const char c : domains[i])
      EXPECT_TRUE((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-')
          << domains[i];
    EXPECT_NE(domains[i].find('.'), std::string_view::npos);
  }
  for (const auto domain : {"gmx.net", "gmail.com", "bluewin.ch", "outlook.com", "icloud.com"})
    EXPECT_TRUE(std::binary_search(domains.begin(), domains.end(), domain)) << domain;
}

}  // namespace
}  // namespace relais::config
