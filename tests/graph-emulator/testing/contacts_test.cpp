#include "tests/graph-emulator/testing/client.hpp"

namespace relais::emulator::testing {
namespace {

json::object emails(int count) {
  json::array list;
  for (int i = 0; i < count; ++i)
    list.push_back(json::object{{"address", "a" + std::to_string(i) + "@example.com"}});
  return {{"surname", "A"}, {"emailAddresses", std::move(list)}};
}

TEST_F(Graph, CreateAnswersTheWholeContact) {
  const Reply made =
      send("POST", "/contacts", json::object{{"givenName", "Anna"}, {"surname", "Muster"}},
           {"client-request-id: 9d3f"});
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_EQ(made.at("displayName"), "Anna Muster");
  EXPECT_EQ(made.at("fileAs"), "Muster, Anna");
  EXPECT_EQ(made.at("@odata.etag"), "W/\"" + made.at("changeKey") + "\"");
  EXPECT_EQ(made.at("parentFolderId"), default_folder());
  EXPECT_NE(made.at("@odata.context").find("/contacts/$entity"), std::string::npos);
  EXPECT_TRUE(made.body().at("businessPhones").as_array().empty());
  EXPECT_TRUE(made.body().at("homeAddress").as_object().empty());
  EXPECT_TRUE(made.body().at("jobTitle").is_null());
  const auto& headers = made.headers;
  EXPECT_EQ(headers.at("client-request-id"), "9d3f");
  EXPECT_EQ(headers.at("request-id").size(), 36U);
  EXPECT_EQ(headers.at("preference-applied"), "IdType=\"ImmutableId\"");
  EXPECT_EQ(headers.at("content-type"),
            "application/json;odata.metadata=minimal;odata.streaming=true;"
            "IEEE754Compatible=false;charset=utf-8");
  EXPECT_TRUE(headers.contains("date"));
}

TEST_F(Graph, BodiesThatGraphWouldRefuseAreRefused) {
  const std::string long_name(256, 'x');
  std::string wide;  // 128 characters outside of the basic plane: 256 UTF-16 units
  for (int i = 0; i < 128; ++i) wide += "\xF0\x9F\x98\x80";
  const json::value bad[] = {
      json::object{{"unknown", "x"}},
      json::object{{"Surname", "x"}},
      json::object{{"id", "x"}},
      json::object{{"changeKey", "x"}},
      json::object{{"parentFolderId", "x"}},
      json::object{{"primaryEmailAddress", {{"address", "a@example.com"}}}},
      json::object{{"surname", 5}},
      json::object{{"surname", long_name}},
      json::object{{"surname", wide}},
      json::object{{"businessPhones", "123"}},
      json::object{{"businessPhones", nullptr}},
      json::object{{"businessPhones", {1, 2}}},
      json::object{{"homeAddress", "Bahnhofstrasse"}},
      json::object{{"homeAddress", {{"zip", "8001"}}}},
      json::object{{"emailAddresses", {{{"mail", "a@example.com"}}}}},
      json::object{{"birthday", "yesterday"}},
      json::object{{"singleValueExtendedProperties", {{{"id", "relaisTag"}, {"value", "1"}}}}},
      json::object{{"singleValueExtendedProperties", {{{"id", tag}, {"value", 1}}}}},
      json::object{{"singleValueExtendedProperties", {{{"id", tag}, {"value", "one"}}}}},
      json::object{{"singleValueExtendedProperties", {{{"id", tag}}}}},
      json::array{},
  };
  for (const json::value& body : bad) {
    const Reply reply = send("POST", "/contacts", body);
    EXPECT_EQ(reply.status, 400) << json::serialize(body) << reply.text;
    EXPECT_FALSE(reply.code().empty());
  }
  EXPECT_TRUE(state().at("contacts").as_array().empty());
}

TEST_F(Graph, A255CharacterNameIsTaken) {
  EXPECT_FALSE(create({{"surname", std::string(255, 'x')}}).empty());
}

TEST_F(Graph, ABodyWithoutAJsonContentTypeIsRefused) {
  const std::string url = emulator.url() + "/v1.0/users/" + user + "/contacts";
  const std::string authorization = "Authorization: Bearer " + token;
  EXPECT_EQ(client.send("POST", url, "{}", {authorization}).status, 400);
  EXPECT_EQ(client.send("POST", url, "{}", {authorization, "Content-Type: text/plain"}).status,
            415);
  EXPECT_EQ(client.send("POST", url, "{", {authorization, "Content-Type: application/json"}).status,
            400);
  EXPECT_EQ(client.send("POST", url, "", {authorization, "Content-Type: application/json"}).status,
            400);
}

TEST_F(Graph, TooManyEntriesRefuseTheWholeContact) {
  const Reply mails = send("POST", "/contacts", emails(4));
  EXPECT_EQ(mails.status, 400);
  EXPECT_NE(mails.text.find("The multi value property EmailAddresses has 4 entries, that exceeds "
                            "the max allowed value of 3"),
            std::string::npos);
  const Reply phones = send("POST", "/contacts", json::object{{"businessPhones", {"1", "2", "3"}}});
  EXPECT_EQ(phones.status, 400);
  EXPECT_NE(phones.text.find("The multi value property BusinessPhones has 3 entries, that exceeds "
                             "the max allowed value of 2"),
            std::string::npos);
  EXPECT_EQ(send("POST", "/contacts", json::object{{"homePhones", {"1", "2", "3"}}}).status, 400);
  EXPECT_EQ(send("POST", "/contacts", json::object{{"imAddresses", {"1", "2", "3", "4"}}}).status,
            400);
  EXPECT_TRUE(state().at("contacts").as_array().empty());
  EXPECT_EQ(send("POST", "/contacts", emails(3)).status, 201);
}

TEST_F(Graph, AnInvalidMailAddressComesBackEmpty) {
  const Reply made = send("POST", "/contacts",
                          json::object{{"emailAddresses",
                                        {{{"name", "Anna"}, {"address", "anna at example"}},
                                         {{"address", "b@example.com"}}}}});
  ASSERT_EQ(made.status, 201);
  const json::value body = made.body();
  EXPECT_EQ(body.at("emailAddresses").at(0).at("address").as_string(), "");
  EXPECT_EQ(body.at("emailAddresses").at(0).at("name").as_string(), "Anna");
  EXPECT_EQ(body.at("emailAddresses").at(1).at("name").as_string(), "b@example.com");
  EXPECT_EQ(body.at("secondaryEmailAddress").at("address").as_string(), "b@example.com");
}

TEST_F(Graph, PatchReplacesCollectionsMergesComplexValuesAndClearsWithNull) {
  const std::string id = create({{"surname", "A"},
                                 {"jobTitle", "Judge"},
                                 {"businessPhones", {"1", "2"}},
                                 {"homeAddress", {{"street", "S"}, {"city", "C"}}}});
  const Reply patched = send("PATCH", "/contacts/" + id,
                             json::object{{"jobTitle", nullptr},
                                          {"businessPhones", json::array{"3"}},
                                          {"homeAddress", {{"city", "D"}}}});
  ASSERT_EQ(patched.status, 200) << patched.text;
  const json::value body = patched.body();
  EXPECT_TRUE(body.at("jobTitle").is_null());
  EXPECT_EQ(body.at("businessPhones"), json::array{"3"});
  EXPECT_EQ(body.at("homeAddress"), (json::value{{"street", "S"}, {"city", "D"}}));
  EXPECT_EQ(body.at("surname").as_string(), "A");
}

TEST_F(Graph, PatchingANamePartRegeneratesDisplayNameAndFileAs) {
  const std::string id = create({{"givenName", "Anna"},
                                 {"surname", "Muster"},
                                 {"displayName", "Die Anna"},
                                 {"fileAs", "Anna!"}});
  Reply patched = send("PATCH", "/contacts/" + id, json::object{{"jobTitle", "Judge"}});
  EXPECT_EQ(patched.at("displayName"), "Die Anna");
  patched = send("PATCH", "/contacts/" + id, json::object{{"surname", "Meier"}});
  EXPECT_EQ(patched.at("displayName"), "Anna Meier");
  EXPECT_EQ(patched.at("fileAs"), "Meier, Anna");
  patched = send("PATCH", "/contacts/" + id,
                 json::object{{"surname", "Muster"}, {"displayName", "X"}, {"fileAs", "Y"}});
  EXPECT_EQ(patched.at("displayName"), "X");
  EXPECT_EQ(patched.at("fileAs"), "Y");
}

TEST_F(Graph, EtagChangesWithEveryWriteAndIfMatchIsHonoured) {
  const Reply made = send("POST", "/contacts", json::object{{"surname", "A"}});
  const std::string path = "/contacts/" + made.at("id");
  const std::string old = "If-Match: " + made.at("@odata.etag");
  const Reply first = send("PATCH", path, json::object{{"surname", "B"}}, {old});
  ASSERT_EQ(first.status, 200);
  EXPECT_NE(first.at("@odata.etag"), made.at("@odata.etag"));
  const Reply stale = send("PATCH", path, json::object{{"surname", "C"}}, {old});
  EXPECT_EQ(stale.status, 412);
  EXPECT_EQ(stale.code(), "ErrorIrresolvableConflict");
  EXPECT_EQ(send("DELETE", path, nullptr, {old}).status, 412);
  EXPECT_EQ(get(path).at("surname"), "B");
  EXPECT_EQ(send("PATCH", path, json::object{{"surname", "C"}}, {"If-Match: *"}).status, 200);
}

TEST_F(Graph, ExtendedPropertiesAreShownOnlyWhenNamed) {
  const std::string id =
      create({{"surname", "A"},
              {"singleValueExtendedProperties",
               {{{"id", "Integer {66F5A359-4659-4830-9070-00047EC6AC6E} Name relaisTag"},
                 {"value", "007"}},
                {{"id", key}, {"value", "k"}}}}});
  EXPECT_EQ(get("/contacts/" + id).text.find("relaisTag"), std::string::npos);
  const std::string both =
      "?$expand=" + encoded(std::string("singleValueExtendedProperties(") + "$filter=id eq '" +
                            tag + "' or id eq '" + key + "')");
  const json::value body = get("/contacts/" + id + both).body();
  const json::array& shown = body.at("singleValueExtendedProperties").as_array();
  ASSERT_EQ(shown.size(), 2U);
  EXPECT_EQ(shown[0], (json::value{{"id", tag}, {"value", "7"}}));
  EXPECT_EQ(get("/contacts?$expand=singleValueExtendedProperties").status, 400);
}

TEST_F(Graph, PatchKeepsExtendedPropertiesThatItDoesNotName) {
  const std::string id = create({{"singleValueExtendedProperties",
                                  {{{"id", tag}, {"value", "7"}}, {{"id", key}, {"value", "k"}}}}});
  send("PATCH", "/contacts/" + id,
       json::object{{"singleValueExtendedProperties", {{{"id", key}, {"value", "l"}}}}});
  const json::object state = this->state();
  EXPECT_EQ(state.at("contacts").at(0).at("singleValueExtendedProperties"),
            (json::value{{tag, "7"}, {key, "l"}}));
}

TEST_F(Graph, NumericTagsAreSearchableOnContactsTextOnesAreNot) {
  const std::string ours =
      create({{"singleValueExtendedProperties",
               {{{"id", tag}, {"value", "7"}}, {{"id", key}, {"value", "k"}}}}});
  create({{"singleValueExtendedProperties", {{{"id", tag}, {"value", "8"}}}}});
  create({{"surname", "foreign"}});
  const json::array found = get("/contacts?$select=id&" + tag_filter(tag, 7)).value();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].at("id").as_string(), ours);
  const auto filter = [&](const std::string& text) {
    return get("/contacts?$filter=" +
               encoded("singleValueExtendedProperties/any(ep: " + text + ")"));
  };
  const std::string id = std::string("ep/id eq '") + tag + "' and ";
  EXPECT_EQ(filter(id + "cast(ep/value, Edm.Int32) ge 7").value().size(), 2U);
  EXPECT_EQ(filter(id + "cast(ep/value, Edm.Int64) eq 7").status, 400);
  EXPECT_EQ(filter(id + "ep/value eq 7").status, 400);
  EXPECT_EQ(filter(id + "ep/value eq '7'").status, 400);
  EXPECT_EQ(filter(std::string("ep/id eq '") + key + "' and ep/value eq 'k'").status, 400);
  EXPECT_EQ(get("/contacts?$filter=" + encoded("surname eq 'foreign'")).status, 400);
}

