// Linked resources, and what requests for tasks may ask for.
#include "tests/graph-emulator/testing/todo_fixture.hpp"

namespace relais::emulator::testing {
namespace {

TEST_F(ToDo, OnlyOneLinkedResourceIsAllowed) {
  const json::object two{{"title", "x"}, {"linkedResources", {linked("k1"), linked("k2")}}};
  const Reply refused = send("POST", tasks, two);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.code(), "invalidRequest");
  const json::value body = refused.body();
  EXPECT_EQ(body.at("error").at("message").as_string(),
            "Only one item in linkedResources is allowed.");
  EXPECT_EQ(body.at("error").at("innerError").at("code").as_string(), "InvalidModel");
  const std::string task = make_task({{"linkedResources", {linked("k1")}}});
  EXPECT_EQ(send("POST", tasks + "/" + task + "/linkedResources", linked("k2")).status, 400);
  EXPECT_EQ(get(tasks).value().size(), 1U);
}

TEST_F(ToDo, LinkedResourcesAreReadBackWhenAskedFor) {
  const std::string task = make_task({{"linkedResources", {linked("k1")}}});
  const Reply expanded = read(task, "?$expand=linkedResources&$select=title");
  const json::value resource = expanded.body().at("linkedResources").at(0);
  EXPECT_EQ(resource.at("externalId").as_string(), "k1");
  EXPECT_TRUE(resource.at("webUrl").is_null());
  EXPECT_FALSE(has(expanded, "status"));
  const Reply listed = get(tasks + "?$expand=linkedResources");
  EXPECT_EQ(listed.value().at(0).at("linkedResources").at(0).at("externalId").as_string(), "k1");
  EXPECT_FALSE(get(tasks).value().at(0).as_object().contains("linkedResources"));
}

TEST_F(ToDo, LinkedResourcesAreResourcesOfTheirOwn) {
  const std::string task = make_task({});
  const std::string path = tasks + "/" + task + "/linkedResources";
  const std::string etag = read(task).at("@odata.etag");
  EXPECT_TRUE(get(path).value().empty());
  for (const json::value& bad :
       {json::value(json::object{}), json::value{{"externalId", "k"}},
        json::value{{"applicationName", "relais"}, {"displayName", ""}, {"externalId", "k"}},
        json::value{{"applicationName", "relais"}, {"displayName", "C"}, {"externalId", 1}},
        json::value{{"applicationName", "relais"},
                    {"displayName", "C"},
                    {"externalId", "k"},
                    {"webUrl", "case/1"}},
        json::value{{"applicationName", "relais"},
                    {"displayName", "C"},
                    {"externalId", "k"},
                    {"singleValueExtendedProperties", json::array{}}},
        json::value{{"applicationName", "relais"},
                    {"displayName", "C"},
                    {"externalId", std::string(256, 'k')}}})
    EXPECT_EQ(send("POST", path, bad).status, 400) << json::serialize(bad);
  const Reply made = send("POST", path, linked("k1"));
  ASSERT_EQ(made.status, 201) << made.text;
  EXPECT_NE(read(task).at("@odata.etag"), etag);
  const std::string one = path + "/" + made.at("id");
  EXPECT_EQ(get(one).at("externalId"), "k1");
  EXPECT_EQ(get(path).value().size(), 1U);
  EXPECT_EQ(send("PATCH", one, json::object{{"externalId", "k2"}}).at("externalId"), "k2");
  EXPECT_EQ(send("PATCH", one, json::object{{"externalId", nullptr}}).status, 400);
  EXPECT_EQ(send("PATCH", one, json::object{{"id", "x"}}).status, 400);
  EXPECT_EQ(get(one).at("displayName"), "Case 1");
  EXPECT_EQ(send("DELETE", one).status, 204);
  EXPECT_EQ(send("DELETE", one).status, 404);
  EXPECT_EQ(get(one).status, 404);
  EXPECT_EQ(send("PUT", path, linked("k1")).status, 405);
}

TEST_F(ToDo, QueryOptionsThatAreNotDocumentedAreRefused) {
  const std::string task = make_task({});
  for (const char* options :
       {"$filter=status%20eq%20%27completed%27",
        "$filter=linkedResources/any(l:l/externalId%20eq%20%27k%27)",
        "$expand=singleValueExtendedProperties($filter=id%20eq%20%27x%27)", "$expand=extensions",
        "$expand=linkedResources($select=id)", "$expand=linkedResources&$expand=linkedResources",
        "$orderby=title", "$count=true", "$search=x", "$select=subject", "$select=", "$top=0",
        "$top=many", "$top=1&$top=2", "$skip=-1", "$skiptoken=abc", "odd=1"})
    EXPECT_EQ(get(tasks + "?" + options).status, 400) << options;
  for (const char* options : {"$top=1", "$skip=1", "$filter=x", "$select=changeKey"})
    EXPECT_EQ(read(task, std::string("?") + options).status, 400) << options;
  EXPECT_EQ(send("POST", tasks + "?$select=id", json::object{{"title", "x"}}).status, 400);
  EXPECT_EQ(send("PATCH", tasks + "/" + task + "?$select=id", json::object{{"title", "x"}}).status,
            400);
}

TEST_F(ToDo, PathsAndMethodsThatToDoDoesNotHaveAreRefused) {
  const std::string task = make_task({});
  EXPECT_EQ(get("/todo").status, 400);
  EXPECT_EQ(get("/todo/tasks").status, 400);
  EXPECT_EQ(get("/todo/lists/" + default_list + "/children").status, 400);
  EXPECT_EQ(read(task, "/extensions").status, 400);
  EXPECT_EQ(send("POST", tasks + "/" + task, json::object{{"title", "x"}}).status, 405);
  EXPECT_EQ(send("PATCH", tasks, json::object{{"title", "x"}}).status, 405);
  EXPECT_EQ(send("POST", tasks + "/" + task + "/permanentDelete", json::object{}).status, 400);
  EXPECT_EQ(send("POST", tasks + "/" + task + "/move", json::object{}).status, 400);
}

TEST_F(ToDo, ListingsHavePagesOfTenAndOpaqueLinks) {
  for (int i = 0; i < 25; ++i)
    ASSERT_TRUE(control.owner_create_task(tenant, user, {{"title", std::to_string(i)}}));
  const Reply first = get(tasks + "?$select=title&$expand=linkedResources");
  ASSERT_EQ(first.value().size(), 10U);
  const std::string next = first.at("@odata.nextLink");
  EXPECT_EQ(get(next + "&$top=1").status, 400);
  EXPECT_EQ(get(next + "x").status, 400);
  const Reply second = get(next);
  EXPECT_EQ(second.value().size(), 10U);
  EXPECT_EQ(second.value().at(0).at("title").as_string(), "10");
  EXPECT_TRUE(second.value().at(0).as_object().contains("linkedResources"));
  const Reply third = get(second.at("@odata.nextLink"));
  EXPECT_EQ(third.value().size(), 5U);
  EXPECT_EQ(third.at("@odata.nextLink"), "");
  EXPECT_EQ(get(tasks + "?$top=25").value().size(), 25U);
  EXPECT_EQ(get(tasks + "?$skip=20").value().size(), 5U);
  ASSERT_TRUE(control.settings({{"skip_links", true}}));
  EXPECT_NE(get(tasks + "?$top=20").at("@odata.nextLink").find("$top=20&$skip=20"),
            std::string::npos);
}

TEST_F(ToDo, AMissingPermissionLooksLikeABadToken) {
  have_roles({"Contacts.ReadWrite", "Tasks.ReadWrite"});
  const Reply refused = get("/todo/lists");
  EXPECT_EQ(refused.status, 401);
  EXPECT_EQ(refused.code(), "UnknownError");
  EXPECT_EQ(refused.body().at("error").at("message").as_string(), "");
  have_roles({"Tasks.Read.All"});
  EXPECT_EQ(get(tasks).status, 200);
  EXPECT_EQ(send("POST", tasks, json::object{{"title", "x"}}).code(), "UnknownError");
  EXPECT_EQ(send("DELETE", "/todo/lists/" + default_list).status, 401);
}

TEST_F(ToDo, MailboxesThatAreNotThereAreRefusedButScopesDoNotBindToDo) {
  const std::string other = "bbbbbbbb-0000-4000-8000-000000000002";
  const auto lists = [&] { return get(emulator.url() + "/v1.0/users/" + other + "/todo/lists"); };
  EXPECT_EQ(lists().code(), "Request_ResourceNotFound");
  for (const char* state : {"on-premises", "unlicensed"}) {
    ASSERT_TRUE(control.add_user(tenant, {.id = other, .mailbox = state}));
    EXPECT_EQ(lists().code(), "MailboxNotEnabledForRESTAPI") << state;
  }
  ASSERT_TRUE(control.add_user(tenant, {.id = other, .mailbox = "out-of-scope"}));
  EXPECT_EQ(lists().status, 200);
}

TEST_F(ToDo, FaultsThrottleBatchesAndTheLogApply) {
  ASSERT_TRUE(control.faults({json::object{{"match", {{"method", "POST"}, {"path", "/todo/"}}},
                                           {"action", {{"cut_after", true}}}}}));
  ASSERT_TRUE(control.clear_requests());
  EXPECT_NE(send("POST", tasks, json::object{{"title", "x"}}).result, CURLE_OK);
  EXPECT_EQ(get(tasks).value().size(), 1U);
  const auto log = control.requests();
  ASSERT_TRUE(log);
  EXPECT_EQ(log->at("requests").at(0).at("status").as_int64(), 0);
  EXPECT_EQ(log->at("requests").at(0).at("mailbox").as_string(), user);
  json::array items;
  for (int i = 0; i < 5; ++i)
    items.push_back(json::object{{"id", std::to_string(i)},
                                 {"method", "GET"},
                                 {"url", std::string("/users/") + user + tasks}});
  const Reply batch =
      send("POST", emulator.url() + "/v1.0/$batch", json::object{{"requests", items}});
  int throttled = 0;
  const json::value answers = batch.body();
  for (const json::value& answer : answers.at("responses").as_array())
    throttled += answer.at("status").as_int64() == 429 ? 1 : 0;
  EXPECT_EQ(throttled, 1);
  ASSERT_TRUE(control.settings({{"budget", 1}}));
  EXPECT_EQ(get(tasks).status, 429);
}

}  // namespace
}  // namespace relais::emulator::testing
