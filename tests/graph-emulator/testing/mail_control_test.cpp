#include "tests/graph-emulator/testing/mail_fixture.hpp"

namespace relais::emulator::testing {
namespace {

using MailControl = MailGraph;

TEST_F(MailControl, TheStateShowsMessagesFoldersAndCategories) {
  const std::string id = deliver({.subject = "Seen", .body = "Text", .folder = "archive"});
  ASSERT_TRUE(control.fill_mail(tenant, user, 5));
  owner({{"do", "create_category"}, {"name", "Mine"}, {"color", "preset4"}});
  const json::object all = state();
  const json::array& messages = all.at("messages").as_array();
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(id_of(messages[0]), id);
  EXPECT_EQ(messages[0].at("subject"), "Seen");
  EXPECT_EQ(messages[0].at("body"), "Text");
  EXPECT_EQ(messages[0].at("folder"), "Archive");
  EXPECT_EQ(all.at("message_blocks").at(0).at("count").as_int64(), 5);
  EXPECT_EQ(all.at("categories").as_array().back().at("name"), "Mine");
  EXPECT_GT(all.at("mail_folders").as_array().size(), 10U);
}

TEST_F(MailControl, FoldersAreNamedByPathIdOrWellKnownName) {
  make_folder("Clients");
  const std::string deep = make_folder("Muster", "Clients");
  const std::string id = deliver({.folder = "Clients/Muster"});
  EXPECT_EQ(get("/messages/" + id).at("parentFolderId"), deep);
  EXPECT_FALSE(control.owner_move_message(tenant, user, id, "Nowhere"));
  ASSERT_TRUE(control.owner_move_mail_folder(tenant, user, "Clients/Muster"));
  EXPECT_EQ(get("/mailFolders/" + deep).at("parentFolderId"), folder_id("msgfolderroot"));
  ASSERT_TRUE(control.owner_delete_mail_folder(tenant, user, deep));
  EXPECT_EQ(get("/messages/" + id).status, 200);
  owner({{"do", "purge_mail_folder"}, {"folder", deep}});
  EXPECT_EQ(get("/messages/" + id).status, 404);
}

TEST_F(MailControl, MistakesAreErrors) {
  EXPECT_FALSE(control.owner(tenant, user, json::object{{"do", "create_message"}, {"sett", 1}}));
  EXPECT_FALSE(control.deliver(tenant, user, {.received = "yesterday"}));
  EXPECT_FALSE(control.deliver(tenant, user, {.set = {{"unknown", 1}}}));
  EXPECT_FALSE(control.deliver(tenant, user, {.folder = "nowhere"}));
  EXPECT_FALSE(control.mail_language(tenant, user, "rm"));
  EXPECT_FALSE(control.owner_update_message(tenant, user, "x", {{"isRead", true}}));
  EXPECT_FALSE(control.fill_mail(tenant, user, 5, "", "", 0));
}

TEST_F(MailControl, ASeedDocumentCanHoldMail) {
  const char* other = "aaaaaaaa-0000-4000-8000-000000000002";
  ASSERT_TRUE(control.seed(
      {{"tenants",
        {{{"id", tenant},
          {"users",
           {{{"id", other},
             {"language", "de"},
             {"mail_folders", {"Klienten"}},
             {"messages",
              {{{"folder", "Klienten"}, {"set", {{"subject", "S"}, {"from", "a@b.ch"}}}}}},
             {"fill", {{"kind", "message"}, {"count", 3}, {"folder", "inbox"}}}}}}}}}}));
  const auto read = control.state(tenant, other);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->at("messages").at(0).at("folder"), "Klienten");
  EXPECT_EQ(read->at("message_blocks").as_array().size(), 1U);
}

TEST_F(MailControl, HiddenDataOfOwnersStays) {
  const std::string id = deliver({.more = {{"hidden", {{"note", "mine"}}}}});
  EXPECT_EQ(send("PATCH", "/messages/" + id, json::object{{"categories", {"x"}}}).status, 200);
  EXPECT_EQ(state().at("messages").at(0).at("hidden").at("note"), "mine");
  EXPECT_EQ(get("/messages/" + id).text.find("mine"), std::string::npos);
}

}  // namespace
}  // namespace relais::emulator::testing
