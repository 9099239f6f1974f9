#include "engine/import/reject_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "engine/import/csv.hpp"

namespace relais::import {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";  // so that spreadsheets read UTF-8
constexpr std::size_t kLongestRaw = std::size_t{64} << 10;

std::string reject_header() {
  return std::string(kByteOrderMark) + csv_line({"line", "reason", "row"});
}

enum class There { nothing, ours, foreign };

/// Never follows a link and never waits: what is no ordinary file is somebody else's.
There what_is_at(const std::filesystem::path& path) {
  std::error_code error;
  const auto status = std::filesystem::symlink_status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) return There::nothing;
  if (error || status.type() != std::filesystem::file_type::regular) return There::foreign;
  std::ifstream file(path, std::ios::binary);
  std::string head(reject_header().size(), '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  return file && head == reject_header() ? There::ours : There::foreign;
}

/// A new file beside `path`, for its owner only; -1: errno says why not.
int make_beside(const std::filesystem::path& path, std::string& name) {
  name = path.string() + ".XXXXXX";
  return ::mkostemp(name.data(), O_CLOEXEC);
}

}  // namespace

tl::unexpected<Error> RejectFile::cannot_write() const {
  return fail(
      Errc::config,
      fmt::format("cannot write {}: {}", path_.string(), std::generic_category().message(errno)),
      "nothing was imported; --rejects DIR names a folder that may be written and has room");
}

Result<> RejectFile::open() {
  if (what_is_at(path_) == There::foreign)
    return fail(Errc::config,
                path_.string() + " is in the place of the reject file, and was not made by relais",
                "nothing was imported, and it was left as it is; move it away, or --rejects DIR "
                "names another folder");
  std::string name;
  const int file = make_beside(path_, name);
  if (file < 0) return cannot_write();
  ::unlink(name.c_str());
  file_.reset(::fdopen(file, "w+b"));
  if (file_ == nullptr) {
    const auto failed = cannot_write();
    ::close(file);
    return failed;
  }
  const std::string head = reject_header();
  if (std::fwrite(head.data(), 1, head.size(), file_.get()) != head.size()) return cannot_write();
  return {};
}

Result<> RejectFile::add(const Rejected& rejected) {
  if (file_ == nullptr) RELAIS_TRY(open());
  std::size_t end = std::min(rejected.raw.size(), kLongestRaw);
  while (end < rejected.raw.size() && end > 0 && (rejected.raw[end] & 0xc0) == 0x80) --end;
  const std::string line = csv_line({std::to_string(rejected.line), rejected.reason,
                                     std::string_view(rejected.raw).substr(0, end)});
  if (std::fwrite(line.data(), 1, line.size(), file_.get()) != line.size()) return cannot_write();
  return {};
}

Result<> RejectFile::copy_to(int file) const {
  std::array<char, std::size_t{64} << 10> part;
  for (off_t at = 0;;) {
    const auto n = ::pread(::fileno(file_.get()), part.data(), part.size(), at);
    if (n == 0) return {};
    if (n < 0) return cannot_write();
    for (ssize_t done = 0; done < n;) {
      const auto written = ::write(file, part.data() + done, static_cast<std::size_t>(n - done));
      if (written < 0 && errno != EINTR) return cannot_write();
      if (written > 0) done += written;
    }
    at += n;
  }
}

Result<> RejectFile::keep() {
  if (file_ == nullptr) {
    if (what_is_at(path_) == There::ours) ::unlink(path_.c_str());
    return {};
  }
  if (std::fflush(file_.get()) != 0) return cannot_write();
  std::string name;
  const int file = make_beside(path_, name);
  if (file < 0) return cannot_write();
  auto kept = copy_to(file);
  if (kept && ::fsync(file) != 0) kept = cannot_write();
  ::close(file);
  if (kept && ::rename(name.c_str(), path_.c_str()) != 0) kept = cannot_write();
  if (!kept) ::unlink(name.c_str());
  file_.reset();
  return kept;
}

}  // namespace relais::import
