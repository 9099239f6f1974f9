// A session of B08 or B09: the class behind both plugins, which differ in their kinds only.
#pragma once

#include <map>
#include <memory>
#include <relais/sdk.hpp>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "plugins/agenda/place.hpp"
#include "plugins/agenda/settings.hpp"

namespace relais::agenda {

/// Knows the targets "calendar" and "tasks"; any other one is Status::unsupported. Nothing is ever
/// asked of a target that no call names: with everything in calendars, no request goes to To Do,
/// and the other way round.
class Session {
 public:
  Session(sdk::Host host, std::string_view config, std::string_view account,
          std::vector<Kind> kinds);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void render(std::string_view target, std::string_view item, std::string_view today,
              sdk::Documents& out);
  void apply(std::string_view target, std::span<const sdk::Op> ops, sdk::Results& results);
  void observe(std::string_view target, std::string_view container, std::string_view cursor,
               bool full, sdk::Changes& changes);
  void lookup(std::string_view target, std::span<const sdk::Ref> refs, sdk::Finds& finds);
  void inventory(std::string_view target, sdk::Finds& finds);
  sdk::Container ensure(std::string_view target, std::string_view stored);
  void discard(std::string_view target, std::string_view container);
  /// Probes the targets that some kind is configured for; says of the other ones "not needed".
  void check(sdk::Probes& probes);

 private:
  Place& at(std::string_view target);

  sdk::Host host_;
  Settings settings_;
  std::set<Target> needed_;  ///< by the configuration
  std::map<Target, std::unique_ptr<Place>> places_;
};

}  // namespace relais::agenda
