#include "engine/store/agenda_row.hpp"

#include "engine/base/text.hpp"
#include "engine/store/item_text.hpp"

namespace relais::store {
namespace {

constexpr std::string_view kCommon = "i.id, i.revision, i.entity_id, i.case_id, i.description";
constexpr std::string_view kDue =
    ", i.subject, i.confidential, i.name, i.due_date, i.due_time, i.category, i.reminder_time, "
    "i.done_at, i.done_by";
constexpr std::string_view kDeadlineOnly = ", i.type, i.event_date, i.period_text";
constexpr std::string_view kAppointmentOnly =
    ", i.subject, i.type, i.starts_at, i.ends_at, i.time_zone, i.all_day, i.location, i.show_as, "
    "i.private, i.lead_minutes, i.rrule";

constexpr std::size_t kDateLength = 10;

std::string columns_of(std::string_view kind) {
  std::string columns(kCommon);
  if (kind == kAppointment) return columns.append(kAppointmentOnly);
  columns.append(kDue);
  if (kind == kDeadline) columns.append(kDeadlineOnly);
  return columns;
}

// Columns from 5: kDue.
void read_due(AgendaRow& item, const sqlite::Statement& row) {
  auto& json = item.json;
  put(json, "subject", clean_line(row.text(5)));
  json["confidential"] = row.boolean(6);
  put(json, "name", clean_line(row.text(7)));
  const std::string due_date = row.string(8);
  json["due_date"] = due_date;
  put(json, "due_time", row.string(9));
  put(json, "category", clean_line(row.text(10)));
  json["reminder_time"] = row.text(11);
  const bool done = !row.is_null(12);
  json["done"] = done;
  if (done) {
    json["done_on"] = row.text(12).substr(0, kDateLength);
    put(json, "done_by", clean_line(row.text(13)));
  }
  item.span = Span{due_date, due_date};
}

// Columns from 14: kDeadlineOnly.
void read_deadline(AgendaRow& item, const sqlite::Statement& row) {
  const auto type = row.text(14);
  item.json["type"] = type;
  put(item.json, "event_date", row.string(15));
  put(item.json, "period_text", clean_line(row.text(16)));
  item.unlimited = type == "statutory" || type == "peremptory";
}

// Some programs write the whole property.
std::string rule_of(std::string_view text) {
  constexpr std::string_view property = "rrule:";
  std::string rule = clean_line(text);
  const bool whole = fold_case(rule.substr(0, property.size())) == property;
  return whole ? clean_line(rule.substr(property.size())) : rule;
}

// Columns from 5: kAppointmentOnly.
void read_appointment(AgendaRow& item, const sqlite::Statement& row) {
  auto& json = item.json;
  put(json, "subject", clean_line(row.text(5)));
  json["confidential"] = false;  // only by its case
  json["type"] = row.text(6);
  const std::string starts_at = row.string(7);
  const std::string ends_at = row.string(8);
  json["starts_at"] = starts_at;
  json["ends_at"] = ends_at;
  put(json, "time_zone", clean_line(row.text(9)));
  json["all_day"] = row.boolean(10);
  put(json, "location", clean_line(row.text(11)));
  json["show_as"] = row.text(12);
  json["private"] = row.boolean(13);
  if (const auto minutes = row.maybe_integer(14)) json["lead_minutes"] = *minutes;
  std::string rule = rule_of(row.text(15));
  item.span = Span{starts_at.substr(0, kDateLength), ends_at.substr(0, kDateLength), !rule.empty()};
  put(json, "rrule", std::move(rule));
}

}  // namespace

std::string agenda_sql(const KindTables& tables) {
  return with_tables(tables, "SELECT " + columns_of(tables.kind) +
                                 " FROM json_each(?2) AS wanted CROSS JOIN {recipients} AS r "
                                 "ON r.{item_id} = wanted.value AND r.handler_id = ?1 "
                                 "CROSS JOIN {table} AS i ON i.id = r.{item_id} "
                                 "WHERE i.deleted_at IS NULL AND i.entity_id = "
                                 "(SELECT entity_id FROM handler WHERE id = ?1)");
}

AgendaRow read_agenda_row(std::string_view kind, const sqlite::Statement& row) {
  AgendaRow item;
  item.id = row.string(0);
  item.revision = row.integer(1);
  item.entity = row.string(2);
  item.case_id = row.string(3);
  item.json = {{"schema", 1},
               {"item", kind},
               {"id", item.id},
               {"entity", item.entity},
               {"revision", item.revision}};
  if (kind == kAppointment) {
    read_appointment(item, row);
  } else {
    read_due(item, row);
    if (kind == kDeadline) read_deadline(item, row);
  }
  put(item.json, "description", clean_text(row.text(4)));
  return item;
}

}  // namespace relais::store
