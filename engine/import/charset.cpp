#include "engine/import/charset.hpp"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <limits>
#include <memory>

namespace relais::import {

bool is_utf8(std::string_view bytes) {
  const auto* text = reinterpret_cast<const std::uint8_t*>(bytes.data());
  const std::size_t size = bytes.size();
  for (std::size_t at = 0; at < size;) {
    UChar32 c = 0;
    U8_NEXT(text, at, size, c);
    if (c < 0) return false;
  }
  return true;
}

std::optional<std::string> utf8_from(std::string_view bytes, const std::string& charset) {
  UErrorCode error = U_ZERO_ERROR;
  const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(
      charset.empty() ? nullptr : ucnv_open(charset.c_str(), &error), &ucnv_close);
  if (!converter || U_FAILURE(error)) return std::nullopt;
  if (bytes.size() > std::numeric_limits<std::int32_t>::max() / 4) return std::nullopt;
  const icu::UnicodeString text(bytes.data(), static_cast<std::int32_t>(bytes.size()),
                                converter.get(), error);
  if (U_FAILURE(error)) return std::nullopt;
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

std::string utf8_or_western(std::string_view bytes) {
  if (is_utf8(bytes)) return std::string(bytes);
  return utf8_from(bytes, "windows-1252").value_or(std::string());
}

std::string unmarked(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return std::string(bytes.substr(3));
  for (const auto& [mark, name] :
       {std::pair<std::string_view, const char*>{"\xFF\xFE", "UTF-16LE"},
        std::pair<std::string_view, const char*>{"\xFE\xFF", "UTF-16BE"}})
    if (bytes.starts_with(mark))
      if (auto text = utf8_from(bytes.substr(2), name)) return std::move(*text);
  return std::string(bytes);
}

}  // namespace relais::import
