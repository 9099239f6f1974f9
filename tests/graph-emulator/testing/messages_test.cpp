#include "tests/graph-emulator/testing/mail_fixture.hpp"

namespace relais::emulator::testing {
namespace {

using Messages = MailGraph;

TEST_F(Messages, ShowWhatTheSchemaKnows) {
  const std::string id = deliver({.from = "Anna Muster <anna@bluewin.ch>",
                                  .to = {"mm@firm.example", "Bob <bob@firm.example>"},
                                  .cc = {"c@firm.example"},
                                  .subject = "Über \"Fälle\"",
                                  .body = "Guten Tag\nZeile",
                                  .received = "2026-05-01T09:00:00Z"});
  const json::object shown = get("/messages/" + id).body().as_object();
  EXPECT_EQ(shown.at("from").at("emailAddress").at("address"), "anna@bluewin.ch");
  EXPECT_EQ(shown.at("sender").at("emailAddress").at("name"), "Anna Muster");
  EXPECT_EQ(shown.at("toRecipients").as_array().size(), 2U);
  EXPECT_EQ(shown.at("ccRecipients").at(0).at("emailAddress").at("name"), "c@firm.example");
  EXPECT_EQ(shown.at("bccRecipients"), json::array{});
  EXPECT_EQ(shown.at("subject"), "Über \"Fälle\"");
  EXPECT_EQ(shown.at("bodyPreview"), "Guten Tag\r\nZeile");
  EXPECT_EQ(shown.at("body").at("contentType"), "html");
  EXPECT_EQ(shown.at("isRead"), false);
  EXPECT_EQ(shown.at("isDraft"), false);
  EXPECT_EQ(shown.at("hasAttachments"), false);
  EXPECT_EQ(shown.at("categories"), json::array{});
  EXPECT_EQ(shown.at("flag"), (json::object{{"flagStatus", "notFlagged"}}));
  EXPECT_EQ(shown.at("importance"), "normal");
  EXPECT_EQ(string_at(shown, "parentFolderId"), folder_id("inbox"));
  EXPECT_EQ(string_at(shown, "@odata.etag"),
            "W/\"" + std::string(shown.at("changeKey").as_string()) + "\"");
  EXPECT_FALSE(shown.contains("internetMessageHeaders"));
  EXPECT_FALSE(shown.contains("uniqueBody"));
}

TEST_F(Messages, BodiesComeAsTextIfPreferred) {
  const std::string id = deliver({.body = "A < B\n"});
  EXPECT_EQ(prefer("outlook.body-content-type=\"text\"", "/messages/" + id)
                .body()
                .at("body")
                .at("content"),
            "A < B\r\n");
  const Reply html = get("/messages/" + id);
  EXPECT_NE(html.text.find("A &lt; B"), std::string::npos);
  EXPECT_EQ(prefer("outlook.body-content-type=\"rtf\"", "/messages/" + id).status, 400);
}

TEST_F(Messages, HeadersComeOnlyWhenSelectedAndNeverOfSentCopies) {
  const std::string id =
      deliver({.set = {{"internetMessageHeaders", {{{"name", "List-Id"}, {"value", "<news>"}}}}}});
  const Reply reply = get("/messages/" + id + "?$select=internetMessageHeaders");
  EXPECT_EQ(reply.body().at("internetMessageHeaders").at(0).at("name"), "List-Id");
  const std::string sent = deliver({.folder = "sentitems"});
  EXPECT_FALSE(get("/messages/" + sent + "?$select=internetMessageHeaders,subject")
                   .body()
                   .as_object()
                   .contains("internetMessageHeaders"));
}

TEST_F(Messages, FromCanBeMissing) {
  const std::string id = deliver({.from = ""});
  EXPECT_FALSE(get("/messages/" + id).body().as_object().contains("from"));
  EXPECT_FALSE(get("/messages/" + id).body().as_object().contains("sender"));
}

TEST_F(Messages, OtherTypesSayWhatTheyAre) {
  const std::string id = deliver({.more = {{"type", "eventMessageRequest"}}});
  EXPECT_EQ(get("/messages/" + id).at("@odata.type"), "#microsoft.graph.eventMessageRequest");
  EXPECT_EQ(get("/messages/" + deliver()).at("@odata.type"), "");
}

TEST_F(Messages, TheKindOfIdIsAMatterOfPreference) {
  const std::string id = deliver();
  const Reply listed = with_mutable_id("/messages");
  const std::string other = id_of(listed.value()[0]);
  EXPECT_NE(other, id);
  EXPECT_EQ(with_mutable_id("/messages/" + other).status, 200);
  EXPECT_EQ(with_mutable_id("/messages/" + id).status, 404);
  EXPECT_EQ(get("/messages/" + other).status, 404);
  EXPECT_EQ(get("/messages/nonsense").code(), "ErrorInvalidIdMalformed");
}

TEST_F(Messages, AMoveKeepsTheImmutableIdOnly) {
  const std::string id = deliver();
  const std::string other = id_of(with_mutable_id("/messages").value()[0]);
  ASSERT_TRUE(control.owner_move_message(tenant, user, id, "archive"));
  EXPECT_EQ(get("/messages/" + id).at("parentFolderId"), folder_id("archive"));
  EXPECT_EQ(with_mutable_id("/messages/" + other).status, 404);
  EXPECT_EQ(get("/mailFolders/inbox/messages/" + id).status, 404);
  EXPECT_EQ(get("/mailFolders/archive/messages/" + id).status, 200);
  ASSERT_TRUE(control.owner_delete_message(tenant, user, id));
  EXPECT_EQ(get("/messages/" + id).at("parentFolderId"), folder_id("deleteditems"));
  ASSERT_TRUE(control.owner_purge_message(tenant, user, id));
  EXPECT_EQ(get("/messages/" + id).code(), "ErrorItemNotFound");
}

TEST_F(Messages, ADraftThatIsSentKeepsItsImmutableIdAndItsTimeOfReceipt) {
  const std::string id =
      deliver({.received = "2026-01-01T00:00:00Z", .folder = "drafts", .set = {{"isDraft", true}}});
  const std::string other = id_of(with_mutable_id("/messages").value()[0]);
  ASSERT_TRUE(control.owner_send_draft(tenant, user, id));
  const Reply sent = get("/messages/" + id);
  EXPECT_EQ(sent.at("parentFolderId"), folder_id("sentitems"));
  EXPECT_EQ(sent.body().at("isDraft"), false);
  EXPECT_EQ(sent.at("receivedDateTime"), "2026-01-01T00:00:00Z");
  EXPECT_NE(sent.at("sentDateTime"), "2026-01-01T00:00:00Z");
  EXPECT_EQ(with_mutable_id("/messages/" + other).status, 404);
  EXPECT_FALSE(control.owner_send_draft(tenant, user, id));
}

TEST_F(Messages, TheSentCopyCanAlsoHaveItsOwnTime) {
  ASSERT_TRUE(control.settings({{"sent_keeps_received", false}}));
  const std::string id =
      deliver({.received = "2026-01-01T00:00:00Z", .folder = "drafts", .set = {{"isDraft", true}}});
  ASSERT_TRUE(control.owner_send_draft(tenant, user, id));
  const Reply sent = get("/messages/" + id);
  EXPECT_EQ(sent.at("receivedDateTime"), sent.at("sentDateTime"));
  EXPECT_EQ(ids_of(filtered("receivedDateTime gt 2026-01-01T00:00:00Z").value()), std::vector{id});
}

TEST_F(Messages, CategoriesAreReplacedAllElseStays) {
  const std::string id = deliver({.set = {{"isRead", true},
                                          {"flag", {{"flagStatus", "flagged"}}},
                                          {"categories", {"Mine", "Other"}}}});
  const Reply before = get("/messages/" + id);
  const Reply patched =
      send("PATCH", "/messages/" + id, json::object{{"categories", {"✔ relais", "Mine"}}});
  ASSERT_EQ(patched.status, 200) << patched.text;
  EXPECT_EQ(patched.body().at("categories"), (json::array{"✔ relais", "Mine"}));
  EXPECT_EQ(patched.body().at("isRead"), true);
  EXPECT_EQ(patched.body().at("flag").at("flagStatus"), "flagged");
  EXPECT_NE(patched.at("changeKey"), before.at("changeKey"));
  EXPECT_EQ(patched.at("id"), id);
  EXPECT_EQ(send("PATCH", "/messages/" + id, json::object{{"categories", nullptr}}).status, 400);
  EXPECT_EQ(send("PATCH", "/messages/" + id, json::object{{"categories", {1}}}).status, 400);
}

TEST_F(Messages, AnOldEtagIs412) {
  const std::string id = deliver();
  const std::string etag = get("/messages/" + id).at("@odata.etag");
  const auto patch = [&] {
    return send("PATCH", "/messages/" + id, json::object{{"categories", {"a"}}},
                {"If-Match: " + etag});
  };
  EXPECT_EQ(patch().status, 200);
  const Reply second = patch();
  EXPECT_EQ(second.status, 412);
  EXPECT_EQ(second.code(), "ErrorIrresolvableConflict");
  EXPECT_EQ(get("/messages/" + id).body().at("categories"), (json::array{"a"}));
}

TEST_F(Messages, OnlyWhatIsUpdatableCanBePatched) {
  const std::string id = deliver();
  for (const json::object& set : {json::object{{"subject", "x"}},
                                  {{"body", {{"contentType", "text"}, {"content", "x"}}}},
                                  {{"toRecipients", json::array{}}},
                                  {{"receivedDateTime", "2026-01-01T00:00:00Z"}},
                                  {{"id", "x"}},
                                  {{"changeKey", "x"}},
                                  {{"parentFolderId", "x"}},
                                  {{"isDraft", true}},
                                  {{"hasAttachments", true}},
                                  {{"unknown", 1}},
                                  {{"isRead", "true"}},
                                  {{"importance", "urgent"}},
                                  {{"flag", {{"flagStatus", "done"}}}}}) {
    EXPECT_EQ(send("PATCH", "/messages/" + id, set).status, 400) << json::serialize(set);
  }
  for (const json::object& set : {json::object{{"isRead", true}},
                                  {{"importance", "high"}},
                                  {{"inferenceClassification", "other"}},
                                  {{"flag", {{"flagStatus", "complete"}}}}})
    EXPECT_EQ(send("PATCH", "/messages/" + id, set).status, 200) << json::serialize(set);
  // A whole message as it was read is refused.
  EXPECT_EQ(send("PATCH", "/messages/" + id, get("/messages/" + id).body()).status, 400);
}

TEST_F(Messages, ADraftCanBeWritten) {
  const Reply made = send("POST", "/messages", json::object{{"subject", "Draft"}});
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.at("parentFolderId"), folder_id("drafts"));
  EXPECT_EQ(made.body().at("isDraft"), true);
  EXPECT_EQ(
      send("PATCH", "/messages/" + made.at("id"), json::object{{"subject", "New"}}).at("subject"),
      "New");
}

TEST_F(Messages, WritingNeedsTheWriteRole) {
  const std::string id = deliver();
  have_roles({"Mail.Read"});
  EXPECT_EQ(get("/messages/" + id).status, 200);
  const Reply patched = send("PATCH", "/messages/" + id, json::object{{"categories", {"a"}}});
  EXPECT_EQ(patched.status, 403);
  EXPECT_EQ(patched.code(), "ErrorAccessDenied");
  EXPECT_EQ(get("/outlook/masterCategories").status, 403);
  have_roles({"Contacts.ReadWrite"});
  EXPECT_EQ(get("/messages").status, 403);
  EXPECT_EQ(get("/mailFolders").status, 403);
}

TEST_F(Messages, ReadBasicSeesEnvelopesOnly) {
  const std::string id = deliver({.subject = "Seen", .body = "Unseen"});
  have_roles({"Mail.ReadBasic.All"});
  const json::object shown = get("/messages/" + id).body().as_object();
  EXPECT_EQ(shown.at("subject"), "Seen");
  EXPECT_FALSE(shown.contains("body"));
  EXPECT_FALSE(shown.contains("bodyPreview"));
  EXPECT_EQ(get("/messages?$select=subject,from").status, 200);
  EXPECT_EQ(get("/mailFolders/inbox").status, 200);
  EXPECT_EQ(get(delta_of()).status, 200);
  for (const std::string path :
       {"?$select=body", "?$select=bodyPreview", "?$expand=attachments", "/$value", "/attachments"})
    EXPECT_EQ(get("/messages/" + id + path).status, 403) << path;
  EXPECT_EQ(get("/messages?" + tag_filter(tag, 7)).status, 403);
}

TEST_F(Messages, AMailboxOutOfScopeIs403OneOnPremises404) {
  ASSERT_TRUE(control.add_user(tenant, {.id = user, .mailbox = "out-of-scope"}));
  EXPECT_EQ(get("/messages").status, 403);
  EXPECT_NE(get("/messages").text.find("Access to OData is disabled."), std::string::npos);
  ASSERT_TRUE(control.add_user(tenant, {.id = user, .mailbox = "on-premises"}));
  EXPECT_EQ(get("/mailFolders").code(), "MailboxNotEnabledForRESTAPI");
}

TEST_F(Messages, ClientsMoveAndDeleteThemAsOwnersDo) {
  const std::string id = deliver();
  const Reply moved =
      send("POST", "/messages/" + id + "/move", json::object{{"destinationId", "archive"}});
  EXPECT_EQ(moved.status, 201) << moved.text;
  EXPECT_EQ(moved.at("id"), id);
  EXPECT_EQ(send("DELETE", "/messages/" + id).status, 204);
  EXPECT_EQ(get("/messages/" + id).at("parentFolderId"), folder_id("deleteditems"));
  EXPECT_EQ(send("DELETE", "/messages/" + id).status, 404);
  EXPECT_EQ(send("POST", "/messages/" + id + "/permanentDelete").status, 204);
  EXPECT_EQ(get("/messages/" + id).status, 404);
}

TEST_F(Messages, WhoeverMailsNeedsARoleOfItsOwnAndIsCounted) {
  const Reply made = send("POST", "/messages", json::object{{"subject", "Draft"}});
  const std::string path = "/messages/" + made.at("id") + "/send";
  EXPECT_EQ(send("POST", path).status, 403);
  EXPECT_EQ(send("POST", "/sendMail", json::object{}).status, 403);
  have_roles({"Mail.ReadWrite", "Mail.Send"});
  EXPECT_EQ(send("POST", path).status, 202);
  EXPECT_EQ(send("POST", path).status, 400);
  EXPECT_EQ(control.stats()->at("invitations").as_int64(), 1);
}

TEST_F(Messages, TheThrottleCountsMailToo) {
  ASSERT_TRUE(control.settings({{"budget", 2}}));
  EXPECT_EQ(get("/messages").status, 200);
  EXPECT_EQ(get("/mailFolders").status, 200);
  EXPECT_EQ(get("/messages").status, 429);
}

}  // namespace
}  // namespace relais::emulator::testing
