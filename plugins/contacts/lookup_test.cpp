// Finding copies, through the built plugin's C function with scripted answers.
#include <gtest/gtest.h>

#include <map>

#include "plugins/contacts/testing/contact_json.hpp"
#include "plugins/contacts/testing/driver.hpp"

namespace relais::contacts::testing {
namespace {

using sdk::Life;

/// A mailbox with folders (path below contactFolders -> children) and contacts per folder.
struct Mailbox {
  std::map<std::string, std::vector<std::string>> folders{{"", {}}};
  std::vector<json::object> contacts;
  bool search_works = true;
  bool get_works = true;

  Answer operator()(const Sent& sent) {
    const std::string url = sent.plain_url();
    const std::string path = url.substr(0, url.find('?'));
    const std::string root = "users/user-1/";
    if (path.ends_with("ontactFolders") || path.ends_with("/childFolders")) {
      std::string parent;
      if (path.ends_with("/childFolders"))
        parent = path.substr(root.size() + 15, path.size() - root.size() - 15 - 13);
      json::array children;
      for (const std::string& id : folders[parent]) children.push_back(json::object{{"id", id}});
      return list(children);
    }
    if (path.starts_with(root + "contacts/")) return one(path.substr(root.size() + 9));
    std::string folder = "default";
    if (path.starts_with(root + "contactFolders/"))
      folder = path.substr(root.size() + 15, path.rfind('/') - root.size() - 15);
    return some(url, folder);
  }

  Answer one(const std::string& id) {
    if (get_works)
      for (const json::object& each : contacts)
        if (each.at("id").as_string() == id) return Answer::json(each);
    return Answer::error(404, "ErrorItemNotFound");
  }

