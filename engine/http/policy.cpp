#include "engine/http/policy.hpp"

#include <algorithm>

namespace relais::http {
namespace {

constexpr int most_tries = 4;
constexpr int most_connection_tries = 2;
constexpr int most_empty_400_tries = 3;
constexpr int most_throttled_tries = 12;

constexpr Millis first_retry = 200;
constexpr Millis longest_retry = 8'000;
constexpr Millis first_throttle = 1'000;
constexpr Millis longest_throttle = 120'000;

bool is_passing(int status) {
  return status == 408 || status == 500 || status == 502 || status == 503 || status == 504;
}

Verdict answered() { return {}; }

Verdict judge_answer(const Attempt& a) {
  if (a.status == 429) {
    return {.next = a.tries < most_throttled_tries ? Next::again : Next::finish,
            .outcome = Outcome::not_done,
            .throttled = true};
  }
  if (a.status == 401) {
    return {.next = a.refreshed ? Next::finish : Next::refresh, .outcome = Outcome::unauthorised};
  }
  if (is_passing(a.status)) {
    const bool throttled = a.status == 503 && a.asks_to_wait;
    if (!a.idempotent) {
      return {.outcome = Outcome::unknown, .throttled = throttled, .maybe_done = true};
    }
    return {.next = a.tries < most_tries ? Next::again : Next::finish,
            .outcome = Outcome::answered,
            .throttled = throttled,
            .maybe_done = !a.reads};
  }
  if (a.status == 400 && a.empty_body && a.idempotent && a.tries < most_empty_400_tries) {
    return {.next = Next::again, .outcome = Outcome::answered};
  }
  return answered();
}

Millis grown(Millis first, int steps, Millis longest, double random) {
  Millis delay = first;
  for (int i = 0; i < steps && delay < longest; ++i) delay *= 2;
  delay = std::min(delay, longest);
  return delay / 2 + static_cast<Millis>(static_cast<double>(delay / 2) * random);
}

}  // namespace

Verdict judge(const Attempt& a) {
  switch (a.kind) {
    case Answer::Kind::answered:
      return judge_answer(a);
    case Answer::Kind::not_sent:
      return {.next = a.tries < most_connection_tries ? Next::again : Next::finish,
              .outcome = Outcome::not_done};
    case Answer::Kind::broken:
      return {.next = a.idempotent && a.tries < most_tries ? Next::again : Next::finish,
              .outcome = a.reads ? Outcome::not_done : Outcome::unknown,
              .maybe_done = !a.reads};
    case Answer::Kind::unwanted:
      return {.outcome = a.reads ? Outcome::not_done : Outcome::unknown, .maybe_done = !a.reads};
    case Answer::Kind::oversized:
      return {.outcome = Outcome::unknown, .maybe_done = !a.reads};
  }
  return answered();
}

bool is_reading(std::string_view method) { return method == "GET" || method == "HEAD"; }

Millis retry_backoff(int tries, double random) {
  return grown(first_retry, tries - 1, longest_retry, random);
}

Millis throttle_backoff(int times, double random) {
  return grown(first_throttle, times - 1, longest_throttle, random);
}

}  // namespace relais::http
