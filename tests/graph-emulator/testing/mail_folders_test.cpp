#include "tests/graph-emulator/testing/mail_fixture.hpp"

namespace relais::emulator::testing {
namespace {

using MailFolders = MailGraph;

const json::object* named(const json::array& folders, std::string_view name) {
  for (const json::value& folder : folders)
    if (string_at(folder.as_object(), "displayName") == name) return &folder.get_object();
  return nullptr;
}

TEST_F(MailFolders, TheTopLevelComesInPagesOfTenAndHasNoDeeperFolders) {
  make_folder("Clients");
  make_folder("Deep", "inbox");
  EXPECT_EQ(get("/mailFolders").value().size(), 10U);
  const json::array all = everything("/mailFolders");
  EXPECT_GT(all.size(), 10U);
  EXPECT_EQ(named(all, "Deep"), nullptr);
  ASSERT_NE(named(all, "Inbox"), nullptr);
  EXPECT_EQ(named(all, "Inbox")->at("childFolderCount").as_int64(), 1);
  const json::array below = get("/mailFolders/inbox/childFolders").value();
  ASSERT_EQ(below.size(), 1U);
  EXPECT_EQ(string_at(below[0].as_object(), "parentFolderId"), folder_id("inbox"));
}

TEST_F(MailFolders, SearchFoldersAreAmongThemAndSayWhatTheyAre) {
  const json::array all = everything("/mailFolders");
  ASSERT_NE(named(all, "Unread Mail"), nullptr);
  EXPECT_EQ(string_at(*named(all, "Unread Mail"), "@odata.type"),
            "#microsoft.graph.mailSearchFolder");
  const std::string unread = deliver();
  deliver({.set = {{"isRead", true}}});
  const std::string id(string_at(*named(all, "Unread Mail"), "id"));
  EXPECT_EQ(ids_of(get("/mailFolders/" + id + "/messages").value()),
            std::vector<std::string>{unread});
  EXPECT_EQ(get(delta_of(id)).status, 400);
}

TEST_F(MailFolders, HiddenOnesAreShownOnlyIfAskedFor) {
  EXPECT_EQ(named(everything("/mailFolders?$top=100"), "Conversation Action Settings"), nullptr);
  const json::array all = everything("/mailFolders?includeHiddenFolders=true&$top=3");
  ASSERT_NE(named(all, "Conversation Action Settings"), nullptr);
  EXPECT_TRUE(named(all, "Conversation Action Settings")->at("isHidden").as_bool());
}

TEST_F(MailFolders, WellKnownNamesWorkInEveryLanguageNamesDoNot) {
  const std::string inbox = folder_id("inbox");
  const std::vector<std::pair<std::string, std::string>> languages = {
      {"de", "Posteingang"}, {"fr", "Boîte de réception"}, {"it", "Posta in arrivo"}};
  for (const auto& [language, name] : languages) {
    ASSERT_TRUE(control.mail_language(tenant, user, language));
    EXPECT_EQ(folder_id("inbox"), inbox);
    EXPECT_EQ(get("/mailFolders/inbox").at("displayName"), name);
  }
  EXPECT_EQ(get("/mailFolders/Posteingang").code(), "ErrorInvalidIdMalformed");
  EXPECT_EQ(get("/mailFolders/Inbox").status, 400);
  EXPECT_FALSE(get("/mailFolders/inbox").body().as_object().contains("wellKnownName"));
}

TEST_F(MailFolders, WellKnownOnesThatAMailboxLacksAre404) {
  EXPECT_EQ(get("/mailFolders/clutter").status, 404);
  EXPECT_EQ(get("/mailFolders/clutter").code(), "ErrorFolderNotFound");
  owner({{"do", "create_mail_folder"}, {"name", "Clutter"}, {"well_known", "clutter"}});
  EXPECT_EQ(get("/mailFolders/clutter").status, 200);
  EXPECT_EQ(folder_id("recoverableitemsdeletions").empty(), false);
  EXPECT_EQ(named(everything("/mailFolders"), "Deletions"), nullptr);
}

TEST_F(MailFolders, TheRootIsTheParentOfTheTopLevel) {
  const std::string root = folder_id("msgfolderroot");
  EXPECT_EQ(get("/mailFolders/inbox").at("parentFolderId"), root);
  EXPECT_EQ(get("/mailFolders/" + root + "/childFolders").value(), get("/mailFolders").value());
}

TEST_F(MailFolders, CountsFollowTheMessages) {
  const auto counts = [&] {
    const json::value inbox = get("/mailFolders/inbox").body();
    return std::pair(inbox.at("totalItemCount").as_int64(), inbox.at("unreadItemCount").as_int64());
  };
  const std::string id = deliver();
  deliver();
  EXPECT_EQ(counts(), std::pair(2L, 2L));
  ASSERT_TRUE(control.owner_update_message(tenant, user, id, {{"isRead", true}}));
  EXPECT_EQ(counts(), std::pair(2L, 1L));
  ASSERT_TRUE(control.owner_move_message(tenant, user, id, "archive"));
  EXPECT_EQ(counts(), std::pair(1L, 1L));
}

TEST_F(MailFolders, SelectKnowsTheSchema) {
  const Reply one = get("/mailFolders/inbox?$select=displayName");
  EXPECT_EQ(one.at("displayName"), "Inbox");
  EXPECT_FALSE(one.body().as_object().contains("totalItemCount"));
  EXPECT_EQ(get("/mailFolders?$select=wellKnownName").status, 400);
  EXPECT_EQ(get("/mailFolders?$orderby=displayName").status, 400);
  EXPECT_EQ(get("/mailFolders?$top=0").status, 400);
}

TEST_F(MailFolders, AreMadeRenamedMovedAndDeleted) {
  const Reply made = send("POST", "/mailFolders", json::object{{"displayName", "Clients"}});
  ASSERT_EQ(made.status, 201) << made.text;
  const std::string id = made.at("id");
  EXPECT_EQ(send("POST", "/mailFolders", json::object{{"displayName", "CLIENTS"}}).code(),
            "ErrorFolderExists");
  EXPECT_EQ(send("PATCH", "/mailFolders/" + id, json::object{{"displayName", "People"}}).status,
            200);
  const Reply moved =
      send("POST", "/mailFolders/" + id + "/move", json::object{{"destinationId", "inbox"}});
  EXPECT_EQ(moved.status, 201) << moved.text;
  EXPECT_EQ(moved.at("id"), id);
  EXPECT_EQ(moved.at("parentFolderId"), folder_id("inbox"));
  EXPECT_EQ(send("DELETE", "/mailFolders/" + id).status, 204);
  EXPECT_EQ(get("/mailFolders/" + id).at("parentFolderId"), folder_id("deleteditems"));
}

TEST_F(MailFolders, DistinguishedOnesStay) {
  EXPECT_EQ(send("PATCH", "/mailFolders/inbox", json::object{{"displayName", "X"}}).status, 403);
  EXPECT_EQ(send("DELETE", "/mailFolders/inbox").code(), "ErrorDeleteDistinguishedFolder");
  const std::string id = make_folder("Clients"), below = make_folder("Muster", "Clients");
  EXPECT_EQ(
      send("POST", "/mailFolders/" + id + "/move", json::object{{"destinationId", below}}).status,
      400);
}

TEST_F(MailFolders, AFolderIsDeletedOnlyIfItsNameIsFreeInDeletedItems) {
  const std::string first = make_folder("Clients");
  EXPECT_EQ(send("DELETE", "/mailFolders/" + first).status, 204);
  EXPECT_EQ(send("DELETE", "/mailFolders/" + make_folder("Clients")).status, 409);
}

TEST_F(MailFolders, DeltaTellsAllLevelsAndWhatBecomesOfThem) {
  const std::string parent = make_folder("Clients"), child = make_folder("Muster", "Clients");
  const Round first = follow("/mailFolders/delta?$select=displayName,parentFolderId");
  const auto has = [](const Round& round, const std::string& id) {
    return std::any_of(round.items.begin(), round.items.end(),
                       [&](const auto& item) { return string_at(item, "id") == id; });
  };
  EXPECT_GT(first.pages, 1);
  EXPECT_TRUE(has(first, parent));
  EXPECT_TRUE(has(first, child));
  ASSERT_TRUE(control.owner_rename_mail_folder(tenant, user, parent, "People"));
  owner({{"do", "purge_mail_folder"}, {"folder", child}});
  const Round second = follow(first.delta_link);
  ASSERT_EQ(second.items.size(), 2U);
  EXPECT_EQ(string_at(second.items[0], "displayName"), "People");
  EXPECT_EQ(reason(second.items[1]), "deleted");
  ASSERT_TRUE(control.expire_sync_states(tenant, user));
  EXPECT_EQ(get(second.delta_link).code(), "SyncStateNotFound");
  EXPECT_EQ(get(second.delta_link + "&$top=5").status, 400);
}

TEST_F(MailFolders, AnIdThatIsNoneIs400AForeignOne404) {
  EXPECT_EQ(get("/mailFolders/nonsense").code(), "ErrorInvalidIdMalformed");
  EXPECT_EQ(get("/mailFolders/" + std::string(120, 'A')).code(), "ErrorFolderNotFound");
  EXPECT_EQ(get("/mailFolders/inbox/childFolders/" + folder_id("drafts")).status, 404);
}

}  // namespace
}  // namespace relais::emulator::testing
