// The plugin against the Graph emulator, over a real socket.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <memory>
#include <set>

#include "plugins/graph/request.hpp"
#include "plugins/graph/testing/collector.hpp"
#include "plugins/graph/testing/driver.hpp"
#include "plugins/graph/testing/socket_host.hpp"
#include "tests/graph-emulator/control.hpp"

namespace relais::mail_graph::testing {
namespace {

namespace json = boost::json;
using emulator::MessageSpec;
using graph::testing::Collector;
using graph::testing::Gathered;
using graph::testing::SocketHost;
using sdk::Marker;
using sdk::Purpose;
using sdk::Status;

const std::string tenant = "11111111-2222-3333-4444-555555555555";
const std::string user = "99999999-0000-1111-2222-333333333333";
const std::string grey = "✔ relais";
const std::string green = "✅ relais";

std::string account(const std::string& since) {
  return R"({"entity":"zurich","handler":"MM","mailbox":{"id":")" + user +
         R"(","address":"mm@example.ch"},"time_zone":"Europe/Zurich","language":"de",)"
         R"("connection":"microsoft365","base_urls":[],"collect":{"since":")" +
         since + R"(","history_from":"2026-01-01T00:00:00Z"}})";
}

class OnEmulator : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto port = graph_.start();
    ASSERT_TRUE(port.has_value());
    ok(control_.add_tenant(tenant));
    ok(control_.add_user(tenant, {.id = user, .upn = "mm@example.ch"}));
    have_roles({"Mail.ReadWrite", "MailboxSettings.ReadWrite"});
    open();
  }

  void have_roles(std::vector<std::string> roles) {
    ok(control_.add_app(tenant,
                        {.client_id = "app", .secret = "secret", .roles = std::move(roles)}));
    const std::string answer = graph::testing::post_form(
        graph_.url() + "/" + tenant + "/oauth2/v2.0/token",
        "client_id=app&client_secret=secret&grant_type=client_credentials&scope=" +
            graph::escape(graph_.url() + "/.default"));
    const json::value token = json::parse(answer);
    ASSERT_TRUE(token.as_object().contains("access_token")) << answer;
    plugin_.reset();
    host_ = std::make_unique<SocketHost>(graph_.url() + "/v1.0/",
                                         std::string(token.at("access_token").as_string()));
  }

  void open(const std::string& config = "{}", const std::string& since = "2026-05-01T07:00:00Z") {
    static const relais_plugin& plugin = graph::testing::load_plugin(RELAIS_MAIL_GRAPH_PLUGIN);
    plugin_ = std::make_unique<Collector>(plugin, host_->raw(), config, account(since));
    ASSERT_EQ(plugin_->opened(), Status::ok);
    plugin_->wanted = [this](const json::object&) { return collects_; };
  }

  template <class T>
  static void ok(const Result<T>& result) {
    ASSERT_TRUE(result.has_value()) << result.error().text;
  }

  std::string deliver(const MessageSpec& message) {
    const auto id = control_.deliver(tenant, user, message);
    EXPECT_TRUE(id.has_value()) << (id ? "" : id.error().text);
    return id ? *id : "";
  }
  std::string deliver_at(const std::string& received, const std::string& folder = {}) {
    return deliver({.subject = received, .received = received, .folder = folder});
  }
  std::string make_folder(const std::string& name, const std::string& parent = {}) {
    const auto id = control_.owner_create_mail_folder(tenant, user, name, parent);
    EXPECT_TRUE(id.has_value());
    return id ? *id : "";
  }
  void owner(const json::object& action) { ok(control_.owner(tenant, user, action)); }

  Gathered collect(Purpose purpose, const std::string& cursor) {
    Gathered seen = plugin_->collect(purpose, cursor);
    EXPECT_TRUE(seen.breaches.empty()) << seen.breaches.front();
    return seen;
  }
  Gathered poll() { return next(Purpose::poll, poll_cursor_); }
  /// As the engine: each begins without a cursor, an hour after the last.
  Gathered audit() {
    host_->pass_ms(3'600'000);
    std::string none;
    return next(Purpose::audit, none);
  }
  Gathered next(Purpose purpose, std::string& cursor) {
    Gathered seen = collect(purpose, cursor);
    EXPECT_EQ(seen.status, Status::ok);
    if (!seen.cursors.empty()) cursor = seen.cursors.back();
    return seen;
  }

  std::size_t requests() { return control_.requests().value().at("requests").as_array().size(); }
  void fault(const json::object& match, const json::object& action, int times = 1) {
    ok(control_.faults({json::object{{"match", match}, {"times", times}, {"action", action}}}));
  }
  json::array categories_of(const std::string& id) {
    const json::object all = control_.state(tenant, user).value();
    for (const json::value& each : all.at("messages").as_array())
      if (each.at("id").as_string() == id) return each.at("categories").as_array();
    ADD_FAILURE() << "no such message";
    return {};
  }
  std::string blob(const json::value& part) {
    return host_->shelf().blobs[std::string(part.at("blob").as_string())];
  }

  emulator::Emulator graph_{{}};
  emulator::Control control_{graph_};
  std::unique_ptr<SocketHost> host_;
  std::unique_ptr<Collector> plugin_;
  bool collects_ = false;
  std::string poll_cursor_;
};

