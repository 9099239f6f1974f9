#include "engine/cli/files.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <istream>
#include <system_error>

namespace relais::cli {
namespace {

constexpr std::filesystem::perms kOwnerOnly = std::filesystem::perms::owner_all;

std::string reason() { return std::generic_category().message(errno); }

tl::unexpected<Error> cannot_write(const std::filesystem::path& path, const std::string& why) {
  return fail(Errc::config, fmt::format("cannot write {}: {}", path.string(), why),
              "check that its folder exists, may be written, and has room");
}

Result<> write_all(int file, std::string_view text, const std::filesystem::path& path) {
  while (!text.empty()) {
    const auto n = ::write(file, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return cannot_write(path, reason());
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::fsync(file) != 0) return cannot_write(path, reason());
  return {};
}

/// A rename lasts only when its folder is on the disk.
void flush_folder(const std::filesystem::path& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

}  // namespace

Result<std::string> read_text(const std::string& path, std::istream& standard_input,
                              std::size_t max_bytes) {
  std::ifstream file;
  const bool standard = path == "-";
  if (!standard) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
      return fail(Errc::usage, fmt::format("cannot read {}: it is a folder", path));
    errno = 0;
    file.open(path, std::ios::binary);
    if (!file) return fail(Errc::usage, fmt::format("cannot read {}: {}", path, reason()));
  }
  std::istream& in = standard ? standard_input : file;
  std::string text;
  char buffer[65536];
  while (in.read(buffer, sizeof buffer) || in.gcount() > 0) {
    text.append(buffer, static_cast<std::size_t>(in.gcount()));
    if (text.size() > max_bytes)
      return fail(Errc::usage, fmt::format("{} is larger than {} bytes", path, max_bytes));
  }
  if (in.bad()) return fail(Errc::usage, fmt::format("cannot read {}", path), "check the disk");
  return text;
}

Result<> write_atomically(const std::filesystem::path& path, std::string_view text) {
  std::string temporary = path.string() + ".XXXXXX";
  const int file = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (file < 0) return cannot_write(path, reason());
  auto written = write_all(file, text, path);
  ::close(file);
  if (written && ::rename(temporary.c_str(), path.c_str()) != 0)
    written = cannot_write(path, reason());
  if (!written) {
    ::unlink(temporary.c_str());
    return written;
  }
  flush_folder(folder_of(path));
  return {};
}

Result<> write_new_whole(const std::filesystem::path& path, std::string_view bytes) {
  std::string temporary = path.string() + ".XXXXXX";
  const int file = ::mkostemp(temporary.data(), O_CLOEXEC);
  if (file < 0) return cannot_write(path, reason());
  auto written = write_all(file, bytes, path);
  ::close(file);
  // Unlike a rename, a link never replaces what is there.
  if (written && ::link(temporary.c_str(), path.c_str()) != 0)
    written = errno == EEXIST ? fail(Errc::usage, fmt::format("{} is there already", path.string()),
                                     "it is never overwritten: name another file")
                              : cannot_write(path, reason());
  ::unlink(temporary.c_str());
  flush_folder(folder_of(path));
  return written;
}

Result<> write_new(const std::filesystem::path& path, std::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
  if (file < 0) return cannot_write(path, reason());
  auto written = write_all(file, text, path);
  ::close(file);
  if (!written) ::unlink(path.c_str());
  flush_folder(folder_of(path));
  return written;
}

Result<bool> make_folder(const std::filesystem::path& path) {
  if (path.empty()) return false;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return false;
  if (path.has_parent_path() && path.parent_path() != path)
    RELAIS_TRY(make_folder(path.parent_path()));
  std::filesystem::create_directory(path, error);
  if (error)
    return fail(Errc::config,
                fmt::format("cannot make the folder {}: {}", path.string(), error.message()),
                "check who may write above it, or name another place in the configuration");
  std::filesystem::permissions(path, kOwnerOnly, error);
  return true;
}

}  // namespace relais::cli
