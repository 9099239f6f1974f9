// One row of deadline, reminder or appointment as the beginning of its item.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/json.hpp"
#include "engine/sqlite/sqlite.hpp"
#include "engine/store/row_kinds.hpp"
#include "engine/store/store.hpp"

namespace relais::store {

struct AgendaRow {
  std::string id;
  std::int64_t revision = 0;
  std::string entity;
  std::string case_id;
  json::object json;  ///< all but what other tables hold: leads, assignees, exdates, case
  std::optional<Span> span;
  bool unlimited = false;
};

/// The statement for the rows among the ids ?2 (a JSON array) that are exported for handler ?1.
std::string agenda_sql(const KindTables& tables);
/// One of its rows.
AgendaRow read_agenda_row(std::string_view kind, const sqlite::Statement& row);

}  // namespace relais::store
