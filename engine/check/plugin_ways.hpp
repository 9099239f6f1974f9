// The ways of a connection test through the engine's connections and loaded plugins.
#pragma once

#include "engine/check/ways.hpp"
#include "engine/sync/engine.hpp"

namespace relais::check {

/// Leaves nothing behind: what a plugin wants to remember of a test is forgotten.
class PluginWays final : public Ways {
 public:
  /// `engine` outlives it.
  static Result<std::unique_ptr<PluginWays>> make(sync::Engine& engine);

  Result<connection::Connection*> connection(const config::Entity& entity,
                                             std::string_view name) override {
    return engine_.connections().get(entity, name);
  }
  Result<std::unique_ptr<connection::Connection>> try_out(const config::Entity& entity,
                                                          std::string_view name) override {
    return engine_.connections().try_out(entity, name);
  }
  Result<Heard> probe(const Visit& visit) override;

 private:
  PluginWays(sync::Engine& engine, sync::Context context)
      : engine_(engine), context_(std::move(context)) {}

  sync::Engine& engine_;
  sync::Context context_;
};

}  // namespace relais::check
