// What files say, in the forms of the practice store. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/import/tables.hpp"

namespace relais::import {

/// A value as the store keeps it, or why it cannot be one; the reason never holds the value.
struct Taken {
  std::optional<std::string> value;  ///< nullopt: null
  std::string problem;               ///< empty: none
};

/// Dates also as 31.5.2026, times as 8:00, flags as ja, oui, sì, yes and their opposites, instants
/// also as wall clock of `time_zone`. Text is brought to NFC, trimmed, and rid of control
/// characters. An empty value is the column's default, or null.
Taken take_value(const Column& column, std::string_view text, std::string_view time_zone);

/// A contact point's value: numbers as E.164 where `type` says that it is one.
std::string contact_value(std::string_view type, std::string_view value);

}  // namespace relais::import
