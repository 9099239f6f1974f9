// The connection to Microsoft 365: sign-in with client secret or certificate, users by address.
#pragma once

#include <memory>
#include <string>

#include "engine/config/config.hpp"
#include "engine/connection/http_connection.hpp"

namespace relais::connection::microsoft365 {

class Microsoft365Connection final : public HttpConnection {
 public:
  Microsoft365Connection(HttpConnectionSettings settings, std::unique_ptr<Credentials> credentials,
                         const Services& services, std::string client_id);

  /// By user principal name or id; if that finds nobody, by primary address.
  Result<Account> resolve(std::string_view address, Said* said) override;
  /// From the token's `roles`, which may lack grants that are scoped to mailboxes.
  std::optional<std::vector<std::string>> permissions() override;
  std::optional<bool> grants(std::string_view permission, bool writing) override;
  /// The end of a secret from the app registration, if the token lets us read it.
  Result<CredentialsInUse> credentials_in_use() override;
  Explanation explain(const Complaint& complaint) const override;

 private:
  Result<Account> look_up(const std::string& address, Said& said);
  Result<Account> find_by_mail(const std::string& address, Said& said);
  Said said_in(const http::Response& response);
  Error failed(const http::Response& response, Said& said);
  void ask_for_end(const std::string& secret, CredentialsInUse& in_use);

  const std::string client_id_;
};

/// When the certificate ends that the entity signs in with. Nothing: it has none, or none that can
/// be read.
std::optional<Millis> end_of_certificate(const config::Microsoft365& settings);

/// Errc::config: the entity has no credentials or not usable ones.
Result<std::unique_ptr<Connection>> make(const config::Microsoft365& settings,
                                         const std::string& entity, const Services& services);

}  // namespace relais::connection::microsoft365
