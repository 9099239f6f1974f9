// How a run goes on, for people who wait for it.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "engine/cli/terminal.hpp"
#include "engine/sync/job.hpp"

namespace relais::cli {

struct ProgressState {
  std::int64_t total = 0;
  std::int64_t done = 0;
  Millis working_for = 0;  ///< since the first action was planned
  Millis waiting_for = 0;  ///< until then nothing may be sent; 0: it may
};

/// `120 of 400 actions, 85/s, 3.2 s left`. Pure.
std::string progress_line(const ProgressState& state);

/// On a terminal one line that is written over, elsewhere a line every ten seconds.
class ProgressDisplay final : public sync::Progress {
 public:
  ProgressDisplay(Terminal& terminal, bool quiet);
  ~ProgressDisplay() override;
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;

  void planned(std::int64_t actions) override;
  void done(std::int64_t actions) override;
  void waiting(Millis until) override;

  /// Takes the line away; nothing is shown after it.
  void stop();

 private:
  void show();
  ProgressState state_now() const;

  Terminal& terminal_;
  const bool live_;
  mutable SystemClock clock_;
  mutable std::mutex guard_;  // of all below
  std::condition_variable wake_;
  bool stopping_ = false;
  bool drawn_ = false;
  std::int64_t total_ = 0;
  std::int64_t done_ = 0;
  Millis began_ = 0;
  Millis wait_until_ = 0;
  std::thread ticker_;
};

}  // namespace relais::cli
