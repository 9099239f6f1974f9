// The dynamic symbols that a shared library exports, read without loading it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"

namespace relais::plugin {

/// Names of the defined, visible dynamic symbols, without those that every linker adds (`_init`,
/// `_edata`, ...). Errc::refused if `bytes` are not a shared library of this machine. Reads damaged
/// files safely.
Result<std::vector<std::string>> exported_symbols(std::string_view bytes);

}  // namespace relais::plugin
