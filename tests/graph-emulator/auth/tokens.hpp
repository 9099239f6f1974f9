// Access tokens: issued with the roles of that moment, opaque, and good until they expire.
#pragma once

#include <memory>
#include <set>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "tests/graph-emulator/refusal.hpp"
#include "tests/graph-emulator/state/world.hpp"

namespace relais::emulator {

struct Grant {
  std::string tenant;
  std::string client_id;
  std::set<std::string> roles;
  std::set<std::string> mailboxes;  ///< user ids in lower case; empty = all
  bool scoped_grants = false;       ///< some roles are granted within a scope (RBAC)
  Millis expires = 0;
};

/// Thread-safe.
class Tokens {
 public:
  std::string issue(const std::string& tenant, const App& app, Millis now, std::int64_t life_s,
                    bool opaque);
  /// What the Authorization header grants, or the 401.
  Answer<std::shared_ptr<const Grant>> check(std::string_view authorization, Millis now) const;
  /// Makes the token in the header worthless.
  void expire(std::string_view authorization);
  void expire_all();

 private:
  mutable std::shared_mutex mutex_;  // guards grants_
  std::unordered_map<std::string, std::shared_ptr<const Grant>> grants_;
};

}  // namespace relais::emulator
