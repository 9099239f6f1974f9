// Items as the practice store gives them, and settings, for tests.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/agenda/entry.hpp"
#include "plugins/agenda/words.hpp"
#include "plugins/agenda/zone.hpp"

namespace relais::agenda::testing {

namespace json = boost::json;

inline Settings settings(std::string language = "de", std::string zone = "Europe/Zurich") {
  Settings made;
  made.kinds = {Kind::deadline, Kind::reminder, Kind::appointment};
  made.mailbox = "user-1";
  made.category = std::string(default_category(language));
  made.language = std::move(language);
  made.time_zone = std::move(zone);
  return made;
}

inline date::local_days day(std::string_view text) {
  const auto read = read_day(text);
  if (!read) throw std::invalid_argument("no date");
  return *read;
}

inline date::local_seconds wall(std::string_view text) {
  const auto read = read_wall(text);
  if (!read) throw std::invalid_argument("no time");
  return *read;
}

/// Members of `over` replace those of `base`; null takes one away.
inline json::object with(json::object base, const json::object& over) {
  for (const auto& each : over)
    if (each.value().is_null())
      base.erase(each.key());
    else
      base[each.key()] = each.value();
  return base;
}

inline json::object lead(int seq, int amount, const char* unit, const char* label = "") {
  json::object made{{"seq", seq}, {"amount", amount}, {"unit", unit}};
  if (*label) made["label"] = label;
  return made;
}

inline json::object case_of_mueller() {
  return {{"number", "2024-0173"},
          {"title", "Forderung aus Werkvertrag"},
          {"status", 0},
          {"confidential", false},
          {"client", {{"name", "Anna Müller"}, {"short", "Müller"}}},
          {"parties", {{{"name", "Bäckerei Huber & Söhne AG"}, {"role", "Gegenpartei"}}}},
          {"court", "Bezirksgericht Zürich"},
          {"court_ref", "CG240123-L"},
          {"responsible", {{"code", "MM"}, {"name", "Max Muster"}}}};
}

inline json::object deadline(const json::object& over = {}) {
  return with({{"schema", 1},
               {"item", "deadline"},
               {"id", "f-1"},
               {"entity", "muster"},
               {"revision", 1},
               {"confidential", false},
               {"name", "Klageantwort"},
               {"due_date", "2026-05-01"},
               {"reminder_time", "08:00"},
               {"done", false},
               {"type", "normal"},
               {"leads", json::array()},
               {"assignees", {{{"code", "MM"}, {"name", "Max Muster"}}}},
               {"case", case_of_mueller()}},
              over);
}

inline json::object reminder(const json::object& over = {}) {
  return with(deadline({{"item", "reminder"}, {"id", "w-1"}, {"type", nullptr}}), over);
}

inline json::object appointment(const json::object& over = {}) {
  return with({{"schema", 1},
               {"item", "appointment"},
               {"id", "t-1"},
               {"entity", "muster"},
               {"revision", 1},
               {"confidential", false},
               {"subject", "Hauptverhandlung"},
               {"starts_at", "2026-05-01T09:00"},
               {"ends_at", "2026-05-01T10:30"},
               {"time_zone", "Europe/Zurich"},
               {"all_day", false},
               {"show_as", "busy"},
               {"private", false},
               {"type", "hearing"},
               {"exdates", json::array()},
               {"leads", json::array()},
               {"case", case_of_mueller()}},
              over);
}

inline Item item(const json::object& made, const std::string& zone = "Europe/Zurich") {
  return read_item(json::serialize(made), zone);
}

inline std::vector<Entry> entries(const json::object& made, Target target = Target::calendar,
                                  const Settings& with = settings(),
                                  std::string_view today = "2026-04-01") {
  return entries_of(item(made, with.time_zone), target, with, day(today));
}

/// The only one.
inline Entry entry(const json::object& made, Target target = Target::calendar,
                   const Settings& with = settings()) {
  std::vector<Entry> all = entries(made, target, with);
  if (all.size() != 1) throw std::logic_error(std::to_string(all.size()) + " entries");
  return std::move(all.front());
}

inline std::string shown(const std::vector<Degraded>& degraded) {
  std::string text;
  for (const Degraded& each : degraded)
    text += (text.empty() ? "" : " ") + each.field + ":" + each.reason;
  return text;
}

}  // namespace relais::agenda::testing