  Answer some(const std::string& url, const std::string& folder) {
    const bool search = url.find("$filter=single") != std::string::npos;
    json::array found;
    for (const json::object& each : contacts) {
      if (each.at("parentFolderId").as_string() != folder) continue;
      if (!search)
        found.push_back(each);
      else if (search_works &&
               url.find("eq " + std::to_string(graph::hash_of(graph::key_of(each))) + ")") !=
                   std::string::npos)
        found.push_back(each);
    }
    return list(found);
  }
};

Life state_of(const Looked& looked, std::size_t index) {
  for (const auto& [number, found] : looked.found)
    if (number == index) return found.state;
  ADD_FAILURE() << "ref " << index << " was not answered";
  return Life::gone;
}

TEST(Lookup, ByIdInTheDefaultFolder) {
  Mailbox mailbox;
  mailbox.contacts = {contact("c1", {{"displayName", "x"}}, "k1")};
  ScriptedHost host([&](const Sent& sent) { return mailbox(sent); });
  Driver driver(host.raw());
  const Looked looked = driver.lookup({{"k1", "c1"}});
  ASSERT_EQ(looked.status, Status::ok);
  ASSERT_EQ(looked.found.size(), 1U);
  const sdk::Found& found = looked.found[0].second;
  EXPECT_EQ(found.state, Life::live);
  EXPECT_EQ(found.key, "k1");
  EXPECT_EQ(found.container, "default");
  EXPECT_EQ(found.etag, "W/\"1\"");
  EXPECT_EQ(found.created_at, "2026-01-01T00:00:00Z");
  EXPECT_EQ(found.remote_fingerprint.size(), 40U);
}

TEST(Lookup, InDeletedItemsIsTrashed) {
  Mailbox mailbox;
  mailbox.contacts = {contact("c0"), contact("c1", {}, "k1", "deleteditems")};
  ScriptedHost host([&](const Sent& sent) { return mailbox(sent); });
  Driver driver(host.raw());
  EXPECT_EQ(state_of(driver.lookup({{"k1", "c1"}}), 0), Life::trashed);
  mailbox.contacts.erase(mailbox.contacts.begin());  // now nothing tells the default folder's id
  EXPECT_EQ(state_of(driver.lookup({{"k1", "c1"}}), 0), Life::trashed);
}

TEST(Lookup, ALivingCopyBesideATrashedOneIsReportedToo) {
  Mailbox mailbox;
  mailbox.contacts = {contact("old", {}, "k1", "deleteditems"), contact("new", {}, "k1")};
  ScriptedHost host([&](const Sent& sent) { return mailbox(sent); });
  Driver driver(host.raw());
  const Looked looked = driver.lookup({{"k1", "old"}});
  ASSERT_EQ(looked.found.size(), 2U);
  EXPECT_EQ(looked.found[0].second.state, Life::trashed);
  EXPECT_EQ(looked.found[1].second.state, Life::live);
  EXPECT_EQ(looked.found[1].second.remote_id, "new");
}

TEST(Lookup, InAChildFolderAtAnyDepthIsAlive) {
  Mailbox mailbox;
  mailbox.folders = {{"", {"a", "b"}}, {"a", {"c"}}, {"c", {"d"}}};
  mailbox.contacts = {contact("c1", {}, "k1", "d"), contact("c2", {}, "k2", "b")};
  ScriptedHost host([&](const Sent& sent) { return mailbox(sent); });
  Driver driver(host.raw());
  const Looked looked = driver.lookup({{"k1", "c1"}, {"k2", "c2"}});
  EXPECT_EQ(state_of(looked, 0), Life::live);
  EXPECT_EQ(state_of(looked, 1), Life::live);
  EXPECT_EQ(host.count("GET", "users/user-1/contactFolders?"), 1U);
}

TEST(Lookup, FoldersThatContainThemselvesEnd) {
  Mailbox mailbox;
  mailbox.folders = {{"", {"a"}}, {"a", {"a"}}};
  mailbox.contacts = {contact("c1", {}, "k1", "a")};
  ScriptedHost host([&](const Sent& sent) { return mailbox(sent); });
  Driver driver(host.raw());
  EXPECT_EQ(state_of(driver.lookup({{"k1", "c1"}}), 0), Life::live);
}

TEST(Lookup, AFalse404IsOutvotedByTheListing) {
  Mailbox mailbox;
  mailbox.contacts = {contact("c1", {}, "k1")};
  mailbox.get_works = mailbox.search_works = false;
  ScriptedHost host([&](const Sent& sent) { return mailbox(sent); });
  Driver driver(host.raw());
  const Looked both = driver.lookup({{"k1", "c1"}});
  ASSERT_EQ(both.found.size(), 1U);
  EXPECT_EQ(both.found[0].second.state, Life::live);
  EXPECT_EQ(state_of(driver.lookup({{"", "c1"}}), 0), Life::live);
}

TEST(Lookup, ByKeyInTheMovedToFolder) {
  Mailbox mailbox;
  mailbox.folders = {{"", {"friends"}}};
  mailbox.contacts = {contact("c1", {}, "k1", "friends"), contact("c2", {}, "K1", "friends")};
  ScriptedHost host([&](const Sent& sent) { return mailbox(sent); });
  Driver driver(host.raw());
  const Looked looked = driver.lookup({{"k1", ""}});
  ASSERT_EQ(looked.found.size(), 1U);
  EXPECT_EQ(looked.found[0].second.remote_id, "c1");
  EXPECT_EQ(host.count("GET", "$top=250"), 0U);  // the search found it
}

TEST(Lookup, ASearchThatFindsNothingIsNotBelieved) {
  Mailbox mailbox;
  mailbox.folders = {{"", {"friends"}}};
  mailbox.contacts = {contact("c1", {}, "k1", "friends")};
  mailbox.search_works = false;
  ScriptedHost host([&](const Sent& sent) { return mailbox(sent); });
  Driver driver(host.raw());
  const Looked looked = driver.lookup({{"k1", ""}, {"k2", ""}});
  EXPECT_EQ(state_of(looked, 0), Life::live);
  EXPECT_EQ(state_of(looked, 1), Life::gone);
  EXPECT_EQ(host.count("GET", "$top=250"), 2U);  // one listing for both
}

TEST(Lookup, ASearchThatFailsFallsBackToTheListing) {
  Mailbox mailbox;
  mailbox.contacts = {contact("c1", {}, "k1")};
  ScriptedHost host([&](const Sent& sent) {
    return sent.is("GET", "$filter=single") ? Answer::error(500, "ErrorInternalServerError")
                                            : mailbox(sent);
  });
  Driver driver(host.raw());
  EXPECT_EQ(state_of(driver.lookup({{"k1", ""}}), 0), Life::live);
}

TEST(Lookup, AllTwinsAreReported) {
  Mailbox mailbox;
  mailbox.folders = {{"", {"friends"}}};
  mailbox.contacts = {contact("c1", {}, "k1"), contact("c2", {}, "k1"),
                      contact("c3", {}, "k1", "friends"), contact("c4", {}, "k2")};
  for (const bool search : {true, false}) {
    mailbox.search_works = search;
    ScriptedHost host([&](const Sent& sent) { return mailbox(sent); });
    Driver driver(host.raw());
    EXPECT_EQ(driver.lookup({{"k1", ""}}).found.size(), 3U) << search;
  }
}

TEST(Lookup, ManyKeysShareOneListing) {
  Mailbox mailbox;
  std::vector<std::pair<std::string, std::string>> refs;
  for (int i = 0; i < 64; ++i) {
    mailbox.contacts.push_back(contact("c" + std::to_string(i), {}, "k" + std::to_string(i)));
    refs.emplace_back("k" + std::to_string(i), "");
  }
  ScriptedHost host([&](const Sent& sent) { return mailbox(sent); });
  Driver driver(host.raw());
  const Looked looked = driver.lookup(refs);
  EXPECT_EQ(looked.found.size(), 64U);
  EXPECT_LE(host.sent.size(), 4U);
}

TEST(Lookup, GoneIsSaidOnlyAfterACompleteListing) {
  for (const Answer& answer :
       {Answer::error(404, "ErrorItemNotFound"), Answer{.body = "{"}, Answer{.body = "<html>"},
        Answer::none(Status::transient), Answer{.body = R"({"value":[{"id":1}]})"}}) {
    Mailbox mailbox;
    ScriptedHost host(
        [&](const Sent& sent) { return sent.is("GET", "$top=250") ? answer : mailbox(sent); });
    Driver driver(host.raw());
    const Looked looked = driver.lookup({{"k1", "c1"}});
    EXPECT_EQ(looked.status, Status::transient);
    EXPECT_TRUE(looked.found.empty());
  }
}

TEST(Lookup, AForeignContactIsReportedWithoutAKey) {
  Mailbox mailbox;
  mailbox.contacts = {contact("c1")};
  ScriptedHost host([&](const Sent& sent) { return mailbox(sent); });
  Driver driver(host.raw());
  const Looked looked = driver.lookup({{"k1", "c1"}});
  ASSERT_EQ(looked.found.size(), 1U);
  EXPECT_EQ(looked.found[0].second.key, "");
}

TEST(Inventory, EveryKeyInEveryFolderAndNothingElse) {
  Mailbox mailbox;
  mailbox.folders = {{"", {"friends"}}};
  mailbox.contacts = {contact("c1", {}, "k1"), contact("c2"), contact("c3", {}, "k3", "friends"),
                      contact("c4", {}, "k4", "deleteditems")};
  mailbox.search_works = false;
  ScriptedHost host([&](const Sent& sent) { return mailbox(sent); });
  Driver driver(host.raw());
  const Looked all = driver.inventory();
  ASSERT_EQ(all.status, Status::ok);
  ASSERT_EQ(all.found.size(), 2U);
  EXPECT_EQ(all.found[0].second.key, "k1");
  EXPECT_EQ(all.found[1].second.key, "k3");
}

}  // namespace
}  // namespace relais::contacts::testing
