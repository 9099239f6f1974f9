// Which role a verb asks for, and who calls it.
#pragma once

#include <cstdint>
#include <string>

namespace relais::cli {

/// Each may do what those before it may.
enum class Role { none, viewer, operator_, admin };
/// "none", "viewer", "operator", "admin"
const char* name_of(Role role) noexcept;

struct Access {
  Role role;  ///< this one or more
  bool own;   ///< users with the role handler too, each for his own handler alone
};
inline constexpr Access kForEverybody{Role::none, false};
inline constexpr Access kForViewers{Role::viewer, false};
inline constexpr Access kForViewersAndOwn{Role::viewer, true};
inline constexpr Access kForOperators{Role::operator_, false};
inline constexpr Access kForAdmins{Role::admin, false};
inline constexpr Access kForAdminsAndOwn{Role::admin, true};

/// Of the operating system.
struct User {
  std::string name;  ///< `uid 1001`, if that number has none
  std::int64_t uid = 0;
};

/// Who runs this process, by its number; what the environment says does not count.
User os_user();

}  // namespace relais::cli
