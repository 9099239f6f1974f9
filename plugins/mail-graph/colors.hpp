// The colours of our two categories: entries in the mailbox's list of categories.
#pragma once

#include <optional>
#include <relais/sdk.hpp>
#include <string>

#include "plugins/graph/refusal.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

/// Of one session, and kept for later ones. Markers do without colours: nothing here ends a call
/// but a request to stop.
class Colors {
 public:
  Colors(const sdk::Host& host, const Settings& settings) : host_(host), settings_(settings) {}

  /// Sees to it, once, that both categories are listed. An entry of the owner's with such a name
  /// keeps its colour.
  void ensure();
  /// Why they have none, in the service's code; empty: they have.
  const std::string& degraded() const { return degraded_; }

 private:
  bool load();
  void settle(std::string code);
  std::optional<graph::Refusal> enter_missing();
  std::optional<graph::Refusal> enter(const std::string& name, const char* color);

  const sdk::Host& host_;
  const Settings& settings_;
  bool settled_ = false;
  std::string degraded_;
};

}  // namespace relais::mail_graph
