// One vCard as it stands in a file: its version and its lines, whatever version folded them.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/import/content_line.hpp"
#include "engine/import/lookups.hpp"

namespace relais::import {

/// Where a card begins and what lies between its BEGIN and END, those of cards within it (AGENT)
/// left out.
struct RawCard {
  std::size_t line = 0;
  std::vector<FileLine> lines;
  std::string_view raw;
};

struct Card {
  std::size_t line = 0;
  Escapes escapes = Escapes::modern;
  std::vector<ContentLine> lines;  ///< values are UTF-8 and no longer quoted-printable

  const ContentLine* find(std::string_view name) const;
  std::vector<const ContentLine*> all(std::string_view name) const;
  /// One line of text: escapes resolved, clean.
  std::string text(const ContentLine& line) const;
  /// The components of a value such as N or ADR, each with its list joined by `glue`.
  std::vector<std::string> components(const ContentLine& line, std::string_view glue) const;
};

/// Goes through a file: calls `card` for each that is closed, `broken` for what is none. A broken
/// one ends where the next one begins.
void split_cards(std::string_view text, const std::function<void(const RawCard&)>& card,
                 const std::function<void(const RawCard&, const char* reason)>& broken);

/// Unfolds and decodes.
tl::expected<Card, LineError> read_card(const RawCard& raw);

}  // namespace relais::import
