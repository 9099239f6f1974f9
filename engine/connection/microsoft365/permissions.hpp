// The application permissions of Microsoft Graph that relais and its plugins ask for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace relais::connection::microsoft365 {

/// The application id of Microsoft Graph itself, the same in every tenant and cloud.
inline constexpr std::string_view graph_app_id = "00000003-0000-0000-c000-000000000000";

struct KnownPermission {
  std::string_view name;
  std::string_view role_id;  ///< of the application role, the same in every tenant
  /// The role of Exchange Online that grants the same for some mailboxes only; empty: there is
  /// none.
  std::string_view exchange_role;
};

/// Null: not among those that are known here.
const KnownPermission* known_permission(std::string_view name);

/// Whether who has `granted` may do what `needed` allows.
bool includes(std::string_view granted, std::string_view needed);

/// Whether one of the roles allows it; for `writing` false the reading half of `needed` is enough.
bool roles_include(const std::vector<std::string>& roles, std::string_view needed, bool writing);

}  // namespace relais::connection::microsoft365
