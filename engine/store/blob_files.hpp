// Bodies, whole messages and attachments: files beside the store, named by their content.
//
// A blob is durable before the commit that names it: written to a temporary file, synced, renamed,
// and its folder synced. A crash in between leaves a file that nothing names; sweep() finds it. A
// file's name is <entity>/<first two digits>/<SHA-256>, so it tells nothing about anybody, equal
// content of an entity is kept once, and no entity sees another's.
//
// Memory does not grow with a blob: both directions go through the caller's buffer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"
#include "engine/base/steps.hpp"

namespace relais::store {

struct StoredBlob {
  std::string ref;  ///< below the folder of blobs
  std::string sha256;
  std::int64_t size = 0;
};

/// One file in the making; discarded if it is destroyed before finish(). After an error it is of no
/// use any more. Errc::database: the disk is full, or does not take it.
class BlobWriter {
 public:
  BlobWriter(BlobWriter&&) noexcept;
  BlobWriter& operator=(BlobWriter&&) noexcept;
  ~BlobWriter();

  Result<> write(std::string_view bytes);
  /// What was written so far, from `offset`: how many bytes were put into `into`, 0 at the end.
  Result<std::size_t> read(std::uint64_t offset, std::span<char> into) const;
  /// Durable and in its place. Announced as `blob.commit.before` and `blob.commit.after`.
  Result<StoredBlob> finish();

 private:
  friend class BlobFiles;
  struct State;
  explicit BlobWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

class BlobReader {
 public:
  BlobReader(BlobReader&&) noexcept;
  BlobReader& operator=(BlobReader&&) noexcept;
  ~BlobReader();

  std::int64_t size() const;
  /// How many bytes were put into `into`; 0 at the end. Errc::database at the end if the content is
  /// not what its name says.
  Result<std::size_t> read(std::span<char> into);

 private:
  friend class BlobFiles;
  struct State;
  explicit BlobReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct Swept {
  std::int64_t looked_at = 0;  ///< old enough to be asked about
  std::int64_t removed = 0;
};

/// Thread-safe; several processes may share a folder.
class BlobFiles {
 public:
  /// `root` is made when it is first written to.
  explicit BlobFiles(std::filesystem::path root, StepListener* steps = nullptr);

  Result<BlobWriter> create(std::string_view entity) const;
  /// Errc::not_found: no such file. Errc::usage: no ref of this module.
  Result<BlobReader> open(std::string_view ref) const;
  /// Where the file lies, for people; Errc::usage as of open().
  Result<std::filesystem::path> path_of(std::string_view ref) const;

  /// Says which of these refs nothing names (MailStore::unreferenced).
  using Unreferenced =
      std::function<Result<std::vector<std::string>>(std::span<const std::string>)>;
  /// Removes files written before `before` that nothing names, and temporary files as old. Whoever
  /// finishes a blob now has to name it before its file is that old: a day is plenty.
  Result<Swept> sweep(Millis before, const Unreferenced& unreferenced) const;

 private:
  std::filesystem::path root_;
  StepListener* steps_;
};

}  // namespace relais::store