TEST_F(Graph, ASearchSeesTheNewValueAfterAPatch) {
  const std::string id =
      create({{"singleValueExtendedProperties", {{{"id", tag}, {"value", "7"}}}}});
  send("PATCH", "/contacts/" + id,
       json::object{{"singleValueExtendedProperties", {{{"id", tag}, {"value", "9"}}}}});
  EXPECT_TRUE(get("/contacts?" + tag_filter(tag, 7)).value().empty());
  EXPECT_EQ(get("/contacts?" + tag_filter(tag, 9)).value().size(), 1U);
}

TEST_F(Graph, QueryOptionsThatAreNotPlayedAreRefused) {
  const std::string id = create({{"surname", "A"}});
  for (const char* options :
       {"$orderby=surname", "$search=x", "$count=true", "$top=0", "$top=1001", "$top=x", "$skip=-1",
        "$select=", "$select=unknown", "$select=DisplayName", "top=5", "$top=1&$top=2",
        "$select=%zz", "$skiptoken=abc"})
    EXPECT_EQ(get(std::string("/contacts?") + options).status, 400) << options;
  EXPECT_EQ(get("/contacts/" + id + "?$top=1").status, 400);
  EXPECT_EQ(get("/contactss").status, 400);
  EXPECT_EQ(send("PUT", "/contacts/" + id).status, 405);
}

