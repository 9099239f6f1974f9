// The way to a mailbox: its owner, and a collector at work in it. An interface, so that accounts
// are worked on the same through a plugin and through a fake.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/check/report.hpp"
#include "engine/collect/account.hpp"
#include "engine/plugin/collect_types.hpp"

namespace relais::collect {

/// From when on messages are candidates.
struct Since {
  Millis collect = 0;
  std::optional<Millis> history{};
};

/// A collector at work in one mailbox. Calls to it never overlap.
class Session {
 public:
  virtual ~Session() = default;
  virtual plugin::Collector& collector() = 0;
  /// The collector's state, durable in the ledger.
  virtual Result<> commit_state() = 0;
  /// Whether the service asked to wait since it was opened.
  virtual bool throttled() const = 0;
};

/// Not thread-safe; what it opens may be used in other threads, one at a time.
class Sessions {
 public:
  virtual ~Sessions() = default;

  struct Mailbox {
    std::string user_id;
    std::string address;
    Millis not_before = 0;  ///< nothing is sent earlier
  };
  /// The connection test of the account (R11). Errc::unsupported as of find().
  virtual Result<check::AddinTest> test(const Account& account) = 0;
  /// The owner's mailbox. Errc::unsupported: he is not linked, or no plugin collects for him.
  virtual Result<Mailbox> find(const Account& account) = 0;
  /// `mailbox`: as find() said.
  virtual Result<std::unique_ptr<Session>> open(const Account& account, const Mailbox& mailbox,
                                                Since since) = 0;
  /// Nobody sends to this mailbox before then. Thread-safe.
  virtual Result<> postpone(const Account& account, const Mailbox& mailbox, Millis until) = 0;
  virtual connection::Traffic traffic() const = 0;
};

}  // namespace relais::collect
