// What a reader says of a file, and how tests look at it.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/import/icalendar.hpp"
#include "engine/import/vcard.hpp"

namespace relais::import::testing {

/// NULL is "NULL", a column that is not named "-".
inline std::string value(const Record& record, std::string_view column) {
  for (const auto& [name, found] : record.values)
    if (name == column) return found ? *found : "NULL";
  return "-";
}

/// The children in this table, each as its values but the owner's, joined by `|`.
inline std::vector<std::string> children(const Record& record, std::string_view table) {
  static const std::set<std::string> keys{"address_id",  "appointment_id", "deadline_id",
                                          "reminder_id", "item_id",        "kind"};
  std::vector<std::string> found;
  for (const Record& child : record.children) {
    if (child.table != table) continue;
    std::string text;
    for (const auto& [name, each] : child.values)
      if (!keys.contains(name)) text += (text.empty() ? "" : "|") + each.value_or("NULL");
    found.push_back(text);
  }
  return found;
}

struct Found {
  std::vector<Record> records;
  std::vector<Rejected> rejected;
  std::vector<Warning> warnings;

  Sink sink() {
    return {[this](Record record) { records.push_back(std::move(record)); },
            [this](Rejected one) { rejected.push_back(std::move(one)); }};
  }
  Warn warn() {
    return [this](Warning warning) { warnings.push_back(std::move(warning)); };
  }
  /// The only record.
  const Record& one() const {
    static const Record none;
    EXPECT_EQ(records.size(), 1u);
    for (const auto& each : rejected) ADD_FAILURE() << each.line << ": " << each.reason;
    return records.empty() ? none : records.front();
  }
  std::string operator[](std::string_view column) const { return value(one(), column); }
  std::string reason() const {
    EXPECT_EQ(rejected.size(), 1u);
    return rejected.empty() ? "" : rejected.front().reason;
  }
  std::string warned() const {
    std::string all;
    for (const auto& each : warnings) all += std::to_string(each.line) + ": " + each.text + "\n";
    return all;
  }
};

inline Found cards(std::string_view file) {
  Found found;
  read_vcards(file, found.sink(), found.warn());
  return found;
}

/// A card with a UID and a name, and these lines.
inline Found card(const std::string& version, const std::string& lines) {
  return cards("BEGIN:VCARD\r\nVERSION:" + version + "\r\nUID:4711\r\nN:Müller;Anna;;;\r\n" +
               lines + "\r\nEND:VCARD\r\n");
}

inline Lookups handlers(std::map<std::string, std::string> codes_by_mail) {
  Lookups lookups;
  lookups.handler_code_of =
      [codes = std::move(codes_by_mail)](std::string_view mail) -> std::optional<std::string> {
    const auto found = codes.find(std::string(mail));
    if (found == codes.end()) return std::nullopt;
    return found->second;
  };
  return lookups;
}

inline Found calendar(const std::string& items, const Lookups& lookups = {},
                      std::vector<std::string> owners = {"MM"}) {
  Found found;
  const CalendarOptions options{{"zurich", "Europe/Zurich"}, std::move(owners)};
  read_icalendar("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + items + "END:VCALENDAR\r\n", options,
                 lookups, found.sink(), found.warn());
  return found;
}

/// An appointment on 1 May 2026, 14:00 to 15:00 in Zürich, and these lines.
inline Found event(const std::string& lines, const Lookups& lookups = {},
                   std::vector<std::string> owners = {"MM"}) {
  const bool timed = lines.find("DTSTART") == std::string::npos;
  return calendar("BEGIN:VEVENT\r\nUID:7001\r\nSUMMARY:Sitzung\r\n" +
                      std::string(timed ? "DTSTART;TZID=Europe/Zurich:20260501T140000\r\n" : "") +
                      (timed && lines.find("DURATION") == std::string::npos
                           ? "DTEND;TZID=Europe/Zurich:20260501T150000\r\n"
                           : "") +
                      lines + "\r\nEND:VEVENT\r\n",
                  lookups, std::move(owners));
}

inline Found todo(const std::string& lines) {
  return calendar("BEGIN:VTODO\r\nUID:5001\r\nSUMMARY:Klageantwort\r\n" + lines +
                  "\r\nEND:VTODO\r\n");
}

}  // namespace relais::import::testing
