#include "plugins/contacts/shown.hpp"

#include <gtest/gtest.h>

#include "plugins/contacts/render.hpp"
#include "plugins/graph/extended.hpp"
#include "plugins/graph/fence.hpp"

namespace relais::contacts {
namespace {

namespace json = boost::json;

Settings shown_settings(std::string category = {}) {
  Settings made;
  made.language = "de";
  made.mailbox = "user-1";
  made.category = std::move(category);
  made.birthday = true;
  return made;
}

Document document(const Settings& with = shown_settings()) {
  return render(read_address(R"({"kind":"person","given_name":"Anna","surname":"Müller",
      "birthday":"1980-05-01","street":"Bahnhofstrasse","house_no":"12","po_box":"Postfach 123",
      "city":"Zürich","country":"CH","contact_points":[
        {"slot":1,"type":"phone_b","value":"+41 44 123 45 67"},
        {"slot":2,"type":"email_b","value":"Anna@example.ch"},
        {"slot":3,"type":"fax","value":"+41 44 123 45 68"}]})"),
                with)
      .document;
}

/// What Graph shows after the document was written as it is.
json::object echo(const Document& from) {
  json::object shown = from.fields;
  shown["id"] = "c1";
  shown["personalNotes"] = graph::with_fence("", from.notes);
  shown["categories"] = json::array{json::value("Kunde")};
  if (!from.category.empty()) shown["categories"].get_array().push_back(json::value(from.category));
  return shown;
}

std::string print(const json::object& shown, const Settings& with = shown_settings()) {
  return remote_print(shown, with, Answer::partial);
}

TEST(RemotePrint, OurOwnWriteComesBackEqualInAnotherShape) {
  const json::object sent = echo(document());
  json::object shown = sent;
  shown["personalNotes"] = "--- relais ---\r\nFax: +41 44 123 45 68\r\n--- /relais ---\r\n";
  shown["birthday"] = "1980-05-01T11:59:00Z";
  shown["businessAddress"].get_object()["street"] = "Bahnhofstrasse 12\r\nPostfach 123";
  shown["homeAddress"] = json::object{};
  shown["title"] = "";
  shown["businessPhones"] = json::array{"+41441234567"};
  shown["emailAddresses"] =
      json::array{{{"name", "anna@example.ch"}, {"address", "anna@example.ch"}}};
  shown["displayName"] = "Anna Mu\u0308ller";
  EXPECT_EQ(print(shown), print(sent));
  EXPECT_EQ(print(sent).size(), 40U);
}

TEST(RemotePrint, AWholeAnswerMayLeaveOutWhatIsEmpty) {
  json::object shown = echo(document());
  const std::string before = print(shown);
  shown.erase("title");
  shown.erase("homePhones");
  shown.erase("homeAddress");
  EXPECT_EQ(remote_print(shown, shown_settings(), Answer::whole), before);
}

TEST(RemotePrint, APartialUpdateIsUnknown) {
  const json::object whole = echo(document());
  for (const auto& [name, value] : whole) {
    if (name == "id" || name == "categories") continue;
    json::object partial = whole;
    partial.erase(name);
    EXPECT_EQ(print(partial), "") << name;
  }
}

TEST(RemotePrint, EveryOwnedFieldCounts) {
  const json::object whole = echo(document());
  for (const auto& [name, value] : whole) {
    if (name == "id" || name == "categories") continue;
    json::object edited = whole;
    if (value.is_array())
      edited[name] = json::array{json::value("x")};
    else if (value.is_object())
      edited[name].get_object()["city"] = "elsewhere";
    else
      edited[name] = "--- relais ---\nx\n--- /relais ---";
    if (name == "emailAddresses") edited[name] = {{{"address", "x@y.ch"}}};
    EXPECT_NE(print(edited), print(whole)) << name;
    EXPECT_NE(print(edited), "") << name;
  }
}

TEST(RemotePrint, TheOwnersOwnThingsDoNotCount) {
  const json::object whole = echo(document());
  json::object edited = whole;
  edited["personalNotes"] = "my words\n\n" + std::string(whole.at("personalNotes").as_string());
  edited["categories"] = {"Golf", "Kunde"};
  edited["nickName"] = "Anni";
  edited["otherAddress"] = json::object{{"city", "Bern"}};
  EXPECT_EQ(print(edited), print(whole));
}

TEST(RemotePrint, OurCategoryCountsWhereverItStands) {
  const Settings with = shown_settings("Kanzlei");
  json::object shown = echo(document(with));
  const std::string there = print(shown, with);
  shown["categories"] = {"Kanzlei", "Kunde"};
  EXPECT_EQ(print(shown, with), there);
  shown["categories"] = {"Kunde"};
  EXPECT_NE(print(shown, with), there);
  shown.erase("categories");
  EXPECT_EQ(print(shown, with), "");
}

TEST(RemotePrint, WrongTypesAreUnknown) {
  const json::object whole = echo(document());
  for (const auto& [name, value] : whole) {
    if (name == "id" || name == "categories") continue;
    json::object broken = whole;
    broken[name] = 5;
    EXPECT_EQ(remote_print(broken, shown_settings(), Answer::whole), "") << name;
  }
  json::object broken = whole;
  broken["emailAddresses"] = {1, nullptr};
  EXPECT_EQ(print(broken), "");
}

TEST(CarriedPrint, IsDoubtedIfTheMergedPartContradictsIt) {
  const Settings with = shown_settings("Kanzlei");
  const Document written = document(with);
  json::object shown = echo(written);
  shown["singleValueExtendedProperties"] =
      graph::stamp("key", graph::Tag::contact, written_print(written));
  EXPECT_EQ(carried_print(shown, with), written_print(written));

  json::object half = shown;
  half["personalNotes"] = "";
  EXPECT_EQ(carried_print(half, with), "");
  half = shown;
  half["categories"] = json::array{};
  EXPECT_EQ(carried_print(half, with), "");
}

TEST(Merge, ChangesOnlyWhatIsNotThere) {
  const Settings with = shown_settings("Kanzlei");
  const Document wanted = document(with);
  EXPECT_TRUE(merge(merged_of(echo(wanted)), wanted).empty());

  json::object there{{"personalNotes", "mine"}, {"categories", {"Golf"}}};
  const json::object change = merge(merged_of(there), wanted);
  EXPECT_EQ(change.at("personalNotes"),
            json::value("mine\n\n" + graph::with_fence("", wanted.notes)));
  EXPECT_EQ(change.at("categories"), (json::value{"Golf", "Kanzlei"}));
}

TEST(Merge, AnEmptyBlockIsTakenAway) {
  Document wanted = document();
  json::object there = echo(wanted);
  there["personalNotes"] = "mine\n\n" + std::string(there["personalNotes"].as_string());
  wanted.notes.clear();
  EXPECT_EQ(merge(merged_of(there), wanted).at("personalNotes"), "mine");
}

}  // namespace
}  // namespace relais::contacts
