#include "engine/connection/microsoft365/microsoft365.hpp"

#include <gmock/gmock.h>

#include <thread>

#include "engine/base/json.hpp"
#include "engine/connection/testing.hpp"
#include "engine/connection/token_source.hpp"

namespace relais::connection::microsoft365 {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace connection::testing;

constexpr const char* client_id = "66666666-7777-8888-9999-000000000000";
const std::string canary = "c4n~ry+/=Secret";

Reply refused(const std::string& code, const std::string& error = "invalid_client") {
  return reply(401, "{\"error\":\"" + error + "\",\"error_description\":\"AADSTS" + code +
                        ": Microsoft's own words.\\r\\nTrace ID: 1f\",\"error_codes\":[" + code +
                        "]}");
}

/// What a server answers, exchangeable while it runs.
class Script {
 public:
  Script& operator=(RawServer::Handler handler) {
    const std::lock_guard lock(guard_);
    handler_ = std::move(handler);
    return *this;
  }
  Reply operator()(const Seen& request, int number) {
    RawServer::Handler handler;
    {
      const std::lock_guard lock(guard_);
      handler = handler_;
    }
    return handler(request, number);
  }

 private:
  std::mutex guard_;
  RawServer::Handler handler_;
};

class Microsoft365 : public ConnectionTest {
 protected:
  void SetUp() override {
    ConnectionTest::SetUp();
    settings.tenant = "11111111-2222-3333-4444-555555555555";
    settings.client_id = client_id;
    settings.client_secret = secret("secret", canary);
    sign_in = [](const Seen&, int n) { return granted("t" + std::to_string(n + 1)); };
    service = [](const Seen&, int) { return reply(200, "{}"); };
    login = std::make_unique<RawServer>([this](const Seen& r, int n) { return sign_in(r, n); });
    graph = std::make_unique<RawServer>([this](const Seen& r, int n) { return service(r, n); });
    settings.authority = login->url("");
    settings.graph = graph->url("");
  }

  std::unique_ptr<Connection> connect(const std::string& entity = "zurich") {
    config::Entity e;
    e.id = entity;
    e.microsoft365 = settings;
    auto made = make(e, "microsoft365", services());
    EXPECT_TRUE(made) << made.error().text;
    return std::move(*made);
  }
  http::Response get(Connection& connection, const std::string& url) {
    const http::Request request{.method = "GET", .url = url, .idempotent = true};
    return connection.transport("box", {}, cancel)->send({&request, 1}).front();
  }
  std::size_t tokens() const { return login->seen().size(); }

