#include "engine/cli/access.hpp"

#include <fmt/core.h>
#include <pwd.h>
#include <unistd.h>

namespace relais::cli {

const char* name_of(Role role) noexcept {
  switch (role) {
    case Role::none:
      return "none";
    case Role::viewer:
      return "viewer";
    case Role::operator_:
      return "operator";
    case Role::admin:
      return "admin";
  }
  return "none";
}

User os_user() {
  const auto id = ::getuid();
  const auto* entry = ::getpwuid(id);
  return {entry == nullptr ? fmt::format("uid {}", id) : std::string(entry->pw_name), id};
}

}  // namespace relais::cli
