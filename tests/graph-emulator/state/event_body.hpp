// The body of an event: kept as it was written, shown as the service rewrites it.
#pragma once

#include <string>

#include "engine/base/json.hpp"
#include "tests/graph-emulator/refusal.hpp"

namespace relais::emulator {

/// `{"contentType": "text" or "html", "content": ".."}`; HTML is rewritten at once.
Answer<json::value> check_body(std::string_view name, const json::value& value);

/// As a GET shows it: HTML, made of the text if it was text.
std::string html_of(const json::object& body);
/// As a GET with `Prefer: outlook.body-content-type="text"` shows it: lines end with \r\n.
std::string text_of(const json::object& body);

}  // namespace relais::emulator
