// The text of an HTML body, line by line: what its owner reads.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relais::agenda {

/// Whatever ends a line on a screen (br, p, div, tr, li, …) ends one here; runs of white space are
/// one space, entities are resolved, scripts and styles left out. Any bytes are taken. Nothing: it
/// could not be read to its end, so text of its owner would be lost.
std::optional<std::string> text_of_html(std::string_view html);

}  // namespace relais::agenda