TEST_F(OnEmulator, AnIdlePollIsOneRequestAndWithSentItemsTwo) {
  for (int i = 0; i < 300; ++i) make_folder("F" + std::to_string(i));
  deliver_at("2026-05-01T08:00:00Z");
  EXPECT_EQ(poll().offered.size(), 1U);
  for (int number = 2; number <= 11; ++number) {
    ok(control_.clear_requests());
    host_->pass_ms(60'000);
    open();
    EXPECT_TRUE(poll().offered.empty());
    EXPECT_EQ(requests(), number % 5 == 1 ? 2U : 1U) << number;
  }
}

TEST_F(OnEmulator, R44_OnlyWhatCameSinceTheActivationIsOffered) {
  deliver_at("2026-05-01T06:59:59Z");
  const std::string first = deliver_at("2026-05-01T07:00:00Z");
  EXPECT_EQ(poll().ids(), std::vector<std::string>{first});
  EXPECT_TRUE(poll().offered.empty());
}

TEST_F(OnEmulator, R45_AMillionOldMessagesCostNothing) {
  ok(control_.fill_mail(tenant, user, 1'000'000, "inbox", "2015-01-01T00:00:00Z", 60));
  ok(control_.clear_requests());
  EXPECT_TRUE(poll().offered.empty());
  EXPECT_EQ(requests(), 2U);
  EXPECT_TRUE(audit().offered.empty());
}

TEST_F(OnEmulator, R30_TheAncestryTellsWhereAMessageLies) {
  ok(control_.mail_language(tenant, user, "fr"));
  const std::string deep = make_folder("Deep", make_folder("Test2", "inbox"));
  deliver_at("2026-05-01T08:00:00Z", deep);
  deliver_at("2026-05-01T08:00:01Z", "junkemail");
  const Gathered seen = poll();
  ASSERT_EQ(seen.offered.size(), 2U);
  const json::array& way = seen.offered[0].at("folder").at("ancestry").as_array();
  ASSERT_EQ(way.size(), 3U);
  EXPECT_EQ(way[0].at("id").as_string(), deep);
  EXPECT_EQ(way[2].at("well_known"), "inbox");
  EXPECT_EQ(seen.offered[1].at("folder").at("ancestry").at(0).at("well_known"), "junkemail");
}

TEST_F(OnEmulator, AMessageInAHiddenFolderBelowAnotherIsKnownToBe) {
  owner({{"do", "create_mail_folder"}, {"name", "H"}, {"parent", "inbox"}, {"is_hidden", true}});
  deliver_at("2026-05-01T08:00:00Z", "inbox/H");
  const Gathered seen = poll();
  ASSERT_EQ(seen.offered.size(), 1U);
  const json::array& way = seen.offered[0].at("folder").at("ancestry").as_array();
  ASSERT_EQ(way.size(), 2U);
  EXPECT_EQ(way[0].at("hidden"), true);
  EXPECT_EQ(way[1].at("well_known"), "inbox");
}

TEST_F(OnEmulator, R33_ADeletedMessageThatCanBeRecoveredIsInAHiddenFolder) {
  deliver_at("2026-05-01T08:00:00Z", "recoverableitemsdeletions");
  const Gathered seen = poll();
  ASSERT_EQ(seen.offered.size(), 1U);
  const json::array& way = seen.offered[0].at("folder").at("ancestry").as_array();
  ASSERT_EQ(way.size(), 1U);
  EXPECT_EQ(way[0].at("hidden"), true);
}

TEST_F(OnEmulator, R28_TheFolderTree) {
  make_folder("Clients");
  for (int i = 0; i < 25; ++i) make_folder("C" + std::to_string(i), "Clients");
  owner({{"do", "create_search_folder"}, {"name", "Unread"}});
  const auto [status, folders] = plugin_->folders();
  ASSERT_EQ(status, Status::ok);
  std::map<std::string, sdk::Folder> by_name;
  for (const sdk::Folder& each : folders) by_name[each.name] = each;
  EXPECT_EQ(by_name["Inbox"].well_known, "inbox");
  EXPECT_EQ(by_name["C24"].parent_id, by_name["Clients"].id);
  EXPECT_EQ(by_name["Unread"].kind, "search");
  EXPECT_EQ(by_name["Archive"].well_known, "archive");
}

TEST_F(OnEmulator, AFloodLosesNothing) {
  open(R"({"page_size":10})");
  std::set<std::string> all, seen;
  for (int i = 0; i < 60; ++i)
    all.insert(deliver_at("2026-05-01T08:00:" + std::string(i % 3 ? "10" : "11") + "Z"));
  for (int i = 0; i < 30; ++i)
    all.insert(deliver_at("2026-05-01T08:01:" + std::to_string(10 + i) + "Z"));
  std::size_t offered = 0;
  for (const std::string& id : poll().ids()) {
    seen.insert(id);
    ++offered;
  }
  EXPECT_EQ(seen, all);
  EXPECT_EQ(offered, all.size());
  EXPECT_TRUE(poll().offered.empty());
}

TEST_F(OnEmulator, ADraftIsOfferedAgainWhenItIsSent) {
  const std::string draft =
      deliver({.received = "2026-05-01T08:00:00Z", .folder = "drafts", .set = {{"isDraft", true}}});
  const Gathered first = poll();
  ASSERT_EQ(first.ids(), std::vector<std::string>{draft});
  EXPECT_EQ(first.offered[0].at("is_draft"), true);
  // Others come, so that its time is passed.
  for (int i = 0; i < 3; ++i) deliver_at("2026-05-01T09:00:0" + std::to_string(i) + "Z");
  EXPECT_EQ(poll().offered.size(), 3U);
  ok(control_.owner_send_draft(tenant, user, draft));
  std::vector<std::string> sent;
  for (int polls = 3; polls <= 6; ++polls) {
    host_->pass_ms(90'000);
    for (const json::object& each : poll().offered)
      if (each.at("folder").at("ancestry").at(0).at("well_known") == "sentitems")
        sent.emplace_back(each.at("id").as_string());
  }
  ASSERT_FALSE(sent.empty());
  EXPECT_EQ(sent[0], draft);
}

TEST_F(OnEmulator, WhatIsCollectedIsStoredWhole) {
  collects_ = true;
  deliver({.cc = {"c@x.ch"},
           .subject = "Offer",
           .body = "Text",
           .received = "2026-05-01T08:00:00Z",
           .more = {{"attachments",
                     {{{"name", "a.pdf"}, {"contentType", "application/pdf"}, {"text", "PDF"}},
                      {{"kind", "item"},
                       {"name", "mail"},
                       {"value", "Subject: x\r\n\r\nx"},
                       {"item", {{"@odata.type", "#microsoft.graph.message"}}}},
                      {{"kind", "reference"}, {"name", "cloud"}}}}}});
  const Gathered seen = poll();
  ASSERT_EQ(seen.stored.size(), 1U);
  const json::object& message = seen.stored[0];
  EXPECT_EQ(message.at("envelope").at("subject"), "Offer");
  EXPECT_EQ(message.at("envelope").at("cc").at(0).at("address"), "c@x.ch");
  EXPECT_NE(blob(message.at("body")).find("Text"), std::string::npos);
  EXPECT_NE(blob(message.at("mime")).find("Subject: Offer"), std::string::npos);
  const json::array& attachments = message.at("attachments").as_array();
  ASSERT_EQ(attachments.size(), 3U);
  EXPECT_EQ(blob(attachments[0]), "PDF");
  EXPECT_NE(blob(attachments[1]).find("Subject: x"), std::string::npos);
  EXPECT_EQ(attachments[2].at("kind"), "reference");
}

TEST_F(OnEmulator, SignedAndHugeMessagesAreStoredWithoutMime) {
  collects_ = true;
  deliver({.received = "2026-05-01T08:00:00Z", .more = {{"mime_fails", true}}});
  deliver({.received = "2026-05-01T08:00:01Z",
           .more = {{"attachments", {{{"name", "big"}, {"size", 30'000'000}}}}}});
  const Gathered seen = poll();
  ASSERT_EQ(seen.stored.size(), 2U);
  for (const json::object& message : seen.stored) {
    EXPECT_TRUE(message.contains("mime_error"));
    EXPECT_TRUE(message.contains("body"));
  }
  EXPECT_EQ(blob(seen.stored[1].at("attachments").at(0)).size(), 30'000'000U);
}

TEST_F(OnEmulator, AMessagePurgedMeanwhileIsGone) {
  collects_ = true;
  const std::string id = deliver_at("2026-05-01T08:00:00Z");
  plugin_->wanted = [&](const json::object&) {
    ok(control_.owner_purge_message(tenant, user, id));
    return true;
  };
  const Gathered seen = poll();
  EXPECT_EQ(seen.gone, std::vector<std::string>{id});
  EXPECT_TRUE(seen.stored.empty());
}

TEST_F(OnEmulator, R31_TheAuditFindsMovesOfMessagesAndFolders) {
  make_folder("Clients");
  make_folder("Muster", "Clients");
  const std::string a = deliver_at("2026-05-01T08:00:00Z", "Clients/Muster");
  const std::string b = deliver_at("2026-05-01T08:00:01Z");
  EXPECT_EQ(audit().offered.size(), 2U);
  EXPECT_TRUE(audit().offered.empty());

  ok(control_.owner_move_message(tenant, user, b, "archive"));
  Gathered seen = audit();
  ASSERT_FALSE(seen.offered.empty());
  for (const json::object& each : seen.offered) {
    EXPECT_EQ(each.at("id").as_string(), b);
    EXPECT_EQ(each.at("folder").at("ancestry").at(0).at("well_known"), "archive");
  }

  ok(control_.owner_move_mail_folder(tenant, user, "Clients/Muster", "inbox"));
  seen = audit();
  ASSERT_EQ(seen.ids(), std::vector<std::string>{a});
  EXPECT_EQ(seen.offered[0].at("folder").at("ancestry").at(1).at("well_known"), "inbox");

  ok(control_.owner_rename_mail_folder(tenant, user, "inbox/Muster", "Other"));
  seen = audit();
  EXPECT_TRUE(seen.offered.empty());
  ASSERT_EQ(seen.moved.size(), 1U);
  EXPECT_EQ(seen.moved[0].first, a);

  ok(control_.owner_purge_message(tenant, user, a));
  seen = audit();
  EXPECT_EQ(seen.gone, std::vector<std::string>{a});
  EXPECT_TRUE(audit().gone.empty());
}

TEST_F(OnEmulator, AMessageThatWentAwayAndCameBackIsNotLost) {
  const std::string id = deliver_at("2026-05-01T08:00:00Z");
  audit();
  ok(control_.owner_move_message(tenant, user, id, "archive"));
  ok(control_.owner_move_message(tenant, user, id, "inbox"));
  const Gathered seen = audit();
  EXPECT_TRUE(seen.gone.empty());
  ASSERT_FALSE(seen.offered.empty());
  EXPECT_EQ(seen.offered[0].at("folder").at("ancestry").at(0).at("well_known"), "inbox");
}

TEST_F(OnEmulator, DeltaFaultsLoseNothing) {
  const std::string id = deliver_at("2026-05-01T08:00:00Z");
  for (const char* mode : {"duplicate", "replay", "reversed", "partial"}) {
    ok(control_.clear_faults());
    fault({{"glob", "*delta*"}}, {{"delta", mode}}, 100);
    host_->shelf().state.clear();
    const std::vector<std::string> ids = audit().ids();
    EXPECT_NE(std::find(ids.begin(), ids.end(), id), ids.end()) << mode;
  }
  ok(control_.clear_faults());
  audit();
  ok(control_.expire_sync_states(tenant, user));
  const std::vector<std::string> ids = audit().ids();
  EXPECT_NE(std::find(ids.begin(), ids.end(), id), ids.end()) << "read anew";
}

TEST_F(OnEmulator, AFolderWithMoreThanADeltaShowsIsReadWhole) {
  ok(control_.settings({{"page_size", 1000}}));
  for (int block = 0; block < 2; ++block)
    ok(control_.fill_mail(tenant, user, 2600, "inbox",
                          block ? "2026-05-01T09:00:00Z" : "2026-05-01T08:00:00Z", 1));
  EXPECT_EQ(audit().offered.size(), 5200U);
}

TEST_F(OnEmulator, HistoryIsReadOnceAndNotBeyondTheActivation) {
  ok(control_.fill_mail(tenant, user, 50, "inbox", "2026-02-01T00:00:00Z", 3600));
  deliver_at("2025-12-31T23:59:59Z");
  deliver_at("2026-05-01T07:00:00Z");
  open(R"({"audit_page_size":20})");
  std::string cursor;
  Gathered seen = next(Purpose::history, cursor);
  EXPECT_EQ(seen.offered.size(), 50U);
  EXPECT_GE(seen.cursors.size(), 3U);
  ok(control_.clear_requests());
  EXPECT_TRUE(next(Purpose::history, cursor).offered.empty());
  EXPECT_EQ(requests(), 0U);
}

TEST_F(OnEmulator, R48_R49_MarkersComeWithTheirColoursAndTheOwnersStay) {
  collects_ = true;
  const std::string id = deliver_at("2026-05-01T08:00:00Z");
  ok(control_.owner_update_message(tenant, user, id, {{"categories", {"Golf"}}}));
  poll();
  ok(control_.clear_requests());
  auto [status, results] = plugin_->mark({{id, Marker::received}, {"AAMkNone", Marker::received}});
  EXPECT_EQ(status, Status::ok);
  EXPECT_EQ(results[0].status, Status::ok) << results[0].code;
  EXPECT_EQ(results[1].status, Status::not_found) << results[1].code;
  EXPECT_EQ(categories_of(id), (json::array{"Golf", json::value(grey)}));
  std::map<std::string, std::string> colors;
  const json::object all = control_.state(tenant, user).value();
  for (const json::value& each : all.at("categories").as_array())
    colors[std::string(each.at("name").as_string())] = each.at("color").as_string();
  EXPECT_EQ(colors[grey], "preset12");
  EXPECT_EQ(colors[green], "preset4");

  ok(control_.clear_requests());
  EXPECT_EQ(plugin_->mark({{id, Marker::archived}}).second[0].status, Status::ok);
  EXPECT_EQ(requests(), 1U);
  EXPECT_EQ(categories_of(id), (json::array{"Golf", json::value(green)}));
  ok(control_.owner_update_message(tenant, user, id, {{"flag", {{"flagStatus", "flagged"}}}}));
  EXPECT_EQ(plugin_->mark({{id, Marker::archived}}).second[0].status, Status::ok);
  EXPECT_EQ(plugin_->mark({{id, Marker::none}}).second[0].status, Status::ok);
  EXPECT_EQ(categories_of(id), (json::array{"Golf"}));
}

TEST_F(OnEmulator, WithoutMailboxSettingsTheMarkersAreSetAllTheSame) {
  have_roles({"Mail.ReadWrite"});
  open();
  const std::string id = deliver_at("2026-05-01T08:00:00Z");
  EXPECT_EQ(plugin_->mark({{id, Marker::received}}).second[0].status, Status::ok);
  EXPECT_EQ(categories_of(id), (json::array{json::value(grey)}));
  std::vector<sdk::Probe> probes = plugin_->check();
  ASSERT_EQ(probes.size(), 3U);
  EXPECT_EQ(probes[1].outcome, sdk::Health::ok);
  EXPECT_EQ(probes[2].outcome, sdk::Health::degraded);
  EXPECT_EQ(probes[2].code, "ErrorAccessDenied");
}

/// Whatever lies in the mailbox: no request is one that the service refuses.
TEST_F(OnEmulator, NoRequestIsRefusedButForFoldersThatAMailboxLacks) {
  collects_ = true;
  make_folder("a/b+c=d & e", "inbox");
  owner({{"do", "create_mail_folder"}, {"name", "H"}, {"parent", "inbox"}, {"is_hidden", true}});
  owner({{"do", "create_search_folder"}, {"name", "Unread"}});
  deliver_at("2026-05-01T08:00:00Z", "inbox/H");
  deliver_at("2026-05-01T08:00:01Z", "recoverableitemsdeletions");
  deliver({.received = "2026-05-01T08:00:02Z", .more = {{"type", "eventMessageRequest"}}});
  deliver({.from = "", .to = {}, .received = "2026-05-01T08:00:03Z"});
  const std::string id = deliver(
      {.received = "2026-05-01T08:00:04Z",
       .more = {{"attachments",
                 {{{"name", "a"}, {"text", "A"}, {"isInline", true}, {"contentId", "x"}},
                  {{"kind", "item"}, {"name", "i"}, {"value", "x"}, {"item", json::object{}}},
                  {{"kind", "reference"}, {"name", "r"}}}}}});
  ok(control_.clear_requests());
  plugin_->folders();
  poll();
  plugin_->mark({{id, Marker::received}});
  ok(control_.owner_move_message(tenant, user, id, "archive"));
  audit();
  for (int i = 0; i < 3; ++i) {
    fault({{"glob", "*delta*"}}, {{"delta", "partial"}}, 100);
    deliver_at("2026-05-01T09:00:0" + std::to_string(i) + "Z");
    host_->pass_ms(600'000);
    poll();
    audit();
  }
  std::string none;
  next(Purpose::history, none);
  plugin_->mark({{id, Marker::archived}});
  plugin_->check();
  const json::object log = control_.requests().value();
  for (const json::value& each : log.at("requests").as_array()) {
    const auto status = each.at("status").as_int64();
    const std::string path(each.at("path").as_string());
    const bool lacking =
        status == 404 && (path.ends_with("/clutter") || path.ends_with("/scheduled"));
    EXPECT_TRUE(status < 300 || lacking) << status << " " << path << " " << each.at("query");
    EXPECT_EQ(each.at("in_batch"), false);
  }
}

TEST_F(OnEmulator, HostileListingsEndAndPassNothing) {
  deliver_at("2026-05-01T08:00:00Z");
  for (const json::object& action :
       {json::object{{"html", true}, {"status", 200}}, json::object{{"truncate_body", true}},
        json::object{{"cut_before", true}},
        json::object{{"status", 404}, {"code", "ErrorItemNotFound"}}}) {
    ok(control_.clear_faults());
    fault({{"method", "GET"}, {"path", "/messages"}}, action, 1'000'000);
    const Gathered seen = collect(Purpose::poll, "");
    EXPECT_EQ(seen.status, Status::transient) << json::serialize(action);
    EXPECT_TRUE(seen.cursors.empty()) << json::serialize(action);
  }
  ok(control_.clear_faults());
  EXPECT_EQ(poll().offered.size(), 1U);
}

TEST_F(OnEmulator, TheConnectionTestIsGreen) {
  for (const sdk::Probe& probe : plugin_->check())
    EXPECT_EQ(probe.outcome, sdk::Health::ok) << probe.name << probe.code;
}

}  // namespace
}  // namespace relais::mail_graph::testing
