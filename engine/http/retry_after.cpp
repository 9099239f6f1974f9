#include "engine/http/retry_after.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <string>

namespace relais::http {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<Millis> parse_retry_after(std::string_view value, Millis now) {
  const auto first = value.find_first_not_of(" \t");
  if (first == std::string_view::npos) return std::nullopt;
  value = value.substr(first, value.find_last_not_of(" \t") - first + 1);

  if (std::all_of(value.begin(), value.end(), is_digit)) {
    Millis seconds = 0;
    for (const char c : value) {
      seconds = std::min<Millis>(seconds * 10 + (c - '0'), longest_retry_after / 1000);
    }
    return seconds * 1000;
  }
  // An HTTP date begins with the day's name; curl_getdate alone would take far more.
  if (value.size() < 20 || value.size() > 40 || value.find(',') == std::string_view::npos ||
      !value.ends_with("GMT")) {
    return std::nullopt;
  }
  const auto date = curl_getdate(std::string(value).c_str(), nullptr);
  if (date < 0) return std::nullopt;
  return std::clamp<Millis>(static_cast<Millis>(date) * 1000 - now, 0, longest_retry_after);
}

}  // namespace relais::http
