// An entity's way to a service: who we are there, whose mailbox an address is, and authorised
// requests. The interface is the same for every service; microsoft365/ implements it for one.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"
#include "engine/http/message.hpp"

namespace relais::connection {

/// Limits of the service per mailbox, from a plugin's manifest (R8: the budget belongs to
/// (app, mailbox), whoever sends).
struct Limits {
  int in_flight = 4;
  int budget = 10'000;             ///< requests
  Millis budget_window = 600'000;  ///< in so many milliseconds
};

/// Requests counted since the process began; for "requests per item" and the closing line of a
/// sync.
struct Traffic {
  std::uint64_t requests = 0;  ///< to the service, each attempt counted
  std::uint64_t mutating = 0;  ///< of these, other than GET
  std::uint64_t token_requests = 0;
  std::uint64_t throttled = 0;  ///< answers 429
};

/// Sends authorised requests for one mailbox. `send` calls on one Transport never overlap.
class Transport {
 public:
  virtual ~Transport() = default;
  /// As relais_http.send in plugin-api/include/relais/services.h; one response per request.
  virtual std::vector<http::Response> send(std::span<const http::Request> requests) = 0;
  virtual Traffic traffic() const = 0;
};

/// Whose mailbox an address is, resolved once (R17).
struct Account {
  std::string id;               ///< stable id of the mailbox's owner in the tenant
  std::string primary_address;  ///< may be empty
};

/// What an error of the service means, who acts, and what to do (R4, R12).
struct Explanation {
  std::string meaning;
  std::string actor;  ///< firm-admin, firm-it, vendor; empty: nobody, it passes
  std::string step;
};

/// A refusal, or a failure, that is to be explained.
struct Complaint {
  int http_status = 0;  ///< 0: no answer
  std::string_view code{};
  std::string_view message{};     ///< the service's words, or why there was no answer
  std::string_view permission{};  ///< that the request needs, if that is known
  std::optional<bool> granted{};  ///< whether the service says that we have it
};

/// What the service said when it did not do as it was asked: verbatim, but for secrets and people.
struct Said {
  int http_status = 0;  ///< 0: no answer
  std::string code{};
  std::string message{};
  std::string request_id{};      ///< the service's id of the request
  std::string correlation_id{};  ///< the id that both sides' logs have
  Explanation explanation{};
};

/// With which credentials we sign in now, and until when the service says that they last.
struct CredentialsInUse {
  std::string key;         ///< of the configuration: "client_secret", "next_client_secret"
  bool took_over = false;  ///< in use because those before were not accepted
  Millis ends_at = 0;      ///< 0: the service does not say
  bool guessed = false;    ///< it has several that could be ours: this is the last of them to end
  std::string not_said{};  ///< why it does not say; empty: it was not asked, or did
  bool not_now = false;    ///< it could not be asked now: what it said before still holds
};

/// Thread-safe.
class Connection {
 public:
  virtual ~Connection() = default;
  /// Name of the connection ("microsoft365").
  virtual const std::string& name() const = 0;
  /// Together with an account's id, this identifies a mailbox across entities.
  virtual const std::string& tenant() const = 0;
  /// Base URLs that requests may go to; relative URLs are taken from the first.
  virtual const std::vector<std::string>& base_urls() const = 0;
  /// Gets credentials now, or says why that is not possible (Errc::config, refused, temporary).
  /// `said`: filled if that fails, unless null; here and below.
  virtual Result<void> authenticate(Said* said = nullptr) = 0;
  /// Errc::not_found: no such user in the tenant; Errc::refused; Errc::temporary.
  virtual Result<Account> resolve(std::string_view address, Said* said = nullptr) = 0;
  /// Names of the permissions that the service says we have, as far as it says so: a hint where to
  /// look, never a reason to refuse. Nothing: it does not say.
  virtual std::optional<std::vector<std::string>> permissions() = 0;
  /// Whether these include the permission, or one that includes it; `writing` false: as far as it
  /// is about reading.
  virtual std::optional<bool> grants(std::string_view permission, bool writing) = 0;
  /// `cancel` ends waiting; it must outlive the transport.
  virtual std::unique_ptr<Transport> transport(std::string_view account_id, const Limits& limits,
                                               const std::atomic<bool>& cancel) = 0;
  /// The key of the configuration that the credentials in use stand under; empty: none were
  /// accepted yet. Sends nothing.
  virtual std::string credentials_key() { return {}; }
  /// Asks the service when the credentials in use end, if it can be asked. Errc::unsupported: this
  /// connection knows nothing of an end; otherwise as authenticate.
  virtual Result<CredentialsInUse> credentials_in_use() {
    return fail(Errc::unsupported, "this connection does not say when its credentials end");
  }
  virtual Explanation explain(const Complaint& complaint) const = 0;
  virtual Traffic traffic() const = 0;
};

}  // namespace relais::connection
