// What the host hands to a plugin, and what the SDK's guards and checks make of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/config/schema.hpp"
#include "engine/plugin/account.hpp"
#include "engine/plugin/inspect.hpp"
#include "engine/plugin/test_services.hpp"

namespace relais::plugin {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Cursors final : public ChangeSink {
 public:
  Result<void> change(Change change) override {
    changes.push_back(std::move(change));
    return {};
  }
  Result<void> checkpoint(std::string text) override {
    cursor = std::move(text);
    return {};
  }
  Result<void> complete() override { return {}; }
  std::vector<Change> changes;
  std::string cursor;
};

class Observer final : public SessionObserver {
 public:
  void progress(std::uint64_t, std::uint64_t) override { lines.emplace_back("progress"); }
  void add(std::string_view metric, double amount) override {
    lines.push_back(std::string(metric) + " " + std::to_string(static_cast<int>(amount)));
  }
  void observe(std::string_view metric, double) override { lines.emplace_back(metric); }
  std::vector<std::string> lines;
};

class HostServices : public testing::Test {
 protected:
  std::unique_ptr<Exporter> open(std::string config = "{}") {
    auto session = try_open(std::move(config));
    if (!session) throw std::runtime_error(session.error().text);
    return std::move(*session);
  }
  Result<std::unique_ptr<Exporter>> try_open(std::string config) {
    static const PluginEntry entry = load_fixture("fixture_services");
    SessionOptions options;
    options.label = "zurich/MM";
    options.config = std::move(config);
    options.account = to_json({"zurich",
                               "MM",
                               "id-1",
                               "",
                               "Europe/Zurich",
                               "de",
                               "somewhere",
                               {"https://example.org/v1.0"}});
    options.transport = with_transport ? &transport : nullptr;
    options.state = &state;
    options.clock = &clock;
    options.observer = &observer;
    options.cancel = &cancel;
    return open_session(entry, std::move(options));
  }
  Result<void> observe(Exporter& session) {
    return session.observe("contacts", "", "", false, sink);
  }

