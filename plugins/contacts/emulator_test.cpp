// The plugin against the Graph emulator, over a real socket.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include "plugins/contacts/testing/driver.hpp"
#include "plugins/graph/request.hpp"
#include "plugins/graph/testing/socket_host.hpp"
#include "tests/graph-emulator/control.hpp"

namespace relais::contacts::testing {
namespace {

using sdk::Action;
using sdk::Life;
using sdk::Status;

const std::string tenant = "11111111-2222-3333-4444-555555555555";
const std::string user = "99999999-0000-1111-2222-333333333333";

std::string account() {
  return R"({"entity":"zurich","handler":"MM","mailbox":{"id":")" + user +
         R"(","address":"mm@example.ch"},"time_zone":"Europe/Zurich","language":"de",)"
         R"("connection":"microsoft365","base_urls":[]})";
}

std::string person(const std::string& given, const std::string& points = "[]") {
  return R"({"kind":"person","given_name":")" + given +
         R"(","surname":"Müller","street":"Bahnhofstrasse","house_no":"12","city":"Zürich",)"
         R"("country":"CH","contact_points":)" +
         points + "}";
}

const std::string fax = R"([{"slot":1,"type":"fax","value":"+41 44 1"}])";

class OnEmulator : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto port = graph_.start();
    ASSERT_TRUE(port.has_value());
    ok(control_.add_tenant(tenant));
    ok(control_.add_app(tenant, {.client_id = "app", .secret = "secret"}));
    ok(control_.add_user(tenant, {.id = user, .upn = "mm@example.ch"}));
    ok(control_.settings({{"page_size", 3}}));
    const std::string answer =
        post_form(graph_.url() + "/" + tenant + "/oauth2/v2.0/token",
                  "client_id=app&client_secret=secret&grant_type=client_credentials&scope=" +
                      graph::escape(graph_.url() + "/.default"));
    const json::value token = json::parse(answer);
    ASSERT_TRUE(token.as_object().contains("access_token")) << answer;
    host_ = std::make_unique<SocketHost>(graph_.url() + "/v1.0/",
                                         std::string(token.at("access_token").as_string()));
    open("{}");
  }

  void open(const std::string& config) {
    driver_ = std::make_unique<Driver>(host_->raw(), config, account());
    ASSERT_EQ(driver_->opened(), Status::ok);
  }

  template <class T>
  static void ok(const Result<T>& result) {
    ASSERT_TRUE(result.has_value()) << result.error().text;
  }

  Task task(Action action, const std::string& key, const std::string& item,
            const std::string& id = {}) {
    const auto documents = driver_->render(item).second;
    return {.action = action,
            .key = key,
            .remote_id = id,
            .container = container_,
            .document = documents.at(0).body,
            .fingerprint = documents.at(0).fingerprint};
  }

  sdk::Result create(const std::string& key, const std::string& item) {
    const sdk::Result result = driver_->apply({task(Action::create, key, item)}).of(0);
    EXPECT_EQ(result.status, Status::ok) << result.code << result.message;
    container_ = result.container;
    return result;
  }
  sdk::Result update(const std::string& key, const std::string& item, const std::string& id) {
    return driver_->apply({task(Action::update, key, item, id)}).of(0);
  }

  json::array contacts(const char* where = "contacts") {
    return control_.state(tenant, user).value().at(where).as_array();
  }
  json::object contact(const std::string& id) {
    for (const json::value& each : contacts())
      if (each.at("id").as_string() == id) return each.as_object();
    ADD_FAILURE() << "no contact " << id;
    return {};
  }
  std::size_t requests() { return control_.requests().value().at("requests").as_array().size(); }
  void fault(const json::object& match, const json::object& action) {
    ok(control_.faults({json::object{{"match", match}, {"action", action}}}));
  }

  emulator::Emulator graph_{{}};
  emulator::Control control_{graph_};
  std::unique_ptr<SocketHost> host_;
  std::unique_ptr<Driver> driver_;
  std::string container_;
};

