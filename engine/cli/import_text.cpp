#include "engine/cli/import_text.hpp"

#include <fmt/core.h>

#include "engine/cli/date_texts.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

std::string separator_text(char separator) {
  return separator == '\t' ? std::string("TAB") : std::string(1, separator);
}

std::string file_line(const import::FileReport& report) {
  std::string how = report.format == "vcard" ? "cards" : "iCalendar";
  if (report.format == "csv")
    how = fmt::format("{}, {}, separated by {}", report.table, report.encoding,
                      separator_text(report.separator));
  return fmt::format("{}: {}: {}\n", report.file.string(), how,
                     counted(report.rows, "row", "rows"));
}

const char* why_text(import::Kept::Why why) {
  switch (why) {
    case import::Kept::Why::empty:
      return "empty";
    case import::Kept::Why::too_many:
      return "too-many";
    case import::Kept::Why::unreadable:
      return "unreadable";
    case import::Kept::Why::nobody:
      break;
  }
  return "no-entity";
}

std::string kept_note(const import::Kept& kept) {
  const std::string whose = fmt::format("{}/{}", kept.entity, kept.table);
  switch (kept.why) {
    case import::Kept::Why::empty:
      return fmt::format(
          "held: {}: the import has no good row, and the store has {}; nothing was deleted\n"
          "  look at the file; if it is right, the same again with --allow-empty",
          whose, counted(kept.rows, "row", "rows"));
    case import::Kept::Why::too_many:
      return fmt::format(
          "held: {}: {} of {} rows are not in the import; none was deleted (allowed: {}, or {} %)\n"
          "  look at the file; if it is right, the same again with --allow-deletes {}",
          whose, kept.rows, kept.there, kept.limit.count, kept.limit.percent, kept.rows);
    case import::Kept::Why::unreadable:
      return fmt::format(
          "note: {}: {} are not in the import, but it has rows whose key cannot be read, which may "
          "be these; none was deleted",
          whose, counted(kept.rows, "row", "rows"));
    case import::Kept::Why::nobody:
      break;
  }
  return fmt::format(
      "held: {}: the import has no good row, and nothing says whose it is; nothing was deleted\n"
      "  look at the file; --entity ID says whose it is",
      kept.table);
}

json::object file_json(const import::FileReport& report) {
  json::object object{{"file", report.file.string()}, {"format", report.format}};
  if (report.format == "csv") {
    object["table"] = report.table;
    object["encoding"] = report.encoding;
    object["separator"] = std::string(1, report.separator);
  }
  object["rows"] = report.rows;
  object["rejected"] = report.rejected;
  object["rejects"] =
      report.rejects.empty() ? json::value(nullptr) : json::value(report.rejects.string());
  object["warnings"] = report.warnings;
  json::array remarks;
  for (const auto& remark : report.remarks)
    remarks.push_back(
        json::object{{"line", remark.line}, {"text", remark.text}, {"rejected", remark.rejected}});
  object["remarks"] = std::move(remarks);
  return object;
}

json::object kept_json(const import::Kept& kept) {
  return {{"entity", text_or_null(kept.entity)},
          {"table", kept.table},
          {"why", why_text(kept.why)},
          {"rows", kept.rows},
          {"there", kept.there}};
}

}  // namespace

std::string import_text(const import::Outcome& outcome, bool dry_run) {
  std::string text;
  for (const auto& report : outcome.files) text += file_line(report);
  Table table({"TABLE", "ADDED", "CHANGED", "DELETED", "UNCHANGED", "REJECTED"});
  for (const auto& one : outcome.tables)
    table.add({one.table, std::to_string(one.added), std::to_string(one.changed),
               std::to_string(one.deleted), std::to_string(one.unchanged),
               std::to_string(one.rejected)});
  if (!table.empty()) text += table.text();
  if (dry_run) text += "dry run: nothing was written\n";
  return text;
}

std::vector<std::string> import_notes(const import::Outcome& outcome, bool dry_run) {
  std::vector<std::string> notes;
  for (const auto& report : outcome.files) {
    for (const auto& remark : report.remarks)
      notes.push_back(fmt::format("{}:{}: {}{}", report.file.string(), remark.line,
                                  remark.rejected ? "rejected: " : "", remark.text));
    const auto more =
        report.rejected + report.warnings - static_cast<std::int64_t>(report.remarks.size());
    if (more > 0) notes.push_back(fmt::format("{}: and {} more", report.file.string(), more));
    if (report.rejected > 0)
      notes.push_back(fmt::format("{} rejected, with reason and row in {}",
                                  counted(report.rejected, "row was", "rows were"),
                                  report.rejects.string()));
  }
  for (const auto& kept : outcome.kept) notes.push_back(kept_note(kept));
  add_date_notes(outcome.date_changes, notes);
  if (!dry_run && outcome.rejected() > 0) notes.push_back("the other rows are imported");
  return notes;
}

json::object import_json(const import::Outcome& outcome, bool dry_run) {
  json::array files;
  for (const auto& report : outcome.files) files.push_back(file_json(report));
  json::array tables;
  for (const auto& one : outcome.tables)
    tables.push_back(json::object{{"table", one.table},
                                  {"added", one.added},
                                  {"changed", one.changed},
                                  {"deleted", one.deleted},
                                  {"unchanged", one.unchanged},
                                  {"rejected", one.rejected}});
  json::array kept;
  for (const auto& one : outcome.kept) kept.push_back(kept_json(one));
  return {{"dry_run", dry_run},
          {"files", std::move(files)},
          {"tables", std::move(tables)},
          {"kept", std::move(kept)},
          {"date_changes", to_json(outcome.date_changes)}};
}

int import_exit(const import::Outcome& outcome) {
  if (outcome.braked()) return exit_code(Errc::braked);
  return outcome.rejected() > 0 ? 3 : 0;
}

}  // namespace relais::cli
