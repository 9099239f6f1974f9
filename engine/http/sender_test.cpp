#include "engine/http/sender.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "engine/http/testing.hpp"

namespace relais::http {
namespace {

using testing::RawServer;
using testing::Reply;
using testing::reply;
using testing::Seen;
using testing::VirtualClock;

class FakeService final : public Service {
 public:
  explicit FakeService(std::string base) : base_(std::move(base)) { current_ = make(); }

  std::shared_ptr<const Authorisation> authorise(
      const std::shared_ptr<const Authorisation>& refused) override {
    const std::lock_guard lock(guard_);
    ++asked;
    if (refused && renews) current_ = make();
    return current_;
  }
  void renewal_did_not_help() override { ++fruitless; }
  Result<std::string> locate(std::string_view url) const override {
    if (url.starts_with("https://evil")) return fail(Errc::config, "not a host of this service");
    return base_ + std::string(url);
  }
  std::string_view tracking_header() const override { return "x-own-id"; }
  std::string_view request_id_header() const override { return "request-id"; }

  bool renews = true;
  std::atomic<int> asked{0};
  std::atomic<int> fruitless{0};
  Authorisation next{.state = Authorisation::State::granted, .valid_until = Millis{1} << 60};

 private:
  std::shared_ptr<const Authorisation> make() {
    Authorisation a = next;
    a.header = "Bearer t" + std::to_string(++made_);
    return std::make_shared<Authorisation>(a);
  }
  const std::string base_;
  std::mutex guard_;
  int made_ = 0;
  std::shared_ptr<const Authorisation> current_;
};

class CountingSteps final : public StepListener {
 public:
  void step(std::string_view name) override {
    const std::lock_guard lock(guard_);
    ++counts[std::string(name)];
  }
  std::map<std::string, int> counts;

 private:
  std::mutex guard_;
};

class Sender : public ::testing::Test {
 protected:
  void serve(RawServer::Handler handler) {
    server = std::make_unique<RawServer>(std::move(handler));
    service = std::make_unique<FakeService>(server->url());
  }

  SenderContext context() {
    return {.client = &client,
            .clock = &clock,
            .service = service.get(),
            .gate = keeper.gate("app", "box", limits),
            .random = [] { return 0.5; },
            .cancel = &cancel,
            .steps = &steps,
            .counters = {&counters, nullptr}};
  }
  std::vector<Response> send(const std::vector<Request>& requests) {
    return send_all(context(), requests);
  }
  Response send_one(const Request& request) { return send({request}).front(); }

  static Request get(std::string url = "x") {
    return {.method = "GET", .url = std::move(url), .idempotent = true};
  }
  static Request create(std::string url = "x") {
    return {.method = "POST", .url = std::move(url), .body = "{}"};
  }
  static Request update(std::string url = "x") {
    return {.method = "PATCH", .url = std::move(url), .body = "{}", .idempotent = true};
  }

