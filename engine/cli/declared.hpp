// What the plugins declare for the reference of the configuration.
#pragma once

#include <string>
#include <vector>

#include "engine/config/reference.hpp"
#include "engine/plugin/catalogue.hpp"

namespace relais::cli {

/// One per add-in, by its code, of the file that was found first; a plugin that conflicts with
/// another one declares what it declares all the same.
std::vector<config::Declared> declared_by(const plugin::Catalogue& catalogue);

/// The files that say nothing because they were refused, each with its reason.
std::vector<std::string> undeclared(const plugin::Catalogue& catalogue);

}  // namespace relais::cli
