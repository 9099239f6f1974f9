// The configuration without what is the firm's: kept is what a key can only have few values for,
// and numbers; the rest is said to be there. What the table of keys does not know is not shown.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/config/config.hpp"
#include "engine/plugin/catalogue.hpp"

namespace relais::cli {

struct RedactedConfig {
  json::object shown;
  std::map<std::string, std::string> pseudonyms;  ///< tenants and applications: `tenant-1`
  std::vector<std::string> hidden;                ///< texts that are not shown
};

/// `catalogue`: whose plugins say what the sections of add-ins may hold. Pure.
RedactedConfig redact(const config::Config& config, const plugin::Catalogue& catalogue);

}  // namespace relais::cli
