#include "engine/import/icalendar.hpp"

#include <map>
#include <set>
#include <utility>

#include "engine/base/text.hpp"
#include "engine/import/calendar_series.hpp"
#include "engine/import/charset.hpp"

namespace relais::import {
namespace {

bool is_item(const std::string& name) { return name == "VEVENT" || name == "VTODO"; }

/// One calendar of the file after the other; its items wait for its end, since their zones and
/// their exceptions may stand anywhere in it.
class CalendarReader {
 public:
  CalendarReader(const CalendarOptions& options, const Lookups& lookups, const Sink& sink,
                 const Warn& warn)
      : options_(options), lookups_(lookups), sink_(sink), warn_(warn) {
    begin();
  }

  void begin() {
    zones_ = CalendarZones(options_.defaults.time_zone);
    groups_.clear();
    by_uid_.clear();
    damaged_.clear();
    cancels_ = false;
    problem_ = nullptr;
  }

  void property(const ContentLine& line) {
    const std::string value = upper_ascii(normalise_line(line.value));
    if (line.name == "METHOD") cancels_ = value == "CANCEL";
    if (line.name == "VERSION" && value == "1.0") problem_ = "vCalendar 1.0 is not supported";
  }

  void item(const RawItem& raw) {
    if (raw.name == "VTIMEZONE") {
      if (const auto part = read_part(raw)) zones_.add(*part);
      return;
    }
    if (!is_item(raw.name)) {
      if (raw.name.starts_with('V')) warn_({raw.line, "is no item that relais has: left out"});
      return;
    }
    const auto part = read_part(raw);
    const std::string uid = part ? part->text("UID") : uid_within(raw);
    // Without a UID it has nothing to do with any other.
    const std::string key = uid.empty() ? '\n' + std::to_string(raw.line) : raw.name + '\n' + uid;
    const auto [place, fresh] = by_uid_.try_emplace(key, groups_.size());
    if (fresh) groups_.emplace_back();
    groups_[place->second].push_back(raw);
  }

  void broken(const RawItem& raw, const char* reason) {
    if (raw.name.empty() || is_item(raw.name)) {
      if (const auto uid = uid_within(raw); !uid.empty()) damaged_.insert(raw.name + '\n' + uid);
      reject(raw, {raw.line, reason});
    } else {
      warn_({raw.line, reason});
    }
  }

  void end(bool closed, std::size_t line) {
    for (const auto& [key, place] : by_uid_)
      if (damaged_.contains(key)) {
        reject_all(groups_[place], nobody, {});
        groups_[place].clear();
      }
    for (const auto& group : groups_)
      if (!group.empty()) take(group, closed);
    begin();
    if (!closed) sink_.rejected({line, "the calendar is not closed: END:VCALENDAR is missing", ""});
  }

 private:
  void reject(const RawItem& raw, LineError error) {
    sink_.rejected({error.line, std::move(error.reason), std::string(raw.raw)});
  }

  /// Of an item that cannot be read: what belongs to it must not be read as if it were not there.
  static std::string uid_within(const RawItem& raw) {
    FileLines lines(raw.raw);
    while (const auto line = lines.next())
      if (const auto read = read_content_line(line->text, line->number);
          read && read->name == "UID")
        return normalise_line(unescaped(utf8_or_western(read->value), Escapes::modern));
    return {};
  }

  void take(const std::vector<RawItem>& group, bool whole) {
    const CalendarContext context{zones_, lookups_, options_.owners, cancels_, keep_};
    std::vector<Entry> entries;
    std::map<std::string, std::size_t> chosen;  // place in `entries`, by the occurrence
    std::vector<std::size_t> sources;
    warnings_.clear();
    for (std::size_t i = 0; i < group.size(); ++i) {
      auto entry = understand(group[i], context);
      if (!entry) return reject_all(group, i, entry.error());
      if (!entries.empty() && entries.front().record.table != entry->record.table)
        return reject_all(group, i, {group[i].line, "the same UID is of two kinds"});
      const std::string name =
          entry->recurrence_id
              ? std::to_string(entry->recurrence_id->instant().time_since_epoch().count())
              : std::string();
      const auto [place, fresh] = chosen.try_emplace(name, entries.size());
      if (fresh) {
        entries.push_back(std::move(*entry));
        sources.push_back(i);
        continue;
      }
      const bool newer = entry->sequence >= entries[place->second].sequence;
      const std::size_t old = newer ? std::exchange(sources[place->second], i) : i;
      if (newer) entries[place->second] = std::move(*entry);
      reject(group[old],
             {group[old].line, "another item of the file has the same UID and is newer"});
    }
    auto rows = rows_of(std::move(entries), whole, lookups_);
    if (!rows) return reject_all(group, everybody, rows.error());
    for (Warning& warning : warnings_) warn_(std::move(warning));
    for (Record& row : *rows) sink_.record(std::move(row));
  }

  tl::expected<Entry, LineError> understand(const RawItem& raw, const CalendarContext& context) {
    if (problem_) return LineFailure({raw.line, problem_});
    const auto part = read_part(raw);
    if (!part) return LineFailure(part.error());
    auto entry = read_entry(*part, context);
    if (entry) entry->record.raw = raw.raw;
    return entry;
  }

  /// `at` is the one with the error.
  static constexpr std::size_t everybody = static_cast<std::size_t>(-1), nobody = everybody - 1;
  void reject_all(const std::vector<RawItem>& group, std::size_t at, const LineError& error) {
    for (std::size_t i = 0; i < group.size(); ++i)
      reject(group[i], i == at || at == everybody
                           ? error
                           : LineError{group[i].line, "belongs to an item that cannot be taken"});
  }

  const CalendarOptions& options_;
  const Lookups& lookups_;
  const Sink& sink_;
  const Warn& warn_;
  CalendarZones zones_{""};
  std::vector<std::vector<RawItem>> groups_;
  std::map<std::string, std::size_t> by_uid_;
  std::set<std::string> damaged_;  // what something belongs to that is not closed
  bool cancels_ = false;
  const char* problem_ = nullptr;
  std::vector<Warning> warnings_;  // of the group at hand
  const Warn keep_ = [this](Warning warning) { warnings_.push_back(std::move(warning)); };
};

}  // namespace

void read_icalendar(std::string_view file, const CalendarOptions& options, const Lookups& lookups,
                    const Sink& sink, const Warn& warn) {
  const std::string text = unmarked(file);
  CalendarReader reader(options, lookups, sink, warn);
  split_calendars(
      text, {[&] { reader.end(true, 0); }, [&](const ContentLine& line) { reader.property(line); },
             [&](const RawItem& raw) { reader.item(raw); },
             [&](const RawItem& raw, const char* reason) { reader.broken(raw, reason); },
             [&](bool closed, std::size_t line) { reader.end(closed, line); }});
  reader.end(true, 0);  // items outside of any calendar
}

}  // namespace relais::import
