#include "engine/store/explain.hpp"

#include <fmt/core.h>

#include "engine/store/date_changes.hpp"
#include "engine/store/handlers.hpp"
#include "engine/store/row_kinds.hpp"

namespace relais::store {
namespace {

constexpr std::size_t kDateChanges = 10;  // the last ones

Result<> read_item(sqlite::Database& database, const KindTables& tables, std::string_view id,
                   Explanation& facts) {
  RELAIS_ASSIGN(auto row, database.prepare(with_tables(
                              tables,
                              "SELECT entity_id, deleted_at, revision, updated_at FROM {table} "
                              "WHERE id = ?")));
  RELAIS_ASSIGN(facts.item_exists, row.bind(id).step());
  if (!facts.item_exists) return {};
  facts.item_entity = row.string(0);
  facts.item_deleted_at = row.maybe_text(1);
  facts.item_revision = row.integer(2);
  facts.item_updated_at = row.string(3);
  return {};
}

Result<> read_mark(sqlite::Database& database, const KindTables& tables, std::string_view id,
                   std::string_view handler, Explanation& facts) {
  const bool mark = tables.kind == kContact;
  const std::string columns = mark ? "marked_by, marked_at" : "'', ''";
  RELAIS_ASSIGN(auto row, database.prepare(
                              with_tables(tables, "SELECT " + columns +
                                                      " FROM {recipients} "
                                                      "WHERE {item_id} = ? AND handler_id = ?")));
  RELAIS_ASSIGN(facts.marked, row.bind(id, handler).step());
  if (!facts.marked) return {};
  facts.marked_by = row.string(0);
  facts.marked_at = row.string(1);
  return {};
}

// An item that is gone is nobody's, and an assignment to somebody who is gone is none.
Result<> read_elsewhere(sqlite::Database& database, const KindTables& tables, std::string_view id,
                        Explanation& facts) {
  const bool living = facts.item_exists && !facts.item_deleted_at;
  if (tables.kind == kContact || facts.marked || !living) return {};
  RELAIS_ASSIGN(const auto others,
                database.integer(with_tables(tables,
                                             "SELECT count(*) FROM {recipients} AS r "
                                             "CROSS JOIN handler AS h ON h.id = r.handler_id "
                                             "WHERE r.{item_id} = ? AND h.entity_id = ? "
                                             "AND h.deleted_at IS NULL"),
                                 id, facts.item_entity));
  facts.elsewhere = others.value_or(0) > 0;
  return {};
}

Result<> read_recipient(sqlite::Database& database, std::string_view id, std::string_view kind,
                        Explanation& facts) {
  RELAIS_ASSIGN(const auto found, store::read_handler(database, id));
  facts.handler_exists = found.has_value();
  if (!facts.handler_exists) return {};
  facts.handler_entity = found->entity;
  facts.handler_active = found->active;
  facts.linked = !found->links.empty();
  facts.switched_on = found->wants(kind);
  return {};
}

std::string item_line(const Explanation& facts, std::string_view kind, std::string_view id) {
  if (!facts.item_exists) return fmt::format("{} {} is not in the practice store", kind, id);
  if (facts.item_deleted_at) {
    return fmt::format("{} {} was deleted at {}", kind, id, *facts.item_deleted_at);
  }
  return fmt::format("{} {} of entity {}, revision {}, last changed at {}", kind, id,
                     facts.item_entity, facts.item_revision, facts.item_updated_at);
}

std::string mark_line(const Explanation& facts, std::string_view kind, std::string_view handler) {
  if (facts.elsewhere) return fmt::format("assigned to others, not to handler {}", handler);
  if (kind != kContact) {
    return fmt::format("{}assigned to handler {}", facts.marked ? "" : "not ", handler);
  }
  if (!facts.marked) return fmt::format("not marked for handler {}", handler);
  return fmt::format("marked for handler {} by {} at {}", handler, facts.marked_by,
                     facts.marked_at);
}

std::vector<std::string> reasons_of(const Explanation& facts, std::string_view kind,
                                    std::string_view id, std::string_view handler) {
  std::vector<std::string> lines{item_line(facts, kind, id), mark_line(facts, kind, handler)};
  if (!facts.handler_exists) {
    lines.push_back(fmt::format("handler {} is not in the practice store", handler));
  } else {
    if (facts.item_exists && facts.item_entity != facts.handler_entity) {
      lines.push_back(
          fmt::format("handler {} belongs to entity {}", handler, facts.handler_entity));
    }
    if (!facts.handler_active) lines.push_back(fmt::format("handler {} is not active", handler));
    if (!facts.linked) lines.push_back(fmt::format("handler {} is not linked", handler));
    if (!facts.switched_on) {
      lines.push_back(fmt::format("handler {} has items of kind {} switched off", handler, kind));
    }
  }
  lines.emplace_back(facts.exported ? "the practice store wants it in this mailbox"
                                    : "the practice store does not want it in this mailbox");
  return lines;
}

}  // namespace

Result<Explanation> explain(sqlite::Database& database, std::string_view handler,
                            std::string_view kind, std::string_view id) {
  RELAIS_ASSIGN(const auto tables, tables_of(kind));
  Explanation facts;
  RELAIS_TRY(read_item(database, tables, id, facts));
  RELAIS_TRY(read_mark(database, tables, id, handler, facts));
  RELAIS_TRY(read_elsewhere(database, tables, id, facts));
  RELAIS_TRY(read_recipient(database, handler, kind, facts));
  facts.exported = facts.item_exists && !facts.item_deleted_at && facts.marked &&
                   facts.handler_exists && facts.item_entity == facts.handler_entity;
  facts.reasons = reasons_of(facts, kind, id, handler);
  if (kind == kDeadline) {
    RELAIS_ASSIGN(facts.date_changes, date_changes_of(database, id, kDateChanges));
  }
  return facts;
}

}  // namespace relais::store
