#include <algorithm>
#include <set>

#include "engine/base/text.hpp"
#include "engine/import/calendar_entry.hpp"

namespace relais::import {
namespace {

constexpr std::size_t kMostLeads = 50;

struct LeadFound {
  long amount = 0;
  bool days = false;
  auto operator<=>(const LeadFound&) const = default;
};

/// Nothing: `problem` says why there is none; empty if there is nothing to be said.
std::optional<LeadFound> lead_of(const CalendarPart& alarm, const AlarmBase& base,
                                 std::string& problem) {
  const ContentLine* trigger = alarm.find("TRIGGER");
  // Apple's way to say that there is no alarm: one of 1976.
  if (alarm.word("ACTION") == "NONE") return std::nullopt;
  problem = "TRIGGER is no span and no time";
  if (!trigger) return std::nullopt;
  std::chrono::seconds before{};
  const auto span = read_span(trigger->value);
  if (span) {
    const bool end = trigger->has("RELATED", "END");
    before = base.anchor - (end ? base.end : base.start) - span->total();
  } else {
    const auto time = bare_time(normalise_line(trigger->value));
    if (!time || !time->utc) return std::nullopt;
    problem = "an alarm at a fixed time fits one occurrence only, and this is a series";
    if (base.repeated) return std::nullopt;
    before = base.anchor - date::sys_seconds(time->wall.time_since_epoch());
  }
  problem = "an alarm behind the start is not kept";
  if (before < std::chrono::seconds(0)) return std::nullopt;
  problem.clear();
  const auto days = date::floor<date::days>(before);
  if (span && base.whole_days && before == days) return LeadFound{days.count(), true};
  return LeadFound{date::floor<std::chrono::minutes>(before).count(), false};
}

}  // namespace

void add_leads(const CalendarPart& part, const AlarmBase& base, Entry& entry, const Warn& warn) {
  entry.record.owns.push_back("item_lead");
  std::set<LeadFound> seen;
  for (const CalendarPart& alarm : part.parts) {
    if (alarm.name != "VALARM") continue;
    std::string problem;
    const auto lead = lead_of(alarm, base, problem);
    if (!lead && !problem.empty()) warn({alarm.line, problem});
    if (!lead || seen.size() == kMostLeads || !seen.insert(*lead).second) continue;
    Record child;
    child.table = "item_lead";
    child.line = alarm.line;
    child.values = {{"kind", entry.record.table},
                    {"item_id", std::nullopt},
                    {"seq", std::to_string(seen.size() - 1)},
                    {"amount", std::to_string(lead->amount)},
                    {"unit", lead->days ? "days" : "minutes"}};
    entry.record.children.push_back(std::move(child));
  }
}

}  // namespace relais::import
