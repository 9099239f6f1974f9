// What a connection test goes through: an entity's connection, and an add-in's own look at a
// mailbox. An interface, so that a test works the same on a loaded plugin and on a fake.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/config.hpp"
#include "engine/connection/connection.hpp"
#include "engine/plugin/catalogue.hpp"
#include "engine/plugin/export_types.hpp"
#include "engine/store/store.hpp"

namespace relais::check {

/// An add-in in somebody's mailbox.
struct Visit {
  const config::Entity& entity;
  const store::Handler& handler;
  const plugin::PluginEntry& entry;
  connection::Connection& connection;
  const connection::Account& account;
};

/// An answer that the add-in got meanwhile, as far as its probes do not say it.
struct Answered {
  int status = 0;  ///< 0: none came
  std::string request_id{};
  std::string tracking_id{};
  bool passes = false;  ///< it may be answered otherwise later
};

struct Heard {
  std::vector<plugin::Probe> probes;
  std::vector<Answered> answers;  ///< in their order
};

class Ways {
 public:
  virtual ~Ways() = default;
  /// The one in use; lives as long as the ways.
  virtual Result<connection::Connection*> connection(const config::Entity& entity,
                                                     std::string_view name) = 0;
  /// One for credentials that are only tried.
  virtual Result<std::unique_ptr<connection::Connection>> try_out(const config::Entity& entity,
                                                                  std::string_view name) = 0;
  /// The add-in's own test. Errc::unsupported: it has none. Thread-safe.
  virtual Result<Heard> probe(const Visit& visit) = 0;
};

}  // namespace relais::check
