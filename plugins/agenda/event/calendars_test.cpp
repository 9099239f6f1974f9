// Containers and the connection test, with scripted answers.
#include "plugins/agenda/event/calendars.hpp"

#include <gtest/gtest.h>

#include "plugins/agenda/event/testing/driver.hpp"
#include "plugins/agenda/event/testing/mailbox.hpp"

namespace relais::agenda::event::testing {
namespace {

/// Calendars by name; the default one is "cal".
struct Names {
  std::map<std::string, std::string> by_id{{"cal", "Kalender"}};
  std::map<std::string, json::array> events;
  std::size_t per_page = 100;
  int created = 0;

  json::object shown(const std::string& id) const {
    return {{"id", id}, {"name", by_id.at(id)}, {"isDefaultCalendar", id == "cal"}};
  }

  Answer operator()(const Sent& sent) {
    const std::string url = sent.plain_url();
    const std::string path = url.substr(0, url.find('?'));
    const std::string root = "users/user-1/calendars";
    if (path == "users/user-1/calendar") return Answer::json(shown("cal"));
    if (path == root && sent.method == "POST") {
      const std::string id = "new" + std::to_string(++created);
      by_id[id] = std::string(sent.json().at("name").as_string());
      return Answer::json(shown(id), 201);
    }
    if (path == root) return page(url);
    for (const auto& [id, name] : by_id) {
      if (path == root + "/" + id + "/events") return list(events[id]);
      if (path != root + "/" + id) continue;
      if (sent.method != "DELETE") return Answer::json(shown(id));
      by_id.erase(id);
      return Answer{.code = 204};
    }
    return Answer::error(404, "ErrorItemNotFound");
  }

  Answer page(const std::string& url) const {
    const std::size_t at = url.find("&skip=");
    const std::size_t from = at == std::string::npos ? 0 : std::stoul(url.substr(at + 6));
    json::array items;
    std::size_t index = 0;
    for (const auto& [id, name] : by_id)
      if (index++ >= from && items.size() < per_page) items.push_back(shown(id));
    const std::size_t next = from + items.size();
    return list(items, next < by_id.size() ? url.substr(0, at) + "&skip=" + std::to_string(next)
                                           : std::string());
  }
};

const std::string own = R"({"calendar":"Kanzlei"})";

TEST(Ensure, TheDefaultCalendarIsAskedForOnce) {
  Names graph;
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw());
  const auto [status, container] = driver.ensure("");
  EXPECT_EQ(status, Status::ok);
  EXPECT_EQ(container.id, "cal");
  EXPECT_FALSE(container.created);
  EXPECT_TRUE(host.sent.at(0).is("GET", "users/user-1/calendar?$select=id"));
  host.forget();
  EXPECT_EQ(driver.ensure("stored").second.id, "stored");
  EXPECT_TRUE(host.sent.empty());
}

TEST(Ensure, ADefaultCalendarThatIsNotToldIsNoContainer) {
  for (const Answer& answer : {Answer{.code = 200, .body = "{}"}, Answer{.code = 200, .body = "["},
                               Answer::none(Status::transient)}) {
    ScriptedHost host([&](const Sent&) { return answer; });
    EXPECT_EQ(Driver(host.raw()).ensure("").first, Status::transient);
  }
}

TEST(Ensure, AnOwnCalendarIsFoundByItsExactNameOnAnyPage) {
  Names graph;
  graph.per_page = 1;
  graph.by_id = {{"a", "kanzlei"}, {"b", "Kanzlei "}, {"cal", "Kalender"}, {"d", "Kanzlei"}};
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const auto [status, container] = Driver(host.raw(), own).ensure("");
  EXPECT_EQ(container.id, "d");
  EXPECT_FALSE(container.created);
  EXPECT_EQ(graph.created, 0);
}

TEST(Ensure, AMissingOwnCalendarIsCreated) {
  Names graph;
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw(), own);
  const auto [status, container] = driver.ensure("");
  EXPECT_EQ(container.id, "new1");
  EXPECT_TRUE(container.created);
  EXPECT_EQ(host.sent.back().json(), (json::object{{"name", "Kanzlei"}}));
  EXPECT_FALSE(host.sent.back().idempotent);
  host.forget();
  EXPECT_EQ(driver.ensure("new1").second.id, "new1");
  EXPECT_TRUE(host.sent.empty());
}

TEST(Ensure, AStoredOneIsKeptOnlyWhileItHasTheName) {
  Names graph;
  graph.by_id["mine"] = "Kanzlei";
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  EXPECT_EQ(Driver(host.raw(), own).ensure("mine").second.id, "mine");
  EXPECT_EQ(Driver(host.raw(), own).ensure("cal").second.id, "mine");
  EXPECT_EQ(Driver(host.raw(), own).ensure("gone").second.id, "mine");
  EXPECT_EQ(graph.created, 0);
}

TEST(Ensure, AStoredOneThatAnswersButIsListedNowhereLiesInDeletedItems) {
  Names graph;
  ScriptedHost host([&](const Sent& sent) {
    const bool trashed = sent.is("GET", "users/user-1/calendars/mine");
    return trashed ? Answer::json(json::object{{"id", "mine"}, {"name", "Kanzlei"}}) : graph(sent);
  });
  EXPECT_EQ(Driver(host.raw(), own).ensure("mine").second.id, "new1");
}

