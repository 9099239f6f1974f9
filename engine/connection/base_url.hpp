// Which URLs a connection may be asked for. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"

namespace relais::connection {

/// Scheme, host and port that a base URL stands for; comparing is exact.
struct Origin {
  std::string scheme;
  std::string host;  ///< lower case, as written
  std::string port;  ///< never empty
  bool operator==(const Origin&) const = default;
};

/// An https URL, or http on loopback, without user, query and fragment; ends with `/`.
/// `key` names the setting in the error.
Result<std::string> check_base_url(std::string_view url, std::string_view key);

/// The absolute URL for `url`, which is either relative to the first base (`users/...`, a leading
/// slash is allowed) or absolute with the exact scheme, host and port of one of the bases.
/// Characters that have no place in path and query are percent-encoded; all others stay byte for
/// byte. Errc::config otherwise. The error does not repeat the URL.
Result<std::string> locate(std::string_view url, const std::vector<std::string>& bases);

}  // namespace relais::connection
