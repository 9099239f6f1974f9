#include "engine/import/calendar_entry.hpp"

#include <array>
#include <charconv>

#include "engine/base/clock.hpp"
#include "engine/base/text.hpp"
#include "engine/import/zone.hpp"

namespace relais::import {
namespace {

constexpr std::array<std::string_view, 6> kNotKept{"ATTACH", "URL",     "CONFERENCE",
                                                   "GEO",    "COMMENT", "CONTACT"};

void set(Record& record, const char* column, const std::string& value) {
  record.values.emplace_back(column,
                             value.empty() ? std::nullopt : std::optional<std::string>(value));
}

void warn_of_rest(const CalendarPart& part, const CalendarContext& context, bool location) {
  std::string names;
  const auto add = [&](std::string_view name) {
    if (!part.find(name) || part.text(name).empty()) return;
    names += (names.empty() ? "" : ", ") + std::string(name);
  };
  for (const std::string_view name : kNotKept) add(name);
  if (!location) add("LOCATION");
  if (!names.empty()) context.warn({part.line, "not kept: " + names});
}

bool is_private(const CalendarPart& part) {
  const std::string word = part.word("CLASS");
  return word == "PRIVATE" || word == "CONFIDENTIAL";
}

std::string show_as(const CalendarPart& part) {
  const std::string busy = part.word("X-MICROSOFT-CDO-BUSYSTATUS");
  if (busy == "FREE" || busy == "TENTATIVE" || busy == "BUSY" || busy == "OOF")
    return lower_ascii(busy);
  if (part.word("TRANSP") == "TRANSPARENT") return "free";
  return part.word("STATUS") == "TENTATIVE" ? "tentative" : "busy";
}

/// Empty: not done. Always the same for the same file, or each import would be a change.
std::string done_at(const CalendarPart& part, const CalendarTime& due) {
  if (part.word("STATUS") != "COMPLETED" && !part.find("COMPLETED")) return {};
  date::sys_seconds at = due.instant();
  for (const std::string_view name : {"DTSTAMP", "LAST-MODIFIED", "COMPLETED"})
    if (const auto time = bare_time(part.text(name)); time && time->utc)
      at = date::sys_seconds(time->wall.time_since_epoch());
  return format_utc(at.time_since_epoch().count() * 1000);
}

/// Nothing: the word is none that the store knows.
bool set_type(const CalendarPart& part, Record& record) {
  const ContentLine* line = part.find("X-RELAIS-TYPE");
  if (!line || record.table == "reminder") return true;
  const std::string type = lower_ascii(part.text("X-RELAIS-TYPE"));
  const std::string_view known = record.table == "deadline"
                                     ? "|normal|statutory|court|peremptory|"
                                     : "|hearing|meeting|call|absence|other|";
  if (type.empty() || known.find('|' + type + '|') == std::string_view::npos) return false;
  record.values.emplace_back("type", type);
  return true;
}

std::optional<LineError> fill_appointment(const CalendarPart& part, const CalendarContext& context,
                                          Entry& entry) {
  if (auto error = set_times(part, context, entry)) return error;
  if (auto error = set_rule(part, entry)) return error;
  if (auto error = set_exceptions(part, context, entry)) return error;
  Record& record = entry.record;
  std::string subject = part.text("SUMMARY");
  if (subject.empty()) {
    subject = "–";
    context.warn({part.line, "it has no SUMMARY: a dash is its subject"});
  }
  record.values.emplace_back("subject", std::move(subject));
  set(record, "location", part.text("LOCATION"));
  record.values.emplace_back("show_as", show_as(part));
  record.values.emplace_back("private", is_private(part) ? "1" : "0");
  record.values.emplace_back("lead_minutes", std::nullopt);  // leads have rows of their own
  const auto end = entry.start.day ? entry.end + date::days{1} : entry.end;
  const date::sys_seconds start = entry.start.instant();
  add_leads(part, {start, to_utc(end, entry.start.zone), start, false, entry.repeated}, entry,
            context.warn);
  return std::nullopt;
}

/// When it is due; of a VEVENT its start, which is the safe side.
const ContentLine* due_line(const CalendarPart& part) {
  if (const ContentLine* due = part.find("DUE"); due && part.name == "VTODO") return due;
  return part.find("DTSTART");
}

std::optional<LineError> fill_due(const CalendarPart& part, const CalendarContext& context,
                                  Entry& entry) {
  for (const char* name : {"RRULE", "RDATE", "RECURRENCE-ID"})
    if (const ContentLine* line = part.find(name))
      return LineError{line->line, "deadlines and reminders cannot be repeated"};
  const ContentLine* line = due_line(part);
  if (!line) return LineError{part.line, "it has no date: DUE is missing"};
  auto due = read_time(*line, line->value, context.zones);
  if (!due) return due.error();
  date::sys_seconds start = due->instant();
  const ContentLine* begin = part.find("DTSTART");
  if (begin != nullptr && begin != line) {
    const auto time = read_time(*begin, begin->value, context.zones);
    if (!time) return time.error();
    start = time->instant();
  } else if (const ContentLine* length = part.find("DURATION"); length && part.name == "VTODO") {
    const auto span = read_span(length->value);
    if (!span) return LineError{length->line, "DURATION is no span of time"};
    due->wall += span->total();
  }
  const std::string& local = context.zones.local();
  const date::sys_seconds instant = due->instant();
  const date::local_seconds wall = due->day ? due->wall : to_wall(instant, local);
  Record& record = entry.record;
  const std::string name = part.text("SUMMARY");
  if (name.empty()) return LineError{part.line, "it has no name: SUMMARY is missing"};
  record.values.emplace_back("name", name);
  record.values.emplace_back("due_date", day_text(wall));
  set(record, "due_time", due->day ? std::string() : clock_text(wall));
  set(record, "category", part.text("CATEGORIES"));
  set(record, "done_at", done_at(part, *due));
  record.values.emplace_back("confidential", is_private(part) ? "1" : "0");
  add_leads(part, {start, instant, instant, due->day, false}, entry, context.warn);
  return std::nullopt;
}

/// Empty: there is no such kind.
std::string table_of(const CalendarPart& part) {
  const bool event = part.name == "VEVENT";
  const std::string kind = part.word("X-RELAIS-KIND");
  if (kind.empty()) return event ? "appointment" : "deadline";
  if (kind == "DEADLINE" || kind == "REMINDER") return lower_ascii(kind);
  return kind == "APPOINTMENT" && event ? "appointment" : std::string();
}

std::optional<LineError> read_identity(const CalendarPart& part, const CalendarContext& context,
                                       Entry& entry) {
  entry.uid = part.text("UID");
  if (entry.uid.empty()) return LineError{part.line, "UID is missing"};
  if (entry.uid == "*") return LineError{part.line, "the UID * is not allowed"};
  entry.record.line = part.line;
  entry.record.table = table_of(part);
  if (entry.record.table.empty())
    return LineError{part.find("X-RELAIS-KIND")->line,
                     "X-RELAIS-KIND is none of deadline, reminder, appointment (VEVENT only)"};
  entry.cancelled = context.cancels || part.word("STATUS") == "CANCELLED";
  const std::string sequence = part.text("SEQUENCE");
  std::from_chars(sequence.data(), sequence.data() + sequence.size(), entry.sequence);
  const ContentLine* line = part.find("RECURRENCE-ID");
  if (!line) return std::nullopt;
  if (line->has("RANGE", "THISANDFUTURE"))
    return LineError{line->line, "RECURRENCE-ID for this and all later times is not supported"};
  auto time = read_time(*line, line->value, context.zones);
  if (!time) return time.error();
  entry.recurrence_id = std::move(*time);
  return std::nullopt;
}

}  // namespace

tl::expected<Entry, LineError> read_entry(const CalendarPart& part,
                                          const CalendarContext& context) {
  Entry entry;
  if (auto error = read_identity(part, context, entry)) return LineFailure(std::move(*error));
  if (entry.cancelled) {  // what it says besides is of no use any more
    entry.record.op = Op::remove;
    return entry;
  }
  const bool appointment = entry.record.table == "appointment";
  if (auto error =
          appointment ? fill_appointment(part, context, entry) : fill_due(part, context, entry))
    return LineFailure(std::move(*error));
  if (!set_type(part, entry.record))
    return LineFailure({part.find("X-RELAIS-TYPE")->line,
                        "X-RELAIS-TYPE is none that a " + entry.record.table + " can have"});
  set(entry.record, "description", part.long_text("DESCRIPTION"));
  const std::string number = part.text("X-RELAIS-CASE");
  entry.names_case = !number.empty();
  if (entry.names_case) entry.record.values.emplace_back("case_number", number);
  add_assignees(part, context, entry);
  warn_of_rest(part, context, appointment);
  return entry;
}

}  // namespace relais::import
