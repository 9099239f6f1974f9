// The typed configuration. `load.hpp` makes it out of YAML; docs/configuration.md explains each
// key.
//
// Plain values: copy them, pass them to constructors. Paths are absolute, defaults are filled in,
// and everything here has passed the checks of `load`.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json.hpp"
#include "engine/config/diagnostic.hpp"
#include "engine/config/secret.hpp"

namespace relais::config {

enum class Privacy { full, case_number_only, busy };
enum class Drift { repair, report, ignore };
enum class OnDisable { keep, remove };
enum class Cloud { global, us_gov, us_dod, china };
enum class LogLevel { debug, info, warning, error, off };

/// As written in YAML: "case-number-only", "us-gov".
std::string_view name_of(Privacy value);
std::string_view name_of(Drift value);
std::string_view name_of(OnDisable value);
std::string_view name_of(Cloud value);
std::string_view name_of(LogLevel value);
std::optional<Privacy> parse_privacy(std::string_view text);

/// `sqlite:/absolute/path` or `postgresql://...` (never with a password in it).
struct Store {
  std::string url;
  std::string ledger;
  std::filesystem::path blobs;
};

struct Plugins {
  std::vector<std::filesystem::path> path;  ///< folders, searched in this order
  std::map<std::string, std::string> pins;  ///< plugin id -> sha256 of its file, 64 lower-case hex
  std::chrono::milliseconds timeout{10'000};  ///< for the scan of one plugin file
};

/// The brake trips above both: more than `count` and more than `percent` of what there is.
struct Limit {
  std::int64_t count = 0;
  std::int64_t percent = 0;
  bool operator==(const Limit&) const = default;
};

struct Safety {
  Limit max_delete{20, 10};
  Limit max_config_update{50, 30};
  Limit max_source_lost{20, 50};
  std::int64_t empty_target_links = 50;
  Drift drift = Drift::repair;
  OnDisable on_disable = OnDisable::keep;
  std::chrono::milliseconds audit_every{std::chrono::minutes{60}};
  std::chrono::milliseconds observe_every{std::chrono::minutes{10}};
  std::chrono::milliseconds settle_after{
      std::chrono::seconds{60}};  ///< the other side's search lag
  bool operator==(const Safety&) const = default;
};

struct Certificate {
  std::filesystem::path file;  ///< PEM
  SecretRef key;               ///< read_secret() gives the PEM text of the private key
};

struct Microsoft365 {
  std::string tenant;     ///< GUID or domain, lower case
  std::string client_id;  ///< GUID, lower case
  /// At most one of client_secret and certificate. None: the entity is not configured yet.
  std::optional<SecretRef> client_secret;
  std::optional<SecretRef> next_client_secret;  ///< takes over when the first is refused
  std::optional<Certificate> certificate;
  std::string secret_expires_on;  ///< YYYY-MM-DD; empty only without client_secret
  Cloud cloud = Cloud::global;
  std::optional<std::string> authority;  ///< instead of the cloud's login host, no `/` at the end
  std::optional<std::string> graph;      ///< instead of the cloud's service host, no `/` at the end

  bool has_credentials() const { return client_secret || certificate; }
};

/// Where a piece of YAML stood.
struct Origin {
  std::string file;
  std::string key_path;
  Mark mark;
};

/// An add-in's own section, opaque until its plugin's schema has checked it (section.hpp).
struct Section {
  json::object value;
  Origin origin;
  /// By JSON pointer below the section: where the key stands (list entries: the value), and where
  /// its value begins.
  struct Place {
    Mark key;
    Mark value;
  };
  std::map<std::string, Place> places;
};

/// Which dates are exported. What is in a mailbox already stays there when it leaves the window.
struct Window {
  std::chrono::days back{30};
  std::chrono::days ahead{1096};  ///< three years
  bool operator==(const Window&) const = default;
};

struct Entity {
  std::string id;
  std::string name;
  std::string language;   ///< de, fr, it, en
  std::string time_zone;  ///< IANA
  Privacy privacy = Privacy::full;
  Window window;
  std::vector<std::string> subscription;  ///< add-in codes, each once
  std::optional<Microsoft365> microsoft365;
  /// Connections of third-party connectors by name: {type, base_urls, ...}. Secrets in it are
  /// references as text; parse_secret_ref reads them (`file:` is absolute already).
  std::map<std::string, json::object> connections;
  std::map<std::string, Section> addins;  ///< by code; also of add-ins that are not subscribed
  Safety safety;                          ///< the entity's own keys over those of the file
  Origin origin;

  bool subscribes(std::string_view addin) const;
};

struct HandlerUser {
  std::string entity;
  std::string handler;  ///< code
};

/// Operating system users by role. `given` false: the file says nothing about roles.
struct Roles {
  bool given = false;
  std::vector<std::string> admin;
  std::vector<std::string> operators;
  std::vector<std::string> viewer;
  std::map<std::string, HandlerUser> handler;
};

struct LogSettings {
  LogLevel level = LogLevel::info;
  std::filesystem::path file;  ///< empty: stderr
};

struct SyncSettings {
  int workers = 4;  ///< mailboxes worked on at a time
};

struct Config {
  std::filesystem::path path;  ///< of the file, absolute; its folder is the base of relative paths
  Store store;
  Plugins plugins;
  std::vector<Entity> entities;
  Safety safety;
  SyncSettings sync;
  LogSettings log;
  Roles roles;
  std::vector<std::string> alert_command;  ///< program and arguments; empty: none

  const Entity* entity(std::string_view id) const;
};

}  // namespace relais::config