  config::Microsoft365 settings;
  Script sign_in;
  Script service;
  std::unique_ptr<RawServer> login;
  std::unique_ptr<RawServer> graph;
};

TEST_F(Microsoft365, SignsInWithTheFormEncodedSecretAndUsesTheToken) {
  auto connection = connect();
  ASSERT_TRUE(connection->authenticate());
  const auto asked = login->seen()[0];
  EXPECT_EQ(asked.method, "POST");
  EXPECT_EQ(asked.target, "/11111111-2222-3333-4444-555555555555/oauth2/v2.0/token");
  EXPECT_EQ(asked.headers.at("content-type"), "application/x-www-form-urlencoded");
  EXPECT_THAT(asked.body, HasSubstr("client_secret=c4n%7Ery%2B%2F%3DSecret"));
  EXPECT_THAT(asked.body, HasSubstr("grant_type=client_credentials"));
  EXPECT_THAT(asked.body, HasSubstr("%2F.default"));
  EXPECT_EQ(get(*connection, "users/1").status, 200);
  const auto sent = graph->seen()[0];
  EXPECT_EQ(sent.target, "/v1.0/users/1");
  EXPECT_EQ(sent.headers.at("authorization"), "Bearer t1");
  EXPECT_EQ(sent.headers.at("client-request-id").size(), 36U);
  EXPECT_EQ(tokens(), 1U);
  EXPECT_EQ(connection->name(), "microsoft365");
  EXPECT_EQ(connection->tenant(), settings.tenant);
}

TEST_F(Microsoft365, EachCloudHasItsHosts) {
  settings.authority.reset();
  settings.graph.reset();
  const std::pair<config::Cloud, const char*> table[] = {
      {config::Cloud::global, "https://graph.microsoft.com/v1.0/"},
      {config::Cloud::us_gov, "https://graph.microsoft.us/v1.0/"},
      {config::Cloud::us_dod, "https://dod-graph.microsoft.us/v1.0/"},
      {config::Cloud::china, "https://microsoftgraph.chinacloudapi.cn/v1.0/"}};
  for (const auto& [cloud, base] : table) {
    settings.cloud = cloud;
    EXPECT_EQ(connect()->base_urls(), std::vector<std::string>{base});
  }
}

TEST_F(Microsoft365, TheTokenGoesToNoOtherHost) {
  auto connection = connect();
  for (const std::string& url :
       {login->url("/v1.0/x"), std::string("https://graph.microsoft.com/v1.0/x"),
        graph->url("").replace(0, 7, "http://x@"), std::string("//127.0.0.1/x")}) {
    EXPECT_EQ(get(*connection, url).outcome, http::Outcome::forbidden_url) << url;
  }
  EXPECT_EQ(get(*connection, graph->url("/v1.0/x?$skiptoken=1")).status, 200);
  EXPECT_EQ(graph->seen().size(), 1U);
}

TEST_F(Microsoft365, PluginsCannotSetCredentialsOrHost) {
  auto connection = connect();
  for (const char* name : {"Authorization", "authorization", "Host"}) {
    const http::Request request{
        .method = "GET", .url = "x", .headers = {{name, "mine"}}, .idempotent = true};
    EXPECT_EQ(connection->transport("box", {}, cancel)->send({&request, 1}).front().outcome,
              http::Outcome::forbidden_url);
  }
  EXPECT_EQ(graph->seen().size(), 0U);
}

TEST_F(Microsoft365, RefreshesBeforeTheTokenExpires) {
  auto connection = connect();
  get(*connection, "x");
  clock.advance(3'200'000);
  get(*connection, "x");
  EXPECT_EQ(tokens(), 1U);
  clock.advance(200'000);
  get(*connection, "x");
  EXPECT_EQ(tokens(), 2U);
  EXPECT_EQ(graph->seen().back().headers.at("authorization"), "Bearer t2");
}

TEST_F(Microsoft365, KeepsUsingAGoodTokenWhileSigningInIsDown) {
  auto connection = connect();
  get(*connection, "x");
  sign_in = [](const Seen&, int) { return reply(500); };
  clock.advance(3'400'000);
  EXPECT_EQ(get(*connection, "x").status, 200);
  const auto asked = tokens();
  EXPECT_EQ(get(*connection, "x").status, 200);
  EXPECT_EQ(tokens(), asked) << "and does not ask again for every request";
  clock.advance(300'000);
  const auto response = get(*connection, "x");
  EXPECT_EQ(response.outcome, http::Outcome::not_done);
  EXPECT_GT(response.not_before, clock.now());
}

TEST_F(Microsoft365, AnAbsurdlyShortTokenDoesNotLoop) {
  sign_in = [](const Seen&, int n) { return granted("t" + std::to_string(n), 1); };
  auto connection = connect();
  EXPECT_EQ(get(*connection, "x").status, 200);
  EXPECT_LE(tokens(), 2U);
}

TEST_F(Microsoft365, OneRequestForATokenHoweverManyWait) {
  sign_in = [](const Seen&, int) {
    Reply answer = granted("t");
    answer.delay_ms = 30;
    return answer;
  };
  auto connection = connect();
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { EXPECT_EQ(get(*connection, "x").status, 200); });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(tokens(), 1U);
}

TEST_F(Microsoft365, R8_EntitiesShareTheBudgetOfAMailboxButNoToken) {
  auto zurich = connect("zurich");
  auto bern = connect("bern");
  service = [](const Seen&, int) { return reply(429, "", "Retry-After: 300\r\n"); };
  EXPECT_EQ(get(*zurich, "x").status, 429);
  EXPECT_EQ(get(*bern, "x").outcome, http::Outcome::not_done);
  EXPECT_EQ(graph->seen().size(), 1U) << "held by what the other entity was told";
  EXPECT_EQ(tokens(), 2U);
}

TEST_F(Microsoft365, AForcedRefreshThatDoesNotHelpIsNotRepeatedForEveryRequest) {
  service = [](const Seen&, int) {
    return reply(401, R"({"error":{"code":"UnknownError","message":""}})", "request-id: r1\r\n");
  };
  auto connection = connect();
  for (int i = 0; i < 5; ++i) {
    const auto response = get(*connection, "todo/lists");
    EXPECT_EQ(response.outcome, http::Outcome::unauthorised);
    EXPECT_EQ(response.status, 401);
    EXPECT_THAT(response.body, HasSubstr("UnknownError"));
    EXPECT_EQ(response.request_id, "r1");
  }
  EXPECT_EQ(tokens(), 2U);
  EXPECT_EQ(graph->seen().size(), 6U);
  clock.advance(120'000);
  get(*connection, "todo/lists");
  EXPECT_EQ(tokens(), 3U);
}

TEST_F(Microsoft365, R4_ARefusalKeepsMicrosoftsWordsAndSaysWhoActs) {
  sign_in = [](const Seen&, int) { return refused("7000222"); };
  auto connection = connect();
  const auto checked = connection->authenticate();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, Errc::refused);
  EXPECT_THAT(checked.error().text,
              HasSubstr("invalid_client: AADSTS7000222: Microsoft's own words. Trace ID: 1f"));
  EXPECT_THAT(checked.error().hint, HasSubstr("expired"));
  EXPECT_THAT(checked.error().hint, HasSubstr("firm-it"));
}

TEST_F(Microsoft365, TheSecretIsNeverRepeatedEvenIfTheOtherSideDoes) {
  sign_in = [](const Seen& r, int) {
    return reply(401, "{\"error\":\"invalid_client\",\"error_description\":\"you sent " + canary +
                          " as " + r.body + "\"}");
  };
  auto connection = connect();
  const auto error = connection->authenticate().error();
  const auto response = get(*connection, "x");
  for (const std::string& text : {error.text, error.hint, response.error}) {
    EXPECT_THAT(text, Not(HasSubstr(canary)));
    EXPECT_THAT(text, Not(HasSubstr("c4n")));
  }
}

TEST_F(Microsoft365, R14_ARefusalIsNotAskedAgainUntilTheSecretChanges) {
  sign_in = [](const Seen&, int) { return refused("7000222"); };
  auto connection = connect();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(get(*connection, "x").outcome, http::Outcome::unauthorised);
  }
  EXPECT_EQ(tokens(), 1U);
  EXPECT_EQ(graph->seen().size(), 0U);
  sign_in = [](const Seen&, int) { return granted("new"); };
  secret("secret", "another secret");
  EXPECT_EQ(get(*connection, "x").status, 200);
  EXPECT_EQ(tokens(), 2U);
}

TEST_F(Microsoft365, ARefusalIsTriedAgainAfterAWhile) {
  sign_in = [](const Seen&, int n) { return n == 0 ? refused("7000112") : granted("t"); };
  auto connection = connect();
  EXPECT_FALSE(connection->authenticate());
  clock.advance(TokenSource::quiet_after_refusal + 1);
  EXPECT_TRUE(connection->authenticate());
}

TEST_F(Microsoft365, R14_TheNextSecretTakesOverWhenTheFirstIsRefused) {
  settings.next_client_secret = secret("next", "the next one");
  sign_in = [](const Seen& r, int) {
    return r.body.find("the%20next%20one") != std::string::npos ? granted("t", 3600)
                                                                : refused("7000222");
  };
  auto connection = connect();
  ASSERT_TRUE(connection->authenticate());
  EXPECT_EQ(tokens(), 2U);
  clock.advance(3'500'000);
  ASSERT_TRUE(connection->authenticate());
  EXPECT_EQ(tokens(), 3U) << "the refused one is not tried first again";
}

TEST_F(Microsoft365, AMissingFirstSecretAlsoLetsTheNextOneTakeOver) {
  settings.client_secret = config::SecretRef{config::SecretRef::Kind::env, "RELAIS_TEST_NOT_SET"};
  auto connection = connect();
  EXPECT_EQ(connection->authenticate().error().code, Errc::config);
  EXPECT_EQ(tokens(), 0U);
  settings.next_client_secret = secret("next", "the next one");
  EXPECT_TRUE(connect()->authenticate());
}

TEST_F(Microsoft365, HostileSignInIsTemporaryAndNotAskedInALoop) {
  for (const Reply& answer :
       {reply(200, "<html>hotel wifi</html>"),
        reply(302, "", "Location: https://evil.example/\r\n"), reply(200, R"({"access_token":"a)"),
        reply(200, "{}"), reply(503), reply(429, "", "Retry-After: 60\r\n"), Reply{"", true},
        Reply{"garbage\r\n\r\n", true}}) {
    sign_in = [answer](const Seen&, int) { return answer; };
    auto connection = connect();
    const auto before = tokens();
    const auto checked = connection->authenticate();
    ASSERT_FALSE(checked) << answer.bytes;
    EXPECT_EQ(checked.error().code, Errc::temporary);
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(get(*connection, "x").outcome, http::Outcome::not_done);
    }
    EXPECT_LE(tokens() - before, 3U);
  }
  EXPECT_EQ(graph->seen().size(), 0U);
}