TEST_F(OnEmulator, ACreateIsReadBackEqualByEveryWay) {
  const sdk::Result made = create("s:contact:1", person("Anna", fax));
  const Observed seen = driver_->observe(made.container, "", true);
  ASSERT_EQ(seen.status, Status::ok);
  ASSERT_EQ(seen.upserts.size(), 1U);
  EXPECT_EQ(seen.upserts[0].remote_id, made.remote_id);
  EXPECT_EQ(seen.upserts[0].etag, made.etag);
  EXPECT_EQ(seen.upserts[0].remote_fingerprint, made.remote_fingerprint);

  for (const auto& [key, id] : std::vector<std::pair<std::string, std::string>>{
           {"s:contact:1", ""}, {"", made.remote_id}, {"s:contact:1", made.remote_id}}) {
    const Looked looked = driver_->lookup({{key, id}});
    ASSERT_EQ(looked.found.size(), 1U);
    const sdk::Found& found = looked.found[0].second;
    EXPECT_EQ(found.state, Life::live);
    EXPECT_EQ(found.remote_id, made.remote_id);
    EXPECT_EQ(found.key, "s:contact:1");
    EXPECT_EQ(found.remote_fingerprint, made.remote_fingerprint);
    EXPECT_EQ(found.written_fingerprint.size(), 57U);
  }
}

TEST_F(OnEmulator, ASecondObservationIsOneRequestAndBringsNothing) {
  ok(control_.fill(tenant, user, 20));
  const sdk::Result made = create("s:contact:1", person("Anna"));
  const Observed first = driver_->observe(made.container, "", true);
  EXPECT_EQ(first.upserts.size(), 21U);
  EXPECT_TRUE(first.complete);
  ok(control_.clear_requests());
  const Observed second = driver_->observe(made.container, first.cursors.back(), false);
  EXPECT_TRUE(second.upserts.empty());
  EXPECT_EQ(requests(), 1U);
}

TEST_F(OnEmulator, AnOwnersEditIsSeenAndRepairedInOneRequestAndHisThingsStay) {
  const sdk::Result made = create("s:contact:1", person("Anna"));
  std::string cursor = driver_->observe(made.container, "", true).cursors.back();
  ok(control_.owner_update(tenant, user, made.remote_id,
                           {{"surname", "Meier"},
                            {"nickName", "Anni"},
                            {"categories", {"Golf"}},
                            {"personalNotes", "his words"}}));
  const Observed seen = driver_->observe(made.container, cursor, false);
  ASSERT_EQ(seen.upserts.size(), 1U);
  EXPECT_NE(seen.upserts[0].remote_fingerprint, made.remote_fingerprint);
  ok(control_.clear_requests());
  const sdk::Result repaired = update("s:contact:1", person("Anna"), made.remote_id);
  EXPECT_EQ(repaired.status, Status::ok);
  EXPECT_EQ(requests(), 1U);
  EXPECT_EQ(repaired.remote_fingerprint, made.remote_fingerprint);
  const json::object now = contact(made.remote_id);
  EXPECT_EQ(now.at("surname"), "Müller");
  EXPECT_EQ(now.at("displayName"), "Anna Müller");
  EXPECT_EQ(now.at("fileAs"), "Müller, Anna");
  EXPECT_EQ(now.at("nickName"), "Anni");
  EXPECT_EQ(now.at("personalNotes"), "his words");
  EXPECT_EQ(now.at("categories"), json::value(json::array{"Golf"}));
}

TEST_F(OnEmulator, TheFenceComesAndGoesAroundTheOwnersWords) {
  const sdk::Result made = create("s:contact:1", person("Anna"));
  ok(control_.owner_update(tenant, user, made.remote_id, {{"personalNotes", "his words"}}));
  EXPECT_EQ(update("s:contact:1", person("Anna", fax), made.remote_id).status, Status::ok);
  EXPECT_EQ(contact(made.remote_id).at("personalNotes"),
            "his words\n\n--- relais ---\nFax: +41 44 1\n--- /relais ---");
  EXPECT_EQ(update("s:contact:1", person("Anna"), made.remote_id).status, Status::ok);
  EXPECT_EQ(contact(made.remote_id).at("personalNotes"), "his words");
}

