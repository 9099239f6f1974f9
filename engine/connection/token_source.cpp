#include "engine/connection/token_source.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/base/log.hpp"
#include "engine/base/text.hpp"
#include "engine/config/values.hpp"
#include "engine/connection/explain_status.hpp"
#include "engine/http/form.hpp"
#include "engine/http/policy.hpp"
#include "engine/http/redact.hpp"

namespace relais::connection {
namespace {

constexpr int most_tries = 3;
constexpr Millis patience = 5'000;
constexpr Millis refresh_early = 300'000;
constexpr Millis first_quiet = 2'000;
constexpr Millis longest_quiet = 60'000;
constexpr Millis unreadable_quiet = 30'000;

std::string sentence(const Explanation& explanation) {
  std::string out = explanation.meaning;
  if (!explanation.step.empty()) out += (out.empty() ? "" : "; ") + explanation.step;
  if (!explanation.actor.empty()) out += fmt::format(" ({})", explanation.actor);
  return out;
}

}  // namespace

TokenSource::TokenSource(TokenSettings settings, http::Client& client, Clock& clock)
    : settings_(std::move(settings)),
      client_(client),
      clock_(clock),
      proof_(settings_.begin_with) {}

Authorised TokenSource::authorise(const Authorised& refused) {
  std::unique_lock lock(guard_);
  while (true) {
    const Millis now = clock_.now();
    const bool rejected = refused && refused == current_;
    if (rejected && now < fruitless_until_) return current_;
    const bool usable = current_ && !rejected && now < expires_at_;
    if (usable && now < refresh_at_) return current_;
    if (failure_ && now < failure_->until && !secrets_changed(*failure_)) {
      return usable ? current_ : as_authorisation(*failure_);
    }
    if (fetching_) {
      fetched_.wait(lock);
      continue;
    }
    fetching_ = true;
    std::size_t worked = proof_;
    lock.unlock();
    Fetched fetched = fetch(worked, worked);
    lock.lock();
    fetching_ = false;
    fetched_.notify_all();
    if (fetched) {
      proof_ = worked;
      keep(std::move(*fetched));
      return current_;
    }
    if (fetched.error().passes) {
      Millis quiet = first_quiet;
      for (int i = 0; i < temporary_failures_ && quiet < longest_quiet; ++i) quiet *= 2;
      ++temporary_failures_;
      fetched.error().until =
          std::max(fetched.error().until, clock_.now() + std::min(quiet, longest_quiet));
    }
    failure_ = std::move(fetched.error());
    log::warning("connection: client {} gets no token: {}", settings_.client_id,
                 failure_->error.text);
    const bool still_usable = current_ && !rejected && clock_.now() < expires_at_;
    return still_usable ? current_ : as_authorisation(*failure_);
  }
}

void TokenSource::renewal_did_not_help() {
  const std::lock_guard lock(guard_);
  fruitless_until_ = clock_.now() + quiet_after_fruitless;
}

Result<void> TokenSource::check(Said* said) {
  if (authorise(nullptr)->state == http::Authorisation::State::granted) return {};
  const std::lock_guard lock(guard_);
  if (!failure_) return {};
  if (said != nullptr) *said = failure_->said;
  return relais::fail(failure_->error);
}

std::optional<ProofInUse> TokenSource::in_use() {
  std::size_t index = 0;
  {
    const std::lock_guard lock(guard_);
    if (!current_) return std::nullopt;
    index = proof_;
  }
  const Proof& proof = settings_.proofs[index];
  return ProofInUse{proof.key, index > 0, proof.secret().value_or("")};
}

void TokenSource::keep(TokenAnswer answer) {
  const Millis now = clock_.now();
  expires_at_ = now + answer.lifetime;
  refresh_at_ = expires_at_ - std::min(refresh_early, answer.lifetime / 5);
  current_ = std::make_shared<http::Authorisation>(
      http::Authorisation{.state = http::Authorisation::State::granted,
                          .header = "Bearer " + answer.token,
                          .valid_until = refresh_at_});
  failure_.reset();
  temporary_failures_ = 0;
}

TokenSource::Fetched TokenSource::fetch(std::size_t first_proof, std::size_t& worked) {
  std::optional<TokenAnswer> refused;
  std::optional<Error> unusable;
  std::vector<std::string> tried;
  for (std::size_t i = 0; i < settings_.proofs.size(); ++i) {
    const std::size_t index = (first_proof + i) % settings_.proofs.size();
    const Proof& proof = settings_.proofs[index];
    const auto secret = proof.secret();
    tried.push_back(secret ? sha256_hex(*secret) : "");
    auto fields = secret ? proof.fields(*secret)
                         : Result<std::vector<std::pair<std::string, std::string>>>(
                               relais::fail(secret.error()));
    if (!fields) {
      if (!unusable) unusable = fields.error();
      continue;
    }
    TokenAnswer answer = ask(*fields, *secret);
    if (answer.kind == TokenAnswer::Kind::granted) {
      worked = index;
      return answer;
    }
    if (answer.kind == TokenAnswer::Kind::later) {
      return tl::unexpected(Failure{
          .passes = true,
          .error = {Errc::temporary, "signing in did not work now: " + answer.text,
                    "it is tried again by itself; if it stays, look at network, proxy and TLS"},
          .until = clock_.now() + answer.retry_after,
          .said = said_of(answer)});
    }
    const bool try_next = answer.error == "invalid_client";
    if (!refused) refused = std::move(answer);
    if (!try_next) break;
  }
  if (refused) return tl::unexpected(refusal(*refused, std::move(tried)));
  Error error = unusable.value_or(Error{Errc::config, "no credentials are configured", ""});
  Said said = said_of_config(error);
  return tl::unexpected(Failure{.error = std::move(error),
                                .until = clock_.now() + unreadable_quiet,
                                .tried = std::move(tried),
                                .said = std::move(said)});
}

TokenAnswer TokenSource::ask(const std::vector<std::pair<std::string, std::string>>& proof,
                             const std::string& secret) {
  std::vector<std::pair<std::string, std::string>> fields = {{"client_id", settings_.client_id},
                                                             {"grant_type", "client_credentials"}};
  if (!settings_.scope.empty()) fields.emplace_back("scope", settings_.scope);
  fields.insert(fields.end(), proof.begin(), proof.end());
  const std::string body = http::form_body(fields);
  const std::vector<http::Header> headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                                             {"Accept", "application/json"},
                                             {"client-request-id", random_uuid()}};
  Millis waited = 0;
  for (int tries = 1;; ++tries) {
    ++requests_;
    TokenAnswer answer = read_token_answer(
        client_.send({.method = "POST", .url = settings_.url, .headers = headers, .body = body}),
        clock_.now());
    answer.text = http::without_secret(std::move(answer.text), secret);
    answer.error = http::without_secret(std::move(answer.error), secret);
    answer.sent_an_id = config::is_guid(secret);
    log::debug("connection: client {} asked for a token: {} {} try={}", settings_.client_id,
               answer.kind == TokenAnswer::Kind::granted ? "granted" : "not granted", answer.error,
               tries);
    if (answer.kind != TokenAnswer::Kind::later || tries == most_tries) return answer;
    const Millis wait = std::max(answer.retry_after, http::retry_backoff(tries, 0.5));
    if (waited + wait > patience) return answer;
    clock_.sleep(std::chrono::milliseconds(wait));
    waited += wait;
  }
}

