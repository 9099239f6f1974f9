// The one JSON library, under a short name. Including <boost/json/fwd.hpp> is enough in headers.
#pragma once

#include <boost/json.hpp>
#include <string_view>

#include "engine/base/error.hpp"

namespace relais {

namespace json = boost::json;

/// Strict UTF-8 JSON, nested at most `max_depth` deep. `what` names the text in the error.
Result<json::value> parse_json(std::string_view text, std::string_view what,
                               std::size_t max_depth = 64);

/// The string at `key`, or nothing if absent, null or of another type.
std::string_view string_at(const json::object& object, std::string_view key,
                           std::string_view otherwise = {});

}  // namespace relais
