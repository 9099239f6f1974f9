// A firm that is made once and found as it was made by each of many trials.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "tests/testbed/testbed.hpp"

namespace relais::testbed {

/// What a trial does; what it has to tell goes into `answer`. Its expectations are the test's.
using Trial = std::function<void(std::string& answer)>;

inline constexpr const char* kNoSuchStep = "the run has no such step";

/// A trial is a forked process: it has the emulator with all its mailboxes as they were, on the
/// same port. The files of the firm are put back for it. Nothing is open and nothing runs meanwhile
/// in the test itself: the emulator answers its control interface only.
class Prepared {
 public:
  /// `firm` outlives it.
  explicit Prepared(Testbed& firm);
  ~Prepared();
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  /// What the trial answers; nothing, with a failure, if an expectation was not met.
  std::optional<std::string> run(const Trial& trial);

  /// A trial for each step from 1, until one answers `kNoSuchStep` or fails; how many there were.
  int at_every_step(const std::function<void(int step, std::string& answer)>& trial);

 private:
  void put_back() const;

  Testbed& firm_;
  std::filesystem::path kept_;
  int port_holder_ = -1;
};

}  // namespace relais::testbed