Said TokenSource::said_of(const TokenAnswer& answer) const {
  Said said{.http_status = answer.http_status,
            .code = answer.codes.empty() ? answer.error : answer.codes.front(),
            .message = answer.text,
            .request_id = answer.request_id,
            .correlation_id = answer.correlation_id};
  const bool refused = answer.kind == TokenAnswer::Kind::refused;
  said.explanation = refused && settings_.explain ? settings_.explain(answer)
                     : refused                    ? explain_status(401)
                               : explain_no_token(answer.http_status, answer.text);
  return said;
}

TokenSource::Failure TokenSource::refusal(const TokenAnswer& answer,
                                          std::vector<std::string> tried) const {
  return {.error = {Errc::refused,
                    fmt::format("signing in was refused: {}: {}", answer.error, answer.text),
                    settings_.explain ? sentence(settings_.explain(answer)) : std::string()},
          .until = clock_.now() + quiet_after_refusal,
          .tried = std::move(tried),
          .said = said_of(answer)};
}

bool TokenSource::secrets_changed(const Failure& failure) const {
  if (failure.passes) return false;
  std::vector<std::string> hashes;
  for (const Proof& proof : settings_.proofs) {
    const auto secret = proof.secret();
    hashes.push_back(secret ? sha256_hex(*secret) : "");
  }
  return std::any_of(hashes.begin(), hashes.end(), [&](const std::string& hash) {
    return !hash.empty() &&
           std::find(failure.tried.begin(), failure.tried.end(), hash) == failure.tried.end();
  });
}

Authorised TokenSource::as_authorisation(const Failure& failure) const {
  std::string text = failure.error.text;
  if (!failure.error.hint.empty()) text += ": " + failure.error.hint;
  return std::make_shared<http::Authorisation>(
      http::Authorisation{.state = failure.passes ? http::Authorisation::State::later
                                                  : http::Authorisation::State::refused,
                          .not_before = failure.until,
                          .error = std::move(text)});
}

}  // namespace relais::connection
