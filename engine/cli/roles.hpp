// Whether a user may call a verb (R5). Pure functions.
#pragma once

#include <optional>
#include <string>

#include "engine/cli/call.hpp"
#include "engine/config/config.hpp"

namespace relais::cli {

/// What the configuration makes of a user: the highest role that names him, and whose handler he
/// is.
struct Rights {
  Role role = Role::none;
  std::optional<config::HandlerUser> handler{};
};
Rights rights_of(const config::Roles& roles, const User& user);
/// "none", "viewer", "handler", "operator and handler"
std::string text_of(const Rights& rights);

struct Judgement {
  bool allowed = false;
  std::optional<config::HandlerUser> only{};  ///< allowed for this handler alone
  Role needed = Role::none;                   ///< by the verb and its options
  Rights rights{};
};

/// Without `roles` in the configuration everybody may do everything.
Judgement judge(const Call& call, const config::Roles& roles);

/// Errc::forbidden: who asked, which role is needed, who can change that.
Error refusal(const Call& call, const config::Config& config, const Judgement& judgement);

}  // namespace relais::cli
