// What documentation says of the keys of the configuration: those of the table in keys.hpp, and
// those that plugins declare for their sections. The reference in docs/, the manual page
// relais.yaml(5) and `relais config reference` are all made of this.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/json.hpp"

namespace relais::config {

/// Texts may have `code` in them, as in Markdown.
struct ReferenceKey {
  std::string path;       ///< `entities[].addins.A04.folder`
  std::string kind;       ///< "a duration, `1m` to `7d`"
  std::string meaning;    ///< without a full stop; empty: the kind says it all
  std::string otherwise;  ///< what holds if it is not given; empty: nothing does
  bool required = false;  ///< where its parent is given
};

struct ReferenceChapter {
  std::string title;
  std::string text;
  std::vector<ReferenceKey> keys;
};

/// What a plugin declares for its add-in's section of an entity.
struct Declared {
  std::string addin;
  std::string plugin;  ///< its name, for people
  json::object schema;
};

/// What a key of known_keys() is for; nothing if nobody wrote it down.
std::string_view meaning_of(std::string_view path);
/// Every path that meaning_of knows.
std::vector<std::string_view> explained_paths();

/// The keys below `at` that a draft-7 schema declares, in its order. Never throws; what is no
/// schema has no keys.
std::vector<ReferenceKey> declared_keys(const json::object& schema, const std::string& at);

/// In the order of the file.
std::vector<ReferenceChapter> reference(const std::vector<Declared>& plugins);

/// A Markdown document.
std::string reference_markdown(const std::vector<ReferenceChapter>& chapters);
/// How `relais config reference --json` gives it.
json::array reference_json(const std::vector<ReferenceChapter>& chapters);

}  // namespace relais::config
