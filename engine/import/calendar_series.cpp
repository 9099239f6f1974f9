#include "engine/import/calendar_series.hpp"

#include <algorithm>
#include <map>

#include "engine/import/identity.hpp"
#include "engine/import/zone.hpp"

namespace relais::import {
namespace {

/// When an occurrence was meant to begin, in the series' zone; of whole days the day alone.
std::string occurrence_text(const CalendarTime& time, const CalendarTime* series) {
  if (time.day) return date::format("%Y%m%d", time.wall);
  const bool other = series && series->zone != time.zone;
  const date::local_seconds wall = other ? to_wall(time.instant(), series->zone) : time.wall;
  if (series && series->day) return date::format("%Y%m%d", wall);
  return date::format("%Y%m%dT%H%M%S", wall);
}

date::local_days occurrence_day(const CalendarTime& time, const CalendarTime* series) {
  const bool other = series && !time.day && series->zone != time.zone;
  return date::floor<date::days>(other ? to_wall(time.instant(), series->zone) : time.wall);
}

/// Rows that belong to the item learn its id.
void set_id(Record& record, const std::string& id) {
  record.id = id;
  const std::string own = record.table + "_id";
  for (Record& child : record.children)
    for (auto& [column, value] : child.values)
      if (column == own || column == "item_id") value = id;
}

/// `of` is the row that it stands in the file with; here and below.
Record exdate_row(const std::string& id, date::local_days day, const Record& of) {
  Record row;
  row.table = "appointment_exdate";
  row.line = of.line;
  row.raw = of.raw;
  row.values = {{"appointment_id", id}, {"date", date::format("%F", day)}};
  return row;
}

Record removal(const std::string& id, const Record& of) {
  Record row;
  row.table = "appointment";
  row.id = id;
  row.op = Op::remove;
  row.line = of.line;
  row.raw = of.raw;
  return row;
}

/// What an occurrence does not say itself, its series says.
void inherit(Entry& occurrence, const Entry& series) {
  if (!occurrence.names_case)
    for (const auto& value : series.record.values)
      if (value.first == "case_number") occurrence.record.values.push_back(value);
  if (occurrence.names_assignees || !series.names_assignees) return;
  occurrence.record.owns.emplace_back("appointment_assignee");
  for (const Record& child : series.record.children)
    if (child.table == "appointment_assignee") occurrence.record.children.push_back(child);
}

/// One more occurrence, at a time that no rule gives.
Record added(const Entry& series, const CalendarTime& time) {
  Record record = series.record;
  std::erase_if(record.children,
                [](const Record& child) { return child.table == "appointment_exdate"; });
  for (auto& [column, value] : record.values)
    if (column == "rrule") value.reset();
  const CalendarTime& start = series.start;
  CalendarTime moved = start;
  moved.wall =
      time.day || time.zone == start.zone ? time.wall : to_wall(time.instant(), start.zone);
  put_times(record, moved, moved.wall + (series.end - start.wall));
  return record;
}

class Series {
 public:
  Series(std::vector<Entry> entries, bool whole, const Lookups& lookups)
      : lookups_(lookups), whole_(whole) {
    uid_ = entries.front().uid;
    id_ = id_of_uid(uid_);
    prefix_ = occurrence_prefix(uid_);
    for (Entry& entry : entries) {
      if (!entry.recurrence_id) {
        master_ = std::move(entry);
      } else {
        occurrences_.push_back(std::move(entry));
      }
    }
  }

  tl::expected<std::vector<Record>, LineError> rows() {
    if (!master_) return of_occurrences();
    if (master_->cancelled) {
      set_id(master_->record, id_);
      rows_.push_back(std::move(master_->record));
      for (const Entry& each : occurrences_)
        names_.insert(prefix_ + occurrence_text(*each.recurrence_id, nullptr));
      for (const std::string& id : names_) rows_.push_back(removal(id, rows_.front()));
      remove_forgotten();
      return std::move(rows_);
    }
    return of_series();
  }

 private:
  /// A series that the file does not contain: the store's, if it has it, loses the occurrence.
  tl::expected<std::vector<Record>, LineError> of_occurrences() {
    const bool known = lookups_.has_appointment && lookups_.has_appointment(id_);
    for (Entry& each : occurrences_) {
      if (known)
        rows_.push_back(exdate_row(id_, occurrence_day(*each.recurrence_id, nullptr), each.record));
      set_id(each.record, prefix_ + occurrence_text(*each.recurrence_id, nullptr));
      rows_.push_back(std::move(each.record));
    }
    return std::move(rows_);
  }

  tl::expected<std::vector<Record>, LineError> of_series() {
    const CalendarTime start = master_->start;
    std::set<date::local_days> left_out(master_->exdates.begin(), master_->exdates.end());
    std::map<std::string, Record> own;
    for (const CalendarTime& time : master_->rdates)
      if (!left_out.contains(occurrence_day(time, &start)))
        own[occurrence_text(time, &start)] = added(*master_, time);
    for (Entry& each : occurrences_) {
      const std::string name = occurrence_text(*each.recurrence_id, &start);
      if (!master_->repeated && !own.contains(name))
        return LineFailure({each.record.line, "it is no occurrence of a repeated appointment"});
      left_out.insert(occurrence_day(*each.recurrence_id, &start));
      own.erase(name);
      if (each.cancelled) continue;
      inherit(each, *master_);
      own[name] = std::move(each.record);
    }
    take_series(left_out);
    for (auto& [name, record] : own) {
      set_id(record, prefix_ + name);
      names_.insert(record.id);
      rows_.push_back(std::move(record));
    }
    remove_forgotten();
    return std::move(rows_);
  }

  void take_series(const std::set<date::local_days>& left_out) {
    Record record = std::move(master_->record);
    record.owns.emplace_back("appointment_exdate");
    if (master_->repeated)
      for (const date::local_days day : left_out)
        record.children.push_back(exdate_row(id_, day, record));
    set_id(record, id_);
    rows_.push_back(std::move(record));
  }

  /// Occurrences that an earlier file had moved, and this one does not.
  void remove_forgotten() {
    if (!whole_ || !lookups_.appointments_below) return;
    for (const std::string& id : lookups_.appointments_below(prefix_))
      if (!names_.contains(id)) rows_.push_back(removal(id, rows_.front()));
  }

  const Lookups& lookups_;
  bool whole_;
  std::string uid_, id_, prefix_;
  std::optional<Entry> master_;
  std::vector<Entry> occurrences_;
  std::vector<Record> rows_;
  std::set<std::string> names_;  // of occurrences that have been said something about
};

}  // namespace

tl::expected<std::vector<Record>, LineError> rows_of(std::vector<Entry> entries, bool whole,
                                                     const Lookups& lookups) {
  if (entries.front().record.table == "appointment")
    return Series(std::move(entries), whole, lookups).rows();
  std::vector<Record> rows;
  for (Entry& entry : entries) {
    set_id(entry.record, id_of_uid(entry.uid));
    rows.push_back(std::move(entry.record));
  }
  return rows;
}

}  // namespace relais::import
