#include "engine/connection/configured.hpp"

#include <gmock/gmock.h>

#include "engine/connection/testing.hpp"

namespace relais::connection {
namespace {

using ::testing::HasSubstr;
using namespace connection::testing;

class Configured : public ConnectionTest {
 protected:
  Result<std::unique_ptr<Connection>> make(json::object settings) {
    config::Entity entity;
    entity.id = "zurich";
    settings["base_urls"] = json::array{server.url("")};
    entity.connections["acme"] = std::move(settings);
    return connection::make(entity, "acme", services());
  }
  std::string sent_authorisation(Connection& connection) {
    const http::Request request{.method = "GET", .url = "items", .idempotent = true};
    last = connection.transport("7", {}, cancel)->send({&request, 1}).front();
    const auto seen = server.seen();
    if (seen.empty()) return "nothing sent";
    const auto found = seen.back().headers.find("authorization");
    return found == seen.back().headers.end() ? "" : found->second;
  }

  RawServer server{[](const Seen& r, int) {
    return r.target == "/token" ? granted("t1") : reply(200, r.target);
  }};
  http::Response last;
};

TEST_F(Configured, NoneSendsNoCredentials) {
  auto connection = make({{"type", "none"}});
  ASSERT_TRUE(connection);
  EXPECT_EQ((*connection)->name(), "acme");
  EXPECT_EQ(sent_authorisation(**connection), "");
  EXPECT_EQ(last.body, "/items");
  EXPECT_EQ((*connection)->traffic().requests, 1U);
  EXPECT_EQ((*connection)->resolve(" Anna@Firm.CH ")->id, "anna@firm.ch");
  EXPECT_EQ((*connection)->resolve("nobody").error().code, Errc::usage);
}

TEST_F(Configured, BearerAndBasicReadTheirSecretWhenNeeded) {
  const auto reference = secret("s", "opensesame");
  auto bearer = make({{"type", "bearer"}, {"token", reference.text()}});
  ASSERT_TRUE(bearer) << bearer.error().text;
  EXPECT_EQ(sent_authorisation(**bearer), "Bearer opensesame");
  auto basic = make({{"type", "basic"}, {"username", "Aladdin"}, {"password", reference.text()}});
  ASSERT_TRUE(basic);
  EXPECT_EQ(sent_authorisation(**basic), "Basic QWxhZGRpbjpvcGVuc2VzYW1l");
}

TEST_F(Configured, Oauth2GetsAToken) {
  auto connection = make({{"type", "oauth2-client-credentials"},
                          {"token_url", server.url("/token")},
                          {"client_id", "me"},
                          {"scope", "all"},
                          {"client_secret", secret("s", "x&y").text()}});
  ASSERT_TRUE(connection) << connection.error().text;
  EXPECT_EQ(sent_authorisation(**connection), "Bearer t1");
  EXPECT_EQ(server.seen()[0].body,
            "client_id=me&grant_type=client_credentials&scope=all&client_secret=x%26y");
  EXPECT_EQ((*connection)->traffic().token_requests, 1U);
}

TEST_F(Configured, AMissingSecretStopsOnlyWhoNeedsIt) {
  auto connection = make({{"type", "bearer"}, {"token", "env:RELAIS_TEST_NOT_SET"}});
  ASSERT_TRUE(connection);
  const auto checked = (*connection)->authenticate();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, Errc::config);
  EXPECT_EQ(sent_authorisation(**connection), "nothing sent");
  EXPECT_EQ(last.outcome, http::Outcome::unauthorised);
}

TEST_F(Configured, ASecretThatDoesNotFitInAHeaderIsRefused) {
  auto connection = make({{"type", "bearer"}, {"token", secret("s", "a\r\nX: y").text()}});
  ASSERT_TRUE(connection);
  EXPECT_FALSE((*connection)->authenticate());
  EXPECT_EQ(sent_authorisation(**connection), "nothing sent");
}

TEST_F(Configured, SaysWhatItCannotDo) {
  EXPECT_EQ(make({{"type", "kerberos"}}).error().code, Errc::unsupported);
  EXPECT_EQ(make({{"type", "none"}, {"accounts", {{"MM", {{"token", "env:X"}}}}}}).error().code,
            Errc::unsupported);
  EXPECT_EQ(make({{"type", "bearer"}, {"token", "plain"}}).error().code, Errc::config);
  config::Entity entity;
  entity.id = "zurich";
  const auto missing = connection::make(entity, "nope", services());
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, Errc::config);
  EXPECT_THAT(missing.error().text, HasSubstr("'nope'"));
  EXPECT_EQ(connection::make(entity, "microsoft365", services()).error().code, Errc::config);
}

}  // namespace
}  // namespace relais::connection
