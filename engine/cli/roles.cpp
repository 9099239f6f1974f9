#include "engine/cli/roles.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace relais::cli {
namespace {

bool names(const std::vector<std::string>& users, const User& user) {
  return std::find(users.begin(), users.end(), user.name) != users.end();
}

Role needed_by(const Call& call) {
  Role needed = call.verb.access.role;
  for (const auto& option : call.verb.options)
    if (call.has(option.name)) needed = std::max(needed, option.role);
  return needed;
}

/// Whether the call is about nobody else. Without options it is about him: the verb sees to that.
bool is_about(const config::HandlerUser& own, const Call& call) {
  return (!call.has("handler") || call.value("handler") == own.handler) &&
         (!call.has("entity") || call.value("entity") == own.entity);
}

}  // namespace

Rights rights_of(const config::Roles& roles, const User& user) {
  Rights rights;
  if (names(roles.admin, user)) {
    rights.role = Role::admin;
  } else if (names(roles.operators, user)) {
    rights.role = Role::operator_;
  } else if (names(roles.viewer, user)) {
    rights.role = Role::viewer;
  }
  if (const auto own = roles.handler.find(user.name); own != roles.handler.end())
    rights.handler = own->second;
  return rights;
}

std::string text_of(const Rights& rights) {
  if (!rights.handler) return name_of(rights.role);
  if (rights.role == Role::none) return "handler";
  return std::string(name_of(rights.role)) + " and handler";
}

Judgement judge(const Call& call, const config::Roles& roles) {
  Judgement out;
  out.needed = needed_by(call);
  if (!roles.given) {
    out.allowed = true;
    return out;
  }
  out.rights = rights_of(roles, call.user);
  out.allowed = out.rights.role >= out.needed;
  // An option that asks for more is nobody's own business.
  const bool own = call.verb.access.own && out.needed == call.verb.access.role;
  if (out.allowed || !own || !out.rights.handler) return out;
  out.allowed = is_about(*out.rights.handler, call);
  if (out.allowed) out.only = out.rights.handler;
  return out;
}

Error refusal(const Call& call, const config::Config& config, const Judgement& judgement) {
  const auto& own = judgement.rights.handler;
  std::string has = judgement.rights.role == Role::none && !own
                        ? "no role"
                        : "the role " + text_of(judgement.rights);
  if (own) has += fmt::format(" of {}/{}", own->entity, own->handler);
  const bool foreign = call.verb.access.own && own.has_value();
  const std::string role = name_of(judgement.needed);
  return {Errc::forbidden,
          fmt::format("relais {}{} needs the role {}; the user {} (uid {}) has {}", call.verb.name,
                      foreign ? " for anybody else" : "", role, call.user.name, call.user.uid, has),
          fmt::format("nothing was changed. firm-admin gives roles: roles.{} in {}", role,
                      config.path.string())};
}

}  // namespace relais::cli
