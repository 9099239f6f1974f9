// Text as Graph keeps it: lengths, white space, digests.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relais::graph {

/// Most strings of an Outlook item end here, in UTF-16 units.
inline constexpr std::size_t max_units = 255;

/// Trimmed, and each run of white space (no-break space included) becomes one space.
std::string fold_space(std::string_view text);

/// `fold_space` in NFC: equal for texts that look the same, for comparing only.
std::string comparable(std::string_view text);

/// Cut on a grapheme border so that, with the `…` that is put behind it, it has at most `units`
/// UTF-16 units; as it is if it fits.
std::string shorten(std::string_view text, std::size_t units = max_units);

/// Lower-case hexadecimal SHA-256.
std::string sha256_hex(std::string_view bytes);

}  // namespace relais::graph
