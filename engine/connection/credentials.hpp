// What a connection sends as `Authorization`.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"
#include "engine/connection/connection.hpp"
#include "engine/http/sender.hpp"

namespace relais::connection {

using Authorised = std::shared_ptr<const http::Authorisation>;

/// Which of several credentials is in use.
struct ProofInUse {
  std::string key;         ///< of the configuration
  bool took_over = false;  ///< one before it was not accepted
  std::string secret;      ///< empty: it cannot be read any more
};

/// Thread-safe.
class Credentials {
 public:
  virtual ~Credentials() = default;
  /// These two as in http::Service.
  virtual Authorised authorise(const Authorised& refused) = 0;
  virtual void renewal_did_not_help() = 0;
  /// Gets credentials now: Errc::refused, config or temporary, and then what was `said`, unless
  /// that is null.
  virtual Result<void> check(Said* said = nullptr) = 0;
  /// Requests that were needed for it, so far.
  virtual std::uint64_t requests() const = 0;
  /// Nothing: none was accepted yet, or there is only one that says nothing of itself.
  virtual std::optional<ProofInUse> in_use() { return std::nullopt; }
};

/// A header value made of a secret that is read when it is needed, and anew after a refusal.
class SecretCredentials final : public Credentials {
 public:
  using Maker = std::function<Result<std::string>()>;
  /// What `make` answers is sent as it is; empty: no header.
  explicit SecretCredentials(Maker make);
  Authorised authorise(const Authorised& refused) override;
  void renewal_did_not_help() override {}
  Result<void> check(Said* said) override;
  std::uint64_t requests() const override { return 0; }

 private:
  const Maker make_;
  std::mutex guard_;
  Authorised current_;
};

/// Credentials that cannot be read or used: the configuration's owner acts.
Said said_of_config(const Error& error);

/// `Basic ...` (RFC 7617).
std::string basic_authorisation(std::string_view user, std::string_view password);

}  // namespace relais::connection
