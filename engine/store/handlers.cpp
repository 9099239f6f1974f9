#include "engine/store/handlers.hpp"

#include "engine/base/text.hpp"
#include "engine/store/rows.hpp"

namespace relais::store {
namespace {

constexpr std::string_view kLiving =
    "SELECT id, entity_id, code, given_name, surname, role, language, privacy, active, "
    "sync_addresses, sync_calendar_items, sync_deadlines, sync_reminders, sync_appointments "
    "FROM handler WHERE deleted_at IS NULL";

std::optional<bool> maybe_bool(const sqlite::Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return row.boolean(column);
}

Handler handler_in(const sqlite::Statement& row) {
  Handler handler;
  handler.id = row.string(0);
  handler.entity = row.string(1);
  handler.code = row.string(2);
  handler.given_name = normalise_line(row.text(3));
  handler.surname = normalise_line(row.text(4));
  handler.role = row.string(5);
  handler.language = row.maybe_text(6);
  handler.privacy = row.maybe_text(7);
  handler.active = row.boolean(8);
  handler.sync_addresses = row.boolean(9);
  handler.sync_calendar_items = row.boolean(10);
  handler.sync_deadlines = maybe_bool(row, 11);
  handler.sync_reminders = maybe_bool(row, 12);
  handler.sync_appointments = maybe_bool(row, 13);
  return handler;
}

Result<std::vector<Link>> read_links(sqlite::Database& database, std::string_view handler) {
  RELAIS_ASSIGN(auto rows,
                database.prepare("SELECT connection, address, user_id, primary_address "
                                 "FROM handler_link WHERE handler_id = ? ORDER BY connection"));
  rows.bind(handler);
  std::vector<Link> links;
  for (;;) {
    RELAIS_ASSIGN(const bool more, rows.step());
    if (!more) return links;
    // Other programs write addresses as their users typed them.
    auto address = normalise_address(rows.text(1));
    if (address.empty()) address = normalise_line(rows.text(1));
    links.push_back({rows.string(0), std::move(address), rows.maybe_text(2), rows.maybe_text(3)});
  }
}

}  // namespace

Result<std::vector<Handler>> read_handlers(sqlite::Database& database) {
  std::vector<Handler> handlers;
  RELAIS_TRY(each_row(database, std::string(kLiving) + " ORDER BY entity_id, code",
                      [&](const sqlite::Statement& row) { handlers.push_back(handler_in(row)); }));
  for (auto& handler : handlers) {
    RELAIS_ASSIGN(handler.links, read_links(database, handler.id));
  }
  return handlers;
}

Result<std::optional<Handler>> read_handler(sqlite::Database& database, std::string_view id) {
  std::optional<Handler> handler;
  RELAIS_TRY(each_row(
      database, std::string(kLiving) + " AND id = ?",
      [&](const sqlite::Statement& row) { handler = handler_in(row); }, id));
  if (handler) {
    RELAIS_ASSIGN(handler->links, read_links(database, handler->id));
  }
  return handler;
}

}  // namespace relais::store
