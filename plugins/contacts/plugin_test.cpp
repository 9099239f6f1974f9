// The plugin as the engine meets it: manifest, sessions, folders, connection test.
#include <gtest/gtest.h>

#include "plugins/contacts/testing/contact_json.hpp"
#include "plugins/contacts/testing/driver.hpp"

namespace relais::contacts::testing {
namespace {

TEST(Plugin, DescribesItself) {
  const relais_plugin& plugin = contacts_plugin();
  EXPECT_EQ(plugin.abi_major, RELAIS_ABI_MAJOR);
  const json::object manifest = json::parse(std::string(sdk::view(plugin.manifest))).as_object();
  EXPECT_EQ(manifest.at("id"), "org.relais.contacts");
  EXPECT_EQ(manifest.at("addin"), "A04");
  EXPECT_EQ(manifest.at("exports").at(0).at("container").at("contacts"), "folder");
  EXPECT_EQ(manifest.at("permissions").at(0).at("role"), "Contacts.ReadWrite");
  EXPECT_EQ(plugin.extension(sdk::borrow("relais.collect/1")), nullptr);
}

TEST(Plugin, OpensOnlyWithAMailboxAndWithoutARequest) {
  ScriptedHost host([](const Sent&) { return Answer{}; });
  EXPECT_EQ(Driver(host.raw()).opened(), Status::ok);
  EXPECT_EQ(Driver(host.raw(), "{}", R"({"language":"de"})").opened(), Status::config);
  EXPECT_EQ(Driver(host.raw(), "{}", "{").opened(), Status::config);
  EXPECT_EQ(Driver(host.raw(), "[").opened(), Status::config);
  EXPECT_TRUE(host.sent.empty());
}

TEST(Plugin, RendersOneDocumentAndItsDegradations) {
  ScriptedHost host([](const Sent&) { return Answer{}; });
  Driver driver(host.raw());
  const auto [status, documents] = driver.render(item_with_fax);
  ASSERT_EQ(status, Status::ok);
  ASSERT_EQ(documents.size(), 1U);
  EXPECT_EQ(documents[0].part, "");
  EXPECT_EQ(documents[0].degraded, R"([{"field":"fax","reason":"notes"}])");
  EXPECT_EQ(driver.render(plain_item).second.at(0).degraded, "");
  EXPECT_EQ(driver.render("{").first, Status::item);
  driver.aim("calendar");
  EXPECT_EQ(driver.render(plain_item).first, Status::unsupported);
  EXPECT_TRUE(host.sent.empty());
}

TEST(Ensure, TheDefaultFolderNeedsNothing) {
  bool empty = true;
  ScriptedHost host([&](const Sent&) {
    return empty ? list({}) : list({json::object{{"id", "x"}, {"parentFolderId", "default"}}});
  });
  Driver driver(host.raw());
  EXPECT_EQ(driver.ensure("").second.id, "");
  empty = false;
  EXPECT_EQ(driver.ensure("").second.id, "default");
  host.forget();
  EXPECT_EQ(driver.ensure("stored").second.id, "stored");
  EXPECT_TRUE(host.sent.empty());
}

/// Top-level folders by name.
struct TopFolders {
  std::vector<std::pair<std::string, std::string>> folders;  // id, name

  Answer operator()(const Sent& sent) {
    const std::string root = "users/user-1/contactFolders";
    if (sent.method == "POST") {
      folders.emplace_back("made", std::string(sent.json().at("displayName").as_string()));
      return Answer::json(json::object{{"id", "made"}}, 201);
    }
    if (sent.url.starts_with(root + "/")) {
      for (const auto& [id, name] : folders)
        if (sent.url.starts_with(root + "/" + id + "?"))
          return Answer::json(json::object{{"id", id}, {"displayName", name}});
      return Answer::error(404, "ErrorItemNotFound");
    }
    // One folder per page: next links must be followed.
    const std::size_t page = sent.url.starts_with("page") ? std::stoul(sent.url.substr(4)) : 0;
    if (page >= folders.size()) return list({});
    return list({json::object{{"id", folders[page].first}, {"displayName", folders[page].second}}},
                "page" + std::to_string(page + 1));
  }
};

TEST(Ensure, AnOwnFolderIsVerifiedOncePerSession) {
  TopFolders graph{{{"own", "Kanzlei"}}};
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw(), R"({"folder":"Kanzlei"})");
  EXPECT_EQ(driver.ensure("own").second.id, "own");
  EXPECT_EQ(driver.ensure("own").second.id, "own");
  EXPECT_EQ(host.sent.size(), 1U);
}

TEST(Ensure, FindsTheExactNameOnAnyPage) {
  TopFolders graph{{{"a", "kanzlei"}, {"b", "Kanzlei 2"}, {"c", "Kanzlei"}}};
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw(), R"({"folder":"Kanzlei"})");
  const auto [status, container] = driver.ensure("lost");
  EXPECT_EQ(status, Status::ok);
  EXPECT_EQ(container.id, "c");
  EXPECT_FALSE(container.created);
  EXPECT_EQ(host.count("POST"), 0U);
}

