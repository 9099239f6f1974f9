#include "engine/plugin/trust.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace relais::plugin {
namespace {

Result<void> check_one(const std::filesystem::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0)
    return fail(Errc::refused, "cannot read " + path.string() + ": " + std::strerror(errno));
  if (status.st_mode & S_IWOTH)
    return fail(Errc::refused, path.string() + " is writable by everybody",
                "chmod o-w " + path.string());
  if ((status.st_mode & S_IWGRP) && status.st_gid != 0)
    return fail(Errc::refused,
                path.string() + " is writable by the group " + std::to_string(status.st_gid),
                "chmod g-w " + path.string());
  if (status.st_uid != 0 && status.st_uid != ::geteuid())
    return fail(Errc::refused,
                path.string() + " belongs to the user " + std::to_string(status.st_uid) +
                    ", who is neither root nor the user of this process",
                "chown root " + path.string());
  return {};
}

}  // namespace

Result<void> check_trust(const std::filesystem::path& file) {
  std::error_code error;
  const std::filesystem::path real = std::filesystem::canonical(file, error);
  if (error) return fail(Errc::refused, "cannot read " + file.string() + ": " + error.message());
  // Opening a pipe or a device could wait for ever.
  if (!std::filesystem::is_regular_file(real, error))
    return fail(Errc::refused, file.string() + " is not a file");
  RELAIS_TRY(check_one(file.parent_path()));
  RELAIS_TRY(check_one(real.parent_path()));
  return check_one(real);
}

}  // namespace relais::plugin
