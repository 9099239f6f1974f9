#include "engine/import/readers.hpp"

#include <fmt/core.h>

#include "engine/base/text.hpp"

namespace relais::import {
namespace {

constexpr std::string_view kCodeOfAddress =
    "SELECT h.code FROM handler AS h JOIN handler_link AS l ON l.handler_id = h.id "
    "WHERE h.entity_id = ?1 AND h.deleted_at IS NULL "
    "AND (l.address = ?2 COLLATE NOCASE OR l.primary_address = ?2 COLLATE NOCASE) "
    "UNION ALL SELECT h.code FROM handler AS h JOIN employee_email AS e "
    "ON e.employee_id = h.employee_id "
    "WHERE h.entity_id = ?1 AND h.deleted_at IS NULL AND e.email = ?2 COLLATE NOCASE LIMIT 1";

std::vector<std::string> ids_below(sqlite::Database& database, const std::string& entity,
                                   std::string_view prefix) {
  std::vector<std::string> ids;
  auto rows = database.prepare(
      "SELECT id FROM appointment WHERE entity_id = ?1 AND deleted_at IS NULL "
      "AND id >= ?2 AND substr(id, 1, length(?2)) = ?2");
  if (!rows) return ids;
  rows->bind(entity, prefix);
  while (rows->step().value_or(false)) ids.push_back(rows->string(0));
  return ids;
}

}  // namespace

Lookups lookups_of(sqlite::Database& database, const std::string& entity) {
  Lookups lookups;
  lookups.handler_code_of = [&](std::string_view address) -> std::optional<std::string> {
    return database.text(kCodeOfAddress, entity, normalise_address(address)).value_or(std::nullopt);
  };
  lookups.has_appointment = [&](std::string_view id) {
    const auto found = database.integer(
        "SELECT 1 FROM appointment WHERE id = ?1 AND entity_id = ?2 AND deleted_at IS NULL", id,
        entity);
    return found.value_or(std::nullopt).has_value();
  };
  lookups.appointments_below = [&](std::string_view prefix) {
    return ids_below(database, entity, prefix);
  };
  return lookups;
}

Result<> check_owners(sqlite::Database& database, const std::string& entity,
                      const std::vector<std::string>& codes) {
  for (const auto& code : codes) {
    RELAIS_ASSIGN(const auto found,
                  database.integer("SELECT 1 FROM handler WHERE entity_id = ?1 AND code = ?2 "
                                   "AND deleted_at IS NULL",
                                   entity, code));
    if (!found)
      return fail(Errc::usage, fmt::format("entity {} has no handler {}", entity, code),
                  "`relais handler list` shows their codes");
  }
  return {};
}

}  // namespace relais::import
