// The scripts of a recipe. What they are made of is quoted by them. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/config/config.hpp"
#include "engine/connection/microsoft365/permissions.hpp"

namespace relais::connection::microsoft365 {

struct Role {
  std::string name;
  std::string id;             ///< empty: looked up by its name when the script runs
  std::string exchange_role;  ///< empty: there is none
};

struct Registration {
  std::string entities;   ///< ids, for people: "zurich, geneva"
  std::string name;       ///< of the application: "relais zurich"
  std::string label;      ///< for files: "zurich"
  std::string tenant;     ///< empty: not known yet
  std::string client_id;  ///< empty: not known yet
  config::Cloud cloud = config::Cloud::global;
  bool certificate = false;               ///< it signs in with one: no secret is made
  std::vector<Role> granted_by_entra;     ///< to be consented to
  std::vector<Role> granted_by_exchange;  ///< those that could be limited to mailboxes
  std::vector<std::string> mailboxes;
  bool limited = false;  ///< granted_by_entra has none of granted_by_exchange
};

/// The fragment `requiredResourceAccess` of the application's manifest.
std::string manifest_text(const Registration& registration);
/// bash, with the Azure CLI: registration, consent, secret.
std::string az_script(const Registration& registration);
/// The same for PowerShell, with the module Microsoft.Graph.Applications.
std::string powershell_script(const Registration& registration);
/// Name of the cloud in `Connect-MgGraph -Environment`.
std::string_view graph_environment(config::Cloud cloud);
/// PowerShell, with ExchangeOnlineManagement: limits the application to the mailboxes, then takes
/// the permissions for all mailboxes away.
std::string exchange_script(const Registration& registration);

}  // namespace relais::connection::microsoft365
