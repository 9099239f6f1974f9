// Delta rounds, through the built plugin's C function with scripted answers.
#include <gtest/gtest.h>

#include "plugins/contacts/testing/contact_json.hpp"
#include "plugins/contacts/testing/driver.hpp"

namespace relais::contacts::testing {
namespace {

Answer delta(const json::array& items, const std::string& next, const std::string& last = {}) {
  json::object body{{"value", items}};
  if (!next.empty()) body["@odata.nextLink"] = next;
  if (!last.empty()) body["@odata.deltaLink"] = last;
  return Answer::json(body);
}

TEST(Observe, AFullRoundPageByPage) {
  ScriptedHost host([](const Sent& sent) {
    if (sent.url == "https://g/next") return delta({contact("c2")}, "", "https://g/delta");
    return delta({contact("c1")}, "https://g/next");
  });
  Driver driver(host.raw());
  const Observed seen = driver.observe("default", "", true);
  EXPECT_EQ(seen.status, Status::ok);
  EXPECT_TRUE(seen.complete);
  ASSERT_EQ(seen.upserts.size(), 2U);
  EXPECT_EQ(seen.upserts[0].etag, "W/\"1\"");
  EXPECT_EQ(seen.upserts[0].container, "default");
  EXPECT_EQ(seen.upserts[0].remote_fingerprint.size(), 40U);
  ASSERT_EQ(seen.cursors.size(), 2U);
  EXPECT_TRUE(seen.cursors[0].ends_with(" https://g/next"));
  EXPECT_TRUE(seen.cursors[1].ends_with(" https://g/delta"));

  const std::string first = host.sent[0].plain_url();
  EXPECT_TRUE(first.starts_with(
      "users/user-1/contactFolders/default/contacts/delta?$select=id,parentFolderId,"))
      << first;
  EXPECT_EQ(first.find("$expand"), std::string::npos);
  for (const Sent& sent : host.sent)
    EXPECT_EQ(sent.header("Prefer"), R"(IdType="ImmutableId", odata.maxpagesize=250)");
}

TEST(Observe, GoesOnAtTheCursorWithOneRequest) {
  ScriptedHost host([](const Sent& sent) {
    return sent.url == "https://g/delta?t=%41" ? delta({}, "", "https://g/delta2")
                                               : delta({}, "", "https://g/delta?t=%41");
  });
  Driver driver(host.raw());
  const std::string cursor = driver.observe("default", "", true).cursors.back();
  host.forget();
  const Observed seen = driver.observe("default", cursor, false);
  EXPECT_EQ(seen.status, Status::ok);
  EXPECT_FALSE(seen.complete);
  ASSERT_EQ(host.sent.size(), 1U);
  EXPECT_EQ(host.sent[0].url, "https://g/delta?t=%41");
  EXPECT_TRUE(seen.cursors.back().ends_with("delta2"));
}

TEST(Observe, ACursorOfAnotherFolderOrSelectionIsNotUsed) {
  ScriptedHost host([](const Sent&) { return delta({}, "", "https://g/delta"); });
  Driver driver(host.raw());
  const std::string cursor = driver.observe("default", "", true).cursors.back();
  host.forget();
  EXPECT_EQ(driver.observe("other", cursor, false).status, Status::resync);
  EXPECT_EQ(driver.observe("default", "garbage", false).status, Status::resync);
  Driver birthdays(host.raw(), R"({"birthday":true})");
  EXPECT_EQ(birthdays.observe("default", cursor, false).status, Status::resync);
  EXPECT_TRUE(host.sent.empty());
}

TEST(Observe, RemovalsPartialUpdatesAndDuplicates) {
  json::object partial{{"id", "c2"},
                       {"@odata.etag", "W/\"9\""},
                       {"parentFolderId", "default"},
                       {"displayName", "x"}};
  ScriptedHost host([&](const Sent&) {
    return delta({contact("c1"), partial, contact("c1"),
                  json::object{{"id", "c3"}, {"@removed", {{"reason", "deleted"}}}},
                  contact("c4", {}, {}, "elsewhere")},
                 "", "https://g/delta");
  });
  Driver driver(host.raw());
  const Observed seen = driver.observe("default", "", false);
  EXPECT_EQ(seen.status, Status::ok);
  ASSERT_EQ(seen.upserts.size(), 3U);
  EXPECT_EQ(seen.upserts[1].remote_id, "c2");
  EXPECT_EQ(seen.upserts[1].remote_fingerprint, "");
  EXPECT_EQ(seen.upserts[1].etag, "W/\"9\"");
  EXPECT_EQ(seen.upserts[0].remote_fingerprint, seen.upserts[2].remote_fingerprint);
  EXPECT_EQ(seen.removed, (std::vector<std::string>{"c3", "c4"}));
}

TEST(Observe, AnUnknownDefaultFolderIsFoundThroughItsContacts) {
  bool empty = true;
  ScriptedHost host([&](const Sent& sent) {
    if (sent.is("GET", "/delta")) return delta({}, "", "https://g/delta");
    return empty ? list({}) : list({json::object{{"id", "x"}, {"parentFolderId", "default"}}});
  });
  Driver driver(host.raw());
  const Observed nothing = driver.observe("", "", true);
  EXPECT_EQ(nothing.status, Status::ok);
  EXPECT_TRUE(nothing.complete);
  EXPECT_TRUE(nothing.cursors.empty());
  empty = false;
  host.forget();
  EXPECT_TRUE(driver.observe("", "", true).complete);
  EXPECT_EQ(host.count("GET", "contactFolders/default/contacts/delta"), 1U);
}

TEST(Observe, HostileAnswersEndTheRoundUncompleted) {
  for (const char* body :
       {"", "{", "<html>busy</html>", "[]", R"({"value":5})", R"({"value":[{"id":7}]})",
        R"({"value":[],"@odata.deltaLink":{}})", R"({"value":[]})",
        R"({"value":[{"id":"c1"}],"@odata.nextLink":"https://g/again"})"}) {
    ScriptedHost host([&](const Sent&) { return Answer{.body = body}; });
    Driver driver(host.raw());
    const Observed seen = driver.observe("default", "", true);
    EXPECT_EQ(seen.status, Status::transient) << body;
    EXPECT_FALSE(seen.complete);
    EXPECT_LE(host.sent.size(), 4U);
  }
}

TEST(Observe, ExpiredTokensAskForAResync) {
  ScriptedHost host([](const Sent&) { return Answer::error(410, "SyncStateNotFound"); });
  Driver driver(host.raw());
  EXPECT_EQ(driver.observe("default", "", true).status, Status::resync);
}

TEST(Observe, NotFoundOfADefaultFolderIsLoad) {
  ScriptedHost host([](const Sent&) { return Answer::error(404, "ErrorItemNotFound"); });
  Driver driver(host.raw());
  EXPECT_EQ(driver.observe("default", "", true).status, Status::transient);
}

TEST(Observe, NotFoundOfAnOwnFolderIsCheckedInTheList) {
  bool listed = true;
  ScriptedHost host([&](const Sent& sent) {
    if (sent.is("GET", "/delta")) return Answer::error(404, "ErrorItemNotFound");
    if (sent.is("GET", "childFolders") || sent.is("GET", "/contacts?")) return list({});
    return listed ? list({json::object{{"id", "own"}}}) : list({});
  });
  Driver driver(host.raw(), R"({"folder":"Kanzlei"})");
  EXPECT_EQ(driver.observe("own", "", true).status, Status::transient);
  listed = false;
  EXPECT_EQ(driver.observe("own", "", true).status, Status::not_found);
}

}  // namespace
}  // namespace relais::contacts::testing
