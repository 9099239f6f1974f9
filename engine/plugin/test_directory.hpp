// A folder of a test's own, with copies of the fixtures in it.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace relais::plugin {

class TestDirectory {
 public:
  TestDirectory() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "relais-plugin-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
    path_ = pattern;
  }
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;
  ~TestDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }

  /// Copies a fixture ("fixture_good") here, readable by all and writable by its owner only.
  std::filesystem::path add(std::string_view fixture, std::string_view as = {}) const {
    namespace fs = std::filesystem;
    const std::string name(as.empty() ? fixture : as);
    const fs::path to = path_ / (name + ".so");
    fs::copy_file(fs::path(RELAIS_FIXTURES) / (std::string(fixture) + ".so"), to);
    fs::permissions(to, fs::perms(0755));
    return to;
  }

  std::filesystem::path write(std::string_view name, std::string_view bytes) const {
    const auto to = path_ / name;
    std::ofstream(to, std::ios::binary) << bytes;
    std::filesystem::permissions(to, std::filesystem::perms(0644));
    return to;
  }

 private:
  std::filesystem::path path_;
};

}  // namespace relais::plugin
