#include "engine/connection/microsoft365/recipe.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/connection/microsoft365/clouds.hpp"
#include "engine/connection/microsoft365/scripts.hpp"

namespace relais::connection::microsoft365 {
namespace {

/// What `relais init` writes as long as nobody knows better.
constexpr std::string_view not_known = "00000000-0000-0000-0000-000000000000";

std::string known_or_empty(const std::string& id) { return id == not_known ? "" : id; }

/// What the connection needs for itself.
std::vector<Need> own_needs() {
  return {{"User.ReadBasic.All",
           false,
           false,
           {{"", "finds the mailbox of a handler by the address that he is linked to"}}},
          {"Application.Read.All",
           true,
           false,
           {{"",
             "reads when the client secret ends; without it relais relies on secret_expires_on "
             "alone"}}}};
}

void add_need(std::vector<Need>& needs, Need need) {
  const auto same = std::find_if(needs.begin(), needs.end(), [&](const auto& one) {
    return one.permission == need.permission;
  });
  if (same == needs.end()) {
    needs.push_back(std::move(need));
    return;
  }
  same->optional = same->optional && need.optional;
  for (auto& reason : need.reasons) same->reasons.push_back(std::move(reason));
}

std::vector<Need> all_needs(const std::vector<Need>& of_addins) {
  std::vector<Need> needs = own_needs();
  for (const auto& need : of_addins) add_need(needs, need);
  // Who may write may read as well.
  std::erase_if(needs, [all = needs](const Need& one) {
    return std::any_of(all.begin(), all.end(), [&](const Need& other) {
      return other.permission != one.permission && !other.optional &&
             includes(other.permission, one.permission);
    });
  });
  for (auto& need : needs) {
    const auto* known = known_permission(need.permission);
    need.limitable = known != nullptr && !known->exchange_role.empty();
  }
  std::sort(needs.begin(), needs.end(),
            [](const auto& a, const auto& b) { return a.permission < b.permission; });
  return needs;
}

Role role_of(const Need& need) {
  Role role{need.permission, {}, {}};
  if (const auto* known = known_permission(need.permission)) {
    role.id = known->role_id;
    role.exchange_role = known->exchange_role;
  }
  return role;
}

Registration registration_for(const Preparation& preparation, const std::vector<Need>& needs) {
  Registration out;
  for (const auto* entity : preparation.entities)
    out.entities += (out.entities.empty() ? "" : ", ") + entity->id;
  const auto& first = *preparation.entities.front();
  out.label = first.id;
  out.name = "relais " + first.id;
  if (first.microsoft365) {
    out.tenant = known_or_empty(first.microsoft365->tenant);
    out.client_id = known_or_empty(first.microsoft365->client_id);
    out.cloud = first.microsoft365->cloud;
    out.certificate = first.microsoft365->certificate.has_value();
  }
  out.mailboxes = preparation.mailboxes;
  out.limited = preparation.limited;
  for (const auto& need : needs) {
    if (preparation.required_only && need.optional) continue;
    Role role = role_of(need);
    if (!preparation.limited || role.exchange_role.empty()) out.granted_by_entra.push_back(role);
    if (!role.exchange_role.empty()) out.granted_by_exchange.push_back(std::move(role));
  }
  return out;
}

std::vector<std::string> warnings_for(const std::vector<Need>& needs, bool limited) {
  std::vector<std::string> out;
  const bool limitable =
      std::any_of(needs.begin(), needs.end(), [](const auto& need) { return need.limitable; });
  if (limitable && !limited)
    out.push_back(
        "An application permission holds for every mailbox of the tenant. Exchange Online can "
        "limit "
        "those of the column LIMITABLE to the mailboxes of the linked handlers: --format exchange "
        "does it, and --limited leaves them out of the other formats.");
  for (const auto& need : needs) {
    if (need.permission.starts_with("Tasks."))
      out.push_back(fmt::format(
          "{} cannot be limited: neither Exchange Online nor Entra has a scope for To Do. Whoever "
          "has the client secret can read and change the task lists of everybody in the tenant. "
          "With the target calendar it is not needed.",
          need.permission));
    if (known_permission(need.permission) == nullptr)
      out.push_back(
          fmt::format("{} is asked for by a plugin and not known to relais: look it up before you "
                      "grant it. It is not in the manifest; the scripts look for it by its name.",
                      need.permission));
  }
  return out;
}

std::string consent_link(const Registration& registration, const config::Entity& entity) {
  if (registration.client_id.empty() || registration.tenant.empty()) return {};
  const auto& settings = *entity.microsoft365;
  return fmt::format("{}/{}/adminconsent?client_id={}",
                     settings.authority.value_or(std::string(hosts_of(settings.cloud).authority)),
                     registration.tenant, registration.client_id);
}

}  // namespace

Recipe recipe_for(const Preparation& preparation) {
  Recipe recipe;
  recipe.needs = all_needs(preparation.needs);
  const Registration registration = registration_for(preparation, recipe.needs);
  recipe.scripts = {
      {"manifest", "the permissions as in the manifest of the app registration (JSON)",
       manifest_text(registration)},
      {"az", "registration, consent and secret with the Azure CLI (bash)", az_script(registration)},
      {"powershell", "the same with Microsoft Graph PowerShell", powershell_script(registration)},
      {"exchange", "limits the application to the handlers' mailboxes (Exchange Online PowerShell)",
       exchange_script(registration)}};
  // The page consents to what the registration lists: also to what is to be limited.
  recipe.consent_link = consent_link(registration, *preparation.entities.front());
  if (!recipe.consent_link.empty())
    recipe.consent_note =
        "without a redirect URI that page may end with AADSTS500113 after the consent, which does "
        "no harm: --compare shows what was granted";
  recipe.warnings = warnings_for(recipe.needs, preparation.limited);
  return recipe;
}

std::string registration_of(const config::Entity& entity) {
  if (!entity.microsoft365) return {};
  const std::string client_id = known_or_empty(entity.microsoft365->client_id);
  if (client_id.empty()) return {};
  return entity.microsoft365->tenant + ' ' + client_id;
}

}  // namespace relais::connection::microsoft365
