// What readers of cards and calendars ask the store, and what they have to say besides rows.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relais::import {

/// Something that a file says and the store cannot hold, or that was read in the likelier of two
/// ways. Never with the content of the file: it is logged.
struct Warning {
  std::size_t line = 0;
  std::string text;
};

using Warn = std::function<void(Warning)>;

/// Questions to the store, all of them about one entity. What is not set is not asked.
struct Lookups {
  /// The code of the handler who has this e-mail address: of his mailbox, or as an employee.
  std::function<std::optional<std::string>(std::string_view address)> handler_code_of;
  std::function<bool(std::string_view id)> has_appointment;
  /// The ids of all appointments, deleted ones left out, that begin with this.
  std::function<std::vector<std::string>(std::string_view prefix)> appointments_below;
};

}  // namespace relais::import
