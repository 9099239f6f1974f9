// What an application of relais needs in a tenant of Microsoft 365.
#pragma once

#include "engine/connection/microsoft365/permissions.hpp"
#include "engine/connection/recipe.hpp"

namespace relais::connection::microsoft365 {

/// These as in engine/connection/recipe.hpp.
Recipe recipe_for(const Preparation& preparation);
std::string registration_of(const config::Entity& entity);

}  // namespace relais::connection::microsoft365
