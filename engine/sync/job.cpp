#include "engine/sync/job.hpp"

#include <algorithm>

namespace relais::sync {

const LaneKind* Lane::kind(std::string_view name) const {
  const auto found =
      std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.kind == name; });
  return found == kinds.end() ? nullptr : &*found;
}

bool Lane::closes(std::string_view target, const Error& error) {
  if (error.code != Errc::refused) return false;
  closed.try_emplace(std::string(target), error);
  return true;
}

bool Lane::wanted() const {
  return std::any_of(kinds.begin(), kinds.end(), [](const auto& k) { return !k.on.empty(); });
}

bool Lane::wanted_by_selected() const {
  return std::any_of(selected.begin(), selected.end(), [&](const auto& handler) {
    return std::any_of(kinds.begin(), kinds.end(), [&](const auto& k) {
      return std::find(k.on.begin(), k.on.end(), handler) != k.on.end();
    });
  });
}

ledger::Stream* Job::stream(ledger::StreamId id) {
  const auto found =
      std::find_if(streams.begin(), streams.end(), [&](const auto& s) { return s.id == id; });
  return found == streams.end() ? nullptr : &*found;
}

Lane* Job::lane_of(const ledger::Stream& stream) {
  const auto found = std::find_if(lanes.begin(), lanes.end(), [&](const auto& lane) {
    return lane.entity == stream.key.entity && lane.addin == stream.key.addin;
  });
  return found == lanes.end() ? nullptr : &*found;
}

}  // namespace relais::sync
