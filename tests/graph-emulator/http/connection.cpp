#include "tests/graph-emulator/http/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace relais::emulator {
namespace {

constexpr std::size_t max_head = 64 * 1024;
constexpr std::size_t max_body = 64 * 1024 * 1024;

class Reader {
 public:
  explicit Reader(Stream& stream) : stream_(stream) {}

  /// More bytes into the buffer; false at the end of the stream.
  bool more() {
    char chunk[16 * 1024];
    const long got = stream_.read(chunk, sizeof chunk);
    if (got <= 0) return false;
    buffer_.append(chunk, static_cast<std::size_t>(got));
    return true;
  }
  bool need(std::size_t size) {
    while (buffer_.size() < size)
      if (!more()) return false;
    return true;
  }
  /// Size of the text up to and with `mark`; 0 if it does not come within `limit`.
  std::size_t until(std::string_view mark, std::size_t limit) {
    std::size_t from = 0;
    for (;;) {
      const std::size_t at = buffer_.find(mark, from);
      if (at != std::string::npos) return at + mark.size();
      if (buffer_.size() > limit) return 0;
      from = buffer_.size() < mark.size() ? 0 : buffer_.size() - mark.size() + 1;
      if (!more()) return 0;
    }
  }
  std::string take(std::size_t size) {
    std::string taken = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return taken;
  }

 private:
  Stream& stream_;
  std::string buffer_;
};

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// False if the head is not HTTP/1.1.
bool parse_head(std::string_view head, Request& request) {
  const std::size_t line_end = head.find("\r\n");
  const std::string_view line = head.substr(0, line_end);
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || last <= first + 1) return false;
  if (!line.substr(last + 1).starts_with("HTTP/1.")) return false;
  request.method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  if (target.front() != '/') return false;
  const std::size_t question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string_view::npos) request.query = target.substr(question + 1);
  head.remove_prefix(line_end + 2);
  while (!head.empty() && !head.starts_with("\r\n")) {
    const std::size_t end = head.find("\r\n");
    const std::string_view field = head.substr(0, end);
    const std::size_t colon = field.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    request.headers.add(std::string(field.substr(0, colon)),
                        std::string(trimmed(field.substr(colon + 1))));
    head.remove_prefix(end + 2);
  }
  return true;
}

bool read_chunks(Reader& reader, std::string& body) {
  for (;;) {
    const std::size_t line = reader.until("\r\n", 1024);
    if (line == 0) return false;
    const std::string head = reader.take(line);
    std::size_t size = 0;
    const auto parsed = std::from_chars(head.data(), head.data() + head.size(), size, 16);
    if (parsed.ec != std::errc{} || size > max_body - body.size()) return false;
    if (!reader.need(size + 2)) return false;
    body += reader.take(size);
    reader.take(2);
    if (size == 0) return true;
  }
}

bool read_body(Reader& reader, Stream& stream, Request& request) {
  const bool chunked = same_without_case(request.headers.value("Transfer-Encoding"), "chunked");
  const auto length = request.headers.find("Content-Length");
  std::size_t size = 0;
  if (length) {
    const auto parsed = std::from_chars(length->data(), length->data() + length->size(), size);
    if (parsed.ec != std::errc{} || size > max_body) return false;
  }
  if (same_without_case(request.headers.value("Expect"), "100-continue")) {
    constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    if (!stream.write(go_on.data(), go_on.size())) return false;
  }
  if (chunked) return read_chunks(reader, request.body);
  if (!reader.need(size)) return false;
  request.body = reader.take(size);
  return true;
}

/// A body whose size is not known beforehand. A cut one lacks its last chunk.
bool write_chunks(Stream& stream, const Response& response) {
  const bool whole = response.wire == Wire::whole;
  const std::uint64_t all = response.body.size() + response.source->size();
  std::uint64_t left = whole ? all : all / 2;
  const auto chunk = [&](std::string_view piece) {
    piece = piece.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(left, piece.size())));
    left -= piece.size();
    if (piece.empty()) return left > 0;
    std::string out = fmt::format("{:x}\r\n", piece.size());
    out.append(piece).append("\r\n");
    return stream.write(out.data(), out.size());
  };
  if (!response.body.empty() && !chunk(response.body)) return false;
  const bool sent = response.source->send([&](std::string_view piece) { return chunk(piece); });
  constexpr std::string_view end = "0\r\n\r\n";
  return sent && whole && stream.write(end.data(), end.size());
}

/// False if the connection is to be closed.
bool write_response(Stream& stream, const Response& response, bool keep_alive) {
  if (response.wire == Wire::nothing) return false;
  std::string out;
  out.reserve(512 + response.body.size());
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\n", response.status,
                 reason_phrase(response.status));
  for (const Header& field : response.headers.fields())
    out.append(field.name).append(": ").append(field.value).append("\r\n");
  if (!response.content_type.empty())
    out.append("Content-Type: ").append(response.content_type).append("\r\n");
  if (response.source)
    out.append("Transfer-Encoding: chunked\r\n");
  else if (response.status != 204)
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n",
                   response.body.size() + response.filler);
  if (!keep_alive) out.append("Connection: close\r\n");
  out.append("\r\n");
  if (response.source) {
    if (!stream.write(out.data(), out.size())) return false;
    return write_chunks(stream, response) && keep_alive;
  }
  if (response.wire == Wire::half_of_the_body) {
    out.append(response.body, 0, response.body.size() / 2);
    stream.write(out.data(), out.size());
    return false;
  }
  if (response.status != 204) out.append(response.body);
  if (!stream.write(out.data(), out.size())) return false;
  const std::string filler(std::min<std::uint64_t>(response.filler, 64 * 1024), 'x');
  for (std::uint64_t left = response.filler; left > 0;) {
    const auto part = static_cast<std::size_t>(std::min<std::uint64_t>(left, filler.size()));
    if (!stream.write(filler.data(), part)) return false;
    left -= part;
  }
  return keep_alive;
}

}  // namespace

void serve_connection(Stream& stream, const Handler& handler) {
  Reader reader(stream);
  for (;;) {
    const std::size_t head = reader.until("\r\n\r\n", max_head);
    if (head == 0) return;
    Request request;
    request.secure = stream.secure();
    if (!parse_head(reader.take(head), request) || !read_body(reader, stream, request)) {
      write_response(stream, {.status = 400}, false);
      return;
    }
    const bool keep_alive = !same_without_case(request.headers.value("Connection"), "close");
    if (!write_response(stream, handler(request), keep_alive)) return;
  }
}

}  // namespace relais::emulator
