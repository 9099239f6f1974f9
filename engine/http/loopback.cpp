#include "engine/http/loopback.hpp"

#include <charconv>

namespace relais::http {
namespace {

// Four decimal numbers and nothing behind them: `127.0.0.1.evil.example` is a name.
bool is_ipv4_loopback(std::string_view host) {
  int octets = 0;
  while (true) {
    int value = 0;
    const auto read = std::from_chars(host.data(), host.data() + host.size(), value);
    const auto size = static_cast<std::size_t>(read.ptr - host.data());
    if (read.ec != std::errc{} || size > 3 || host[0] == '-' || value > 255) return false;
    if (++octets == 1 && value != 127) return false;
    host.remove_prefix(size);
    if (host.empty()) return octets == 4;
    if (host.front() != '.') return false;
    host.remove_prefix(1);
    if (host.empty()) return false;
  }
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  return host == "localhost" || host == "[::1]" || is_ipv4_loopback(host);
}

bool is_loopback_url(std::string_view absolute_url) {
  const auto scheme = absolute_url.find("://");
  if (scheme == std::string_view::npos) return false;
  std::string_view authority = absolute_url.substr(scheme + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  const auto port = authority.rfind(':');
  const auto bracket = authority.rfind(']');
  const bool has_port =
      port != std::string_view::npos && (bracket == std::string_view::npos || port > bracket);
  return is_loopback_host(has_port ? authority.substr(0, port) : authority);
}

}  // namespace relais::http
