#include "engine/import/tables.hpp"

#include <algorithm>
#include <array>

#include "engine/base/text.hpp"

namespace relais::import {
namespace {

Column line(std::string_view name) { return {.name = name}; }
Column text(std::string_view name) { return {.name = name, .form = Form::text}; }
Column must(Column column) {
  column.mandatory = true;
  return column;
}
Column of_form(std::string_view name, Form form) { return {.name = name, .form = form}; }
Column flag(std::string_view name, std::string_view by_default = {}) {
  return {.name = name, .form = Form::flag, .by_default = by_default};
}
Column refers(std::string_view name, std::string_view table) {
  return {.name = name, .form = Form::id, .refers_to = table};
}
Column word(std::string_view name, std::vector<std::string_view> words,
            std::string_view by_default = {}) {
  return {.name = name, .form = Form::word, .by_default = by_default, .words = std::move(words)};
}
Column number(std::string_view name, std::int64_t least, std::int64_t most,
              std::string_view by_default = {}) {
  return {
      .name = name, .form = Form::integer, .by_default = by_default, .least = least, .most = most};
}
Column defaulted(std::string_view name, Form form, std::string_view by_default) {
  return {.name = name, .form = form, .by_default = by_default};
}

constexpr std::int64_t kMostMinutes = 10'000'000;

Table employee() {
  return {"employee", true, {line("given_name"), must(line("surname")), flag("active", "1")}};
}

Table handler() {
  Column code = must(line("code"));
  code.shortest = 2;
  code.longest = 6;
  return {"handler",
          true,
          {code, must(line("given_name")), must(line("surname")),
           must(word("role", {"partner", "lawyer", "trainee", "paralegal", "secretary", "admin"})),
           word("language", {"de", "fr", "it", "en"}), flag("active", "1"),
           refers("employee_id", "employee"), flag("sync_addresses", "0"),
           flag("sync_calendar_items", "0"), flag("sync_deadlines"), flag("sync_reminders"),
           flag("sync_appointments"), word("privacy", {"full", "case-number-only", "busy"})}};
}

Table handler_link() {
  return {
      "handler_link",
      false,
      {must(refers("handler_id", "handler")), defaulted("connection", Form::line, "microsoft365"),
       must(of_form("address", Form::email))},
      2};
}

Table address() {
  return {"address",
          true,
          {must(word("kind", {"person", "company", "authority", "court", "lawyer"})),
           line("salutation"),
           line("title"),
           line("given_name"),
           line("middle_name"),
           line("surname"),
           line("name_suffix"),
           line("company"),
           line("department"),
           line("function"),
           line("language"),
           line("po_box"),
           line("street"),
           line("house_no"),
           line("address_line2"),
           line("postal_code"),
           line("city"),
           line("region"),
           defaulted("country", Form::country, "CH"),
           line("home_po_box"),
           line("home_street"),
           line("home_house_no"),
           line("home_address_line2"),
           line("home_postal_code"),
           line("home_city"),
           line("home_region"),
           defaulted("home_country", Form::country, "CH"),
           of_form("birthday", Form::date),
           line("website"),
           text("remarks"),
           flag("confidential", "0")}};
}

Table contact_point() {
  return {"address_contact_point",
          false,
          {must(refers("address_id", "address")), must(number("slot", 1, 6)),
           must(word("type", {"phone_b", "phone_p", "mobile", "fax", "email_b", "email_p", "web",
                              "other"})),
           must(of_form("value", Form::phone)), line("label")},
          2};
}

Table mark() {
  return {
      "address_sync_mark",
      false,
      {must(refers("address_id", "address")), must(refers("handler_id", "handler")),
       defaulted("marked_by", Form::line, "practice"), defaulted("marked_at", Form::utc, "now")},
      2};
}

Table case_file() {
  return {"case_file",
          true,
          {must(line("number")), must(line("title")), refers("client_address_id", "address"),
           refers("parent_case_id", "case_file"), number("status", 0, 2, "0"),
           refers("responsible_handler_id", "handler"), flag("confidential", "0"), line("language"),
           line("court"), line("court_ref")}};
}

Table deadline() {
  return {"deadline",
          true,
          {refers("case_id", "case_file"), must(line("name")),
           must(of_form("due_date", Form::date)), of_form("due_time", Form::time),
           word("type", {"normal", "statutory", "court", "peremptory"}, "normal"), line("category"),
           line("subject"), text("description"), of_form("event_date", Form::date),
           line("period_text"), defaulted("reminder_time", Form::time, "08:00"),
           of_form("done_at", Form::utc), line("done_by"), flag("confidential", "0")}};
}

Table reminder() {
  return {"reminder",
          true,
          {refers("case_id", "case_file"), must(line("name")),
           must(of_form("due_date", Form::date)), of_form("due_time", Form::time), line("category"),
           line("subject"), text("description"), defaulted("reminder_time", Form::time, "08:00"),
           of_form("done_at", Form::utc), line("done_by"), flag("confidential", "0")}};
}

Table appointment() {
  return {"appointment",
          true,
          {refers("case_id", "case_file"), must(line("subject")),
           must(of_form("starts_at", Form::local)), must(of_form("ends_at", Form::local)),
           must(of_form("time_zone", Form::zone)), flag("all_day", "0"), line("location"),
           text("description"), word("show_as", {"free", "tentative", "busy", "oof"}, "busy"),
           flag("private", "0"), number("lead_minutes", 0, kMostMinutes), line("rrule"),
           word("type", {"hearing", "meeting", "call", "absence", "other"}, "other")}};
}

Table assignee(std::string_view name, std::string_view id, std::string_view item) {
  return {name, false, {must(refers(id, item)), must(refers("handler_id", "handler"))}, 2};
}

Table item_lead() {
  return {"item_lead",
          false,
          {must(word("kind", {"deadline", "reminder", "appointment"})),
           must(of_form("item_id", Form::id)), must(number("seq", 0, 1'000)),
           must(number("amount", 0, kMostMinutes)), must(word("unit", {"days", "minutes"})),
           line("label")},
          3};
}

const std::array<Table, 18>& all() {
  static const std::array<Table, 18> tables{
      employee(),
      Table{"employee_email",
            false,
            {must(refers("employee_id", "employee")), must(of_form("email", Form::email))},
            2},
      handler(),
      handler_link(),
      address(),
      Table{"address_category",
            false,
            {must(refers("address_id", "address")), must(line("category"))},
            2},
      contact_point(),
      mark(),
      case_file(),
      Table{"case_party",
            false,
            {must(refers("case_id", "case_file")), must(refers("address_id", "address")),
             must(line("role"))},
            3},
      deadline(),
      assignee("deadline_assignee", "deadline_id", "deadline"),
      reminder(),
      assignee("reminder_assignee", "reminder_id", "reminder"),
      appointment(),
      assignee("appointment_assignee", "appointment_id", "appointment"),
      Table{"appointment_exdate",
            false,
            {must(refers("appointment_id", "appointment")), must(of_form("date", Form::date))},
            2},
      item_lead()};
  return tables;
}

const Table* table_of_word(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> others{
      {{"case", "case_file"},
       {"mark", "address_sync_mark"},
       {"lead", "item_lead"},
       {"link", "handler_link"},
       {"contact_point", "address_contact_point"},
       {"exdate", "appointment_exdate"}}};
  if (const auto* table = find_table(word)) return table;
  for (const auto& [name, table] : others)
    if (word == name) return find_table(table);
  return nullptr;
}

}  // namespace

const Column* Table::column(std::string_view column_name) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& column) { return column.name == column_name; });
  return found == columns.end() ? nullptr : &*found;
}

