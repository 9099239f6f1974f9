#include "engine/store/blob_disk.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace relais::store {

File& File::operator=(File&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Error disk_error(int code, std::string_view doing, const std::filesystem::path& path) {
  const auto say = [&](std::string_view what, std::string hint) {
    return Error{Errc::database, fmt::format("blobs: cannot {} {}: {}", doing, path.string(), what),
                 std::move(hint)};
  };
  if (code == ENOSPC || code == EDQUOT)
    return say("the disk is full",
               "Free space on the file system of store.blobs; the message is "
               "fetched again.");
  if (code == EFBIG)
    return say("the file may not become that large",
               "Raise the limit of the file system or of "
               "the process.");
  if (code == EACCES || code == EPERM || code == EROFS)
    return say(std::generic_category().message(code),
               "Give the user who runs this program write permission on store.blobs.");
  return say(std::generic_category().message(code), "Check the disk and the folder store.blobs.");
}

Result<> write_fully(const File& file, std::string_view bytes, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const auto n = ::write(file.get(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(disk_error(errno, "write", path));
    if (n == 0) return fail(disk_error(ENOSPC, "write", path));
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Result<> sync_file(const File& file, const std::filesystem::path& path) {
  if (::fsync(file.get()) != 0) return fail(disk_error(errno, "write", path));
  return {};
}

Result<> sync_folder(const std::filesystem::path& folder) {
  const File file(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!file) return fail(disk_error(errno, "open", folder));
  return sync_file(file, folder);
}

Result<> make_folders(const std::filesystem::path& folder) {
  std::error_code error;
  if (folder.empty() || std::filesystem::is_directory(folder, error)) return {};
  RELAIS_TRY(make_folders(folder.parent_path()));
  // Somebody else may have made it meanwhile.
  if (::mkdir(folder.c_str(), 0750) != 0 && errno != EEXIST)
    return fail(disk_error(errno, "make", folder));
  const auto parent = folder.parent_path();
  return sync_folder(parent.empty() ? std::filesystem::path(".") : parent);
}

Result<File> lock_blobs(const std::filesystem::path& root, Hold hold) {
  const auto path = root / ".lock";
  File file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0660));
  if (!file) return fail(disk_error(errno, "open", path));
  while (::flock(file.get(), hold == Hold::shared ? LOCK_SH : LOCK_EX) != 0)
    if (errno != EINTR) return fail(disk_error(errno, "lock", path));
  return file;
}

}  // namespace relais::store
