// What may be logged of URLs and foreign texts: the shape and the ids, never a person or a secret.
#pragma once

#include <string>
#include <string_view>

namespace relais::http {

/// Path and query without scheme and host. Path segments that hold an e-mail address and the values
/// of all query parameters but a few harmless ones ($select, $top, ...) become `***`.
std::string redact_url(std::string_view url);

/// E-mail addresses, bearer tokens, JSON web tokens and `secret=`, `token=`, `assertion=`,
/// `password=` values become `***`; line breaks become spaces; at most `longest` bytes.
std::string redact_text(std::string_view text, std::size_t longest = 2000);

/// Each occurrence of `secret`, also form-encoded, becomes `***`.
std::string without_secret(std::string text, std::string_view secret);

}  // namespace relais::http
