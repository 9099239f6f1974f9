#include "engine/sync/window.hpp"

#include <date/date.h>

#include <sstream>

namespace relais::sync {

Days days_around(std::string_view today, const config::Window& window) {
  std::istringstream text{std::string(today)};
  date::sys_days day;
  text >> date::parse("%F", day);
  return {date::format("%F", day - window.back), date::format("%F", day + window.ahead)};
}

bool is_inside(const store::Item& item, const Days& window) {
  if (!item.span || item.unlimited) return true;
  return item.span->first <= window.last && (item.span->open || item.span->last >= window.first);
}

}  // namespace relais::sync
