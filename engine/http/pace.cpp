#include "engine/http/pace.hpp"

#include <algorithm>

namespace relais::http {

Pace::Pace(int budget, Millis window)
    : budget_(std::max(1, budget)), slice_(std::max<Millis>(1, (window + slices - 1) / slices)) {}

void Pace::tighten(int budget, Millis window) {
  budget_ = std::min<std::int64_t>(budget_, std::max(1, budget));
  const Millis slice = (window + slices - 1) / slices;
  if (slice <= slice_) return;
  const std::int64_t so_far = total_;
  slice_ = slice;
  counts_.fill(0);
  current_ = last_ / slice_;
  counts_[static_cast<std::size_t>(current_ % (slices + 1))] = static_cast<std::uint32_t>(so_far);
}

void Pace::roll(Millis now) {
  const std::int64_t slice = now / slice_;
  if (slice <= current_) return;  // also when the clock was set back
  const std::int64_t steps = std::min(slice - current_, slices + 1);
  for (std::int64_t i = 0; i < steps; ++i) {
    auto& count = counts_[static_cast<std::size_t>((slice - i) % (slices + 1))];
    total_ -= count;
    count = 0;
  }
  current_ = slice;
}

std::int64_t Pace::counted(Millis now) {
  roll(now);
  return total_;
}

Millis Pace::earliest(Millis now) {
  roll(now);
  if (total_ * 5 < budget_ * 4) return now;
  std::int64_t oldest = current_ - slices;
  while (oldest < current_ &&
         counts_[static_cast<std::size_t>((oldest + slices + 1) % (slices + 1))] == 0) {
    ++oldest;
  }
  const Millis room_at = (oldest + slices + 1) * slice_;
  const std::int64_t left = budget_ - total_;
  if (left <= 0) return std::max(now, room_at);
  const Millis gap = std::max<Millis>(0, room_at - now) / left;
  return std::max(now, last_ + gap);
}

void Pace::count(Millis now) {
  roll(now);
  ++counts_[static_cast<std::size_t>(current_ % (slices + 1))];
  ++total_;
  last_ = std::max(last_, now);
}

}  // namespace relais::http