TEST_F(Graph, SelectShowsTheIdAndWhatWasNamed) {
  create({{"givenName", "Anna"}, {"surname", "A"}});
  const json::object item = get("/contacts?$select=surname").value().at(0).as_object();
  EXPECT_TRUE(item.contains("@odata.etag"));
  EXPECT_TRUE(item.contains("id"));
  EXPECT_TRUE(item.contains("surname"));
  EXPECT_EQ(item.size(), 3U);
}

TEST_F(Graph, PagesFollowOpaqueLinksByteForByte) {
  ASSERT_TRUE(control.fill(tenant, user, 25));
  Reply page = get("/contacts?$select=surname");
  EXPECT_EQ(page.value().size(), 10U);
  const std::string next = page.at("@odata.nextLink");
  ASSERT_FALSE(next.empty());
  EXPECT_EQ(get(next + "&$top=5").status, 400);
  std::string normalised = next;
  normalised.replace(normalised.find("%2b"), 3, "%2B");
  EXPECT_EQ(get(normalised).status, 400);
  std::size_t seen = page.value().size();
  for (std::string link = next; !link.empty(); link = page.at("@odata.nextLink")) {
    page = get(link);
    ASSERT_EQ(page.status, 200);
    seen += page.value().size();
  }
  EXPECT_EQ(seen, 25U);
  EXPECT_EQ(get("/contacts?$top=20&$skip=20").value().size(), 5U);
}

