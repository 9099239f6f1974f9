#include "engine/config/values.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/base/clock.hpp"
#include "engine/base/text.hpp"

namespace relais::config {
namespace {

using std::chrono::milliseconds;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_alnum(char c) { return is_digit(c) || is_upper(c) || is_lower(c); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

template <class Test>
bool all(std::string_view text, Test test) {
  return std::all_of(text.begin(), text.end(), test);
}

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<Unit, 5> units{
    {{"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}, {"ms", 1}}};

/// By the text of the host: what a resolver would be asked for, or an address as it is written.
bool is_loopback(std::string_view host) {
  std::string name = fold_case(host);
  if (name == "localhost") return true;
  in_addr v4{};
  if (::inet_pton(AF_INET, name.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  if (!name.starts_with('[') || !name.ends_with(']')) return false;
  in6_addr v6{};
  name = name.substr(1, name.size() - 2);
  return ::inet_pton(AF_INET6, name.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

bool is_port(std::string_view text) {
  unsigned number = 0;
  const auto end = text.data() + text.size();
  return !text.empty() && all(text, is_digit) &&
         std::from_chars(text.data(), end, number).ec == std::errc() && number >= 1 &&
         number <= 65535;
}

bool is_host(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']')) {
    in6_addr v6{};
    return ::inet_pton(AF_INET6, std::string(host.substr(1, host.size() - 2)).c_str(), &v6) == 1;
  }
  return !host.empty() && host.size() <= 253 && is_alnum(host[0]) &&
         host.find("..") == std::string_view::npos &&
         all(host, [](char c) { return is_alnum(c) || c == '.' || c == '-'; });
}

/// Taken apart by hand: Boost.URL 1.81 takes `127.0.0.1.example.com` for the host 127.0.0.1.
struct Parts {
  std::string scheme;     ///< lower case
  std::string authority;  ///< between `//` and the path
  std::string rest;
};
std::optional<Parts> take_apart(std::string_view url) {
  const std::size_t colon = url.find("://");
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view after = url.substr(colon + 3);
  const std::size_t end = std::min(after.find_first_of("/?#"), after.size());
  return Parts{fold_case(url.substr(0, colon)), std::string(after.substr(0, end)),
               std::string(after.substr(end))};
}

/// Printable ASCII that needs no escaping.
bool is_path(std::string_view text) {
  return all(text, [](char c) {
    return c > ' ' && c < 0x7f &&
           std::string_view("\"<>\\^`{|}?#").find(c) == std::string_view::npos;
  });
}

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
  const auto digits =
      static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
  if (digits == 0 || digits > 9) return std::nullopt;
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + digits, number);
  for (const auto& unit : units)
    if (text.substr(digits) == unit.name) return milliseconds{number * unit.ms};
  return std::nullopt;
}

std::string format_duration(milliseconds duration) {
  if (duration.count() == 0) return "0s";
  for (const auto& unit : units) {
    const std::int64_t number = duration.count() / unit.ms;
    if (duration.count() % unit.ms == 0 && number > 0)
      return fmt::format("{}{}", number, unit.name);
  }
  return "0s";
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t i : {0u, 1u, 2u, 3u, 5u, 6u, 8u, 9u})
    if (!is_digit(text[i])) return false;
  const auto number = [&](std::size_t at, std::size_t size) {
    int out = 0;
    std::from_chars(text.data() + at, text.data() + at + size, out);
    return out;
  };
  using namespace std::chrono;
  const year_month_day day{year{number(0, 4)}, month{static_cast<unsigned>(number(5, 2))},
                           std::chrono::day{static_cast<unsigned>(number(8, 2))}};
  return day.ok() && number(0, 4) >= 1900;
}

bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_tenant(std::string_view text) {
  if (is_guid(text)) return true;
  if (text.find('.') == std::string_view::npos || text.find('@') != std::string_view::npos)
    return false;
  const std::string domain = normalise_address(text);
  return !domain.empty() && domain.size() <= 253 && !domain.ends_with('.') &&
         all(domain, [](char c) { return is_alnum(c) || c == '.' || c == '-'; });
}

bool is_service_url(std::string_view text) {
  const auto url = take_apart(text);
  if (!url || !is_path(url->rest)) return false;
  const std::string_view authority = url->authority;
  const std::size_t colon =
      authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
  const std::string_view host = authority.substr(0, colon);
  if (!is_host(host)) return false;
  if (colon != std::string_view::npos && !is_port(authority.substr(colon + 1))) return false;
  return url->scheme == "https" || (url->scheme == "http" && is_loopback(host));
}

bool is_addin_code(std::string_view text) {
  return text.size() >= 3 && text.size() <= 16 && is_upper(text[0]) &&
         all(text, [](char c) { return is_upper(c) || is_digit(c); });
}

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && is_alnum(text[0]) &&
         all(text, [](char c) { return is_alnum(c) || c == '.' || c == '_' || c == '-'; });
}

bool is_time_zone(std::string_view text) {
  return !text.empty() && local_date(0, text).has_value();
}

bool is_sha256(std::string_view text) {
  if (text.starts_with("sha256:")) text.remove_prefix(7);
  return text.size() == 64 && all(text, is_hex);
}

bool is_mail_address(std::string_view text) {
  const std::size_t at = text.rfind('@');
  return at != std::string_view::npos && at > 0 && text.find('@') == at &&
         text.find_first_of("[]") == std::string_view::npos && !normalise_address(text).empty() &&
         is_mail_domain(text.substr(at + 1));
}

bool is_mail_domain(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.find('@') != std::string_view::npos) return false;
  const std::string domain = normalise_address(text);
  return is_host(domain) && !domain.starts_with('[') && !domain.ends_with('.');
}

bool is_domain_rule(std::string_view text) {
  if (text.starts_with("*.")) text.remove_prefix(1);
  if (text.starts_with('.')) text.remove_prefix(1);
  return is_mail_domain(text);
}

bool is_os_user(std::string_view text) {
  return !text.empty() && text.size() <= 64 && text[0] != '-' && all(text, [](char c) {
    return is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '@' || c == '$' || c == '\\';
  });
}

std::optional<UrlFault> store_url_fault(std::string_view text) {
  constexpr const char* forms = "sqlite:PATH or postgresql://HOST/DATABASE";
  if (text.starts_with("sqlite:")) {
    const auto path = text.substr(7);
    if (path.empty()) return UrlFault{forms, "the path is missing"};
    if (path.starts_with("//") && !path.starts_with("///"))
      return UrlFault{forms, "`sqlite:` is followed by the path, without `//`"};
    if (path.find('?') != std::string_view::npos || path == ":memory:")
      return UrlFault{"sqlite: and the path of a file", "relais sets SQLite's options itself"};
    return std::nullopt;
  }
  if (!text.starts_with("postgresql://")) return UrlFault{forms, ""};
  const auto url = take_apart(text);
  const std::string user = url->authority.substr(0, url->authority.rfind('@'));
  const bool has_user = url->authority.find('@') != std::string::npos;
  const bool secret = (has_user && user.find(':') != std::string::npos) ||
                      fold_case(url->rest).find("password") != std::string::npos;
  if (secret)
    return UrlFault{"a URL without a password",
                    "put the password into PGPASSFILE, or use peer or certificate authentication"};
  return std::nullopt;
}

}  // namespace relais::config
