#include "engine/check/report.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <iterator>

namespace relais::check {
namespace {

int code_of(const Line& line) {
  return line.code == Errc::not_found ? relais::exit_code(Errc::refused)
                                      : relais::exit_code(line.code);
}

}  // namespace

const char* name_of(Colour colour) noexcept {
  switch (colour) {
    case Colour::green:
      return "green";
    case Colour::red:
      return "red";
    case Colour::grey:
      return "grey";
  }
  return "";
}

const char* name_of(plugin::ProbeOutcome outcome) noexcept {
  switch (outcome) {
    case plugin::ProbeOutcome::ok:
      return "ok";
    case plugin::ProbeOutcome::failed:
      return "failed";
    case plugin::ProbeOutcome::not_needed:
      return "not needed";
    case plugin::ProbeOutcome::degraded:
      return "degraded";
  }
  return "";
}

std::string reason_of(const std::vector<Line>& lines) {
  const auto failed =
      std::find_if(lines.begin(), lines.end(), [](const Line& line) { return line.failed(); });
  if (failed == lines.end()) return {};
  std::string text = failed->probe + ':';
  if (failed->said.http_status != 0) text += fmt::format(" {}", failed->said.http_status);
  if (!failed->said.code.empty()) text += ' ' + failed->said.code;
  const auto& meaning = failed->said.explanation.meaning;
  return meaning.empty() ? text
                         : fmt::format("{}{} {}", text, text.back() == ':' ? "" : ":", meaning);
}

bool out_of_reach(const std::vector<Line>& lines) {
  bool some = false;
  for (const Line& line : lines) {
    if (!line.failed()) continue;
    if (line.code != Errc::temporary) return false;
    some = true;
  }
  return some;
}

int exit_code(const Report& report) {
  std::vector<int> codes;
  const auto add = [&](const std::vector<Line>& lines) {
    for (const Line& line : lines)
      if (line.failed()) codes.push_back(code_of(line));
  };
  for (const auto& entity : report.entities) {
    add(entity.token);
    if (!entity.token.empty()) codes.push_back(0);
    for (const auto& handler : entity.handlers)
      for (const auto& addin : handler.addins) add(addin.lines);
  }
  constexpr int worst_first[] = {7, 1, 2, 6, 5};
  for (const int code : worst_first)
    if (std::find(codes.begin(), codes.end(), code) != codes.end()) return code;
  return codes.empty() ? relais::exit_code(Errc::usage) : 0;
}

}  // namespace relais::check
