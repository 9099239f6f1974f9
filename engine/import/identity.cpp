#include "engine/import/identity.hpp"

#include <algorithm>

#include "engine/base/text.hpp"

namespace relais::import {
namespace {

constexpr std::size_t kLongest = 64, kOccurrence = 1 + 16, kDigits = 40;

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

std::string id_of_uid(std::string_view uid) {
  return characters(uid) <= kLongest ? std::string(uid) : sha256_hex(uid).substr(0, kDigits);
}

std::string occurrence_prefix(std::string_view uid) {
  const bool fits = characters(uid) + kOccurrence <= kLongest;
  return (fits ? std::string(uid) : sha256_hex(uid).substr(0, kDigits)) + '/';
}

}  // namespace relais::import
