#include "engine/import/reject_file.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
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

bool is_one_of_ours(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string head(reject_header().size(), '\0');
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  return file && head == reject_header();
}

}  // namespace

RejectFile::~RejectFile() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

tl::unexpected<Error> RejectFile::cannot_write() const {
  return fail(
      Errc::config,
      fmt::format("cannot write {}: {}", path_.string(), std::generic_category().message(errno)),
      "nothing was imported; --rejects DIR names a folder that may be written and has room");
}

Result<> RejectFile::open() {
  temporary_ = path_.string() + ".XXXXXX";
  const int file = ::mkostemp(temporary_.data(), O_CLOEXEC);
  if (file < 0) {
    temporary_.clear();
    return cannot_write();
  }
  file_.reset(::fdopen(file, "wb"));
  if (file_ == nullptr) return cannot_write();
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

Result<> RejectFile::keep() {
  if (file_ == nullptr) {
    if (is_one_of_ours(path_)) ::unlink(path_.c_str());
    return {};
  }
  if (std::fflush(file_.get()) != 0 || ::fsync(::fileno(file_.get())) != 0) return cannot_write();
  file_.reset();
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return cannot_write();
  temporary_.clear();
  return {};
}

}  // namespace relais::import