  VirtualClock clock;
  Client client;
  GateKeeper keeper{64, [] { return 0.5; }};
  GateLimits limits;
  std::unique_ptr<RawServer> server;
  std::unique_ptr<FakeService> service;
  std::atomic<bool> cancel{false};
  CountingSteps steps;
  Counters counters;
};

TEST_F(Sender, AnswersInTheOrderOfTheRequestsWithAtMostFourAtATime) {
  serve([](const Seen& r, int) {
    Reply answer = reply(200, r.target, "request-id: abc\r\n");
    answer.delay_ms = 2;
    return answer;
  });
  std::vector<Request> requests;
  for (int i = 0; i < 60; ++i) requests.push_back(get(std::to_string(i)));
  const auto responses = send(requests);
  ASSERT_EQ(responses.size(), 60U);
  for (int i = 0; i < 60; ++i) {
    const Response& r = responses[static_cast<std::size_t>(i)];
    EXPECT_EQ(r.outcome, Outcome::answered);
    EXPECT_EQ(r.body, "/" + std::to_string(i));
    EXPECT_EQ(r.request_id, "abc");
  }
  EXPECT_LE(server->most_at_a_time(), 4);
  EXPECT_GT(server->most_at_a_time(), 1);
  EXPECT_LE(server->connections(), 4);
  EXPECT_EQ(service->asked, 1);
  EXPECT_EQ(steps.counts["http.request.before"], 60);
  EXPECT_EQ(steps.counts["http.request.after"], 60);
  EXPECT_EQ(counters.requests, 60U);
  EXPECT_EQ(counters.mutating, 0U);
}

TEST_F(Sender, SendsCredentialsAndAnOwnIdPerAttempt) {
  serve([](const Seen&, int n) { return n == 0 ? reply(503) : reply(200); });
  EXPECT_EQ(send_one(get()).status, 200);
  const auto seen = server->seen();
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[0].headers.at("authorization"), "Bearer t1");
  EXPECT_NE(seen[0].headers.at("x-own-id"), seen[1].headers.at("x-own-id"));
}

TEST_F(Sender, Waits429OutForACreateToo) {
  serve(
      [](const Seen&, int n) { return n < 1 ? reply(429, "", "Retry-After: 2\r\n") : reply(201); });
  const Response response = send_one(create());
  EXPECT_EQ(response.outcome, Outcome::answered);
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(clock.slept(), 2'000);
  EXPECT_EQ(counters.throttled, 1U);
  EXPECT_EQ(counters.requests, 2U);
}

TEST_F(Sender, ALongRetryAfterEndsTheSendWithItsTimeAndHoldsTheWholeMailbox) {
  serve([](const Seen&, int) { return reply(429, "{\"error\":{}}", "Retry-After: 120\r\n"); });
  limits.in_flight = 1;
  const Millis before = clock.now();
  const auto responses = send({create(), create(), get()});
  for (const Response& response : responses) {
    EXPECT_EQ(response.outcome, Outcome::not_done);
    EXPECT_EQ(response.not_before, before + 120'000);
  }
  EXPECT_EQ(responses[0].status, 429);
  EXPECT_EQ(responses[0].body, "{\"error\":{}}");
  EXPECT_EQ(responses[1].status, 0);
  EXPECT_EQ(server->seen().size(), 1U);
  EXPECT_EQ(clock.slept(), 0);
  EXPECT_EQ(send_one(get()).outcome, Outcome::not_done) << "the gate holds for the next send";
  EXPECT_EQ(server->seen().size(), 1U);
}

TEST_F(Sender, NeverWaitsLongerThanFiveSecondsInAll) {
  serve([](const Seen&, int) { return reply(429, "", "Retry-After: 1\r\n"); });
  const Response response = send_one(get());
  EXPECT_EQ(response.outcome, Outcome::not_done);
  EXPECT_LE(clock.slept(), 5'000);
  EXPECT_GT(response.not_before, clock.now());
}

TEST_F(Sender, AServerErrorOfACreateIsUnknownAndNotRepeated) {
  serve([](const Seen&, int) { return reply(504, "late"); });
  const Response response = send_one(create());
  EXPECT_EQ(response.outcome, Outcome::unknown);
  EXPECT_EQ(response.status, 504);
  EXPECT_EQ(server->seen().size(), 1U);
}

TEST_F(Sender, AnIdempotentRequestIsRepeatedAFewTimes) {
  serve([](const Seen&, int) { return reply(500, "{\"error\":{\"code\":\"X\"}}"); });
  const Response response = send_one(update());
  EXPECT_EQ(response.outcome, Outcome::answered);
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(response.body, "{\"error\":{\"code\":\"X\"}}")
      << "the code may say that it is for good";
  EXPECT_EQ(server->seen().size(), 4U);
}

TEST_F(Sender, ACutAnswerOfACreateIsUnknownAndOfAGetIsRepeated) {
  serve([](const Seen& r, int n) {
    if (r.method == "GET" && n > 1) return reply(200, "ok");
    return Reply{"HTTP/1.1 201 Created\r\nContent-Length: 50\r\n\r\n{\"id\":", true};
  });
  EXPECT_EQ(send_one(create()).outcome, Outcome::unknown);
  EXPECT_EQ(server->seen().size(), 1U);
  EXPECT_EQ(send_one(get()).body, "ok");
  EXPECT_EQ(server->seen().size(), 3U);
}

TEST_F(Sender, AnUpdateThatMayHaveGotThroughIsNotCalledUndone) {
  serve([](const Seen&, int n) {
    return n == 0 ? Reply{"", true} : reply(429, "", "Retry-After: 600\r\n");
  });
  EXPECT_EQ(send_one(update()).outcome, Outcome::unknown);
}

TEST_F(Sender, NobodyListeningEndsTheWholeBatchWithoutEffect) {
  serve([](const Seen&, int) { return reply(200); });
  server->stop();
  const auto responses = send(std::vector<Request>(50, create()));
  for (const Response& response : responses) {
    EXPECT_EQ(response.outcome, Outcome::not_done);
    EXPECT_GT(response.not_before, clock.now());
    EXPECT_NE(response.error, "");
  }
  EXPECT_LE(counters.requests, 16U);
}

TEST_F(Sender, OneForcedRefreshAfter401ForACreateToo) {
  serve([](const Seen& r, int) {
    return r.headers.at("authorization") == "Bearer t1" ? reply(401) : reply(201);
  });
  limits.in_flight = 4;
  const auto responses = send(std::vector<Request>(8, create()));
  for (const Response& response : responses) EXPECT_EQ(response.status, 201);
  EXPECT_EQ(service->asked, 2) << "one renewal for all of them";
  EXPECT_EQ(service->fruitless, 0);
}

TEST_F(Sender, RefusedTwiceIsUnauthorisedWithTheBody) {
  serve([](const Seen&, int) { return reply(401, "{\"error\":{\"code\":\"UnknownError\"}}"); });
  const Response response = send_one(get());
  EXPECT_EQ(response.outcome, Outcome::unauthorised);
  EXPECT_EQ(response.status, 401);
  EXPECT_EQ(response.body, "{\"error\":{\"code\":\"UnknownError\"}}");
  EXPECT_EQ(server->seen().size(), 2U);
  EXPECT_EQ(service->fruitless, 1);
}

TEST_F(Sender, WithoutABetterTokenA401IsNotRepeated) {
  serve([](const Seen&, int) { return reply(401); });
  service->renews = false;
  EXPECT_EQ(send_one(get()).outcome, Outcome::unauthorised);
  EXPECT_EQ(server->seen().size(), 1U);
}

TEST_F(Sender, WithoutCredentialsNothingIsSent) {
  class NoCredentials final : public Service {
   public:
    explicit NoCredentials(Authorisation answer) : answer_(std::move(answer)) {}
    std::shared_ptr<const Authorisation> authorise(
        const std::shared_ptr<const Authorisation>&) override {
      return std::make_shared<Authorisation>(answer_);
    }
    void renewal_did_not_help() override {}
    Result<std::string> locate(std::string_view) const override { return "http://127.0.0.1:1/"; }
    std::string_view tracking_header() const override { return {}; }
    std::string_view request_id_header() const override { return {}; }

   private:
    Authorisation answer_;
  };
  NoCredentials refused({.state = Authorisation::State::refused, .error = "secret expired"});
  NoCredentials later({.state = Authorisation::State::later, .not_before = 77, .error = "down"});
  SenderContext c{.client = &client, .clock = &clock, .gate = keeper.gate("a", "b", {})};
  const std::vector<Request> requests{get(), create()};
  c.service = &refused;
  for (const Response& r : send_all(c, requests)) {
    EXPECT_EQ(r.outcome, Outcome::unauthorised);
    EXPECT_EQ(r.error, "secret expired");
  }
  c.service = &later;
  for (const Response& r : send_all(c, requests)) {
    EXPECT_EQ(r.outcome, Outcome::not_done);
    EXPECT_EQ(r.not_before, 77);
  }
}

TEST_F(Sender, ForbiddenUrlsAndHeadersAreNotSentAndTheRestIs) {
  serve([](const Seen&, int) { return reply(200); });
  Request smuggler = get();
  smuggler.headers = {{"X", "a\r\nAuthorization: Bearer mine"}};
  const auto responses = send({get("https://evil/x"), get(), smuggler});
  EXPECT_EQ(responses[0].outcome, Outcome::forbidden_url);
  EXPECT_EQ(responses[1].outcome, Outcome::answered);
  EXPECT_EQ(responses[2].outcome, Outcome::forbidden_url);
  EXPECT_EQ(server->seen().size(), 1U);
}

TEST_F(Sender, CancelledBeforehandSendsNothing) {
  serve([](const Seen&, int) { return reply(200); });
  cancel = true;
  EXPECT_EQ(send_one(create()).outcome, Outcome::cancelled);
  EXPECT_EQ(server->seen().size(), 0U);
}

TEST_F(Sender, CancelAwaitsWhatIsInFlightAndSendsNoMore) {
  serve([this](const Seen&, int n) {
    if (n == 0) cancel = true;
    Reply answer = reply(201);
    answer.delay_ms = 10;
    return answer;
  });
  limits.in_flight = 1;
  const auto responses = send({create(), create(), create()});
  EXPECT_EQ(responses[0].outcome, Outcome::answered);
  EXPECT_EQ(responses[1].outcome, Outcome::cancelled);
  EXPECT_EQ(responses[2].outcome, Outcome::cancelled);
  EXPECT_EQ(server->seen().size(), 1U);
}

TEST_F(Sender, TheBudgetIsKeptOverSeveralSends) {
  serve([](const Seen&, int) { return reply(200); });
  limits = {.in_flight = 4, .budget = 100, .budget_window = 600'000};
  int answered = 0;
  for (int i = 0; i < 3; ++i) {
    for (const Response& r : send(std::vector<Request>(60, get()))) {
      if (r.outcome == Outcome::answered) {
        ++answered;
      } else {
        EXPECT_EQ(r.outcome, Outcome::not_done);
        EXPECT_GT(r.not_before, clock.now());
      }
    }
  }
  EXPECT_GE(answered, 80);
  EXPECT_LE(answered, 100);
}

TEST_F(Sender, NothingToSend) {
  serve([](const Seen&, int) { return reply(200); });
  EXPECT_TRUE(send({}).empty());
}

TEST_F(Sender, ManySendersShareOneMailbox) {
  serve([](const Seen&, int) { return reply(200); });
  std::vector<std::thread> threads;
  std::atomic<int> answered{0};
  for (int t = 0; t < 5; ++t) {
    threads.emplace_back([&] {
      for (const Response& r : send(std::vector<Request>(40, create()))) {
        if (r.outcome == Outcome::answered) ++answered;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(answered, 200);
  EXPECT_LE(server->most_at_a_time(), 4);
}

TEST_F(Sender, BodyOfARepeatedRequestBeginsAnewInItsSink) {
  struct Restarted final : BodySink {
    bool begin() override {
      text.clear();
      return true;
    }
    bool write(std::string_view bytes) override {
      text += bytes;
      return true;
    }
    std::string text;
  } kept;
  serve([](const Seen&, int n) {
    return n == 0 ? Reply{"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nthe", true}
                  : reply(200, "the whole");
  });
  Request request = get();
  request.sink = &kept;
  const Response response = send_one(request);
  EXPECT_EQ(response.outcome, Outcome::answered);
  EXPECT_EQ(response.body_size, 9U);
  EXPECT_EQ(kept.text, "the whole");
}

}  // namespace
}  // namespace relais::http
