#include "engine/config/starter.hpp"

#include <fmt/core.h>

#include "engine/config/yaml_text.hpp"

namespace relais::config {

std::string starter_secret_variable(const std::string& entity_id) {
  std::string out = "RELAIS_";
  for (const char c : entity_id) {
    const bool digit = c >= '0' && c <= '9';
    if (c >= 'a' && c <= 'z') {
      out += static_cast<char>(c - 32);
    } else {
      out += (c >= 'A' && c <= 'Z') || digit ? c : '_';
    }
  }
  return out + "_SECRET";
}

std::string starter_yaml(const Starter& values) {
  const auto file = [&](const char* name) {
    return yaml_scalar("sqlite:" + (values.data / name).string());
  };
  return fmt::format(
      R"(# Configuration of relais. `relais config check` finds mistakes, `relais config show` prints what is
# in effect. Relative paths start at the folder of this file.

store:
  url: {store}      # the practice data
  ledger: {ledger}  # what relais knows of the other side; keep both, back up both
  blobs: {blobs}

entities:
  - id: {id}        # never change it once data is there
    name: {name}
    language: {language}            # de, fr, it or en
    time_zone: {time_zone}
    subscription: [A04]     # A04 addresses, B08 deadlines, B09 calendar, MAIL messages
    microsoft365:
      # From the app registration: `relais permissions` lists what it needs and writes the scripts.
      tenant: {tenant}
      client_id: {client_id}
      # Never the secret itself: env:NAME, file:PATH (mode 600) or credential:NAME (systemd).
      client_secret: env:{variable}
      secret_expires_on: {expires}   # relais warns 60 days ahead

# The brake: more deletions than both limits in 24 hours wait for `relais approve`.
safety:
  max_delete: {{count: 20, percent: 10}}
)",
      fmt::arg("store", file("practice.db")), fmt::arg("ledger", file("ledger.db")),
      fmt::arg("blobs", yaml_scalar((values.data / "blobs").string())),
      fmt::arg("id", yaml_scalar(values.entity_id)),
      fmt::arg("name", yaml_scalar(values.entity_name)),
      fmt::arg("language", yaml_scalar(values.language)),
      fmt::arg("time_zone", yaml_scalar(values.time_zone)),
      fmt::arg("tenant", yaml_scalar(values.tenant)),
      fmt::arg("client_id", yaml_scalar(values.client_id)),
      fmt::arg("variable", starter_secret_variable(values.entity_id)),
      fmt::arg("expires", yaml_scalar(values.secret_expires_on)));
}

}  // namespace relais::config
