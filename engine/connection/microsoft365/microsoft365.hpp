// The connection to Microsoft 365: sign-in with client secret or certificate, users by address.
#pragma once

#include <memory>
#include <string>

#include "engine/config/config.hpp"
#include "engine/connection/http_connection.hpp"

namespace relais::connection::microsoft365 {

class Microsoft365Connection final : public HttpConnection {
 public:
  using HttpConnection::HttpConnection;

  /// By user principal name or id; if that finds nobody, by primary address.
  Result<Account> resolve(std::string_view address, Said* said) override;
  /// From the token's `roles`, which may lack grants that are scoped to mailboxes.
  std::optional<std::vector<std::string>> permissions() override;
  std::optional<bool> grants(std::string_view permission, bool writing) override;
  Explanation explain(const Complaint& complaint) const override;

 private:
  Result<Account> look_up(const std::string& address, Said& said);
  Result<Account> find_by_mail(const std::string& address, Said& said);
  Said said_in(const http::Response& response);
  Error failed(const http::Response& response, Said& said);
};

/// Errc::config: the entity has no credentials or not usable ones.
Result<std::unique_ptr<Connection>> make(const config::Microsoft365& settings,
                                         const std::string& entity, const Services& services);

}  // namespace relais::connection::microsoft365
