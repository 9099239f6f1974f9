#include "engine/http/policy.hpp"

#include <gtest/gtest.h>

namespace relais::http {
namespace {

using Kind = Answer::Kind;

struct Case {
  const char* name;
  Attempt attempt;
  Next next;
  Outcome outcome;
  bool throttled = false;
  bool maybe_done = false;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

constexpr bool idempotent = true;
constexpr bool reads = true;

Attempt get(int status, int tries = 1) {
  return {.status = status, .idempotent = idempotent, .reads = reads, .tries = tries};
}
Attempt patch(int status, int tries = 1) {
  return {.status = status, .idempotent = idempotent, .tries = tries};
}
Attempt post(int status, int tries = 1) { return {.status = status, .tries = tries}; }
Attempt of(Kind kind, Attempt attempt) {
  attempt.kind = kind;
  return attempt;
}
Attempt with_retry_after(Attempt attempt) {
  attempt.asks_to_wait = true;
  return attempt;
}
Attempt with_empty_body(Attempt attempt) {
  attempt.empty_body = true;
  return attempt;
}
Attempt with_new_token(Attempt attempt) {
  attempt.refreshed = true;
  return attempt;
}

class Policy : public ::testing::TestWithParam<Case> {};

TEST_P(Policy, Judges) {
  const Case& c = GetParam();
  const Verdict verdict = judge(c.attempt);
  EXPECT_EQ(verdict.next, c.next);
  EXPECT_EQ(verdict.outcome, c.outcome);
  EXPECT_EQ(verdict.throttled, c.throttled);
  EXPECT_EQ(verdict.maybe_done, c.maybe_done);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Policy,
    ::testing::Values(
        Case{"200", get(200), Next::finish, Outcome::answered},
        Case{"201", post(201), Next::finish, Outcome::answered},
        Case{"Redirect", get(302), Next::finish, Outcome::answered},
        Case{"404", get(404), Next::finish, Outcome::answered},
        Case{"403OfPost", post(403), Next::finish, Outcome::answered},
        Case{"412", patch(412), Next::finish, Outcome::answered},
        Case{"501", post(501), Next::finish, Outcome::answered},
        Case{"507", post(507), Next::finish, Outcome::answered},
        Case{"429OfGet", get(429), Next::again, Outcome::not_done, true},
        Case{"429OfPost", post(429), Next::again, Outcome::not_done, true},
        Case{"429ForEver", post(429, 12), Next::finish, Outcome::not_done, true},
        Case{"401First", post(401), Next::refresh, Outcome::unauthorised},
        Case{"401Twice", with_new_token(post(401, 2)), Next::finish, Outcome::unauthorised},
        Case{"408OfGet", get(408), Next::again, Outcome::answered},
        Case{"500OfGet", get(500), Next::again, Outcome::answered},
        Case{"500OfGetLast", get(500, 4), Next::finish, Outcome::answered},
        Case{"502OfPatch", patch(502), Next::again, Outcome::answered, false, true},
        Case{"504OfPost", post(504), Next::finish, Outcome::unknown, false, true},
        Case{"408OfPost", post(408), Next::finish, Outcome::unknown, false, true},
        Case{"503OfPost", post(503), Next::finish, Outcome::unknown, false, true},
        Case{"503AsksToWait", with_retry_after(get(503)), Next::again, Outcome::answered, true},
        Case{"503OfPostAsksToWait", with_retry_after(post(503)), Next::finish, Outcome::unknown,
             true, true},
        Case{"500WithRetryAfterHoldsNobody", with_retry_after(get(500)), Next::again,
             Outcome::answered},
        Case{"Empty400OfGet", with_empty_body(get(400)), Next::again, Outcome::answered},
        Case{"Empty400OfGetLast", with_empty_body(get(400, 3)), Next::finish, Outcome::answered},
        Case{"Empty400OfPost", with_empty_body(post(400)), Next::finish, Outcome::answered},
        Case{"400", get(400), Next::finish, Outcome::answered},
        Case{"NotSentOfPost", of(Kind::not_sent, post(0)), Next::again, Outcome::not_done},
        Case{"NotSentTwice", of(Kind::not_sent, post(0, 2)), Next::finish, Outcome::not_done},
        Case{"BrokenOfGet", of(Kind::broken, get(0)), Next::again, Outcome::not_done},
        Case{"BrokenOfGetLast", of(Kind::broken, get(0, 4)), Next::finish, Outcome::not_done},
        Case{"BrokenOfPatch", of(Kind::broken, patch(0)), Next::again, Outcome::unknown, false,
             true},
        Case{"BrokenOfPost", of(Kind::broken, post(0)), Next::finish, Outcome::unknown, false,
             true},
        Case{"BrokenBodyOf201", of(Kind::broken, post(201)), Next::finish, Outcome::unknown, false,
             true},
        Case{"Unwanted", of(Kind::unwanted, get(200)), Next::finish, Outcome::not_done},
        Case{"UnwantedOfPost", of(Kind::unwanted, post(201)), Next::finish, Outcome::unknown, false,
             true},
        Case{"Oversized", of(Kind::oversized, get(200)), Next::finish, Outcome::unknown},
        Case{"OversizedOfPost", of(Kind::oversized, post(201)), Next::finish, Outcome::unknown,
             false, true}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Policy, BackoffGrowsToACapAndHasJitter) {
  EXPECT_EQ(retry_backoff(1, 0), 100);
  EXPECT_EQ(retry_backoff(2, 0), 200);
  EXPECT_EQ(retry_backoff(1, 0.5), 150);
  EXPECT_EQ(retry_backoff(100, 0.999), 7996);
  EXPECT_EQ(throttle_backoff(1, 0), 500);
  EXPECT_EQ(throttle_backoff(3, 0), 2'000);
  EXPECT_EQ(throttle_backoff(1000, 0), 60'000);
}

}  // namespace
}  // namespace relais::http
