// Files as the operating system has them: descriptors, durable folders, errors in words.
#pragma once

#include <filesystem>
#include <string_view>
#include <utility>

#include "engine/base/error.hpp"

namespace relais::store {

/// Closes its descriptor.
class File {
 public:
  File() = default;
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(File&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&& other) noexcept;
  ~File();

  int get() const { return descriptor_; }
  explicit operator bool() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

/// Errc::database for errno `code`, with what the reader can do.
Error disk_error(int code, std::string_view doing, const std::filesystem::path& path);

/// All of it, or an error: a short write goes on.
Result<> write_fully(const File& file, std::string_view bytes, const std::filesystem::path& path);
Result<> sync_file(const File& file, const std::filesystem::path& path);
Result<> sync_folder(const std::filesystem::path& folder);
/// Makes what is missing on the way, durably. Group may read, others may not.
Result<> make_folders(const std::filesystem::path& folder);

/// Held while a blob takes its place (shared), and while an old one is removed (exclusive), so that
/// none is removed that somebody has just written again.
enum class Hold { shared, exclusive };
Result<File> lock_blobs(const std::filesystem::path& root, Hold hold);

}  // namespace relais::store
