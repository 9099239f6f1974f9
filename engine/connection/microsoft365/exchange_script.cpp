#include <fmt/core.h>

#include "engine/connection/microsoft365/quote.hpp"
#include "engine/connection/microsoft365/scripts.hpp"

namespace relais::connection::microsoft365 {
namespace {

/// Names of the clouds for `Connect-ExchangeOnline -ExchangeEnvironmentName`.
std::string_view exchange_environment(config::Cloud cloud) {
  switch (cloud) {
    case config::Cloud::us_gov:
      return "O365USGovGCCHigh";
    case config::Cloud::us_dod:
      return "O365USGovDoD";
    case config::Cloud::china:
      return "O365China";
    case config::Cloud::global:
      break;
  }
  return "O365Default";
}

constexpr std::string_view exchange_head =
    R"ps(#Requires -Modules ExchangeOnlineManagement, Microsoft.Graph.Applications
# Limits the application of relais to the mailboxes of the linked handlers (RBAC for Applications of
# Exchange Online), then takes away what was granted for all mailboxes. Run it after the
# registration, and again whenever a handler was linked or unlinked, or the add-ins have changed.
#
# Needs an Exchange administrator with the role Organization Management, who may change what the
# application was granted (Privileged Role Administrator or Global Administrator).
#
# It takes effect after 30 minutes to two hours. Members of groups in the group do not count.
)ps";

constexpr std::string_view to_do_warning =
    R"ps(#
# NOT LIMITED: {}. Exchange Online has no role for To Do and Entra no scope, so this
# permission keeps holding for the task lists of everybody in the tenant. If that is too much, use
# the target calendar and do not grant it.
)ps";

constexpr std::string_view exchange_body = R"ps(
if (-not $clientId) { throw 'register the application first, and write its client id into this file' }
if ($mailboxes.Count -eq 0) { throw 'no handler is linked: nobody to limit the application to' }

$connect = @{
    Scopes      = 'Application.Read.All', 'AppRoleAssignment.ReadWrite.All'
    Environment = $graphEnvironment
    NoWelcome   = $true
}
if ($tenant) { $connect.TenantId = $tenant }
Connect-MgGraph @connect
$principal = Get-MgServicePrincipal -Filter "appId eq '$clientId'"
if (-not $principal) { throw "there is no application $clientId in this tenant" }
Connect-ExchangeOnline -ExchangeEnvironmentName $exchangeEnvironment -ShowBanner:$false

# 1. Exchange gets to know the application: its object id is that of the enterprise application.
if (-not (Get-ServicePrincipal -Identity $clientId -ErrorAction SilentlyContinue)) {
    New-ServicePrincipal -AppId $clientId -ObjectId $principal.Id -DisplayName $appName | Out-Null
}

# 2. A group with exactly the linked handlers' mailboxes, and the scope that it makes.
if (-not (Get-DistributionGroup -Identity $scope -ErrorAction SilentlyContinue)) {
    New-DistributionGroup -Name $scope -Type Security -Members $mailboxes | Out-Null
    Set-DistributionGroup -Identity $scope -HiddenFromAddressListsEnabled $true
}
Update-DistributionGroupMember -Identity $scope -Members $mailboxes `
    -BypassSecurityGroupManagerCheck -Confirm:$false
$group = Get-DistributionGroup -Identity $scope
$filter = "MemberOfGroup -eq '$($group.DistinguishedName -replace "'", "''")'"
if (Get-ManagementScope -Identity $scope -ErrorAction SilentlyContinue) {
    Set-ManagementScope -Identity $scope -RecipientRestrictionFilter $filter
} else {
    New-ManagementScope -Name $scope -RecipientRestrictionFilter $filter | Out-Null
}

# 3. The roles within that scope; those that are not needed any more go.
$assignments = foreach ($permission in $roles.Keys) {
    $assignment = "$scope $permission"
    if (-not (Get-ManagementRoleAssignment -Identity $assignment -ErrorAction SilentlyContinue)) {
        New-ManagementRoleAssignment -Name $assignment -App $principal.Id `
            -Role $roles[$permission].Role -CustomResourceScope $scope | Out-Null
    }
    $assignment
}
Get-ManagementRoleAssignment |
    Where-Object { $_.Name -like "$scope *" -and $assignments -notcontains $_.Name } |
    Remove-ManagementRoleAssignment -Confirm:$false

# 4. What was granted for all mailboxes: as long as it is, the scope limits nothing.
Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -All |
    Where-Object { @($roles.Values | ForEach-Object { $_.Id }) -contains $_.AppRoleId } |
    ForEach-Object {
        Remove-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id `
            -AppRoleAssignmentId $_.Id
        Write-Host "no longer granted for all mailboxes: $($_.AppRoleId)"
    }

# 5. The proof: InScope is True for a handler. Try it with a mailbox that is not in the group, too:
#    Test-ServicePrincipalAuthorization -Identity $clientId -Resource SOMEBODY_ELSE
Test-ServicePrincipalAuthorization -Identity $clientId -Resource $mailboxes[0] |
    Format-Table RoleName, GrantedPermissions, AllowedResourceScope, InScope
)ps";

/// Names of assignments have at most 64 characters: so many are left for the scope's.
constexpr std::size_t longest_scope = 64 - 1 - std::string_view("MailboxSettings.ReadWrite").size();

}  // namespace

std::string exchange_script(const Registration& registration) {
  std::string out(exchange_head);
  for (const auto& role : registration.granted_by_entra)
    if (role.name.starts_with("Tasks.")) out += fmt::format(to_do_warning, role.name);
  out += fmt::format("#\n# {}: {}\n",
                     registration.entities.find(',') == std::string::npos
                         ? "Entity"
                         : "Entities, which share the application",
                     registration.entities);
  out += "$ErrorActionPreference = 'Stop'\n\n";
  const auto set = [&](std::string_view variable, std::string_view value) {
    out += fmt::format("${} = {}\n", variable, powershell_quoted(value));
  };
  set("tenant", registration.tenant);
  set("clientId", registration.client_id);
  set("appName", registration.name);
  set("scope", ("relais-" + registration.label).substr(0, longest_scope));
  set("exchangeEnvironment", exchange_environment(registration.cloud));
  set("graphEnvironment", graph_environment(registration.cloud));
  out += "$mailboxes = @(\n";
  for (std::size_t i = 0; i < registration.mailboxes.size(); ++i)
    out += fmt::format("    {}{}\n", powershell_quoted(registration.mailboxes[i]),
                       i + 1 < registration.mailboxes.size() ? "," : "");
  out += ")\n$roles = [ordered]@{\n";
  for (const auto& role : registration.granted_by_exchange)
    out += fmt::format("    {} = @{{ Role = {}; Id = {} }}\n", powershell_quoted(role.name),
                       powershell_quoted(role.exchange_role), powershell_quoted(role.id));
  out += "}\n";
  return out += exchange_body;
}

}  // namespace relais::connection::microsoft365
