#include "engine/cli/testing.hpp"

namespace relais::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class HandlerVerbs : public testing::CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    make_firm();
  }
  json::object handler(const std::string& code) {
    const auto document = relais_json({"handler", "list"});
    for (const auto& one : document.at("handlers").as_array())
      if (one.at("code").as_string() == json::string_view(code)) return one.as_object();
    ADD_FAILURE() << code;
    return {};
  }
};

TEST_F(HandlerVerbs, ListShowsCodesAndNoNames) {
  const auto answer = relais({"handler", "list"});
  EXPECT_EQ(answer.exit, 0);
  for (const char* text : {"zurich", "geneva", "MM", "PG", "not linked"})
    EXPECT_THAT(answer.out, HasSubstr(text));
  EXPECT_THAT(answer.out, Not(HasSubstr("Zgraggen")));
  EXPECT_THAT(relais({"handler", "list", "--entity", "geneva"}).out, Not(HasSubstr("MM")));
}

TEST_F(HandlerVerbs, R16_LinkAndUnlink) {
  const auto linked = relais({"handler", "link", "MM", " MM@Firm.Example "});
  EXPECT_EQ(linked.exit, 0) << linked.err;
  EXPECT_THAT(linked.err, HasSubstr("relais handler set MM --addresses on"));
  const auto links = handler("MM").at("links").as_array();
  ASSERT_EQ(links.size(), 1U);
  EXPECT_EQ(links[0].at("address"), "mm@firm.example");
  EXPECT_EQ(links[0].at("resolved"), false);
  EXPECT_EQ(relais_json({"handler", "link", "MM", "mm@firm.example"}).at("changed"), false);

  EXPECT_EQ(relais_json({"handler", "unlink", "MM"}).at("changed"), true);
  EXPECT_TRUE(handler("MM").at("links").as_array().empty());
  EXPECT_EQ(relais({"handler", "unlink", "MM"}).exit, 0) << "is idempotent";
}