TEST_F(Microsoft365, SignInThatStumblesOnceSucceeds) {
  sign_in = [](const Seen&, int n) { return n == 0 ? reply(503) : granted("t"); };
  EXPECT_TRUE(connect()->authenticate());
}

TEST_F(Microsoft365, NotReachableIsTemporary) {
  login->stop();
  const auto checked = connect()->authenticate();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, Errc::temporary);
}

TEST_F(Microsoft365, R17_ResolvesAnAddressToTheStableId) {
  service = [](const Seen&, int) {
    return reply(200, R"({"id":"ab-1","mail":"Anna@Firm.CH","userPrincipalName":"a@firm.ch"})");
  };
  const auto account = connect()->resolve("  Anna@FIRM.ch ");
  ASSERT_TRUE(account) << account.error().text;
  EXPECT_EQ(account->id, "ab-1");
  EXPECT_EQ(account->primary_address, "Anna@Firm.CH");
  EXPECT_EQ(graph->seen()[0].target,
            "/v1.0/users/anna%40firm.ch?$select=id,mail,userPrincipalName");
}

TEST_F(Microsoft365, R17_FallsBackToThePrimaryAddress) {
  service = [](const Seen& r, int) {
    if (r.target.find("$filter") == std::string::npos) return reply(404, "{}");
    return reply(200, R"({"value":[{"id":"ab-2","userPrincipalName":"x@firm.ch"}]})");
  };
  const auto account = connect()->resolve("o'neil@firm.ch");
  ASSERT_TRUE(account) << account.error().text;
  EXPECT_EQ(account->id, "ab-2");
  EXPECT_THAT(graph->seen()[1].target, HasSubstr("mail%20eq%20%27o%27%27neil%40firm.ch%27"));
}

