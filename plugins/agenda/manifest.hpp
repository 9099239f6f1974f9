// What the manifests of B08 and B09 have in common.
#pragma once

#include <string>
#include <string_view>

namespace relais::agenda {

/// The manifest, a JSON text, with the pattern of templates (template.hpp) in place of
/// "@template@".
std::string with_template_pattern(std::string_view manifest);

}  // namespace relais::agenda
