// OAuth2 client credentials (RFC 6749, 4.4): keeps one connection's token fresh.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"
#include "engine/connection/connection.hpp"
#include "engine/connection/credentials.hpp"
#include "engine/connection/token_answer.hpp"
#include "engine/http/client.hpp"

namespace relais::connection {

/// One way to prove who we are.
struct Proof {
  std::string key{};  ///< of the configuration, for people
  /// Reads the secret; anew for each token, so that a changed one is taken up.
  std::function<Result<std::string>()> secret;
  /// Fields of the token request that prove that we have it.
  std::function<Result<std::vector<std::pair<std::string, std::string>>>(const std::string&)>
      fields;
};

struct TokenSettings {
  std::string url;
  std::string client_id;
  std::string scope;
  std::vector<Proof> proofs;   ///< a later one takes over when an earlier one is refused
  std::size_t begin_with = 0;  ///< of these: one that surely is refused need not be tried first
  /// Meaning and next step of a refusal.
  std::function<Explanation(const TokenAnswer&)> explain;
};

/// Thread-safe. One request at a time, whoever waits for it. After a refusal nobody asks again for
/// `quiet_after_refusal` unless a secret has changed.
class TokenSource final : public Credentials {
 public:
  TokenSource(TokenSettings settings, http::Client& client, Clock& clock);

  static constexpr Millis quiet_after_refusal = 300'000;
  static constexpr Millis quiet_after_fruitless = 60'000;

  Authorised authorise(const Authorised& refused) override;
  void renewal_did_not_help() override;
  Result<void> check(Said* said) override;
  std::uint64_t requests() const override { return requests_; }
  std::optional<ProofInUse> in_use() override;

 private:
  /// Why there is no token, and how long that is taken for granted.
  struct Failure {
    bool passes = false;
    Error error{};
    Millis until = 0;
    std::vector<std::string> tried{};  ///< hashes of the secrets
    Said said{};
  };
  using Fetched = tl::expected<TokenAnswer, Failure>;

  Fetched fetch(std::size_t first_proof, std::size_t& worked);
  TokenAnswer ask(const std::vector<std::pair<std::string, std::string>>& proof,
                  const std::string& secret);
  Said said_of(const TokenAnswer& answer) const;
  Failure refusal(const TokenAnswer& answer, std::vector<std::string> tried) const;
  bool secrets_changed(const Failure& failure) const;
  Authorised as_authorisation(const Failure& failure) const;
  void keep(TokenAnswer answer);

  const TokenSettings settings_;
  http::Client& client_;
  Clock& clock_;
  std::atomic<std::uint64_t> requests_{0};

  std::mutex guard_;  ///< of all that follows; not held during a request
  std::condition_variable fetched_;
  bool fetching_ = false;
  Authorised current_;
  Millis refresh_at_ = 0;
  Millis expires_at_ = 0;
  Millis fruitless_until_ = 0;
  std::optional<Failure> failure_;
  int temporary_failures_ = 0;
  std::size_t proof_ = 0;  ///< the one that worked last
};

}  // namespace relais::connection
