#include "engine/store/blob_files.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <optional>

#include "engine/base/sha256.hpp"
#include "engine/store/blob_disk.hpp"

namespace relais::store {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTemporary = ".tmp";
constexpr std::size_t kHashDigits = 64;

/// As the ids of entities in the configuration: no separators, nothing hidden.
bool is_entity(std::string_view text) {
  constexpr std::string_view others = "._-";
  const auto alnum = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  return !text.empty() && text.size() <= 64 && alnum(text[0]) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return alnum(c) || others.find(c) != std::string_view::npos; });
}

bool is_hash(std::string_view text) {
  return text.size() == kHashDigits &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string ref_of(std::string_view entity, std::string_view hash) {
  return fmt::format("{}/{}/{}", entity, hash.substr(0, 2), hash);
}

bool is_ref(std::string_view ref) {
  const auto end = ref.find('/');
  if (end == std::string_view::npos || ref.size() < kHashDigits) return false;
  const auto hash = ref.substr(ref.size() - kHashDigits);
  return is_entity(ref.substr(0, end)) && is_hash(hash) && ref == ref_of(ref.substr(0, end), hash);
}

/// When the file was written; nothing if it is gone, or no file.
std::optional<Millis> written_at(const fs::path& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return std::nullopt;
  return Millis{found.st_mtim.tv_sec} * 1000 + found.st_mtim.tv_nsec / 1'000'000;
}

bool is_older(const fs::path& path, Millis before) {
  const auto at = written_at(path);
  return at && *at < before;
}

/// Names in a folder; none if there is no such folder.
Result<std::vector<std::string>> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    names.push_back(at->path().filename().string());
  if (error && error.value() != ENOENT && error.value() != ENOTDIR)
    return fail(disk_error(error.value(), "list", folder));
  std::sort(names.begin(), names.end());
  return names;
}

Result<> remove_file(const fs::path& path, std::int64_t& removed) {
  if (::unlink(path.c_str()) == 0)
    ++removed;
  else if (errno != ENOENT)
    return fail(disk_error(errno, "remove", path));
  return {};
}

}  // namespace

struct BlobWriter::State {
  fs::path root;
  std::string entity;
  StepListener* steps = nullptr;
  fs::path temporary;
  File file;
  Sha256 hash;
  std::int64_t size = 0;
  bool usable = true;

  ~State() {
    if (!temporary.empty()) ::unlink(temporary.c_str());
  }
  void announce(std::string_view name) const {
    if (steps != nullptr) steps->step(name);
  }
};

BlobWriter::BlobWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
BlobWriter::BlobWriter(BlobWriter&&) noexcept = default;
BlobWriter& BlobWriter::operator=(BlobWriter&&) noexcept = default;
BlobWriter::~BlobWriter() = default;

Result<> BlobWriter::write(std::string_view bytes) {
  if (!state_ || !state_->usable) return fail(Errc::internal, "a blob was written after its end");
  auto written = write_fully(state_->file, bytes, state_->temporary);
  state_->usable = written.has_value();
  if (!written) return written;
  state_->hash.add(bytes);
  state_->size += static_cast<std::int64_t>(bytes.size());
  return {};
}

Result<std::size_t> BlobWriter::read(std::uint64_t offset, std::span<char> into) const {
  if (!state_ || !state_->usable) return fail(Errc::internal, "a blob was read after its end");
  if (into.empty() || offset >= static_cast<std::uint64_t>(state_->size)) return std::size_t{0};
  ssize_t n = 0;
  do {
    n = ::pread(state_->file.get(), into.data(), into.size(), static_cast<off_t>(offset));
  } while (n < 0 && errno == EINTR);
  if (n < 0) return fail(disk_error(errno, "read", state_->temporary));
  return static_cast<std::size_t>(n);
}

Result<StoredBlob> BlobWriter::finish() {
  if (!state_ || !state_->usable) return fail(Errc::internal, "a blob was ended twice");
  State& state = *state_;
  state.usable = false;
  RELAIS_TRY(sync_file(state.file, state.temporary));
  StoredBlob blob;
  blob.sha256 = state.hash.hex();
  blob.ref = ref_of(state.entity, blob.sha256);
  blob.size = state.size;
  const fs::path place = state.root / blob.ref;
  RELAIS_TRY(make_folders(place.parent_path()));
  state.announce("blob.commit.before");
  {
    RELAIS_ASSIGN(const auto lock, lock_blobs(state.root, Hold::shared));
    // Over one of the same content, which may be due to be swept: the new one is young.
    if (::rename(state.temporary.c_str(), place.c_str()) != 0)
      return fail(disk_error(errno, "rename", state.temporary));
  }
  state.temporary.clear();
  RELAIS_TRY(sync_folder(place.parent_path()));
  state.announce("blob.commit.after");
  return blob;
}

