#include "engine/store/date_changes.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace relais::store {
namespace {

constexpr std::string_view kChangeColumns =
    "seq, at, deadline_id, entity_id, type, old_date, old_time, new_date, new_time";

Result<std::vector<DateChange>> read_changes(sqlite::Statement& rows) {
  std::vector<DateChange> changes;
  for (;;) {
    RELAIS_ASSIGN(const bool more, rows.step());
    if (!more) return changes;
    changes.push_back({rows.integer(0), rows.string(1), rows.string(2), rows.string(3),
                       rows.string(4), rows.string(5), rows.string(6), rows.string(7),
                       rows.string(8)});
  }
}

std::string moment_text(const std::string& day, const std::string& time) {
  return time.empty() ? day : day + ' ' + time;
}

}  // namespace

Result<std::vector<DateChange>> date_changes(sqlite::Database& database, std::int64_t after,
                                             std::size_t limit) {
  RELAIS_ASSIGN(auto rows,
                database.prepare(fmt::format("SELECT {} FROM deadline_date_change WHERE seq > ? "
                                             "ORDER BY seq LIMIT ?",
                                             kChangeColumns)));
  rows.bind(after, static_cast<std::int64_t>(limit));
  return read_changes(rows);
}

Result<std::vector<DateChange>> date_changes_of(sqlite::Database& database,
                                                std::string_view deadline, std::size_t limit) {
  RELAIS_ASSIGN(auto rows, database.prepare(fmt::format(
                               "SELECT {} FROM deadline_date_change WHERE deadline_id = ? "
                               "ORDER BY seq DESC LIMIT ?",
                               kChangeColumns)));
  rows.bind(deadline, static_cast<std::int64_t>(limit));
  RELAIS_ASSIGN(auto changes, read_changes(rows));
  std::reverse(changes.begin(), changes.end());
  return changes;
}

Result<std::int64_t> last_date_change(sqlite::Database& database) {
  RELAIS_ASSIGN(const auto last, database.integer("SELECT max(seq) FROM deadline_date_change"));
  return last.value_or(0);
}

std::string dates_text(const DateChange& change) {
  return fmt::format("{} to {}", moment_text(change.old_date, change.old_time),
                     moment_text(change.new_date, change.new_time));
}

}  // namespace relais::store
