// An add-in's section of the configuration, checked by the schema that its plugin declares.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/config/config.hpp"

namespace relais::config {

/// Checks the entity's section of `addin` (absent counts as empty; of MAIL what stands below
/// `plugin`, the other keys are the engine's and checked by `load`) against a draft-7 `schema`, and
/// if it is valid fills `filled_out` with it and the schema's defaults, nested ones too.
/// Answers every error, located in the file; empty: valid. A schema that cannot be used is one
/// error that names `plugin_id`. Never throws.
std::vector<Diagnostic> check_section(const Entity& entity, std::string_view addin,
                                      const json::object& schema, json::object& filled_out,
                                      std::string_view plugin_id = {});

/// Changes exactly when what the plugin is told changes: sha256 over the effective section (as
/// filled out by check_section; the order of keys does not matter), language, privacy, time zone,
/// window.
std::string section_fingerprint(const Entity& entity, std::string_view addin,
                                const json::object& section);

}  // namespace relais::config