struct BlobReader::State {
  fs::path path;
  std::string expected;
  File file;
  Sha256 hash;
  std::int64_t size = 0;
  bool ended = false;
};

BlobReader::BlobReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
BlobReader::BlobReader(BlobReader&&) noexcept = default;
BlobReader& BlobReader::operator=(BlobReader&&) noexcept = default;
BlobReader::~BlobReader() = default;

std::int64_t BlobReader::size() const { return state_->size; }

Result<std::size_t> BlobReader::read(std::span<char> into) {
  if (state_->ended || into.empty()) return std::size_t{0};
  ssize_t n = 0;
  do {
    n = ::read(state_->file.get(), into.data(), into.size());
  } while (n < 0 && errno == EINTR);
  if (n < 0) return fail(disk_error(errno, "read", state_->path));
  if (n > 0) {
    state_->hash.add({into.data(), static_cast<std::size_t>(n)});
    return static_cast<std::size_t>(n);
  }
  state_->ended = true;
  if (state_->hash.hex() != state_->expected)
    return fail(
        Errc::database,
        fmt::format("blobs: {} is damaged: its content is not what it was", state_->path.string()),
        "Restore the file from a backup of store.blobs.");
  return std::size_t{0};
}

BlobFiles::BlobFiles(fs::path root, StepListener* steps) : root_(std::move(root)), steps_(steps) {}

Result<BlobWriter> BlobFiles::create(std::string_view entity) const {
  if (!is_entity(entity)) return fail(Errc::internal, "a blob needs the id of an entity");
  const fs::path folder = root_ / kTemporary;
  RELAIS_TRY(make_folders(folder));
  std::string name = (folder / "XXXXXX").string();
  auto state = std::make_unique<BlobWriter::State>();
  state->file = File(::mkostemp(name.data(), O_CLOEXEC));
  if (!state->file) return fail(disk_error(errno, "make a file in", folder));
  state->root = root_;
  state->entity = entity;
  state->steps = steps_;
  state->temporary = name;
  if (::fchmod(state->file.get(), 0640) != 0) return fail(disk_error(errno, "open", name));
  return BlobWriter(std::move(state));
}

Result<fs::path> BlobFiles::path_of(std::string_view ref) const {
  if (!is_ref(ref)) return fail(Errc::usage, "that names no blob", "Give a ref of the store.");
  return root_ / ref;
}

Result<BlobReader> BlobFiles::open(std::string_view ref) const {
  auto state = std::make_unique<BlobReader::State>();
  RELAIS_ASSIGN(state->path, path_of(ref));
  state->expected = ref.substr(ref.size() - kHashDigits);
  state->file = File(::open(state->path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  struct stat found{};
  if (state->file && ::fstat(state->file.get(), &found) == 0) {
    state->size = found.st_size;
    return BlobReader(std::move(state));
  }
  if (errno == ENOENT || errno == ENOTDIR)
    return fail(Errc::not_found, fmt::format("blobs: there is no {}", state->path.string()),
                "Check store.blobs in the configuration, or restore the folder from a backup.");
  return fail(disk_error(errno, "open", state->path));
}

Result<Swept> BlobFiles::sweep(Millis before, const Unreferenced& unreferenced) const {
  Swept swept;
  RELAIS_ASSIGN(const auto temporary, names_in(root_ / kTemporary));
  for (const auto& name : temporary)
    if (is_older(root_ / kTemporary / name, before))
      RELAIS_TRY(remove_file(root_ / kTemporary / name, swept.removed));
  RELAIS_ASSIGN(const auto entities, names_in(root_));
  for (const auto& entity : entities) {
    if (!is_entity(entity)) continue;
    RELAIS_ASSIGN(const auto folders, names_in(root_ / entity));
    for (const auto& folder : folders) {  // one of 256: what is in it fits into memory
      RELAIS_ASSIGN(const auto names, names_in(root_ / entity / folder));
      std::vector<std::string> refs;
      for (const auto& name : names) {
        std::string ref = entity + '/' + folder + '/' + name;
        if (is_ref(ref) && is_older(root_ / ref, before)) refs.push_back(std::move(ref));
      }
      swept.looked_at += static_cast<std::int64_t>(refs.size());
      if (refs.empty()) continue;
      RELAIS_ASSIGN(const auto orphans, unreferenced(refs));
      for (const auto& ref : orphans) {
        if (!is_ref(ref)) continue;
        RELAIS_ASSIGN(const auto lock, lock_blobs(root_, Hold::exclusive));
        if (is_older(root_ / ref, before)) RELAIS_TRY(remove_file(root_ / ref, swept.removed));
      }
    }
  }
  return swept;
}

}  // namespace relais::store
