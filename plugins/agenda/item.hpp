// What add-ins B08 and B09 are given: a deadline, a reminder or an appointment of the practice
// store.
#pragma once

#include <date/date.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relais::agenda {

enum class Kind { deadline, reminder, appointment };
const char* name_of(Kind kind) noexcept;

/// What may be told; the engine has removed the rest from the item already.
enum class Privacy { full, case_number_only, busy };

enum class DeadlineType { normal, statutory, court, peremptory };
enum class AppointmentType { hearing, meeting, call, absence, other };
enum class ShowAs { free, tentative, busy, oof };

/// How long before the item its owner is to be told.
struct Lead {
  int amount = 0;
  bool days = false;  ///< else minutes
  std::string label{};
};

struct Case {
  std::string number{};
  std::string title{};
  std::string client{};                                        ///< "Anna Müller"
  std::string client_short{};                                  ///< "Müller"
  std::vector<std::pair<std::string, std::string>> parties{};  ///< (name, role)
  std::string court{};
  std::string court_ref{};
  std::string responsible{};
};

/// One item, whatever its kind. What it does not have, or may not tell, is empty.
struct Item {
  Kind kind = Kind::deadline;
  std::string id{};
  Privacy privacy = Privacy::full;
  bool confidential = false;  ///< the item or its case
  std::string name{};         ///< deadline, reminder
  std::string subject{};
  std::string description{};
  std::string category{};
  std::vector<Lead> leads{};             ///< the first one is the pop-up
  std::vector<std::string> assignees{};  ///< names
  std::optional<Case> about{};

  // deadline, reminder
  DeadlineType type = DeadlineType::normal;
  date::local_days due{};
  std::optional<std::chrono::minutes> due_time{};  ///< since midnight
  std::chrono::minutes reminder_time{8 * 60};      ///< since midnight: when leads in days pop up
  std::string event_date{};                        ///< YYYY-MM-DD
  std::string period{};
  bool done = false;
  std::string done_by{};

  // appointment
  AppointmentType meeting = AppointmentType::other;
  date::local_seconds starts{}, ends{};  ///< all day: midnights, the last day included
  std::string zone{};                    ///< IANA
  bool all_day = false;
  bool is_private = false;
  ShowAs show = ShowAs::busy;
  std::string location{};
  std::string rrule{};
  std::vector<date::local_days> exdates{};
};

/// Reads `item` of relais_export.render: JSON after plugin-api/schemas/item.<kind>.json. An unknown
/// time zone becomes `zone`, the entity's. Failure(item): it is no such item.
Item read_item(std::string_view json, const std::string& zone);

/// The item without what only `privacy` full, or case-number-only, may show. The engine does this
/// before a plugin sees an item; a target without a notion of "private" needs more of it.
Item reduced(Item item, Privacy privacy);

}  // namespace relais::agenda
