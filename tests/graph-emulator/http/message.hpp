// An HTTP request as it was read from the wire, and the answer to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/graph-emulator/http/source.hpp"

namespace relais::emulator {

struct Header {
  std::string name;
  std::string value;
};

/// Header fields in the order of the wire. Names compare without case.
class Headers {
 public:
  void add(std::string name, std::string value) {
    fields_.push_back({std::move(name), std::move(value)});
  }
  /// The first field of that name; nothing if absent.
  std::optional<std::string_view> find(std::string_view name) const;
  std::string_view value(std::string_view name) const { return find(name).value_or(""); }
  const std::vector<Header>& fields() const { return fields_; }
  void clear() { fields_.clear(); }

 private:
  std::vector<Header> fields_;
};

bool same_without_case(std::string_view left, std::string_view right);

struct Request {
  std::string method;
  std::string path;   ///< raw: still percent-encoded
  std::string query;  ///< raw, without '?'
  Headers headers;
  std::string body;
  bool secure = false;
};

/// How much of an answer reaches the client before the connection is closed.
enum class Wire { whole, nothing, half_of_the_body };

struct Response {
  int status = 200;
  std::string content_type{};
  Headers headers{};
  std::string body{};
  SourcePtr source{};        ///< follows the body, in chunks; its size is not told beforehand
  std::uint64_t filler = 0;  ///< bytes of 'x' that follow the body
  Wire wire = Wire::whole;
};

std::string_view reason_phrase(int status);

}  // namespace relais::emulator
