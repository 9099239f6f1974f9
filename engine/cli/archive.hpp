// Files in one file: a tar archive (POSIX ustar) behind gzip, as every system unpacks it.
#pragma once

#include <string>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"

namespace relais::cli {

struct ArchiveFile {
  std::string name;  ///< at most 100 bytes; folders with `/`
  std::string content;
};

/// For their owner only, without a user's name in it. Errc::internal: a name that does not fit.
Result<std::string> tar_gz(const std::vector<ArchiveFile>& files, Millis written_at);

}  // namespace relais::cli