TEST_F(Graph, CountingLinksSkipItemsWhenOthersAreDeletedMeanwhile) {
  ASSERT_TRUE(control.settings({{"skip_links", true}}));
  ASSERT_TRUE(control.fill(tenant, user, 12));
  const Reply first = get("/contacts?$top=10");
  send("DELETE", "/contacts/" + std::string(first.value().at(0).at("id").as_string()));
  EXPECT_EQ(get(first.at("@odata.nextLink")).value().size(), 1U);
}

TEST_F(Graph, BothKindsOfIdExistAndPreferDecides) {
  const std::string id = create({{"surname", "A"}});
  const std::string other =
      std::string(get("/contacts", mutable_ids).value().at(0).at("id").as_string());
  EXPECT_NE(id, other);
  EXPECT_EQ(get("/contacts/" + id).status, 200);
  EXPECT_EQ(get("/contacts/" + id, mutable_ids).status, 404);
  EXPECT_EQ(get("/contacts/" + other, mutable_ids).status, 200);
  EXPECT_EQ(get("/contacts/" + other).status, 404);
}

TEST_F(Graph, IdsAreCaseSensitive) {
  create({{"surname", "first"}});
  const std::string even = create({{"surname", "even"}});
  const std::string odd = create({{"surname", "odd"}});
  ASSERT_NE(even, odd);
  EXPECT_EQ(get("/contacts/" + even).at("surname"), "even");
  EXPECT_EQ(get("/contacts/" + odd).at("surname"), "odd");
  std::string left = even, right = odd;
  for (std::string* id : {&left, &right})
    for (char& c : *id) c = static_cast<char>(std::tolower(c));
  EXPECT_EQ(left, right);
}

