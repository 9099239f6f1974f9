#include "plugins/contacts/email.hpp"

#include <unicode/bytestream.h>
#include <unicode/idna.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace relais::contacts {
namespace {

bool letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool good_local_part(std::string_view local) {
  if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.')
    return false;
  if (local.find("..") != std::string_view::npos) return false;
  static constexpr std::string_view marks = "!#$%&'*+-/=?^_`{|}~.";
  return std::all_of(local.begin(), local.end(), [](char c) {
    return letter_or_digit(c) || marks.find(c) != std::string_view::npos;
  });
}

bool good_domain(std::string_view domain) {
  if (domain.empty() || domain.find('.') == std::string_view::npos) return false;
  for (std::size_t at = 0; at <= domain.size();) {
    const std::size_t dot = std::min(domain.find('.', at), domain.size());
    const std::string_view label = domain.substr(at, dot - at);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-')
      return false;
    if (!std::all_of(label.begin(), label.end(),
                     [](char c) { return letter_or_digit(c) || c == '-'; }))
      return false;
    at = dot + 1;
  }
  return true;
}

std::string ascii_domain(std::string_view domain) {
  if (std::all_of(domain.begin(), domain.end(), [](char c) { return (c & 0x80) == 0; }))
    return std::string(domain);
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna(
      icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII, error));
  if (U_FAILURE(error)) return {};
  std::string ascii;
  icu::StringByteSink<std::string> sink(&ascii);
  icu::IDNAInfo info;
  idna->nameToASCII_UTF8({domain.data(), static_cast<std::int32_t>(domain.size())}, sink, info,
                         error);
  return U_FAILURE(error) || info.hasErrors() ? std::string() : ascii;
}

}  // namespace

std::optional<std::string> exchange_address(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || !good_local_part(address.substr(0, at))) return std::nullopt;
  const std::string domain = ascii_domain(address.substr(at + 1));
  if (!good_domain(domain)) return std::nullopt;
  std::string whole = std::string(address.substr(0, at)) + "@" + domain;
  if (whole.size() > 254) return std::nullopt;
  return whole;
}

}  // namespace relais::contacts
