// What a connection test found: lines, and a dot for each add-in of each handler. Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/connection/connection.hpp"
#include "engine/plugin/export_types.hpp"
#include "engine/sync/secret_state.hpp"

namespace relais::check {

/// One probe: what was asked for, and what was said (R12).
struct Line {
  std::string probe;
  plugin::ProbeOutcome outcome = plugin::ProbeOutcome::ok;
  connection::Said said{};  ///< its explanation: of a line that is neither ok nor not needed
  Millis at = 0;
  Errc code = Errc::refused;  ///< what kind of failure, if it failed

  bool failed() const { return outcome == plugin::ProbeOutcome::failed; }
};

enum class Colour { green, red, grey };
/// "green", "red", "grey".
const char* name_of(Colour colour) noexcept;

/// `degraded`, `not needed`, ...
const char* name_of(plugin::ProbeOutcome outcome) noexcept;

/// An add-in of a handler. Grey: it was not tested, or could not be now, and `reason` says why.
struct AddinTest {
  std::string addin;
  Colour colour = Colour::grey;
  std::string reason{};       ///< why it is red or grey
  std::vector<Line> lines{};  ///< token and user first
  Millis at = 0;
  bool out_of_reach = false;  ///< whatever failed may pass: this says nothing about the add-in
};

struct HandlerTest {
  std::string entity;
  std::string id;
  std::string handler;  ///< code
  std::vector<AddinTest> addins;
};

struct EntityTest {
  std::string entity;
  std::vector<Line> token;  ///< of each connection that was needed
  std::vector<HandlerTest> handlers;
  /// How long the credentials in use last, if whoever shows the report wants it shown.
  std::optional<sync::SecretState> secret{};
  bool staged = false;  ///< its edited credentials are not in use yet
  /// With --update: whether these are in use now.
  std::optional<bool> updated{};
};

struct Report {
  std::vector<EntityTest> entities;
};

/// "messages: 403 ErrorAccessDenied: what it means"; nothing if no line failed.
std::string reason_of(const std::vector<Line>& lines);

/// Some lines failed, and each of these because the service could not be reached, throttled, or had
/// a passing fault: an outage is no verdict.
bool out_of_reach(const std::vector<Line>& lines);

/// 0: something was tested and nothing failed; otherwise the worst: refused 7, internal 1,
/// configuration 2, unreachable now 5. 2: nothing could be tested.
int exit_code(const Report& report);

}  // namespace relais::check
