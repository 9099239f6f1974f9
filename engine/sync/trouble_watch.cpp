#include "engine/sync/trouble_watch.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/base/json.hpp"
#include "engine/base/log.hpp"

namespace relais::sync {
namespace {

constexpr std::string_view kRecord = "troubles";
constexpr std::size_t kLines = 20;
constexpr std::size_t kLongestOwed = 12'000;  // bytes; less than an alert takes
constexpr std::string_view kLeftOut = "earlier ones are left out\n";

Result<> keep(ledger::Ledger& ledger, const TroubleRecord& record) {
  return ledger.write([&](ledger::Writer& w) { return w.set_meta(kRecord, to_text(record)); });
}

/// Whole lines, the latest ones: a command that fails for long owes no more than that.
void owe(std::string& to_alert, const std::string& changes) {
  to_alert += changes;
  if (to_alert.size() <= kLongestOwed) return;
  const auto line = to_alert.find('\n', to_alert.size() - kLongestOwed);
  to_alert.replace(0, std::min(line, to_alert.size() - 1) + 1, kLeftOut);
}

void log_lines(std::string_view text) {
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    log::warning("{}", text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

}  // namespace

std::string to_text(const TroubleRecord& record) {
  json::object told;
  for (const auto& [name, text] : record.told) told[name] = text;
  return json::serialize(json::object{{"told", std::move(told)},
                                      {"to_alert", record.to_alert},
                                      {"not_alerted", record.not_alerted}});
}

TroubleRecord read_trouble_record(std::string_view text) {
  TroubleRecord record;
  const auto parsed = parse_json(text, "the record of troubles");
  if (!parsed || !parsed->is_object()) return record;
  const auto& object = parsed->get_object();
  if (const auto* told = object.if_contains("told"); told != nullptr && told->is_object())
    for (const auto& [name, value] : told->get_object())
      if (value.is_string()) record.told[name] = value.get_string();
  record.to_alert = string_at(object, "to_alert");
  record.not_alerted = string_at(object, "not_alerted");
  return record;
}

Result<TroubleRecord> trouble_record(ledger::Ledger& ledger) {
  RELAIS_ASSIGN(const auto text, ledger.meta(kRecord));
  return text.empty() ? TroubleRecord{} : read_trouble_record(text);
}

std::string changes_between(const Troubles& before, const Troubles& now) {
  std::vector<std::string> lines;
  for (const auto& [name, text] : now)
    if (!before.contains(name)) lines.push_back(text);
  for (const auto& [name, text] : before)
    if (!now.contains(name)) lines.push_back("over: " + text);
  std::string out;
  for (std::size_t i = 0; i < std::min(lines.size(), kLines); ++i) out += lines[i] + '\n';
  if (lines.size() > kLines)
    out += fmt::format("and {} more; `relais status` shows all\n", lines.size() - kLines);
  return out;
}

Result<std::string> tell_troubles(ledger::Ledger& ledger, const Troubles& now, const Alert& alert) {
  RELAIS_ASSIGN(auto record, trouble_record(ledger));
  if (const auto changes = changes_between(record.told, now); !changes.empty()) {
    log_lines(changes);
    record.told = now;
    owe(record.to_alert, changes);
    RELAIS_TRY(keep(ledger, record));
  }
  if (record.to_alert.empty()) return std::string();
  const auto taken = alert("relais: " + record.to_alert);
  record.not_alerted = taken ? std::string() : taken.error().text;
  if (taken) record.to_alert.clear();
  if (!taken) log::error("{}", taken.error().text);
  RELAIS_TRY(keep(ledger, record));
  return record.not_alerted;
}

}  // namespace relais::sync
