// What has to be granted at a service so that an entity can be synced, as the firm's IT needs it
// (R2): texts and scripts. Each service has its own; here is only what they are made from.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/config.hpp"

namespace relais::connection {

/// A permission, and who needs it for what.
struct Need {
  struct Reason {
    std::string addin;  ///< empty: the connection itself
    std::string why;
  };
  std::string permission;
  bool optional = false;  ///< what it is for works with less without it
  bool limitable = true;  ///< the service can grant it for single mailboxes
  std::vector<Reason> reasons;
};

struct Preparation {
  /// Entities that share one registration; the first gives it its name. At least one.
  std::vector<const config::Entity*> entities;
  std::vector<Need> needs;               ///< of their add-ins; `limitable` is filled in
  std::vector<std::string> mailboxes{};  ///< addresses of the linked handlers
  bool required_only = false;            ///< leave out of scripts what is optional
  bool limited = false;  ///< leave out what the service can grant for single mailboxes only
};

struct Script {
  std::string name;  ///< as asked for: "manifest"
  std::string what;  ///< one line
  std::string text;
};

struct Recipe {
  std::vector<Need> needs;  ///< with the connection's own, by name
  std::vector<Script> scripts;
  std::string consent_link;           ///< empty: not before the registration is known
  std::string consent_note;           ///< what to know of that page
  std::vector<std::string> warnings;  ///< sentences
};

/// Sends nothing, needs no credentials. Nothing: `connection` has no recipe; what it needs is
/// granted by its own means. Pure.
std::optional<Recipe> recipe_for(std::string_view connection, const Preparation& preparation);

/// Equal for entities that share a registration, so that what one needs is not taken from the
/// other; empty: it is not registered yet.
std::string registration_of(std::string_view connection, const config::Entity& entity);

enum class Standing {
  granted,    ///< or included in another one
  missing,    ///< the service says what is granted, and this is not
  not_shown,  ///< missing, or granted in a way that the service does not say
  surplus,    ///< granted, and nobody needs it
};
struct Compared {
  std::string permission;
  Standing standing = Standing::missing;
  bool optional = false;
  std::string included_in{};  ///< granted: the wider permission that includes it
  std::string enough{};       ///< surplus: the narrower one that is needed instead
};

/// What is needed beside what is granted; first what is needed. Pure.
std::vector<Compared> compare(std::string_view connection, const std::vector<Need>& needs,
                              const std::vector<std::string>& granted);

}  // namespace relais::connection