TEST_F(OnEmulator, MovedIsFollowedDeletedIsNot) {
  const sdk::Result made = create("s:contact:1", person("Anna"));
  create("s:contact:2", person("Berta"));
  const std::string cursor = driver_->observe(made.container, "", true).cursors.back();
  const auto parent = control_.owner_create_folder(tenant, user, "Freunde");
  ok(parent);
  ok(control_.owner_create_folder(tenant, user, "Enge", "Freunde"));
  ok(control_.owner_move(tenant, user, made.remote_id, "Enge"));
  EXPECT_EQ(driver_->observe(made.container, cursor, false).removed,
            std::vector<std::string>{made.remote_id});
  Looked looked = driver_->lookup({{"s:contact:1", made.remote_id}});
  ASSERT_EQ(looked.found.size(), 1U);
  EXPECT_EQ(looked.found[0].second.state, Life::live);
  EXPECT_NE(looked.found[0].second.container, made.container);
  EXPECT_EQ(driver_->lookup({{"s:contact:1", ""}}).found[0].second.state, Life::live);
  EXPECT_EQ(update("s:contact:1", person("Anna"), made.remote_id).status, Status::ok);

  ok(control_.owner_delete(tenant, user, made.remote_id));
  looked = driver_->lookup({{"s:contact:1", made.remote_id}, {"s:contact:1", ""}});
  ASSERT_EQ(looked.found.size(), 2U);
  EXPECT_EQ(looked.found[0].second.state, Life::trashed);
  EXPECT_EQ(looked.found[1].second.state, Life::gone);
  EXPECT_EQ(update("s:contact:1", person("Anna"), made.remote_id).status, Status::not_found);

  ok(control_.owner_purge(tenant, user, made.remote_id));
  EXPECT_EQ(driver_->lookup({{"s:contact:1", made.remote_id}}).found[0].second.state, Life::gone);
}

TEST_F(OnEmulator, ADeleteIsDoneOnceAndAgain) {
  const sdk::Result made = create("s:contact:1", person("Anna"));
  const Task remove = task(Action::remove, "s:contact:1", person("Anna"), made.remote_id);
  EXPECT_EQ(driver_->apply({remove}).of(0).status, Status::ok);
  EXPECT_EQ(driver_->apply({remove}).of(0).status, Status::ok);
  EXPECT_TRUE(contacts().empty());
  EXPECT_EQ(contacts("deleted").size(), 1U);
}

TEST_F(OnEmulator, ALostAnswerOfACreateIsSettledByLookup) {
  for (const json::object& action :
       {json::object{{"cut_after", true}}, json::object{{"truncate_body", true}},
        json::object{{"status", 503}, {"after_effect", true}}}) {
    ok(control_.clear_faults());
    fault({{"method", "POST"}, {"path", "contacts"}}, action);
    const std::string key = "s:contact:" + json::serialize(action);
    const sdk::Result lost = driver_->apply({task(Action::create, key, person("Anna"))}).of(0);
    EXPECT_EQ(lost.status, Status::unknown_outcome) << json::serialize(action);
    const Looked looked = driver_->lookup({{key, ""}});
    ASSERT_EQ(looked.found.size(), 1U);
    EXPECT_EQ(looked.found[0].second.state, Life::live);
  }
  EXPECT_EQ(contacts().size(), 3U);
}

TEST_F(OnEmulator, LimitsNeverRefuseWhatWeRender) {
  std::string emails = "[", phones = "[";
  for (int slot = 1; slot <= 6; ++slot) {
    const std::string head =
        std::string(slot > 1 ? "," : "") + R"({"slot":)" + std::to_string(slot);
    emails += head + R"(,"type":"email_b","value":"a)" + std::to_string(slot) + R"(@x.ch"})";
    phones +=
        head + R"(,"type":"phone_b","value":"+41 44 123 45 6)" + std::to_string(slot) + R"("})";
  }
  create("s:contact:1", person("Anna", emails + "]"));
  create("s:contact:2", person("Berta", phones + "]"));
  create("s:contact:3", R"({"kind":"company","company":")" + std::string(300, 'x') +
                            R"(","contact_points":[{"slot":1,"type":"email_b","value":"bad"}]})");
}

TEST_F(OnEmulator, AnOwnFolderIsCreatedFoundAndRemoved) {
  open(R"({"folder":"Kanzlei","category":"Mandant","birthday":true})");
  const auto [status, folder] = driver_->ensure("");
  ASSERT_EQ(status, Status::ok);
  EXPECT_TRUE(folder.created);
  container_ = folder.id;
  const sdk::Result made = create("s:contact:1", person("Anna"));
  EXPECT_EQ(made.container, folder.id);
  EXPECT_EQ(contact(made.remote_id).at("categories"), json::value(json::array{"Mandant"}));
  const Observed seen = driver_->observe(folder.id, "", true);
  ASSERT_EQ(seen.upserts.size(), 1U);
  EXPECT_EQ(seen.upserts[0].remote_fingerprint, made.remote_fingerprint);

  open(R"({"folder":"Kanzlei"})");
  const auto again = driver_->ensure("").second;
  EXPECT_EQ(again.id, folder.id);
  EXPECT_FALSE(again.created);
  EXPECT_EQ(driver_->discard(folder.id), Status::conflict);
  driver_->apply({task(Action::remove, "s:contact:1", person("Anna"), made.remote_id)});
  EXPECT_EQ(driver_->discard(folder.id), Status::ok);
}

