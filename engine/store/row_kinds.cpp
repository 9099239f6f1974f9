#include "engine/store/row_kinds.hpp"

#include <fmt/core.h>

#include <array>

#include "engine/base/json.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

std::span<const KindTables> kinds() {
  static constexpr std::array<KindTables, 4> all{{
      {kContact, "address", "address_sync_mark", "address_id"},
      {kDeadline, "deadline", "deadline_assignee", "deadline_id"},
      {kReminder, "reminder", "reminder_assignee", "reminder_id"},
      {kAppointment, "appointment", "appointment_assignee", "appointment_id"},
  }};
  return all;
}

Result<KindTables> tables_of(std::string_view kind) {
  for (const auto& tables : kinds()) {
    if (tables.kind == kind) return tables;
  }
  return fail(Errc::unsupported, fmt::format("the practice store has no items of kind {}", kind));
}

std::string with_tables(const KindTables& tables, std::string_view text) {
  return fmt::format(fmt::runtime(text), fmt::arg("table", tables.table),
                     fmt::arg("recipients", tables.recipients),
                     fmt::arg("item_id", tables.item_id));
}

std::string id_array(std::span<const std::string> ids) {
  json::array array;
  array.reserve(ids.size());
  for (const auto& id : ids) array.emplace_back(id);
  return json::serialize(array);
}

}  // namespace relais::store
