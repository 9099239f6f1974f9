// Where a plugin's small values live: behind an interface that the ledger implements.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "engine/base/error.hpp"

namespace relais::plugin {

/// Values by key; none: erase it.
using StateChanges = std::map<std::string, std::optional<std::string>, std::less<>>;

/// The durable values of one (plugin, mailbox).
class StateStore {
 public:
  virtual ~StateStore() = default;
  virtual Result<std::optional<std::string>> get(std::string_view key) = 0;
  /// Within the transaction that the caller has open.
  virtual Result<void> write(const StateChanges& changes) = 0;
};

/// What a session has put and the engine has not committed yet, over the durable values.
class StateBuffer {
 public:
  /// `store` outlives the buffer.
  explicit StateBuffer(StateStore& store) : store_(store) {}

  Result<std::optional<std::string>> get(std::string_view key) const;
  /// Keys of 1 to 200 bytes, values up to 64 KiB; Errc::usage otherwise.
  Result<void> put(std::string_view key, std::string_view value);
  Result<void> erase(std::string_view key);

  Result<void> commit();
  void forget() { pending_.clear(); }

 private:
  StateStore& store_;
  StateChanges pending_;
};

}  // namespace relais::plugin
