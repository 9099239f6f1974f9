#include "engine/connection/base_url.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/url.hpp>
#include <optional>

#include "engine/base/text.hpp"
#include "engine/http/loopback.hpp"

namespace relais::connection {
namespace {

namespace urls = boost::urls;

std::string_view view(urls::string_view text) { return {text.data(), text.size()}; }

// Boost.URL 1.81 ends the host `1.2.3.4.evil.example` after the fourth number and takes the rest
// for a path; curl does not. Only a URL that both split alike is one.
std::optional<urls::url_view> parse(std::string_view url) {
  const auto parsed = urls::parse_uri({url.data(), url.size()});
  if (!parsed) return std::nullopt;
  const auto begin = url.find("://");
  if (begin == std::string_view::npos) return std::nullopt;
  const std::string_view rest = url.substr(begin + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  if (view(parsed->encoded_authority()) != authority) return std::nullopt;
  return *parsed;
}

std::optional<Origin> origin_of(const urls::url_view& url) {
  const std::string scheme = lower_ascii(view(url.scheme()));
  const std::string host = lower_ascii(view(url.encoded_host()));
  if (host.empty() || url.has_userinfo() || !url.has_authority()) return std::nullopt;
  if (url.has_port() && (url.port().empty() || url.port_number() == 0)) return std::nullopt;
  const std::string port = url.has_port()      ? std::to_string(url.port_number())
                           : scheme == "https" ? "443"
                                               : "80";
  return Origin{scheme, host, port};
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
}

/// Of path and query only: an authority with such a character is none.
std::string encode_strays(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  constexpr std::string_view strays = " \"<>\\^`{|}[]";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && strays.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
  return out;
}

bool has_scheme(std::string_view url) {
  return url.substr(0, url.find_first_of("/?#")).find(':') != std::string_view::npos;
}

auto refuse(std::string text) {
  return fail(Errc::config, std::move(text),
              "a connector may only ask the hosts of its own connection");
}

}  // namespace

Result<std::string> check_base_url(std::string_view url, std::string_view key) {
  const auto bad = [&](std::string_view why) {
    return fail(Errc::config, fmt::format("{} is no usable base URL: {}", key, why),
                "write https://host or https://host/path; http is permitted on loopback only");
  };
  const auto parsed = parse(url);
  if (!parsed) return bad("it is not an absolute URL");
  const auto origin = origin_of(*parsed);
  if (!origin) return bad("it has no host, or holds a user name");
  if (parsed->has_query() || parsed->has_fragment()) return bad("it has a query or a fragment");
  const bool safe = origin->scheme == "https" ||
                    (origin->scheme == "http" && http::is_loopback_host(origin->host));
  if (!safe) return bad("it is neither https nor http on loopback");
  std::string checked(url);
  if (!checked.ends_with('/')) checked += '/';
  return checked;
}

Result<std::string> locate(std::string_view url, const std::vector<std::string>& bases) {
  if (has_control(url)) return refuse("the URL has a control character");
  if (url.starts_with("//")) return refuse("the URL names a host without a scheme");
  std::string absolute;
  if (has_scheme(url)) {
    const auto authority = url.find("://");
    if (authority == std::string_view::npos) return refuse("the URL has a scheme but no host");
    const auto path = std::min(url.find_first_of("/?#", authority + 3), url.size());
    absolute = std::string(url.substr(0, path)) + encode_strays(url.substr(path));
  } else {
    if (bases.empty()) return refuse("the connection has no base URL");
    absolute = bases.front() + encode_strays(url.substr(url.starts_with('/') ? 1 : 0));
  }
  const auto parsed = parse(absolute);
  if (!parsed) return refuse("the URL is not valid");
  if (parsed->has_fragment()) return refuse("the URL has a fragment");
  const auto origin = origin_of(*parsed);
  if (!origin) return refuse("the URL has no host, or holds a user name");
  for (const std::string& base : bases) {
    const auto permitted = parse(base);
    if (permitted && origin_of(*permitted) == origin) return absolute;
  }
  return refuse("the URL leads to a host that is not one of this connection's");
}

}  // namespace relais::connection
