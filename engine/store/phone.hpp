// Telephone numbers as they are printed.
#pragma once

#include <string>
#include <string_view>

namespace relais::store {

/// `+41 44 123 45 67` for a Swiss number in any usual spelling (044 123 45 67, 0041441234567,
/// +41 (0)44/123.45.67), `+41 800 123 456` for service numbers, `+423 123 45 67` for Liechtenstein;
/// other international numbers as E.164; what is no number (an extension, a word) as one clean
/// line.
std::string printed_phone(std::string_view value);

}  // namespace relais::store
