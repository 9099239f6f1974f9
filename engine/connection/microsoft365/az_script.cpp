#include <fmt/core.h>

#include "engine/connection/microsoft365/clouds.hpp"
#include "engine/connection/microsoft365/quote.hpp"
#include "engine/connection/microsoft365/scripts.hpp"

namespace relais::connection::microsoft365 {
namespace {

/// Names of the clouds in `az cloud set`.
std::string_view az_cloud(config::Cloud cloud) {
  switch (cloud) {
    case config::Cloud::us_gov:
    case config::Cloud::us_dod:
      return "AzureUSGovernment";
    case config::Cloud::china:
      return "AzureChinaCloud";
    case config::Cloud::global:
      break;
  }
  return "AzureCloud";
}

constexpr std::string_view az_head = R"sh(#!/usr/bin/env bash
# Registers the application of relais in Microsoft Entra ID, consents to its permissions and makes a
# client secret. Safe to run again: what is there stays, what is missing is added.
#
# Needs the Azure CLI (az 2.49 or later) and somebody who may register applications and consent for
# the organisation (Privileged Role Administrator or Global Administrator), signed in with
#   az login --tenant TENANT --allow-no-subscriptions
#
#   bash THIS_FILE [SECRET_FILE]
# The secret goes into SECRET_FILE and nowhere else: not on the screen, not into the history of the
# shell. If the file is there already, no further secret is made.
set -euo pipefail

)sh";

constexpr std::string_view az_body = R"sh(
say() { printf '%s\n' "$*" >&2; }
# What was just made is not known everywhere at once.
patiently() {
  local tries
  for tries in 1 2 3 4 5; do
    if "$@"; then return 0; fi
    say "waiting until it is known everywhere ($tries)"
    sleep 10
  done
  "$@"
}

if [ "$(az cloud show --query name --output tsv)" != "$cloud" ]; then
  say "first: az cloud set --name $cloud"
  exit 1
fi
signed_in=$(az account show --query tenantId --output tsv 2>/dev/null || true)
if [ -z "$signed_in" ]; then
  say "first: az login --tenant ${tenant:-TENANT} --allow-no-subscriptions"
  exit 1
fi
case $tenant in
  *-*-*-*-*)
    if [ "$signed_in" != "$tenant" ]; then
      say "signed in to the tenant $signed_in, but this is about $tenant"
      exit 1
    fi ;;
esac

# 1. The registration, found by its client id, else by its name.
if [ -n "$client_id" ]; then
  az ad app show --id "$client_id" --output none
else
  client_id=$(az ad app list --filter "displayName eq '$name'" --query '[].appId' --output tsv)
  case $client_id in
    *[[:space:]]*)
      say "several applications are called $name; write the client id into this file"
      exit 1 ;;
  esac
fi
if [ -z "$client_id" ]; then
  client_id=$(az ad app create --display-name "$name" --sign-in-audience AzureADMyOrg \
    --query appId --output tsv)
  say "registered $name"
fi

# 2. The application in this tenant.
if ! az ad sp show --id "$client_id" --output none 2>/dev/null; then
  patiently az ad sp create --id "$client_id" --output none
fi
principal=$(az ad sp show --id "$client_id" --query id --output tsv)
service=$(az ad sp show --id "$graph_app" --query id --output tsv)

# 3. What it asks for, exactly, and the consent to each of it.
granted=$(az rest --method GET --query 'value[].appRoleId' --output tsv \
  --url "$graph/v1.0/servicePrincipals/$principal/appRoleAssignments?\$top=999")
