// Which dates are exported. Pure.
#pragma once

#include <string>

#include "engine/config/config.hpp"
#include "engine/store/store.hpp"

namespace relais::sync {

/// First and last day, YYYY-MM-DD.
struct Days {
  std::string first;
  std::string last;
};

/// The window around `today` (YYYY-MM-DD).
Days days_around(std::string_view today, const config::Window& window);
/// Whether any day of the item lies inside. An item without a date, or without limit, always is.
bool is_inside(const store::Item& item, const Days& window);

}  // namespace relais::sync
