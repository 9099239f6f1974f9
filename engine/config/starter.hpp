// The file that `relais init` writes.
#pragma once

#include <filesystem>
#include <string>

namespace relais::config {

struct Starter {
  std::string entity_id = "main";
  std::string entity_name = "Musterkanzlei AG";
  std::string language = "de";
  std::string time_zone = "Europe/Zurich";
  std::string tenant = "00000000-0000-0000-0000-000000000000";
  std::string client_id = "00000000-0000-0000-0000-000000000000";
  std::string secret_expires_on = "2027-12-31";
  std::filesystem::path data = "data";  ///< folder of store, ledger and blobs
};

/// A small commented relais.yaml with one entity. Loads cleanly for valid values; its secret is
/// `env:RELAIS_<ENTITY>_SECRET` (see starter_secret_variable), which the user still has to set.
std::string starter_yaml(const Starter& values = {});

/// `zurich-2` -> `RELAIS_ZURICH_2_SECRET`.
std::string starter_secret_variable(const std::string& entity_id);

}  // namespace relais::config
