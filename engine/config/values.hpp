// Whether one text is a date, a duration, a URL, ... Pure functions.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace relais::config {

/// `500ms`, `10s`, `60m`, `1h`, `2d`; whole numbers of at most nine digits.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
/// The shortest form that parses to the same: `1h`, `90s`.
std::string format_duration(std::chrono::milliseconds duration);

/// `2027-01-31`, a day that exists.
bool is_date(std::string_view text);
/// `11111111-2222-3333-4444-555555555555`.
bool is_guid(std::string_view text);
/// A GUID, or a domain name with a dot in it.
bool is_tenant(std::string_view text);
/// https, or http on a loopback host; with a host; without user, query and fragment.
bool is_service_url(std::string_view text);
/// An add-in's code: `^[A-Z][A-Z0-9]{2,15}$`.
bool is_addin_code(std::string_view text);
/// `^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`: entities, connections, plugins.
bool is_id(std::string_view text);
/// A name in the IANA data base of this system.
bool is_time_zone(std::string_view text);
/// 64 hexadecimal digits, `sha256:` before them or not.
bool is_sha256(std::string_view text);
/// `a@b.ch`, without a name.
bool is_mail_address(std::string_view text);
/// `b.ch`, also with letters outside of ASCII.
bool is_mail_domain(std::string_view text);
/// `b.ch`, `.b.ch` or `*.b.ch`.
bool is_domain_rule(std::string_view text);
/// A name that a user of the operating system can have.
bool is_os_user(std::string_view text);

/// What is wrong with a `sqlite:PATH` or `postgresql://...` URL; null: nothing.
struct UrlFault {
  const char* expected;
  const char* hint;
};
std::optional<UrlFault> store_url_fault(std::string_view text);

}  // namespace relais::config
