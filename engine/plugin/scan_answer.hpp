// The words between the scan program and the engine: one JSON object per line.
//
//   {"phase": "loading it"}                         before each step
//   {"ok": {"abi": [1, 0], "manifest": "..."}}      or
//   {"refused": {"text": "...", "hint": "..."}}     at the end
#pragma once

#include <string>
#include <string_view>

#include "engine/plugin/inspect.hpp"

namespace relais::plugin {

std::string phase_line(std::string_view phase);
std::string answer_line(const Result<Inspection>& inspection);

/// What was understood of the lines that came.
class ScanAnswer {
 public:
  /// May be called with pieces of any size.
  void add(std::string_view bytes);
  bool finished() const { return finished_; }
  /// Something else than these words, or far too much.
  bool garbage() const { return garbage_; }
  const std::string& phase() const { return phase_; }
  /// Once finished.
  const Result<Inspection>& inspection() const { return inspection_; }

 private:
  void take(std::string_view line);

  std::string rest_;
  std::string phase_ = "starting";
  bool finished_ = false;
  bool garbage_ = false;
  Result<Inspection> inspection_;
};

}  // namespace relais::plugin
