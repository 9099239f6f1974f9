// The colours of our two categories: entries in the mailbox's list of categories.
#pragma once

#include <relais/sdk.hpp>

#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

/// Of one session. Markers do without colours: nothing here ends a call but a request to stop.
class Colors {
 public:
  Colors(const sdk::Host& host, const Settings& settings) : host_(host), settings_(settings) {}

  /// Sees to it, once, that both categories are listed. An entry of the owner's with such a name
  /// keeps its colour.
  void ensure();

 private:
  bool enter_missing();
  bool enter(const std::string& name, const char* color);

  const sdk::Host& host_;
  const Settings& settings_;
  bool settled_ = false;
};

}  // namespace relais::mail_graph