access=''
for permission in "${permissions[@]}"; do
  permission_name=${permission%%=*}
  role=${permission#*=}
  if [ -z "$role" ]; then
    role=$(az ad sp show --id "$graph_app" --output tsv \
      --query "appRoles[?value=='$permission_name'].id | [0]")
  fi
  if [ -z "$role" ]; then
    say "there is no permission $permission_name"
    exit 1
  fi
  access="$access${access:+,}{\"id\":\"$role\",\"type\":\"Role\"}"
done
az ad app update --id "$client_id" \
  --required-resource-accesses "[{\"resourceAppId\":\"$graph_app\",\"resourceAccess\":[$access]}]"
for permission in "${permissions[@]}"; do
  permission_name=${permission%%=*}
  role=${permission#*=}
  if [ -z "$role" ]; then
    role=$(az ad sp show --id "$graph_app" --output tsv \
      --query "appRoles[?value=='$permission_name'].id | [0]")
  fi
  if grep -qixF -- "$role" <<<"$granted"; then
    say "granted already: $permission_name"
  else
    patiently az rest --method POST --output none \
      --url "$graph/v1.0/servicePrincipals/$principal/appRoleAssignments" \
      --body "{\"principalId\":\"$principal\",\"resourceId\":\"$service\",\"appRoleId\":\"$role\"}"
    say "granted: $permission_name"
  fi
done

# 4. The client secret, unless a certificate stands for the application.
if [ "$proof" = certificate ]; then
  say "register the certificate, once: az ad app credential reset --id $client_id --append --cert @FILE.pem"
  exit 0
fi
expires='YYYY-MM-DD'
if [ -e "$secret_file" ]; then
  say "$secret_file is there: no further secret was made"
else
  expires=$(date -u -d "+$secret_days days" +%Y-%m-%d 2>/dev/null ||
    date -u -v "+${secret_days}d" +%Y-%m-%d)
  umask 077
  new_file=$(mktemp "$secret_file.XXXXXX")
  trap 'rm -f -- "$new_file"' EXIT
  az ad app credential reset --id "$client_id" --append --only-show-errors \
    --display-name "relais $(date -u +%Y-%m-%d)" --end-date "$expires" \
    --query password --output tsv >"$new_file"
  mv -- "$new_file" "$secret_file"
  say "the secret is in $secret_file; move it to the machine that runs relais"
fi

# 5. For the configuration of relais.
cat <<YAML
    microsoft365:
      tenant: $signed_in
      client_id: $client_id
      client_secret: file:/etc/relais/${secret_file##*/}   # mode 600, owned by the user of relais
      secret_expires_on: $expires
YAML
)sh";

}  // namespace

std::string az_script(const Registration& registration) {
  std::string out(az_head);
  out += fmt::format(
      "# {}: {}\n",
      registration.entities.find(',') == std::string::npos ? "Entity" : "Entities, which share it",
      registration.entities);
  if (registration.limited) {
    out += "# Not here, because Exchange Online grants it for the handlers' mailboxes only:\n";
    for (const auto& role : registration.granted_by_exchange) out += "#   " + role.name + '\n';
  }
  const auto set = [&](std::string_view variable, std::string_view value,
                       std::string_view comment) {
    out += fmt::format("{}={}{}{}\n", variable, shell_quoted(value), comment.empty() ? "" : "   # ",
                       comment);
  };
  set("tenant", registration.tenant, registration.tenant.empty() ? "the one signed in to" : "");
  set("client_id", registration.client_id,
      registration.client_id.empty() ? "found by the name, or registered" : "");
  set("name", registration.name, "");
  set("cloud", az_cloud(registration.cloud), "");
  set("graph", hosts_of(registration.cloud).graph, "");
  set("graph_app", graph_app_id, "Microsoft Graph");
  set("proof", registration.certificate ? "certificate" : "secret",
      registration.certificate ? "no secret is made" : "");
  out += "secret_days=365\n";
  set("secret_file", registration.label + ".secret", "");
  out += "if [ $# -gt 0 ]; then secret_file=$1; fi\n";
  out += "permissions=(\n";
  for (const auto& role : registration.granted_by_entra)
    out += "  " + shell_quoted(role.name + '=' + role.id) + '\n';
  out += ")\n";
  return out += az_body;
}

std::string manifest_text(const Registration& registration) {
  std::string access;
  for (const auto& role : registration.granted_by_entra)
    if (!role.id.empty())
      access += fmt::format("{}        {{\"id\": \"{}\", \"type\": \"Role\"}}",
                            access.empty() ? "" : ",\n", role.id);
  return fmt::format(R"({{
  "requiredResourceAccess": [
    {{
      "resourceAppId": "{}",
      "resourceAccess": [
{}
      ]
    }}
  ]
}}
)",
                     graph_app_id, access);
}

}  // namespace relais::connection::microsoft365
