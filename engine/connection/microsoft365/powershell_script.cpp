#include <fmt/core.h>

#include "engine/connection/microsoft365/quote.hpp"
#include "engine/connection/microsoft365/scripts.hpp"

namespace relais::connection::microsoft365 {
namespace {

constexpr std::string_view powershell_head = R"ps(#Requires -Modules Microsoft.Graph.Applications
# Registers the application of relais in Microsoft Entra ID, consents to its permissions and makes a
# client secret. Safe to run again: what is there stays, what is missing is added.
#
# Needs the module Microsoft.Graph (Install-Module Microsoft.Graph -Scope CurrentUser) and somebody
# who may register applications and consent for the organisation (Privileged Role Administrator or
# Global Administrator).
#
# The secret goes into the file and nowhere else: not on the screen, not into the history of the
# shell. If the file is there already, no further secret is made.
)ps";

constexpr std::string_view powershell_body = R"ps(
$connect = @{
    Scopes      = 'Application.ReadWrite.All', 'AppRoleAssignment.ReadWrite.All'
    Environment = $environment
    NoWelcome   = $true
}
if ($tenant) { $connect.TenantId = $tenant }
Connect-MgGraph @connect

# 1. The registration, found by its client id, else by its name.
$service = Get-MgServicePrincipal -Filter "appId eq '$graphApp'"
foreach ($name in @($permissions.Keys)) {
    if (-not $permissions[$name]) {
        $permissions[$name] = ($service.AppRoles | Where-Object { $_.Value -eq $name }).Id
        if (-not $permissions[$name]) { throw "there is no permission $name" }
    }
}
$access = @(@{
    ResourceAppId  = $graphApp
    ResourceAccess = @($permissions.Values | ForEach-Object { @{ Id = $_; Type = 'Role' } })
})
$filter = if ($clientId) { "appId eq '$clientId'" } else { "displayName eq '$appName'" }
$apps = @(Get-MgApplication -Filter $filter)
if ($apps.Count -gt 1) { throw "several applications are called $appName; write the client id into this file" }
if ($apps.Count -eq 1) {
    $app = $apps[0]
    Update-MgApplication -ApplicationId $app.Id -RequiredResourceAccess $access
} elseif ($clientId) {
    throw "there is no application $clientId in this tenant"
} else {
    $app = New-MgApplication -DisplayName $appName -SignInAudience 'AzureADMyOrg' -RequiredResourceAccess $access
    Write-Host "registered $appName"
}

# 2. The application in this tenant.
$principal = Get-MgServicePrincipal -Filter "appId eq '$($app.AppId)'"
if (-not $principal) { $principal = New-MgServicePrincipal -AppId $app.AppId }

# 3. The consent to each permission.
$granted = @(Get-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id -All |
    ForEach-Object { $_.AppRoleId })
foreach ($name in $permissions.Keys) {
    if ($granted -contains $permissions[$name]) {
        Write-Host "granted already: $name"
    } else {
        New-MgServicePrincipalAppRoleAssignment -ServicePrincipalId $principal.Id `
            -PrincipalId $principal.Id -ResourceId $service.Id -AppRoleId $permissions[$name] | Out-Null
        Write-Host "granted: $name"
    }
}

# 4. The client secret, unless a certificate stands for the application.
if ($proof -eq 'certificate') {
    Write-Host "upload the certificate, once: $appName, Certificates & secrets, Certificates"
    return
}
$expires = 'YYYY-MM-DD'
if (Test-Path -LiteralPath $SecretFile) {
    Write-Host "$SecretFile is there: no further secret was made"
} else {
    $end = (Get-Date).ToUniversalTime().AddDays($secretDays)
    $expires = $end.ToString('yyyy-MM-dd')
    $file = (New-Item -ItemType File -Path $SecretFile).FullName
    if ($PSVersionTable.PSEdition -eq 'Desktop' -or $IsWindows) {
        icacls $file /inheritance:r /grant:r "$($env:USERNAME):(R,W,D)" | Out-Null
    } else {
        chmod 600 $file
    }
    try {
        $made = Add-MgApplicationPassword -ApplicationId $app.Id -PasswordCredential @{
            DisplayName = "relais $((Get-Date).ToUniversalTime().ToString('yyyy-MM-dd'))"
            EndDateTime = $end
        }
        [IO.File]::WriteAllText($file, $made.SecretText)
    } catch {
        Remove-Item -LiteralPath $file
        throw
    }
    Write-Host "the secret is in $file; move it to the machine that runs relais"
}

# 5. For the configuration of relais.
@"
    microsoft365:
      tenant: $((Get-MgContext).TenantId)
      client_id: $($app.AppId)
      client_secret: file:/etc/relais/$(Split-Path -Leaf $SecretFile)   # mode 600, owned by the user of relais
      secret_expires_on: $expires
"@
)ps";

}  // namespace

std::string_view graph_environment(config::Cloud cloud) {
  switch (cloud) {
    case config::Cloud::us_gov:
      return "USGov";
    case config::Cloud::us_dod:
      return "USGovDoD";
    case config::Cloud::china:
      return "China";
    case config::Cloud::global:
      break;
  }
  return "Global";
}

std::string powershell_script(const Registration& registration) {
  std::string out(powershell_head);
  out += fmt::format(
      "# {}: {}\n",
      registration.entities.find(',') == std::string::npos ? "Entity" : "Entities, which share it",
      registration.entities);
  if (registration.limited) {
    out += "# Not here, because Exchange Online grants it for the handlers' mailboxes only:\n";
    for (const auto& role : registration.granted_by_exchange) out += "#   " + role.name + '\n';
  }
  out += fmt::format("param([string] $SecretFile = {})\n",
                     powershell_quoted(registration.label + ".secret"));
  out += "$ErrorActionPreference = 'Stop'\n\n";
  const auto set = [&](std::string_view variable, std::string_view value,
                       std::string_view comment) {
    out += fmt::format("${} = {}{}{}\n", variable, powershell_quoted(value),
                       comment.empty() ? "" : "   # ", comment);
  };
  set("tenant", registration.tenant, registration.tenant.empty() ? "the one signed in to" : "");
  set("clientId", registration.client_id,
      registration.client_id.empty() ? "found by the name, or registered" : "");
  set("appName", registration.name, "");
  set("environment", graph_environment(registration.cloud), "");
  set("graphApp", graph_app_id, "Microsoft Graph");
  set("proof", registration.certificate ? "certificate" : "secret",
      registration.certificate ? "no secret is made" : "");
  out += "$secretDays = 365\n$permissions = [ordered]@{\n";
  for (const auto& role : registration.granted_by_entra)
    out += fmt::format("    {} = {}\n", powershell_quoted(role.name), powershell_quoted(role.id));
  out += "}\n";
  return out += powershell_body;
}

}  // namespace relais::connection::microsoft365
