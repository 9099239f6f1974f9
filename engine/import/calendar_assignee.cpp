#include <algorithm>
#include <set>

#include "engine/base/text.hpp"
#include "engine/import/calendar_entry.hpp"

namespace relais::import {
namespace {

/// mailto:a@b.ch, or the parameter EMAIL where the value is something else.
std::string mail_of(const ContentLine& line) {
  constexpr std::string_view scheme = "mailto:";
  const std::string value = normalise_line(line.value);
  if (lower_ascii(value.substr(0, scheme.size())) == scheme) return value.substr(scheme.size());
  return normalise_line(line.parameter("EMAIL"));
}

bool is_person(const ContentLine& line) {
  return !line.has("CUTYPE", "ROOM") && !line.has("CUTYPE", "RESOURCE");
}

/// False: no handler has this address.
bool add_code(const ContentLine& line, const Lookups& lookups, std::set<std::string>& codes) {
  const std::string mail = mail_of(line);
  if (mail.empty() || !lookups.handler_code_of) return false;
  const auto code = lookups.handler_code_of(mail);
  if (code) codes.insert(*code);
  return code.has_value();
}

}  // namespace

void add_assignees(const CalendarPart& part, const CalendarContext& context, Entry& entry) {
  std::set<std::string> codes;
  bool said = false, outsiders = false;
  for (const ContentLine* line : part.all("X-RELAIS-HANDLER")) {
    said = true;
    for (const std::string_view each : split_raw(line->value, ','))
      if (std::string code = normalise_line(each); !code.empty()) codes.insert(std::move(code));
  }
  for (const ContentLine* line : part.all("ATTENDEE")) {
    if (!is_person(*line) || line->has("PARTSTAT", "DECLINED")) continue;
    if (!add_code(*line, context.lookups, codes)) outsiders = true;
  }
  if (outsiders) context.warn({part.line, "attendees who are no handlers are not kept"});
  if (const ContentLine* organizer = part.find("ORGANIZER"); codes.empty() && !said && organizer)
    add_code(*organizer, context.lookups, codes);
  if (codes.empty() && !said) codes.insert(context.owners.begin(), context.owners.end());
  entry.names_assignees = said || !codes.empty();
  if (!entry.names_assignees) {
    if (!entry.recurrence_id) context.warn({part.line, "no handler is named: nobody is assigned"});
    return;
  }
  const std::string table = entry.record.table + "_assignee";
  entry.record.owns.push_back(table);
  for (const auto& code : codes) {
    Record child;
    child.table = table;
    child.line = part.line;
    child.values = {{entry.record.table + "_id", std::nullopt}, {"handler_code", code}};
    entry.record.children.push_back(std::move(child));
  }
}

}  // namespace relais::import
