// What the tests of this folder share.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "engine/config/load.hpp"

namespace relais::config::testing {

/// A folder of its own for one test, removed with it.
class Folder {
 public:
  Folder() {
    std::string form = (std::filesystem::temp_directory_path() / "relais-config-XXXXXX").string();
    if (::mkdtemp(form.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path = form;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }

  std::filesystem::path write(const std::string& name, const std::string& text,
                              std::filesystem::perms mode = std::filesystem::perms::owner_read |
                                                            std::filesystem::perms::owner_write) {
    const auto file = path / name;
    std::ofstream(file, std::ios::binary) << text;
    std::filesystem::permissions(file, mode);
    return file;
  }

  std::filesystem::path path;
};

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream out;
  out << file.rdbuf();
  return out.str();
}

inline const char* const small_yaml =
    R"(store: {url: "sqlite:practice.db", ledger: "sqlite:ledger.db"}
entities:
  - id: zurich
    subscription: [A04]
    microsoft365:
      tenant: 11111111-2222-3333-4444-555555555555
      client_id: 66666666-7777-8888-9999-000000000000
      client_secret: env:RELAIS_ZURICH_SECRET
      secret_expires_on: 2027-01-31
)";

inline Loaded load_here(const std::string& yaml) {
  return load_text(yaml, "/etc/relais/relais.yaml");
}

}  // namespace relais::config::testing
