#include "engine/connection/recipe.hpp"

#include <algorithm>

#include "engine/connection/make_connection.hpp"
#include "engine/connection/microsoft365/recipe.hpp"

namespace relais::connection {
namespace {

bool equal(std::string_view granted, std::string_view needed) { return granted == needed; }

}  // namespace

std::optional<Recipe> recipe_for(std::string_view connection, const Preparation& preparation) {
  if (connection == microsoft365_name) return microsoft365::recipe_for(preparation);
  return std::nullopt;
}

std::string registration_of(std::string_view connection, const config::Entity& entity) {
  if (connection == microsoft365_name) return microsoft365::registration_of(entity);
  return std::string(connection) + ' ' + entity.id;
}

std::vector<Compared> compare(std::string_view connection, const std::vector<Need>& needs,
                              const std::vector<std::string>& granted) {
  const auto includes = connection == microsoft365_name ? microsoft365::includes : equal;
  std::vector<Compared> out;
  for (const auto& need : needs) {
    Compared one{.permission = need.permission, .optional = need.optional};
    if (std::find(granted.begin(), granted.end(), need.permission) != granted.end()) {
      one.standing = Standing::granted;
    } else if (const auto wider =
                   std::find_if(granted.begin(), granted.end(),
                                [&](const auto& held) { return includes(held, need.permission); });
               wider != granted.end()) {
      one.standing = Standing::granted;
      one.included_in = *wider;
    } else if (need.limitable) {
      one.standing = Standing::not_shown;
    }
    out.push_back(std::move(one));
  }
  for (const auto& held : granted) {
    const auto same = [&](const auto& need) { return need.permission == held; };
    if (std::any_of(needs.begin(), needs.end(), same)) continue;
    Compared one{.permission = held, .standing = Standing::surplus};
    for (const auto& need : needs)
      if (one.enough.empty() && includes(held, need.permission)) one.enough = need.permission;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace relais::connection
