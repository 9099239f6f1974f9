#include "tests/graph-emulator/testing/client.hpp"

namespace relais::emulator::testing {
namespace {

class Batch : public Graph {
 protected:
  json::object item(const std::string& id, const std::string& method = "GET",
                    const std::string& rest = "/contacts") {
    return {{"id", id}, {"method", method}, {"url", std::string("/users/") + user + rest}};
  }
  Reply post(const json::array& items) {
    return send("POST", emulator.url() + "/v1.0/$batch", json::object{{"requests", items}});
  }
  static std::int64_t status(const Reply& reply, const std::string& id) {
    const json::value body = reply.body();
    for (const json::value& one : body.at("responses").as_array())
      if (one.at("id").as_string() == id) return one.at("status").as_int64();
    return 0;
  }
};

TEST_F(Batch, ItemsCarryTheirOwnHeadersAndBodies) {
  json::object create = item("1", "POST");
  create["body"] = json::object{{"surname", "A"}};
  create["headers"] =
      json::object{{"Content-Type", "application/json"}, {"Prefer", "IdType=\"ImmutableId\""}};
  const Reply reply = post({create, item("2", "GET", "/contactss")});
  ASSERT_EQ(reply.status, 200) << reply.text;
  EXPECT_EQ(status(reply, "1"), 201);
  EXPECT_EQ(status(reply, "2"), 400);
  EXPECT_EQ(state().at("contacts").as_array().size(), 1U);
}

TEST_F(Batch, TheFifthParallelItemForOneMailboxIsThrottled) {
  json::array items;
  for (int i = 1; i <= 5; ++i) items.push_back(item(std::to_string(i)));
  const Reply reply = post(items);
  ASSERT_EQ(reply.status, 200);
  for (int i = 1; i <= 4; ++i) EXPECT_EQ(status(reply, std::to_string(i)), 200);
  EXPECT_EQ(status(reply, "5"), 429);
  EXPECT_EQ(get("/contacts").status, 200);
}

TEST_F(Batch, ASerialBatchIsNotThrottledAndStopsAtAFailure) {
  json::array items{item("1")};
  for (int i = 2; i <= 20; ++i) {
    json::object next = item(std::to_string(i), "GET", i == 10 ? "/contactss" : "/contacts");
    next["dependsOn"] = json::array{json::value(std::to_string(i - 1))};
    items.push_back(next);
  }
  const Reply reply = post(items);
  ASSERT_EQ(reply.status, 200) << reply.text;
  EXPECT_EQ(status(reply, "9"), 200);
  EXPECT_EQ(status(reply, "10"), 400);
  EXPECT_EQ(status(reply, "11"), 424);
  EXPECT_EQ(status(reply, "20"), 424);
}

TEST_F(Batch, MalformedBatchesAreRefusedAsAWhole) {
  json::array many;
  for (int i = 0; i < 21; ++i) many.push_back(item(std::to_string(i)));
  json::object no_type = item("1", "POST");
  no_type["body"] = json::object{{"surname", "A"}};
  json::object depends = item("2");
  depends["dependsOn"] = json::array{"9"};
  json::object third = item("3");
  third["dependsOn"] = json::array{"1"};
  json::object absolute = item("1");
  absolute["url"] = "/v1.0/users";
  const json::array bad[] = {many,
                             {},
                             {item("a"), item("A")},
                             {no_type},
                             {item("1"), depends},
                             {item("1"), item("2"), third},
                             {absolute},
                             {json::value("x")}};
  for (const json::array& items : bad) EXPECT_EQ(post(items).status, 400) << json::serialize(items);
  EXPECT_TRUE(state().at("contacts").as_array().empty());
}

TEST_F(Batch, DoesNotNest) {
  json::object inner = item("1", "POST");
  inner["url"] = "/$batch";
  inner["headers"] = json::object{{"Content-Type", "application/json"}};
  inner["body"] = json::object{{"requests", json::array{item("1")}}};
  EXPECT_EQ(status(post({inner}), "1"), 400);
}

TEST_F(Batch, FaultsReachItemsToo) {
  ASSERT_TRUE(control.faults({json::object{
      {"match", {{"path", "/contactFolders"}}},
      {"action", {{"status", 429}, {"code", "ApplicationThrottled"}, {"retry_after", 5}}}}}));
  const Reply reply = post({item("1"), item("2", "GET", "/contactFolders")});
  EXPECT_EQ(status(reply, "1"), 200);
  EXPECT_EQ(status(reply, "2"), 429);
  EXPECT_NE(reply.text.find("\"Retry-After\":\"5\""), std::string::npos);
}

}  // namespace
}  // namespace relais::emulator::testing
