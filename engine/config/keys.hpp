// Every key that a configuration file may have: the one table behind the checks, the search for
// the nearest known key, and the test that docs/configuration.md and config/relais.yaml are whole.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace relais::config {

enum class Type {
  map,      ///< of the keys below it in the table
  named,    ///< map of names to what stands at `path.*`
  list,     ///< of what stands at `path[]`
  section,  ///< map whose content is an add-in's business
  text,
  id,
  choice,  ///< one of `choices`
  addin,
  time_zone,
  tenant,
  guid,
  date,
  secret,
  url,
  store_url,
  path,
  os_user,
  sha256,
  count,  ///< whole number from `least` to `most`
  percent,
  duration,  ///< from `least` to `most` milliseconds
  flag,      ///< true or false
  address,   ///< of e-mail, without a name
  domain,
  domain_rule,  ///< `d`, or `.d` and `*.d` for d with its sub-domains
};

struct Key {
  std::string path;  ///< `entities[].microsoft365.tenant`; `.*` any name, `[]` any entry
  Type type = Type::text;
  bool required = false;       ///< where its parent is given
  std::string otherwise = {};  ///< what holds if it is not given, as documentation writes it
  std::string choices = {};    ///< `de|fr|it|en`
  std::int64_t least = 0;
  std::int64_t most = 0;
};

const std::vector<Key>& known_keys();
const Key* known_key(std::string_view path);
/// The last names of the keys directly below `path` (without `*`).
std::vector<std::string_view> names_below(std::string_view path);
/// Paths of keys anywhere whose last name is `name`.
std::vector<std::string_view> paths_named(std::string_view name);
std::vector<std::string_view> split_choices(const Key& key);

/// The add-ins that relais itself comes with.
const std::vector<std::string_view>& own_addins();

}  // namespace relais::config