  ScriptedTransport transport;
  MemoryState state;
  FixedClock clock;
  Observer observer;
  std::atomic<bool> cancel = false;
  bool with_transport = true;
  Cursors sink;
};

http::Response answered(int status, std::string body) {
  http::Response response;
  response.outcome = http::Outcome::answered;
  response.status = status;
  response.headers = {{"content-type", "text/plain"}, {"etag", "W/1"}};
  response.body = std::move(body);
  return response;
}

TEST_F(HostServices, HttpCarriesRequestsAndResponsesWhole) {
  transport.responses = {answered(200, "one"), answered(409, "two")};
  const auto session = open();
  ASSERT_TRUE(observe(*session));
  ASSERT_EQ(transport.sent.size(), 2U);
  EXPECT_EQ(transport.sent[0].method, "GET");
  EXPECT_EQ(transport.sent[0].url, "users/1");
  ASSERT_EQ(transport.sent[0].headers.size(), 2U);
  EXPECT_EQ(transport.sent[0].headers[1].name, "X-One");
  ASSERT_EQ(transport.sent[1].headers.size(), 1U);
  EXPECT_EQ(transport.sent[1].headers[0].value, "2");
  EXPECT_EQ(transport.sent[1].body, "{}");
  EXPECT_FALSE(transport.sent[1].idempotent);
  ASSERT_EQ(sink.changes.size(), 2U);
  EXPECT_EQ(sink.changes[0].remote_id, "one");
  EXPECT_EQ(sink.changes[0].etag, "W/1");
  EXPECT_EQ(sink.changes[1].container, "409");
}

TEST_F(HostServices, ClockIsTheEngines) {
  transport.responses = {answered(200, "one"), answered(200, "two")};
  const auto session = open();
  ASSERT_TRUE(observe(*session));
  EXPECT_EQ(sink.cursor, "1000");
}

TEST_F(HostServices, OutcomesBecomeStatusesWithTheirText) {
  struct Case {
    http::Outcome outcome;
    Errc code;
  };
  for (const Case& one : {Case{http::Outcome::not_done, Errc::temporary},
                          Case{http::Outcome::unknown, Errc::unknown_outcome},
                          Case{http::Outcome::unauthorised, Errc::refused},
                          Case{http::Outcome::forbidden_url, Errc::config},
                          Case{http::Outcome::cancelled, Errc::cancelled}}) {
    http::Response response;
    response.outcome = one.outcome;
    response.error = "the reason";
    response.not_before = 5'000;
    transport.responses = {response, response};
    const auto session = open();
    const auto done = observe(*session);
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().code, one.code);
    EXPECT_EQ(done.error().text, "plugin test.services [zurich/MM], observe: the reason");
    EXPECT_EQ(session->not_before(), 5'000);
  }
}

TEST_F(HostServices, TransportThatLosesAnAnswerIsAnError) {
  transport.responses = {answered(200, "one")};
  EXPECT_THAT(observe(*open()).error().text, HasSubstr("answered 1 of 2 requests"));
}

TEST_F(HostServices, LineBreakInAHeaderIsRefusedAndNothingSent) {
  const auto done = observe(*open("header injection"));
  EXPECT_EQ(done.error().code, Errc::internal);
  EXPECT_THAT(done.error().text, HasSubstr("header value has a line break"));
  EXPECT_TRUE(transport.sent.empty());
}

TEST_F(HostServices, ServiceThatTheEngineDoesNotHaveHereIsSaid) {
  with_transport = false;
  const auto done = observe(*open());
  EXPECT_EQ(done.error().code, Errc::unsupported);
  EXPECT_THAT(done.error().text, HasSubstr("does not hand out relais.http/1"));
}

TEST_F(HostServices, ServiceThatTheManifestDoesNotNameIsNotHandedOut) {
  EXPECT_THAT(open()->check().error().text,
              HasSubstr("does not hand out relais.progress/1: name it in the manifest"));
  EXPECT_THAT(observer.lines, ElementsAre("checks 1"));
}

TEST_F(HostServices, CancelledIsSeen) {
  cancel = true;
  const auto done = observe(*open());
  EXPECT_EQ(done.error().code, Errc::cancelled);
  EXPECT_THAT(done.error().text, HasSubstr("stopped, as it was asked to"));
  EXPECT_TRUE(transport.sent.empty());
}

TEST_F(HostServices, StateIsDurableWithTheCommitOnly) {
  const auto session = open();
  std::vector<Op> ops(1);
  ops[0].key = "k";
  ASSERT_TRUE(session->apply("contacts", ops, [](OpResult) {}));
  EXPECT_TRUE(state.values.empty());
  ASSERT_TRUE(session->commit_state());
  EXPECT_EQ(state.values.at("last"), "k");
  const std::vector<Ref> refs = {{"last", ""}, {"other", ""}};
  const auto found = session->lookup("contacts", refs).value();
  EXPECT_EQ(found.at(0).remote_id, "k");
  EXPECT_EQ(found.at(1).life, Life::gone);
}

TEST_F(HostServices, StateOfACallThatFailsIsForgotten) {
  transport.responses = {answered(200, "one"), answered(200, "two")};
  const auto session = open("fail late");
  EXPECT_EQ(observe(*session).error().code, Errc::temporary);
  ASSERT_TRUE(session->commit_state());
  EXPECT_TRUE(state.values.empty());
}

TEST_F(HostServices, LedgerThatCannotBeReadIsTheEnginesError) {
  state.broken = true;
  const std::vector<Ref> refs = {{"last", ""}};
  EXPECT_EQ(open()->lookup("contacts", refs).error().code, Errc::database);
}

TEST_F(HostServices, AccountReachesThePlugin) {
  const auto documents = open()->render("contacts", "{}", "2026-05-01").value();
  const json::object account = json::parse(documents.at(0).body).as_object();
  EXPECT_EQ(string_at(account, "time_zone"), "Europe/Zurich");
  EXPECT_EQ(string_at(account.at("mailbox").as_object(), "id"), "id-1");
}

TEST(Account, KeepsToItsSchema) {
  const auto schema = parse_json(read_whole(RELAIS_SCHEMAS "/account.json").value(), "schema");
  const SessionAccount account{"zurich", "MM", "id-1", "", "Europe/Zurich", "de", "", {}};
  EXPECT_TRUE(config::violations(json::parse(to_json(account)), schema.value()).empty());
  EXPECT_FALSE(config::violations(json::parse(to_json({})), schema.value()).empty());
}

// ---- guards and checks of the SDK ---------------------------------------------------------------

TEST_F(HostServices, FailureInTheConstructorIsTheReasonOfOpen) {
  const auto session = try_open("refuse");
  EXPECT_EQ(session.error().code, Errc::config);
  EXPECT_EQ(session.error().text,
            "plugin test.services [zurich/MM], open: the folder name is too long");
}

TEST_F(HostServices, AnyExceptionBecomesInternal) {
  EXPECT_THAT(open("std exception")->render("contacts", "{}", "").error().text,
              HasSubstr("position 9"));
  EXPECT_EQ(open("other exception")->render("contacts", "{}", "").error().code, Errc::internal);
}

TEST_F(HostServices, SdkChecksTheContractBeforeTheEngineHasTo) {
  const std::vector<Op> ops(2);
  EXPECT_THAT(open("twice")->apply("contacts", ops, [](OpResult) {}).error().text,
              HasSubstr("contract of apply: each operation is reported once"));
  EXPECT_THAT(open("silent")->apply("contacts", ops, [](OpResult) {}).error().text,
              HasSubstr("contract of apply: each operation is reported, unless the call fails"));
  EXPECT_THAT(open("part twice")->render("contacts", "{}", "").error().text,
              HasSubstr("contract of render: each part is rendered once"));
}

}  // namespace
}  // namespace relais::plugin
