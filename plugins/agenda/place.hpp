// One target of an add-in: how its entries look there, and everything that is done there.
//
// The session asks for the target that a call names and passes the call on. There are two:
// event::open_calendars (event/calendars.hpp) and todo::open_lists (todo/lists.hpp).
#pragma once

#include <relais/sdk.hpp>
#include <span>
#include <string>
#include <string_view>

#include "plugins/agenda/entry.hpp"

namespace relais::agenda {

/// An entry as the engine gets it.
struct Rendered {
  std::string document;  ///< as `apply` reads it
  std::string print;     ///< the written fingerprint
};

/// The functions promise what those of relais_export do (relais/export.h). Of one session: calls
/// never overlap, and each one looks at the mailbox as it is then.
class Place {
 public:
  virtual ~Place() = default;

  /// Pure. What cannot be shown there is added to `entry.degraded`.
  virtual Rendered render(Entry& entry) const = 0;

  virtual void apply(std::span<const sdk::Op> ops, sdk::Results& results) = 0;
  virtual void observe(std::string_view container, std::string_view cursor, bool full,
                       sdk::Changes& changes) = 0;
  virtual void lookup(std::span<const sdk::Ref> refs, sdk::Finds& finds) = 0;
  virtual void inventory(sdk::Finds& finds) = 0;
  virtual sdk::Container ensure(std::string_view stored) = 0;
  virtual void discard(std::string_view container) = 0;

  /// The name of its line in a connection test.
  virtual std::string probe_name() const = 0;
  /// Asks for what it needs, and changes nothing.
  virtual sdk::Probe probe() = 0;
};

}  // namespace relais::agenda