TEST_F(HandlerVerbs, R17_AnAddressBelongsToOneHandlerOfAnEntity) {
  ASSERT_EQ(relais({"handler", "link", "MM", "x@firm.example"}).exit, 0);
  const auto answer = relais({"handler", "link", "AF", "x@firm.example"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("h1"));
  EXPECT_THAT(answer.err, Not(HasSubstr("x@firm.example")));
}

TEST_F(HandlerVerbs, R17_AddressesAreComparedTrimmedFoldedAndAsPunycode) {
  ASSERT_EQ(relais({"handler", "link", "MM", " MM@Müller-Recht.CH\t"}).exit, 0);
  EXPECT_EQ(handler("MM").at("links").at(0).at("address"), "mm@xn--mller-recht-thb.ch");
  EXPECT_EQ(relais_json({"handler", "link", "MM", "mm@XN--mller-recht-thb.ch"}).at("changed"),
            false);
  EXPECT_EQ(relais({"handler", "link", "AF", "mm@müller-recht.ch"}).exit, 2);
  EXPECT_EQ(relais({"handler", "link", "PG", "mm@müller-recht.ch"}).exit, 0) << "unique per entity";
  // Practice software writes as its users type.
  sql("UPDATE handler_link SET address = 'MM@Müller-Recht.ch' WHERE handler_id = 'h1'");
  EXPECT_EQ(relais({"handler", "link", "AF", "mm@xn--mller-recht-thb.ch"}).exit, 2);
}

TEST_F(HandlerVerbs, R17_AnAddressIsLookedUpOnceAndItsPrimaryAddressIsShown) {
  ASSERT_EQ(relais({"handler", "link", "MM", "mm@firm.example"}).exit, 0);
  sql("UPDATE handler_link SET user_id = 'u1', primary_address = 'MM@Firm.example'");
  EXPECT_THAT(relais({"handler", "list"}).out, Not(HasSubstr("yes, as")));
  sql("UPDATE handler_link SET primary_address = 'max.muster@firm.example'");
  EXPECT_THAT(relais({"handler", "list"}).out, HasSubstr("yes, as max.muster@firm.example"));
  EXPECT_EQ(handler("MM").at("links").at(0).at("primary_address"), "max.muster@firm.example");
  ASSERT_EQ(relais({"handler", "link", "MM", "MM@firm.example"}).exit, 0);
  EXPECT_EQ(handler("MM").at("links").at(0).at("resolved"), true) << "the same address";
  ASSERT_EQ(relais({"handler", "link", "MM", "other@firm.example"}).exit, 0);
  EXPECT_EQ(handler("MM").at("links").at(0).at("resolved"), false);
  EXPECT_TRUE(handler("MM").at("links").at(0).at("primary_address").is_null());
}

TEST_F(HandlerVerbs, R9_LinksMayComeBeforeTheirConnection) {
  const auto answer = relais({"handler", "link", "MM", "x@firm.example", "--connection", "clio"});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_THAT(answer.err, HasSubstr("no connection clio yet"));
}

TEST_F(HandlerVerbs, WhatIsNoAddressIsRefused) {
  for (const char* address : {"", "mm", "@firm.example", "mm@", "a@b@c"})
    EXPECT_EQ(relais({"handler", "link", "MM", address}).exit, 2) << address;
}

TEST_F(HandlerVerbs, R50_SwitchesAreSetOneByOne) {
  const auto answer =
      relais({"handler", "set", "MM", "--addresses", "on", "--calendar-items", "on"});
  EXPECT_EQ(answer.exit, 0);
  EXPECT_THAT(answer.out, HasSubstr("addresses on, calendar items on, deadlines on*"));
  EXPECT_THAT(answer.err, HasSubstr("not linked"));
  ASSERT_EQ(relais({"handler", "set", "MM", "--reminders", "off", "--deadlines", "on"}).exit, 0);
  auto switches = handler("MM").at("switches").as_object();
  EXPECT_EQ(switches.at("addresses"), true);
  EXPECT_EQ(switches.at("reminders"), false);
  EXPECT_EQ(switches.at("appointments"), "inherit");

  ASSERT_EQ(relais({"handler", "set", "MM", "--deadlines", "inherit"}).exit, 0);
  switches = handler("MM").at("switches").as_object();
  EXPECT_EQ(switches.at("deadlines"), "inherit");
  EXPECT_EQ(switches.at("reminders"), false) << "another switch stays as it was";
}

TEST_F(HandlerVerbs, BadSwitchesAreRefused) {
  EXPECT_EQ(relais({"handler", "set", "MM"}).exit, 2);
  EXPECT_EQ(relais({"handler", "set", "MM", "--addresses", "yes"}).exit, 2);
  EXPECT_EQ(relais({"handler", "set", "MM", "--addresses", "inherit"}).exit, 2);
  EXPECT_EQ(handler("MM").at("switches").at("addresses"), false);
}

TEST_F(HandlerVerbs, AnUnknownCodeOrEntityIsToldWithTheNearest) {
  const auto answer = relais({"handler", "set", "NM", "--addresses", "on"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("did you mean \"MM\"?"));
  EXPECT_THAT(relais({"handler", "set", "mm", "--addresses", "on"}).err,
              HasSubstr("did you mean \"MM\"?"))
      << "codes are told apart by their case";
  EXPECT_THAT(relais({"handler", "list", "--entity", "zurch"}).err,
              HasSubstr("did you mean \"zurich\"?"));
  EXPECT_EQ(relais({"handler", "link", "PG", "x@firm.example", "--entity", "zurich"}).exit, 2);
}

TEST_F(HandlerVerbs, ACodeOfTwoEntitiesNeedsTheEntity) {
  sql("INSERT INTO handler(id, entity_id, code, given_name, surname, role) "
      "VALUES('h8', 'geneva', 'MM', 'M', 'M', 'lawyer')");
  const auto answer = relais({"handler", "link", "MM", "x@firm.example"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("--entity"));
  EXPECT_EQ(relais({"handler", "link", "MM", "x@firm.example", "--entity", "geneva"}).exit, 0);
}

TEST_F(HandlerVerbs, AStoreThatIsNotThereIsTold) {
  std::filesystem::remove(dir_ / "practice.db");
  const auto answer = relais({"handler", "list"});
  EXPECT_EQ(answer.exit, 2);
  EXPECT_THAT(answer.err, HasSubstr("relais init"));
}

class AddressVerbs : public HandlerVerbs {};

TEST_F(AddressVerbs, R59_MarkAndUnmarkCount) {
  auto document = relais_json({"address", "mark", "a1", "a2", "a1", "--handler", "MM"});
  EXPECT_EQ(document.at("added"), 2);
  EXPECT_EQ(document.at("already"), 0);
  document = relais_json({"address", "mark", "a2", "a3", "--handler", "MM"});
  EXPECT_EQ(document.at("added"), 1);
  EXPECT_EQ(document.at("already"), 1);
  document = relais_json({"address", "unmark", "a2", "--handler", "MM"});
  EXPECT_EQ(document.at("removed"), 1);
  document = relais_json({"address", "unmark", "a2", "--handler", "MM"});
  EXPECT_EQ(document.at("removed"), 0);
  EXPECT_EQ(document.at("not_marked"), 1);
  EXPECT_EQ(document.at("exit"), 0);
}

TEST_F(AddressVerbs, UnknownIdsFailTheCallButNotTheOthers) {
  const auto answer = relais({"address", "mark", "a1", "nobody", "g1", "--handler", "MM"});
  EXPECT_EQ(answer.exit, 1);
  EXPECT_THAT(answer.out, HasSubstr("1 added"));
  EXPECT_THAT(answer.err, HasSubstr("2 ids are unknown"));
}

TEST_F(AddressVerbs, R58_IdsComeFromAFileOrStandardInput) {
  const auto file = write("ids.csv", "\xef\xbb\xbfid;name\r\n\"a1\";x\r\n\r\na2;y\r\n");
  EXPECT_EQ(
      relais_json({"address", "mark", "--from", file.string(), "--handler", "MM"}).at("added"), 2);
  const auto answer = relais({"address", "mark", "--from", "-", "--handler", "AF"}, "a3\na1\n");
  EXPECT_EQ(answer.exit, 0);
  EXPECT_THAT(answer.out, HasSubstr("2 added"));
}

TEST_F(AddressVerbs, R58_TheIdsOfAnExportAreFoundInTheirColumn) {
  const auto file = write("export.csv", "name;city;id\r\nKeller, Max;Bern;a1\r\n;;\r\nx;y;a3\r\n");
  EXPECT_EQ(
      relais_json({"address", "mark", "--from", file.string(), "--handler", "MM"}).at("added"), 2);
}

TEST_F(AddressVerbs, R58_SeveralHandlersAtOnce) {
  auto document = relais_json({"address", "mark", "a1", "a2", "--handler", "MM, AF,MM"});
  EXPECT_EQ(document.at("added"), 4);
  EXPECT_EQ(document.at("handler"), "MM,AF");
  EXPECT_EQ(document.at("handlers").as_array().size(), 2U);
  EXPECT_EQ(document.at("handlers").at(1).at("handler"), "AF");
  EXPECT_EQ(document.at("handlers").at(1).at("added"), 2);
  ASSERT_EQ(relais({"address", "unmark", "a1", "--handler", "AF"}).exit, 0);
  document = relais_json({"address", "mark", "a1", "a2", "--handler", "MM,AF"});
  EXPECT_EQ(document.at("added"), 1);
  EXPECT_EQ(document.at("already"), 3);
  document = relais_json({"address", "mark", "nobody", "--handler", "MM,AF"});
  EXPECT_EQ(document.at("unknown"), 1) << "the same id, whoever it is for";
  EXPECT_EQ(relais({"address", "mark", "a1", "--handler", "MM,PG"}).exit, 2) << "two entities";
  EXPECT_EQ(relais({"address", "mark", "a1", "--handler", "MM,XX"}).exit, 2);
  EXPECT_EQ(relais({"address", "mark", "a1", "--handler", ","}).exit, 2);
  EXPECT_EQ(relais_json({"address", "unmark", "a1", "--handler", "AF"}).at("removed"), 1)
      << "a call that is refused marks nothing; this is the mark from before";
}

TEST_F(AddressVerbs, R58_AQueryInsteadOfIds) {
  sql("INSERT INTO address_category VALUES('a1', 'client'), ('a3', 'client'), ('g1', 'client');"
      "INSERT INTO case_file(id, entity_id, number, title, client_address_id) "
      "VALUES('c1', 'zurich', 'MUS/24/17', 'x', 'a1');"
      "INSERT INTO case_party VALUES('c1', 'a2', 'opponent')");
  const auto mark = [&](std::vector<std::string> query) {
    query.insert(query.begin(), {"address", "mark", "--handler", "MM"});
    return relais_json(query);
  };
  EXPECT_EQ(mark({"--category", "client"}).at("added"), 2);
  auto document = mark({"--case", "MUS/24/17"});
  EXPECT_EQ(document.at("added"), 1);
  EXPECT_EQ(document.at("already"), 1);
  EXPECT_EQ(mark({"--kind", "company", "--category", "client"}).at("already"), 1);
  EXPECT_THAT(relais({"address", "mark", "--handler", "MM", "--category", "none"}).err,
              HasSubstr("no address is as asked for"));
  document = relais_json({"address", "unmark", "--handler", "MM", "--category", "client"});
  EXPECT_EQ(document.at("removed"), 2);
  EXPECT_EQ(document.at("unknown"), 0);
}

TEST_F(AddressVerbs, AQueryThatIsNoneIsRefused) {
  for (const auto& query : std::vector<std::vector<std::string>>{{"--category", " "},
                                                                 {"--kind", "dog"},
                                                                 {"--case", "none"},
                                                                 {"--case", ""},
                                                                 {"a1", "--kind", "person"}}) {
    std::vector<std::string> words{"address", "mark", "--handler", "MM"};
    words.insert(words.end(), query.begin(), query.end());
    EXPECT_EQ(relais(words).exit, 2) << query.back();
  }
  EXPECT_EQ(relais_json({"address", "unmark", "a1", "--handler", "MM"}).at("not_marked"), 1);
}

TEST_F(AddressVerbs, MarksSayWhoMadeThem) {
  ASSERT_EQ(relais({"address", "mark", "a1", "--handler", "MM"}).exit, 0);
  store::testing::PracticeSoftware reader((dir_ / "practice.db").string());
  const auto rows = reader.rows("SELECT marked_by FROM address_sync_mark");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_NE(rows[0], "-");
  EXPECT_NE(rows[0], "");
}

TEST_F(AddressVerbs, WrongUseIsRefused) {
  EXPECT_EQ(relais({"address", "mark", "a1"}).exit, 2) << "for whom";
  EXPECT_EQ(relais({"address", "mark", "--handler", "MM"}).exit, 2) << "which";
  EXPECT_EQ(relais({"address", "mark", "--handler", "XX", "a1"}).exit, 2);
  EXPECT_EQ(relais({"address", "mark", "--handler", "MM", "--from", "/nonexistent"}).exit, 2);
  EXPECT_EQ(relais({"address", "mark", "--handler", "MM", "--from", dir_.string()}).exit, 2);
}

TEST_F(AddressVerbs, AnEmptyListIsNoMistake) {
  EXPECT_EQ(relais({"address", "mark", "--handler", "MM", "--from", "-"}, "").exit, 0);
}

}  // namespace
}  // namespace relais::cli
