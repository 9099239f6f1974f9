// From the lines of a card to the columns of an address, one group of columns each.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/import/card.hpp"
#include "engine/import/record.hpp"

namespace relais::import {

/// What a card becomes. It says everything a card can say: what it leaves out is NULL.
struct CardRow {
  Record record;
  std::string remarks;  ///< NOTE, and what found no place
  const Warn& warn;

  /// Empty is NULL.
  void set(std::string column, const std::string& value);
  /// A column that has a default.
  void set_unless_empty(std::string column, const std::string& value);
  void remark(std::string_view line);
  Record& add(std::string table);  ///< a child; to be filled with its own key
};

/// kind, salutation, title, names, company, department, function. Returns what makes it no address.
std::optional<std::string> set_name(const Card& card, CardRow& row);
/// Both blocks of the postal address.
void set_addresses(const Card& card, CardRow& row);
/// website, and up to six contact points; the others become remarks.
void set_contact_points(const Card& card, CardRow& row);
void set_birthday(const Card& card, CardRow& row);
/// address_category; address_sync_mark if the card names a mark at all.
void set_categories(const Card& card, CardRow& row);

// ---- pure parts ---------------------------------------------------------------------------------

/// "Bahnhofstrasse 12a" in two; `number_first`: "14, rue du Rhône" as well. No number: it is empty.
struct Street {
  std::string name, number;
};
Street split_street(const std::string& line, bool number_first);

/// ISO 3166 of a code or a name in German, French, Italian, English; nothing if nobody knows it.
std::optional<std::string> country_code(const std::string& text);

/// YYYY-MM-DD of any form of BDAY that names a day; nothing for all others.
std::optional<std::string> birthday_of(std::string_view text);

}  // namespace relais::import