const Column& Table::owner() const { return columns[name == "item_lead" ? 1 : 0]; }

std::span<const Table> tables() { return all(); }

const Table* find_table(std::string_view name) {
  const auto found = std::find_if(all().begin(), all().end(),
                                  [&](const Table& table) { return table.name == name; });
  return found == all().end() ? nullptr : &*found;
}

std::size_t rank_of(const Table& table) { return static_cast<std::size_t>(&table - all().data()); }

const Table* table_of_file(std::string_view stem) {
  std::string word = lower_ascii(stem);
  const auto is_part = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '-'; };
  word.erase(std::find_if_not(word.begin(), word.end(), is_part), word.end());
  std::replace(word.begin(), word.end(), '-', '_');
  while (word.ends_with('_')) word.pop_back();
  if (const auto* table = table_of_word(word)) return table;
  for (const std::string_view plural : {"ies", "es", "s"}) {
    if (!word.ends_with(plural)) continue;
    std::string single = word.substr(0, word.size() - plural.size());
    if (plural == "ies") single += 'y';
    if (const auto* table = table_of_word(single)) return table;
  }
  return nullptr;
}

bool is_kept_by_the_store(std::string_view column) {
  static constexpr std::array<std::string_view, 5> kept{"revision", "updated_at", "deleted_at",
                                                        "user_id", "primary_address"};
  return std::find(kept.begin(), kept.end(), column) != kept.end();
}

}  // namespace relais::import
