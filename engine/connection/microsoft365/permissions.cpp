#include "engine/connection/microsoft365/permissions.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace relais::connection::microsoft365 {
namespace {

constexpr KnownPermission known_permissions[] = {
    {"Application.Read.All", "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30", ""},
    {"Calendars.ReadWrite", "ef54d2bf-783f-4e0f-bca1-3210c0444d99",
     "Application Calendars.ReadWrite"},
    {"Contacts.ReadWrite", "6918b873-d17a-4dc1-b314-35f528134491",
     "Application Contacts.ReadWrite"},
    {"Mail.Read", "810c84a8-4a9e-49e6-bf7d-12d183f40d01", "Application Mail.Read"},
    {"Mail.ReadWrite", "e2a3a72e-5f79-4c64-b1b1-878b674786c9", "Application Mail.ReadWrite"},
    {"MailboxSettings.ReadWrite", "6931bccd-447a-43d1-b442-00a195474933",
     "Application MailboxSettings.ReadWrite"},
    {"Tasks.ReadWrite.All", "44e666d1-d276-445b-a5fc-8815eeb81d55", ""},
    {"User.ReadBasic.All", "97235f07-e226-4f63-ace3-39588e11d3a1", ""},
};

std::string reading_half(std::string_view permission) {
  std::string reading(permission);
  if (const auto at = reading.find("ReadWrite"); at != std::string::npos) reading.erase(at + 4, 5);
  return reading;
}

}  // namespace

const KnownPermission* known_permission(std::string_view name) {
  const auto* found = std::find_if(std::begin(known_permissions), std::end(known_permissions),
                                   [&](const KnownPermission& one) { return one.name == name; });
  return found == std::end(known_permissions) ? nullptr : found;
}

bool includes(std::string_view granted, std::string_view needed) {
  if (granted == needed) return true;
  const std::string reading = reading_half(granted);
  if (reading == needed) return true;
  if (reading == "User.Read.All") return needed == "User.ReadBasic.All";
  if (reading == "Mail.Read") return needed == "Mail.ReadBasic.All";
  if (reading == "Directory.Read.All")
    return needed == "User.ReadBasic.All" || needed == "User.Read.All" ||
           needed == "Application.Read.All";
  return false;
}

bool roles_include(const std::vector<std::string>& roles, std::string_view needed, bool writing) {
  const std::string enough = writing ? std::string(needed) : reading_half(needed);
  return std::any_of(roles.begin(), roles.end(),
                     [&](const auto& role) { return includes(role, enough); });
}

}  // namespace relais::connection::microsoft365
