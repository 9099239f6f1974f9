// Which secrets an entity uses, and where they stand. Never the secrets.
#pragma once

#include <string>
#include <vector>

#include "engine/config/config.hpp"

namespace relais::cli {

struct SecretUse {
  std::string key;  ///< where it stands in the entity
  config::SecretRef reference;
};

std::vector<SecretUse> secrets_of(const config::Config& config, const config::Entity& entity);

}  // namespace relais::cli
