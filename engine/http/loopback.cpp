#include "engine/http/loopback.hpp"

#include <boost/url.hpp>

namespace relais::http {

bool is_loopback_host(std::string_view host) {
  if (host == "localhost" || host == "[::1]") return true;
  const auto address = boost::urls::parse_ipv4_address({host.data(), host.size()});
  return address && address->is_loopback();
}

bool is_loopback_url(std::string_view absolute_url) {
  const auto url = boost::urls::parse_uri({absolute_url.data(), absolute_url.size()});
  if (!url) return false;
  const auto host = url->encoded_host();
  return is_loopback_host({host.data(), host.size()});
}

}  // namespace relais::http
