// Percent-encoding, query strings, base64url.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relais::emulator {

/// Nothing if a '%' is not followed by two hexadecimal digits. `plus_is_space`: as in forms.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
/// Leaves letters, digits and `-._~` as they are.
std::string percent_encode(std::string_view text);

struct Option {
  std::string name;
  std::string value;
};
/// `a=b&c=d`, decoded, '+' is a space; nothing if the encoding is broken.
std::optional<std::vector<Option>> parse_query(std::string_view raw);
/// The decoded segments of a path, empty ones left out; nothing if the encoding is broken.
std::optional<std::vector<std::string>> split_path(std::string_view raw);

std::string base64url(std::string_view bytes);
std::optional<std::string> base64url_decode(std::string_view text);

}  // namespace relais::emulator