TEST(Ensure, CreatesWhatIsMissing) {
  TopFolders graph{{{"a", "Freunde"}}};
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw(), R"({"folder":"Kanzlei"})");
  const auto [status, container] = driver.ensure("");
  EXPECT_EQ(container.id, "made");
  EXPECT_TRUE(container.created);
  EXPECT_EQ(driver.ensure("made").second.id, "made");
  EXPECT_EQ(host.count("POST"), 1U);
}

TEST(Ensure, ALostAnswerIsAnUnknownOutcome) {
  for (const Answer& answer : {Answer{.code = 201, .body = "{"}, Answer::error(503, ""),
                               Answer::none(Status::unknown_outcome)}) {
    ScriptedHost host([&](const Sent& sent) { return sent.method == "POST" ? answer : list({}); });
    Driver driver(host.raw(), R"({"folder":"Kanzlei"})");
    EXPECT_EQ(driver.ensure("").first, Status::unknown_outcome);
    EXPECT_EQ(host.count("POST"), 1U);
  }
}

TEST(Discard, OnlyAnEmptyFolderOfOurs) {
  bool empty = false;
  ScriptedHost host([&](const Sent& sent) {
    if (sent.method == "DELETE") return Answer{.code = 204};
    return empty ? list({}) : list({json::object{{"id", "x"}}});
  });
  Driver driver(host.raw(), R"({"folder":"Kanzlei"})");
  EXPECT_EQ(driver.discard("own"), Status::conflict);
  EXPECT_EQ(host.count("DELETE"), 0U);
  empty = true;
  EXPECT_EQ(driver.discard("own"), Status::ok);
  EXPECT_EQ(host.count("DELETE", "users/user-1/contactFolders/own"), 1U);
  Driver default_folder(host.raw());
  EXPECT_EQ(default_folder.discard("default"), Status::conflict);
}

TEST(Discard, ATakenNameInDeletedItemsIsRenamedFirst) {
  int deletes = 0;
  ScriptedHost host([&](const Sent& sent) {
    if (sent.method == "DELETE")
      return ++deletes == 1 ? Answer::error(409, "ErrorFolderExists") : Answer{.code = 204};
    return sent.method == "PATCH" ? Answer::json(json::object{{"id", "own"}}) : list({});
  });
  Driver driver(host.raw(), R"({"folder":"Kanzlei"})");
  EXPECT_EQ(driver.discard("own"), Status::ok);
  EXPECT_EQ(host.count("PATCH"), 1U);
}

TEST(Check, TellsWhatGraphSaid) {
  ScriptedHost host([](const Sent& sent) {
    return sent.is("GET", "contactFolders")
               ? Answer::error(403, "ErrorAccessDenied", "Access is denied.")
               : list({});
  });
  Driver driver(host.raw(), R"({"folder":"Kanzlei"})");
  const std::vector<sdk::Probe> probes = driver.check();
  ASSERT_EQ(probes.size(), 2U);
  EXPECT_EQ(probes[0].name, "contacts");
  EXPECT_EQ(probes[0].outcome, sdk::Health::ok);
  EXPECT_EQ(probes[1].outcome, sdk::Health::failed);
  EXPECT_EQ(probes[1].http_status, 403);
  EXPECT_EQ(probes[1].code, "ErrorAccessDenied");
  EXPECT_EQ(probes[1].message, "Access is denied.");
  EXPECT_EQ(probes[1].request_id, "request-1");
  EXPECT_EQ(host.sent[0].plain_url(), "users/user-1/contacts?$select=id&$top=1");
}

}  // namespace
}  // namespace relais::contacts::testing