TEST(Ensure, AfterALostCreateTheCalendarIsFoundByItsName) {
  for (const Answer& lost : {Answer{.code = 201, .body = "{"}, Answer::error(503, ""),
                             Answer::none(Status::unknown_outcome)}) {
    Names graph;
    bool loses = true;
    ScriptedHost host([&](const Sent& sent) {
      const Answer answer = graph(sent);
      return sent.method == "POST" && loses ? lost : answer;
    });
    EXPECT_EQ(Driver(host.raw(), own).ensure("").first, Status::unknown_outcome);
    loses = false;
    EXPECT_EQ(Driver(host.raw(), own).ensure("").second.id, "new1");
    EXPECT_EQ(graph.created, 1);
  }
}

TEST(Ensure, AfterADoubtTheCalendarIsLookedAtAgain) {
  Names graph;
  graph.by_id["mine"] = "Kanzlei";
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  Driver driver(host.raw(), own);
  driver.ensure("mine");
  graph.by_id.erase("mine");
  Task create = operation(sdk::Action::create);
  create.container = "mine";
  EXPECT_EQ(driver.apply({create}).of(0).status, Status::not_found);
  EXPECT_EQ(driver.ensure("mine").second.id, "new1");
}

TEST(Discard, AnEmptyOwnCalendarGoes) {
  Names graph;
  graph.by_id["mine"] = "Kanzlei";
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  EXPECT_EQ(Driver(host.raw(), own).discard("mine"), Status::ok);
  EXPECT_FALSE(graph.by_id.contains("mine"));
  EXPECT_EQ(Driver(host.raw(), own).discard("mine"), Status::ok);
  EXPECT_EQ(host.count("DELETE"), 1U);
}

TEST(Discard, ACalendarWhoseNameLiesInDeletedItemsMakesRoom) {
  Names graph;
  graph.by_id["mine"] = "Kanzlei";
  ScriptedHost host([&](const Sent& sent) {
    if (sent.method == "PATCH") {
      graph.by_id["mine"] = std::string(sent.json().at("name").as_string());
      return Answer::json(graph.shown("mine"));
    }
    return sent.method == "DELETE" && graph.by_id["mine"] == "Kanzlei"
               ? Answer::error(409, "ErrorFolderExists")
               : graph(sent);
  });
  EXPECT_EQ(Driver(host.raw(), own).discard("mine"), Status::ok);
  EXPECT_FALSE(graph.by_id.contains("mine"));
}

TEST(Discard, WhateverIsInItKeepsIt) {
  Names graph;
  graph.by_id["mine"] = "Kanzlei";
  graph.events["mine"] = {event("the owner's")};
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  EXPECT_EQ(Driver(host.raw(), own).discard("mine"), Status::conflict);
  EXPECT_EQ(host.count("DELETE"), 0U);
  EXPECT_EQ(host.count("GET", "$filter"), 0U);
}

TEST(Discard, TheDefaultCalendarNeverGoes) {
  Names graph;
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  for (const std::string& config : {std::string("{}"), own}) {
    EXPECT_EQ(Driver(host.raw(), config).discard("cal"), Status::conflict);
    EXPECT_NE(Driver(host.raw(), config).discard(""), Status::transient);
  }
  EXPECT_EQ(host.count("DELETE"), 0U);
}

TEST(Discard, WhatCannotBeLookedIntoStays) {
  Names graph;
  graph.by_id["mine"] = "Kanzlei";
  for (const Answer& fault : {Answer::none(Status::transient), Answer{.code = 200, .body = "{"}}) {
    ScriptedHost host(
        [&](const Sent& sent) { return sent.is("GET", "mine/events") ? fault : graph(sent); });
    EXPECT_EQ(Driver(host.raw(), own).discard("mine"), Status::transient);
    EXPECT_EQ(host.count("DELETE"), 0U);
  }
}

TEST(Check, AsksForTheCalendarOnly) {
  Names graph;
  ScriptedHost host([&](const Sent& sent) { return graph(sent); });
  const auto probes = Driver(host.raw()).check();
  ASSERT_EQ(probes.size(), 1U);
  EXPECT_EQ(probes[0].name, "calendar");
  EXPECT_EQ(probes[0].outcome, sdk::Health::ok);
  EXPECT_EQ(probes[0].http_status, 200);
  EXPECT_EQ(probes[0].request_id, "request-1");
  ASSERT_EQ(host.sent.size(), 1U);
  EXPECT_TRUE(host.sent[0].is("GET", "users/user-1/calendar?$select=id,canEdit"));
}

TEST(Check, TellsTheServicesOwnWords) {
  ScriptedHost host(
      [](const Sent&) { return Answer::error(403, "ErrorAccessDenied", "Access is denied."); });
  const auto probes = Driver(host.raw()).check();
  EXPECT_EQ(probes.at(0).outcome, sdk::Health::failed);
  EXPECT_EQ(probes.at(0).code, "ErrorAccessDenied");
  EXPECT_EQ(probes.at(0).message, "Access is denied.");
  EXPECT_EQ(probes.at(0).http_status, 403);
}

}  // namespace
}  // namespace relais::agenda::event::testing
