#include "engine/cli/archive.hpp"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>

namespace relais::cli {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kLongestName = 100;
constexpr int kGzip = 15 + 16;  // zlib: the largest window, and a gzip header

using Header = std::array<char, kBlock>;

void put(Header& header, std::size_t at, std::string_view text) {
  std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
}

/// Offsets as in POSIX.1, pax, "ustar Interchange Format". Numbers are octal and end with NUL.
Header header_of(const ArchiveFile& file, Millis written_at) {
  Header header{};
  put(header, 0, file.name);
  put(header, 100, "0000600");
  put(header, 108, "0000000");
  put(header, 116, "0000000");
  put(header, 124, fmt::format("{:011o}", file.content.size()));
  put(header, 136, fmt::format("{:011o}", std::max<Millis>(written_at, 0) / 1000));
  put(header, 148, "        ");  // the sum counts itself as spaces
  put(header, 156, "0");
  put(header, 257,
      std::string_view("ustar\0"
                       "00",
                       8));
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(header, 148, fmt::format("{:06o}", sum) + '\0' + ' ');
  return header;
}

Result<std::string> gzip(std::string_view bytes) {
  const auto broken = [] { return fail(Errc::internal, "zlib refused to compress"); };
  if (bytes.size() > std::numeric_limits<uInt>::max()) return broken();
  z_stream stream = {};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzip, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK)
    return broken();
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int done = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (done != Z_STREAM_END) return broken();
  return out;
}

}  // namespace

Result<std::string> tar_gz(const std::vector<ArchiveFile>& files, Millis written_at) {
  std::string tar;
  for (const auto& file : files) {
    if (file.name.empty() || file.name.size() > kLongestName)
      return fail(Errc::internal, "a name does not fit into the archive");
    const auto header = header_of(file, written_at);
    tar.append(header.data(), header.size());
    tar += file.content;
    tar.append((kBlock - file.content.size() % kBlock) % kBlock, '\0');
  }
  tar.append(2 * kBlock, '\0');
  return gzip(tar);
}

}  // namespace relais::cli
