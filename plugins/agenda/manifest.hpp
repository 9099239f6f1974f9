// What the manifests of B08 and B09 have in common.
#pragma once

#include <string>
#include <string_view>

namespace relais::agenda {

/// The manifest, a JSON text, with what is known elsewhere: the pattern of templates (template.hpp)
/// in place of "@template@", the words that have labels (words.hpp) in place of "@labels@".
std::string completed(std::string_view manifest);

}  // namespace relais::agenda
