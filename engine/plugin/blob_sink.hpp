// Where large bodies go: behind an interface that the engine implements with files.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"

namespace relais::plugin {

/// A blob that is durable and in its place.
struct StoredBlob {
  std::string ref;     ///< by which the engine finds it
  std::string sha256;  ///< lower-case hexadecimal
  std::int64_t size = 0;
};

/// One blob in the making; discarded if it is destroyed before finish(). May be used from several
/// threads, one at a time.
class BlobWriter {
 public:
  virtual ~BlobWriter() = default;
  virtual Result<void> write(std::string_view bytes) = 0;
  /// What was written so far, from `offset`; how many bytes were put into `into`, 0 at the end.
  virtual Result<std::size_t> read(std::uint64_t offset, std::span<char> into) = 0;
  /// Durable before anything names it. Nothing can be called after that.
  virtual Result<StoredBlob> finish() = 0;
};

/// The blobs of one entity. Thread-safe.
class BlobSink {
 public:
  virtual ~BlobSink() = default;
  virtual Result<std::unique_ptr<BlobWriter>> create() = 0;
};

}  // namespace relais::plugin
