#include "tests/graph-emulator/state/extended.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace relais::emulator {
namespace {

constexpr std::array<std::string_view, 11> types = {"Binary", "Boolean",    "Currency", "Double",
                                                    "Float",  "Guid",       "Integer",  "Long",
                                                    "Short",  "SystemTime", "String"};

tl::unexpected<Refusal> malformed() {
  return refuse(400, "ErrorInvalidPropertyId", "The extended property identifier is invalid.");
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_guid(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !is_hex(text[i])) return false;
  }
  return true;
}

bool is_tag(std::string_view text) {
  return text.size() > 2 && text.starts_with("0x") && text.size() <= 6 &&
         std::all_of(text.begin() + 2, text.end(), is_hex);
}

template <class Number>
Answer<std::string> number(std::string_view value) {
  Number parsed{};
  const auto end = value.data() + value.size();
  const auto result = std::from_chars(value.data(), end, parsed);
  if (value.empty() || result.ec != std::errc{} || result.ptr != end)
    return refuse(400, "ErrorInvalidExtendedPropertyValue",
                  "The specified value is invalid for the extended property type.");
  return std::to_string(parsed);
}

}  // namespace

Answer<ExtendedId> parse_extended_id(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return malformed();
  const std::string_view type = text.substr(0, space);
  if (std::find(types.begin(), types.end(), type) == types.end()) return malformed();
  std::string_view rest = text.substr(space + 1);
  if (is_tag(rest)) return ExtendedId{std::string(type), std::string(text)};
  if (rest.size() < 40 || rest[0] != '{' || rest[37] != '}' || rest[38] != ' ' ||
      !is_guid(rest.substr(1, 36)))
    return malformed();
  const std::string_view name = rest.substr(39);
  const bool named = name.starts_with("Name ") && name.size() > 5;
  const bool numbered = name.starts_with("Id ") && is_tag(name.substr(3));
  if (!named && !numbered) return malformed();
  std::string canonical(text);
  std::transform(canonical.begin() + static_cast<std::ptrdiff_t>(space),
                 canonical.begin() + static_cast<std::ptrdiff_t>(space) + 39,
                 canonical.begin() + static_cast<std::ptrdiff_t>(space),
                 [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c; });
  return ExtendedId{std::string(type), std::move(canonical)};
}

Answer<std::string> canonical_value(const ExtendedId& id, std::string_view value) {
  if (id.type == "Integer") return number<std::int32_t>(value);
  if (id.type == "Short") return number<std::int16_t>(value);
  if (id.type == "Long") return number<std::int64_t>(value);
  if (id.type == "Boolean" && value != "true" && value != "false")
    return refuse(400, "ErrorInvalidExtendedPropertyValue",
                  "The specified value is invalid for the extended property type.");
  return std::string(value);
}

}  // namespace relais::emulator