TEST_F(Microsoft365, R23_AnUnknownUserIsNamedSoWithoutTheAddress) {
  for (const char* listing : {R"({"value":[]})", "{}", "nonsense"}) {
    for (const int status : {200, 403, 401, 400}) {
      service = [=](const Seen& r, int) {
        return r.target.find("$filter") == std::string::npos ? reply(404, "{}")
                                                             : reply(status, listing);
      };
      const auto account = connect()->resolve("anna@firm.ch");
      ASSERT_FALSE(account);
      EXPECT_EQ(account.error().code, Errc::not_found) << status;
      EXPECT_THAT(account.error().text, HasSubstr("user not found in tenant"));
      EXPECT_THAT(account.error().hint, HasSubstr("user principal name"));
      EXPECT_THAT(account.error().text, Not(HasSubstr("anna")));
    }
  }
}

TEST_F(Microsoft365, R12_AFailedLookupShowsStatusCodeMessageAndRequestId) {
  service = [](const Seen&, int) {
    return reply(
        403,
        R"({"Error":{"Code":"Authorization_RequestDenied","message":"Insufficient privileges for anna@firm.ch."}})",
        "request-id: r-77\r\n");
  };
  const auto error = connect()->resolve("anna@firm.ch").error();
  EXPECT_EQ(error.code, Errc::refused);
  EXPECT_THAT(error.text,
              HasSubstr("HTTP 403 Authorization_RequestDenied: Insufficient privileges"));
  EXPECT_THAT(error.text, HasSubstr("r-77"));
  EXPECT_THAT(error.text, Not(HasSubstr("anna@")));
  EXPECT_THAT(error.hint, HasSubstr("firm-it"));
}

TEST_F(Microsoft365, ALookupThatFailsForNowIsTemporary) {
  for (const Reply& answer :
       {reply(503), reply(429, "", "Retry-After: 900\r\n"), Reply{"", true}, reply(200, "<html>"),
        reply(200, R"({"id":"../../evil?x"})"), reply(200, R"({"id":""})"), reply(200, "[]")}) {
    service = [answer](const Seen&, int) { return answer; };
    http::GateKeeper fresh{64, [] { return 0.5; }};
    config::Entity e;
    e.microsoft365 = settings;
    auto connection = make(e, "microsoft365", Services{client, fresh, clock, nullptr});
    const auto account = (*connection)->resolve("anna@firm.ch");
    ASSERT_FALSE(account) << answer.bytes;
    EXPECT_EQ(account.error().code, Errc::temporary) << answer.bytes;
  }
}

TEST_F(Microsoft365, R7_WithoutCredentialsTheEntityIsNotConfigured) {
  settings.client_secret.reset();
  config::Entity e;
  e.id = "zurich";
  e.microsoft365 = settings;
  const auto made = make(e, "microsoft365", services());
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, Errc::config);
}

TEST_F(Microsoft365, HostsMustBeHttpsOrLoopback) {
  settings.graph = "http://graph.example";
  config::Entity e;
  e.microsoft365 = settings;
  const auto made = make(e, "microsoft365", services());
  ASSERT_FALSE(made);
  EXPECT_THAT(made.error().text, HasSubstr("microsoft365.graph"));
}

TEST_F(Microsoft365, CountsItsTraffic) {
  auto connection = connect();
  const std::vector<http::Request> requests{{.method = "GET", .url = "x", .idempotent = true},
                                            {.method = "POST", .url = "x", .body = "{}"}};
  auto transport = connection->transport("box", {}, cancel);
  transport->send(requests);
  EXPECT_EQ(transport->traffic().requests, 2U);
  EXPECT_EQ(transport->traffic().mutating, 1U);
  EXPECT_EQ(connection->traffic().requests, 2U);
  EXPECT_EQ(connection->traffic().token_requests, 1U);
}

}  // namespace
}  // namespace relais::connection::microsoft365
