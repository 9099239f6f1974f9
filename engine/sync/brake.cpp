#include "engine/sync/brake.hpp"

#include <algorithm>

namespace relais::sync {
namespace {

/// More than `count` and more than `percent` of what there is: the larger of the two is allowed.
std::int64_t allowed(const config::Limit& limit, std::int64_t base) {
  return std::max(limit.count, base * limit.percent / 100);
}

bool is_delete(const Action& action) {
  // A move (of container, target, assignee), a part that others take the place of, and what its
  // owner deleted already, are no deletes.
  return action.type == ActionType::remove && !action.forget && action.cause != Cause::engine &&
         action.cause != Cause::reassigned && action.cause != Cause::reshaped;
}

}  // namespace

const char* name_of(Trip trip) noexcept {
  switch (trip) {
    case Trip::deletes:
      return "delete";
    case Trip::source_lost:
      return "source-lost";
    case Trip::configuration:
      return "configuration";
    case Trip::empty_target:
      return "empty-target";
  }
  return "";
}

void count(const Action& action, Tally& tally) {
  if (is_delete(action)) {
    ++tally.deletes;
    if (action.cause == Cause::lost) ++tally.lost;
  }
  if (action.type == ActionType::update && action.cause == Cause::configuration)
    ++tally.config_updates;
}

std::vector<Tripped> judge(const Tally& tally, const config::Safety& safety, bool whole_entity) {
  std::vector<Tripped> trips;
  const std::int64_t base = tally.links + tally.deletes_done;
  const auto check = [&](Trip trip, std::int64_t planned, std::int64_t done, std::int64_t limit) {
    if (planned > 0 && planned + done > limit) trips.push_back({trip, planned, done, limit});
  };
  check(Trip::deletes, tally.deletes, tally.deletes_done, allowed(safety.max_delete, base));
  if (trips.empty())  // the deletes are held already
    check(Trip::source_lost, tally.lost, tally.lost_done, allowed(safety.max_source_lost, base));
  check(Trip::configuration, tally.config_updates, tally.config_updates_done,
        allowed(safety.max_config_update, base));
  const std::int64_t links = tally.links - tally.newer;
  if (!whole_entity && links > safety.empty_target_links && tally.gone >= links)
    trips.push_back({Trip::empty_target, tally.gone, 0, safety.empty_target_links});
  return trips;
}

bool holds(Trip trip, const Action& action) {
  switch (trip) {
    case Trip::deletes:
      return is_delete(action);
    case Trip::source_lost:
      return is_delete(action) && action.cause == Cause::lost;
    case Trip::configuration:
      return action.type == ActionType::update && action.cause == Cause::configuration;
    case Trip::empty_target:
      return action.type == ActionType::recreate;
  }
  return false;
}

}  // namespace relais::sync
