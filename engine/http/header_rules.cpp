#include "engine/http/header_rules.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "engine/base/text.hpp"

namespace relais::http {
namespace {

constexpr std::array<std::string_view, 15> reserved = {"authorization",
                                                       "host",
                                                       "content-length",
                                                       "transfer-encoding",
                                                       "connection",
                                                       "keep-alive",
                                                       "accept-encoding",
                                                       "proxy-authorization",
                                                       "cookie",
                                                       "expect",
                                                       "te",
                                                       "trailer",
                                                       "upgrade",
                                                       "user-agent",
                                                       "client-request-id"};
constexpr std::array<std::string_view, 7> methods = {"GET",   "HEAD",   "POST",   "PUT",
                                                     "PATCH", "DELETE", "OPTIONS"};

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool is_value_char(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7f) || c == '\t';
}

}  // namespace

std::string refuse_request(const Request& request) {
  if (std::find(methods.begin(), methods.end(), request.method) == methods.end()) {
    return "the method is not one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
  }
  for (const Header& header : request.headers) {
    if (header.name.empty() || !std::all_of(header.name.begin(), header.name.end(), is_name_char)) {
      return "the name of a header is empty or has a character that is not permitted there";
    }
    if (!std::all_of(header.value.begin(), header.value.end(), is_value_char)) {
      return fmt::format("the value of header '{}' has a control character", header.name);
    }
    const std::string name = lower_ascii(header.name);
    if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) {
      return fmt::format("header '{}' is set by the engine and by nobody else", name);
    }
  }
  return {};
}

}  // namespace relais::http
