// Which secrets an entity uses, and where they stand. Never the secrets.
#pragma once

#include <string>
#include <vector>

#include "engine/config/config.hpp"

namespace relais::config {

struct SecretUse {
  std::string key;  ///< where it stands in the entity
  SecretRef reference;
};

std::vector<SecretUse> secrets_of(const Entity& entity);

}  // namespace relais::config