TEST_F(Graph, AMoveChangesTheMutableIdOnly) {
  const std::string id = create({{"surname", "A"}});
  const std::string before =
      std::string(get("/contacts", mutable_ids).value().at(0).at("id").as_string());
  ASSERT_TRUE(control.owner_create_folder(tenant, user, "Other"));
  ASSERT_TRUE(control.owner_move(tenant, user, id, "Other"));
  EXPECT_EQ(get("/contacts/" + id).status, 200);
  EXPECT_EQ(get("/contacts/" + before, mutable_ids).status, 404);
  EXPECT_TRUE(get("/contacts").value().empty());
}

TEST_F(Graph, DeletedItemsKeepTheImmutableIdAndShowNowhereElse) {
  const std::string id =
      create({{"singleValueExtendedProperties", {{{"id", tag}, {"value", "7"}}}}});
  const std::string folder = default_folder();
  EXPECT_EQ(send("DELETE", "/contacts/" + id).status, 204);
  const Reply still = get("/contacts/" + id);
  EXPECT_EQ(still.status, 200);
  EXPECT_NE(still.at("parentFolderId"), folder);
  EXPECT_EQ(send("PATCH", "/contacts/" + id, json::object{{"surname", "B"}}).status, 200);
  EXPECT_TRUE(get("/contacts").value().empty());
  EXPECT_TRUE(get("/contacts?" + tag_filter(tag, 7)).value().empty());
  EXPECT_EQ(get("/contactFolders/" + folder + "/contacts/" + id).status, 404);
  EXPECT_EQ(get("/contactFolders/" + still.at("parentFolderId")).status, 404);
  const Reply again = send("DELETE", "/contacts/" + id);
  EXPECT_EQ(again.status, 404);
  EXPECT_EQ(again.code(), "ErrorItemNotFound");
  ASSERT_TRUE(control.owner_restore(tenant, user, id));
  EXPECT_EQ(get("/contacts").value().size(), 1U);
}

TEST_F(Graph, PermanentDeleteLeavesNothing) {
  const std::string id = create({{"surname", "A"}});
  EXPECT_EQ(send("POST", "/contacts/" + id + "/permanentDelete").status, 204);
  EXPECT_EQ(get("/contacts/" + id).status, 404);
  EXPECT_TRUE(state().at("deleted").as_array().empty());
}

TEST_F(Graph, UnknownAndMalformedIdsAreToldApart) {
  std::string gone = create({{"surname", "A"}});
  send("POST", "/contacts/" + gone + "/permanentDelete");
  EXPECT_EQ(get("/contacts/" + gone).code(), "ErrorItemNotFound");
  const Reply malformed = get("/contacts/nonsense");
  EXPECT_EQ(malformed.status, 400);
  EXPECT_EQ(malformed.code(), "ErrorInvalidIdMalformed");
}

TEST_F(Graph, UnknownUsersAndClosedMailboxesAreRefusedInTheirOwnWay) {
  const struct {
    const char* state;
    long status;
    const char* code;
    const char* message;
  } cases[] = {
      {"on-premises", 404, "MailboxNotEnabledForRESTAPI", "hosted on-premise"},
      {"unlicensed", 404, "MailboxNotEnabledForRESTAPI", "hosted on-premise"},
      {"out-of-scope", 403, "ErrorAccessDenied", "Access to OData is disabled."},
  };
  for (const auto& one : cases) {
    ASSERT_TRUE(control.add_user(tenant, {.id = user, .mailbox = one.state}));
    const Reply reply = get("/contacts");
    EXPECT_EQ(reply.status, one.status);
    EXPECT_EQ(reply.code(), one.code);
    EXPECT_NE(reply.text.find(one.message), std::string::npos);
  }
  const Reply unknown = get(emulator.url() + "/v1.0/users/nobody@firm.example/contacts");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.code(), "Request_ResourceNotFound");
}

TEST_F(Graph, TheHiddenDataOfTheOwnerSurvivesUpdates) {
  auto made = control.owner(
      tenant, user,
      json::object{
          {"do", "create"}, {"set", {{"surname", "A"}}}, {"hidden", {{"photo", "bytes"}}}});
  ASSERT_TRUE(made);
  const std::string id(made->at("id").as_string());
  EXPECT_EQ(send("PATCH", "/contacts/" + id, json::object{{"surname", "B"}}).status, 200);
  EXPECT_EQ(state().at("contacts").at(0).at("hidden"), (json::value{{"photo", "bytes"}}));
}

}  // namespace
}  // namespace relais::emulator::testing
