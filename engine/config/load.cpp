#include "engine/config/load.hpp"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "engine/config/decode.hpp"
#include "engine/config/document.hpp"
#include "engine/config/rules.hpp"
#include "engine/config/shape.hpp"

namespace relais::config {
namespace {

tl::unexpected<std::vector<Diagnostic>> unreadable(const std::filesystem::path& path,
                                                   std::string found, std::string hint) {
  return tl::unexpected(std::vector<Diagnostic>{
      {path.string(), 0, 0, "", std::move(found), "a configuration file", std::move(hint)}});
}

}  // namespace

Loaded load(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) {
    if (error && error != std::errc::no_such_file_or_directory)
      return unreadable(path, "that it cannot be reached: " + error.message(), "");
    return unreadable(path, "no such file", "`relais init` writes one to start from");
  }
  if (std::filesystem::is_directory(status))
    return unreadable(path, "a folder", "name the file in it");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return unreadable(path, fmt::format("that it cannot be opened: {}", std::strerror(errno)),
                      "the user who runs relais must be able to read it");
  std::string text(max_file_bytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad()) return unreadable(path, "that it cannot be read", "check the disk");
  text.resize(static_cast<std::size_t>(file.gcount()));
  return load_text(text, path);
}

Loaded load_text(std::string_view yaml, const std::filesystem::path& path) {
  Problems problems(path.string());
  const auto root = read_document(yaml, problems);
  if (root) {
    check_shape(*root, problems);
    check_rules(*root, problems);
  }
  if (!problems.empty()) return tl::unexpected(problems.take());
  return decode(*root, path, path.string());
}

}  // namespace relais::config
