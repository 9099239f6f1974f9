// The built contacts plugin, driven as the engine does.
#pragma once

#include "plugins/graph/testing/driver.hpp"

namespace relais::contacts::testing {

using namespace graph::testing;

inline const relais_plugin& contacts_plugin() {
  static const relais_plugin& loaded = load_plugin(RELAIS_CONTACTS_PLUGIN);
  return loaded;
}

class Driver : public graph::testing::Driver {
 public:
  explicit Driver(const relais_host* host, const std::string& config = "{}",
                  const std::string& account = standard_account)
      : graph::testing::Driver(contacts_plugin(), "contacts", host, config, account) {}
};

}  // namespace relais::contacts::testing