TEST_F(OnEmulator, InventoryFindsOursEverywhereAndNoForeignOne) {
  ok(control_.fill(tenant, user, 10));
  const sdk::Result moved = create("s:contact:1", person("Anna"));
  const sdk::Result trashed = create("s:contact:2", person("Berta"));
  create("s:contact:3", person("Clara"));
  ok(control_.owner_create_folder(tenant, user, "Freunde"));
  ok(control_.owner_move(tenant, user, moved.remote_id, "Freunde"));
  ok(control_.owner_delete(tenant, user, trashed.remote_id));
  const Looked all = driver_->inventory();
  ASSERT_EQ(all.status, Status::ok);
  std::vector<std::string> keys;
  for (const auto& [index, found] : all.found) keys.push_back(found.key);
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(keys, (std::vector<std::string>{"s:contact:1", "s:contact:3"}));
}

TEST_F(OnEmulator, DeltaFaultsNeverMisreportOurContact) {
  ok(control_.fill(tenant, user, 8));
  const sdk::Result made = create("s:contact:1", person("Anna"));
  for (const char* mode : {"duplicate", "replay", "partial", "reversed", "late"}) {
    ok(control_.clear_faults());
    fault({{"glob", "*delta*"}}, {{"delta", mode}});
    const Observed seen = driver_->observe(made.container, "", true);
    EXPECT_EQ(seen.status, Status::ok) << mode;
    for (const sdk::Upsert& each : seen.upserts) {
      const bool told = each.remote_id == made.remote_id && !each.remote_fingerprint.empty();
      EXPECT_TRUE(!told || each.remote_fingerprint == made.remote_fingerprint) << mode;
    }
  }
  ok(control_.clear_faults());
  const std::string cursor = driver_->observe(made.container, "", true).cursors.back();
  ok(control_.expire_sync_states(tenant, user));
  EXPECT_EQ(driver_->observe(made.container, cursor, false).status, Status::resync);
  EXPECT_EQ(driver_->observe(made.container, "", true).status, Status::ok);
}

TEST_F(OnEmulator, HostileListingsEndAndProveNothing) {
  ok(control_.fill(tenant, user, 8));
  const sdk::Result made = create("s:contact:1", person("Anna"));
  for (const json::object& action :
       {json::object{{"endless_next", true}}, json::object{{"html", true}, {"status", 200}},
        json::object{{"truncate_body", true}},
        json::object{{"status", 404}, {"code", "ErrorItemNotFound"}}}) {
    ok(control_.clear_faults());
    ok(control_.faults({json::object{{"match", {{"method", "GET"}, {"glob", "*contacts*"}}},
                                     {"times", 1000000},
                                     {"action", action}}}));
    const Looked looked = driver_->lookup({{"s:contact:none", ""}});
    for (const auto& [index, found] : looked.found)
      EXPECT_NE(found.state, Life::gone) << json::serialize(action);
    EXPECT_NE(looked.status, Status::ok) << json::serialize(action);
    const Observed seen = driver_->observe(made.container, "", true);
    EXPECT_FALSE(seen.complete) << json::serialize(action);
  }
}

TEST_F(OnEmulator, AFalse404AndALaggingSearchLoseNothing) {
  const sdk::Result made = create("s:contact:1", person("Anna"));
  fault({{"method", "GET"}, {"glob", "*contacts/*"}},
        {{"status", 404}, {"code", "ErrorItemNotFound"}});
  EXPECT_EQ(driver_->lookup({{"s:contact:1", made.remote_id}}).found[0].second.state, Life::live);
  ok(control_.clear_faults());
  fault({{"method", "DELETE"}}, {{"status", 404}, {"code", "ErrorItemNotFound"}});
  EXPECT_EQ(driver_->apply({task(Action::remove, "s:contact:1", person("Anna"), made.remote_id)})
                .of(0)
                .status,
            Status::ok);
  EXPECT_TRUE(contacts().empty());
}

TEST_F(OnEmulator, TheConnectionTestIsGreen) {
  for (const sdk::Probe& probe : driver_->check())
    EXPECT_EQ(probe.outcome, sdk::Health::ok) << probe.code;
}

}  // namespace
}  // namespace relais::contacts::testing
