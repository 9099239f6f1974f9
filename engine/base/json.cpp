#include "engine/base/json.hpp"

#include <fmt/core.h>

namespace relais {

Result<json::value> parse_json(std::string_view text, std::string_view what,
                               std::size_t max_depth) {
  json::parse_options options;
  options.max_depth = max_depth;
  json::stream_parser parser({}, options);
  json::error_code error;
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  if (!error && read < text.size()) {
    for (const char c : text.substr(read))
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') error = json::error::extra_data;
  }
  if (!error) parser.finish(error);
  if (error)
    return fail(Errc::item,
                fmt::format("{} is not valid JSON: {} at byte {}", what, error.message(), read));
  return parser.release();
}

std::string_view string_at(const json::object& object, std::string_view key,
                           std::string_view otherwise) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_string()) return otherwise;
  return {value->get_string().data(), value->get_string().size()};
}

}  // namespace relais
