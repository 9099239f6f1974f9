// An emulator whose app may use To Do.
#pragma once

#include "tests/graph-emulator/testing/client.hpp"

namespace relais::emulator::testing {

class ToDo : public Graph {
 protected:
  void SetUp() override {
    Graph::SetUp();
    have_roles({"Tasks.ReadWrite.All"});
    default_list = state().at("default_list").as_string();
    tasks = "/todo/lists/" + default_list + "/tasks";
    ASSERT_TRUE(control.clear_stats());
  }

  void have_roles(std::vector<std::string> roles) {
    ASSERT_TRUE(control.add_app(
        tenant, {.client_id = client_id, .secret = secret, .roles = std::move(roles)}));
    token = request_token(form()).at("access_token");
  }

  std::string make_list(const std::string& name) {
    const Reply made = send("POST", "/todo/lists", json::object{{"displayName", name}});
    EXPECT_EQ(made.status, 201) << made.text;
    return made.at("id");
  }

  /// In the default list; its id.
  std::string make_task(json::object set) {
    set.emplace("title", "Call back");
    const Reply made = send("POST", tasks, set);
    EXPECT_EQ(made.status, 201) << made.text;
    return made.at("id");
  }

  Reply read(const std::string& task, const std::string& options = {}) {
    return get(tasks + "/" + task + options);
  }

  Reply patch(const std::string& task, const json::object& set) {
    return send("PATCH", tasks + "/" + task, set);
  }

  static json::object at(const std::string& date_time, const std::string& zone) {
    return {{"dateTime", date_time}, {"timeZone", zone}};
  }

  static json::object linked(const std::string& key) {
    return {{"applicationName", "relais"}, {"displayName", "Case 1"}, {"externalId", key}};
  }

  static std::string date_time(const Reply& reply, std::string_view property) {
    const json::value body = reply.body();
    const json::object& object = body.at(property).as_object();
    EXPECT_EQ(object.at("timeZone").as_string(), "UTC");
    return std::string(object.at("dateTime").as_string());
  }

  static bool has(const Reply& reply, std::string_view property) {
    const json::value body = reply.body();
    return body.as_object().contains(property);
  }

  std::string default_list;
  std::string tasks;  ///< path of the default list's tasks
};

}  // namespace relais::emulator::testing
