// A connection to a service that speaks HTTP: whatever is the same for all of them.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/connection/connection.hpp"
#include "engine/connection/credentials.hpp"
#include "engine/connection/make_connection.hpp"
#include "engine/http/sender.hpp"

namespace relais::connection {

struct HttpConnectionSettings {
  std::string name;
  std::string tenant;
  std::string app;  ///< one registration in one tenant; requests of one app share their limits
  std::vector<std::string> base_urls;  ///< checked by check_base_url
  std::string tracking_header{};
  std::string request_id_header{};  ///< lower case
};

/// Thread-safe. By itself it knows nobody's mailbox: an account's id is its address.
class HttpConnection : public Connection, private http::Service {
 public:
  HttpConnection(HttpConnectionSettings settings, std::unique_ptr<Credentials> credentials,
                 const Services& services);

  const std::string& name() const override { return settings_.name; }
  const std::string& tenant() const override { return settings_.tenant; }
  const std::vector<std::string>& base_urls() const override { return settings_.base_urls; }
  Result<void> authenticate(Said* said) override { return credentials_->check(said); }
  Result<Account> resolve(std::string_view address, Said* said) override;
  std::unique_ptr<Transport> transport(std::string_view account_id, const Limits& limits,
                                       const std::atomic<bool>& cancel) override;
  std::optional<std::vector<std::string>> permissions() override { return std::nullopt; }
  std::optional<bool> grants(std::string_view, bool) override { return std::nullopt; }
  std::string credentials_key() override {
    const auto proof = credentials_->in_use();
    return proof ? proof->key : std::string();
  }
  Explanation explain(const Complaint& complaint) const override;
  Traffic traffic() const override;

 protected:
  /// One request that belongs to no mailbox.
  http::Response ask(const http::Request& request);
  /// Value of `Authorization` as it would be sent now; empty: there is none.
  std::string authorisation();
  std::optional<ProofInUse> proof_in_use() { return credentials_->in_use(); }

 private:
  class MailboxTransport;

  std::shared_ptr<const http::Authorisation> authorise(
      const std::shared_ptr<const http::Authorisation>& refused) override {
    return credentials_->authorise(refused);
  }
  void renewal_did_not_help() override { credentials_->renewal_did_not_help(); }
  Result<std::string> locate(std::string_view url) const override;
  std::string_view tracking_header() const override { return settings_.tracking_header; }
  std::string_view request_id_header() const override { return settings_.request_id_header; }
  http::SenderContext context(const std::string& mailbox, const Limits& limits);

  const HttpConnectionSettings settings_;
  const std::unique_ptr<Credentials> credentials_;
  const Services services_;
  http::Counters counters_;
};

}  // namespace relais::connection
