// The help of the program and of its verbs.
#pragma once

#include <string>

#include "engine/cli/call.hpp"

namespace relais::cli {

std::string help_text();
/// The verbs of a group such as `handler`.
std::string help_text(const std::string& group);
std::string help_text(const Verb& verb);
json::object help_json(const Verb& verb);
json::object help_json();

}  // namespace relais::cli
