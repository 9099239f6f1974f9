// A calendar as it stands in a file: its items, not yet understood.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/import/content_line.hpp"

namespace relais::import {

/// An item (VEVENT, VTODO, VTIMEZONE, …) from its BEGIN to its END.
struct RawItem {
  std::string name;
  std::size_t line = 0;
  std::string_view raw;
};

/// What lies within one item: its lines, and those of its alarms or of the rules of its zone. What
/// lies deeper is left out.
struct CalendarPart {
  std::string name;
  std::size_t line = 0;
  std::vector<ContentLine> lines;  ///< values are UTF-8
  std::vector<CalendarPart> parts;

  const ContentLine* find(std::string_view name) const;
  std::vector<const ContentLine*> all(std::string_view name) const;
  /// One clean line of text, without escapes; empty if there is none.
  std::string text(std::string_view name) const;
  /// The same with its line breaks.
  std::string long_text(std::string_view name) const;
  /// In capitals, for words that mean something.
  std::string word(std::string_view name) const;
};

/// What is found on the way through a file, in its order.
struct CalendarSink {
  std::function<void()> begins;               ///< BEGIN:VCALENDAR
  std::function<void(ContentLine)> property;  ///< of the calendar itself
  std::function<void(const RawItem&)> item;   ///< closed
  /// Not closed, or outside of everything.
  std::function<void(const RawItem&, const char* reason)> broken;
  /// END:VCALENDAR; or, not closed, the next one, or the end of the file.
  std::function<void(bool closed, std::size_t line)> ends;
};
void split_calendars(std::string_view text, const CalendarSink& sink);

/// Unfolds the lines. An error: one of them is none, or the BEGINs and ENDs within it do not match.
tl::expected<CalendarPart, LineError> read_part(const RawItem& item);

}  // namespace relais::import
