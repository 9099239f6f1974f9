// A built plugin of the agenda at work in a mailbox of the Graph emulator, over a real socket.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "plugins/agenda/testing/items.hpp"
#include "plugins/graph/request.hpp"
#include "plugins/graph/testing/driver.hpp"
#include "plugins/graph/testing/socket_host.hpp"
#include "tests/graph-emulator/control.hpp"

namespace relais::agenda::testing {

using graph::testing::Applied;
using graph::testing::Driver;
using graph::testing::Looked;
using graph::testing::Observed;
using graph::testing::SocketHost;
using graph::testing::Task;
using sdk::Action;
using sdk::Life;
using sdk::Status;

inline const std::string tenant = "11111111-2222-3333-4444-555555555555";
inline const std::string user = "99999999-0000-1111-2222-333333333333";

class OnEmulator : public ::testing::Test {
 protected:
  explicit OnEmulator(const char* plugin) : plugin_(graph::testing::load_plugin(plugin)) {}

  void SetUp() override {
    ASSERT_TRUE(graph_.start().has_value());
    ok(control_.add_tenant(tenant));
    grant({"Calendars.ReadWrite"});
    ok(control_.add_user(tenant, {.id = user, .upn = "mm@example.ch", .mail = "mm@example.ch"}));
    ok(control_.settings({{"page_size", 3}}));
    open("{}");
  }

  void grant(const std::vector<std::string>& roles) {
    ok(control_.add_app(tenant, {.client_id = "app", .secret = "secret", .roles = roles}));
    const json::value token = json::parse(graph::testing::post_form(
        graph_.url() + "/" + tenant + "/oauth2/v2.0/token",
        "client_id=app&client_secret=secret&grant_type=client_credentials&scope=" +
            graph::escape(graph_.url() + "/.default")));
    driver_.reset();
    host_ = std::make_unique<SocketHost>(graph_.url() + "/v1.0/",
                                         std::string(token.at("access_token").as_string()));
  }

  /// `section` of the configuration, with pages of two.
  void open(const std::string& section, const std::string& target = "calendar") {
    connect(section, target);
    container_ = driver_->ensure("").second.id;
    ASSERT_FALSE(container_.empty());
  }

  /// A session on a connection without a request so far: libcurl itself repeats what breaks on one
  /// that was used before.
  void reconnect() {
    grant({"Calendars.ReadWrite"});
    connect("{}", "calendar");
  }

  template <class T>
  static void ok(const Result<T>& result) {
    ASSERT_TRUE(result.has_value()) << result.error().text;
  }

  /// What the item is rendered to as the only part, or as the one of that name.
  sdk::Document rendered(const json::object& item, const std::string& part = {}) {
    const auto [status, documents] = driver_->render(json::serialize(item), "2026-04-01");
    EXPECT_EQ(status, Status::ok);
    for (const sdk::Document& each : documents)
      if (each.part == part) return each;
    ADD_FAILURE() << "no part " << part << " among " << documents.size();
    return {};
  }

  Task task(Action action, const std::string& key, const json::object& item,
            const std::string& id = {}, const std::string& part = {}) {
    const sdk::Document document = rendered(item, part);
    return {.action = action,
            .key = key,
            .remote_id = id,
            .container = container_,
            .document = document.body,
            .fingerprint = document.fingerprint,
            .token = "token of " + key};
  }

  sdk::Result create(const std::string& key, const json::object& item,
                     const std::string& part = {}) {
    const sdk::Result result = driver_->apply({task(Action::create, key, item, {}, part)}).of(0);
    EXPECT_EQ(result.status, Status::ok) << result.code << result.message;
    return result;
  }
  sdk::Result update(const std::string& key, const json::object& item, const std::string& id,
                     const json::object& before = {}) {
    Task one = task(Action::update, key, item, id);
    one.previous = before.empty() ? one.fingerprint : rendered(before).fingerprint;
    return driver_->apply({one}).of(0);
  }
  sdk::Result remove(const std::string& key, const std::string& id) {
    return driver_
        ->apply(
            {Task{.action = Action::remove, .key = key, .remote_id = id, .container = container_}})
        .of(0);
  }

  json::array events() { return control_.state(tenant, user).value().at("events").as_array(); }
  json::object event(const std::string& id) {
    for (const json::value& each : events())
      if (each.at("id").as_string() == id) return each.as_object();
    ADD_FAILURE() << "no event " << id;
    return {};
  }
  json::array requests() { return control_.requests().value().at("requests").as_array(); }
  /// Gone for good, so that the next event is the only one.
  void purge(const std::string& id) { ok(control_.owner_purge_event(tenant, user, id)); }
  /// What people see on these days of 2026-05, in Zurich.
  json::array agenda(const std::string& from, const std::string& to) {
    return control_.agenda(tenant, user, "Europe/Zurich", from, to).value();
  }
  void fault(const json::object& match, const json::object& action, int times = 1) {
    ok(control_.faults({json::object{{"match", match}, {"action", action}, {"times", times}}}));
  }
  /// Nobody was ever mailed to.
  std::int64_t invitations() {
    return control_.stats().value().at("invitations").to_number<std::int64_t>();
  }
  void TearDown() override { EXPECT_EQ(invitations(), 0); }

  void connect(const std::string& section, const std::string& target) {
    json::object config = json::parse(section).as_object();
    config["page_size"] = 2;
    const std::string account =
        R"({"entity":"zurich","handler":"MM","mailbox":{"id":")" + user +
        R"(","address":"mm@example.ch"},"time_zone":"Europe/Zurich","language":"de",)"
        R"("connection":"microsoft365","base_urls":[]})";
    driver_ =
        std::make_unique<Driver>(plugin_, target, host_->raw(), json::serialize(config), account);
    ASSERT_EQ(driver_->opened(), Status::ok);
  }

  const relais_plugin& plugin_;
  emulator::Emulator graph_{{}};
  emulator::Control control_{graph_};
  std::unique_ptr<SocketHost> host_;
  std::unique_ptr<Driver> driver_;
  std::string container_;
};

}  // namespace relais::agenda::testing
