#include "tests/graph-emulator/testing/client.hpp"

namespace relais::emulator::testing {
namespace {

std::string make_folder(Reply reply) {
  EXPECT_EQ(reply.status, 201) << reply.text;
  return reply.at("id");
}

TEST_F(Graph, TheDefaultFolderIsNotListedButAnswersById) {
  EXPECT_TRUE(get("/contactFolders").value().empty());
  const Reply folder = get("/contactFolders/" + default_folder());
  EXPECT_EQ(folder.status, 200);
  EXPECT_EQ(folder.at("displayName"), "Contacts");
}

TEST_F(Graph, FoldersAreCreatedListedRenamedAndNested) {
  const std::string id =
      make_folder(send("POST", "/contactFolders", json::object{{"displayName", "relais"}}));
  const std::string child = make_folder(send("POST", "/contactFolders/" + id + "/childFolders",
                                             json::object{{"displayName", "sub"}}));
  ASSERT_EQ(get("/contactFolders").value().size(), 1U);
  const json::array children = get("/contactFolders/" + id + "/childFolders").value();
  ASSERT_EQ(children.size(), 1U);
  EXPECT_EQ(children[0].at("id").as_string(), child);
  EXPECT_EQ(children[0].at("parentFolderId").as_string(), id);
  EXPECT_EQ(get("/contactFolders/" + child).status, 200);
  EXPECT_EQ(get("/contactFolders/" + id + "/childFolders/" + child).status, 200);
  EXPECT_EQ(get("/contactFolders/" + child + "/childFolders/" + id).status, 404);
  EXPECT_EQ(send("PATCH", "/contactFolders/" + id, json::object{{"displayName", "other"}})
                .at("displayName"),
            "other");
  EXPECT_EQ(get("/contactFolders?$select=displayName").value().at(0).as_object().size(), 2U);
}

TEST_F(Graph, AFolderNameIsTakenOnce) {
  make_folder(send("POST", "/contactFolders", json::object{{"displayName", "relais"}}));
  const Reply again = send("POST", "/contactFolders", json::object{{"displayName", "Relais"}});
  EXPECT_EQ(again.status, 409);
  EXPECT_EQ(again.code(), "ErrorFolderExists");
  for (const json::value& bad : {json::value(json::object{}), json::value{{"displayName", ""}},
                                 json::value{{"displayName", 1}}, json::value{{"name", "x"}}})
    EXPECT_EQ(send("POST", "/contactFolders", bad).status, 400);
}

TEST_F(Graph, AFolderHoldsItsOwnContacts) {
  const std::string id =
      make_folder(send("POST", "/contactFolders", json::object{{"displayName", "relais"}}));
  const std::string path = "/contactFolders/" + id + "/contacts";
  const Reply made = send("POST", path, json::object{{"surname", "A"}});
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(made.at("parentFolderId"), id);
  EXPECT_TRUE(get("/contacts").value().empty());
  EXPECT_EQ(get(path).value().size(), 1U);
  EXPECT_EQ(get("/contacts/" + made.at("id")).status, 200);
  EXPECT_EQ(send("PATCH", path + "/" + made.at("id"), json::object{{"surname", "B"}}).status, 200);
  EXPECT_EQ(send("DELETE", path + "/" + made.at("id")).status, 204);
}

TEST_F(Graph, ADeletedFolderIsGoneWithItsContactsButTheirIdsLive) {
  const auto made = [&] {
    return make_folder(send("POST", "/contactFolders", json::object{{"displayName", "relais"}}));
  };
  const std::string id = made();
  const std::string contact =
      send("POST", "/contactFolders/" + id + "/contacts", json::object{{"surname", "A"}}).at("id");
  EXPECT_EQ(send("DELETE", "/contactFolders/" + id).status, 204);
  EXPECT_EQ(get("/contactFolders/" + id).code(), "ErrorFolderNotFound");
  EXPECT_EQ(get("/contactFolders/" + id + "/contacts").status, 404);
  EXPECT_TRUE(get("/contactFolders").value().empty());
  EXPECT_EQ(get("/contacts/" + contact).at("parentFolderId"), id);
  // The name is in Deleted Items now: another folder of that name cannot follow.
  EXPECT_EQ(send("DELETE", "/contactFolders/" + made()).status, 409);
  EXPECT_EQ(send("DELETE", "/contactFolders/" + default_folder()).status, 400);
}

TEST_F(Graph, FolderListsHavePagesOfTen) {
  for (int i = 0; i < 12; ++i)
    ASSERT_TRUE(control.owner_create_folder(tenant, user, "F" + std::to_string(i)));
  const Reply first = get("/contactFolders");
  EXPECT_EQ(first.value().size(), 10U);
  const Reply second = get(first.at("@odata.nextLink"));
  EXPECT_EQ(second.value().size(), 2U);
  EXPECT_EQ(second.at("@odata.nextLink"), "");
}

TEST_F(Graph, UsersAnswerByIdAndUpnWithSelect) {
  const auto url = [&](const std::string& rest) { return emulator.url() + "/v1.0/users" + rest; };
  const Reply by_upn = get(url("/MM@firm.example?$select=id,mail,userPrincipalName"));
  EXPECT_EQ(by_upn.status, 200) << by_upn.text;
  EXPECT_EQ(by_upn.at("id"), user);
  EXPECT_FALSE(by_upn.body().as_object().contains("displayName"));
  EXPECT_EQ(get(url("/nobody@firm.example")).code(), "Request_ResourceNotFound");
  EXPECT_EQ(get(url("/mm@firm.example?$select=proxyAddresses")).status, 403);
  EXPECT_EQ(get(url("/mm@firm.example?$select=shoeSize")).status, 400);
  EXPECT_EQ(get(url("?$filter=" + encoded("mail eq 'mm@firm.example'"))).code(),
            "Authorization_RequestDenied");
  ASSERT_TRUE(control.add_app(
      tenant, {.client_id = client_id, .secret = secret, .roles = {"User.Read.All"}}));
  token = request_token(form()).at("access_token");
  EXPECT_EQ(get(url("?$filter=" + encoded("mail eq 'mm@firm.example'"))).value().size(), 1U);
}

TEST_F(Graph, SecretExpiryIsReadableWithThePermissionForIt) {
  const std::string url =
      emulator.url() + "/v1.0/applications(appId='" + client_id + "')?$select=passwordCredentials";
  EXPECT_EQ(get(url).code(), "Authorization_RequestDenied");
  ASSERT_TRUE(control.add_app(tenant, {.client_id = client_id,
                                       .secret = secret,
                                       .roles = {"Application.Read.All"},
                                       .secret_expires = "2031-05-01T00:00:00Z"}));
  token = request_token(form()).at("access_token");
  const json::value body = get(url).body();
  const json::value& credential = body.at("passwordCredentials").at(0);
  EXPECT_EQ(credential.at("hint").as_string(), "s~e");
  EXPECT_EQ(credential.at("endDateTime").as_string(), "2031-05-01T00:00:00Z");
  EXPECT_TRUE(credential.at("secretText").is_null());
}

}  // namespace
}  // namespace relais::emulator::testing
