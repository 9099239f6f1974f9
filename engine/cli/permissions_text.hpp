// What has to be granted for entities, and how it is shown. Pure functions.
#pragma once

#include "engine/cli/terminal.hpp"
#include "engine/connection/recipe.hpp"
#include "engine/plugin/needs.hpp"

namespace relais::cli {

/// A registration at a service, and the entities that share it.
struct Granting {
  std::string connection;
  std::vector<const config::Entity*> entities;
  std::vector<connection::Need> needs;  ///< with the connection's own, if there is a recipe
  std::optional<connection::Recipe> recipe;
  std::vector<plugin::Resolution> unknown;  ///< subscribed, but what they need cannot be said
  bool handlers_known = false;              ///< there is a practice store to ask for them
  std::size_t mailboxes = 0;                ///< of linked handlers
  /// Of --compare.
  std::optional<Error> not_compared;
  std::optional<std::vector<connection::Compared>> compared;

  std::string label() const;  ///< "zurich, geneva"
};

/// Something required is missing, as far as the service says so.
bool lacks_something(const Granting& granting);

std::string permissions_text(const Granting& granting, const Paint& paint);
json::object permissions_json(const Granting& granting);

}  // namespace relais::cli
