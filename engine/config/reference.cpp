#include "engine/config/reference.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "engine/config/keys.hpp"
#include "engine/config/values.hpp"

namespace relais::config {
namespace {

struct Place {
  std::string_view path;  ///< of the first key; those below it follow
  const char* title;
  const char* text;
};

/// In the order of the document; a key belongs to the place with the longest path.
constexpr auto kPlaces = std::to_array<Place>({
    {"store", "Store",
     "Two databases side by side, so that the practice software's writes never stop relais's own."},
    {"plugins", "Plugins", ""},
    {"entities", "Entities",
     "One entry for each legal entity of the firm. Entities share no token, no state and no data."},
    {"entities[].microsoft365", "Microsoft 365",
     "At most one of `client_secret` and `certificate`. What is edited here takes effect when its "
     "test is green: `relais check --entity ID --update`."},
    {"entities[].connections", "Other connections",
     "For connectors of other vendors, which never see the credentials."},
    {"entities[].addins", "Add-ins", ""},
    {"entities[].addins.MAIL", "Messages",
     "What is collected is decided by relais itself and not by the plugin, so these keys hold "
     "whichever plugin collects."},
    {"entities[].safety", "Safety of one entity", ""},
    {"safety", "Safety",
     "The brake holds what exceeds both the count and the percentage within 24 hours, until "
     "`relais approve`."},
    {"sync", "Runs", ""},
    {"log", "Log", ""},
    {"alert", "Alerts", ""},
    {"roles", "Roles", ""},
});

bool within(std::string_view path, std::string_view place) {
  return path.starts_with(place) &&
         (path.size() == place.size() || path[place.size()] == '.' || path[place.size()] == '[');
}

std::size_t place_of(std::string_view path) {
  std::size_t best = 0;
  std::size_t size = 0;
  for (std::size_t i = 0; i < kPlaces.size(); ++i)
    if (within(path, kPlaces[i].path) && kPlaces[i].path.size() > size) {
      best = i;
      size = kPlaces[i].path.size();
    }
  return best;
}

std::string alternatives(const std::vector<std::string_view>& choices) {
  std::string out;
  for (std::size_t i = 0; i < choices.size(); ++i)
    out += fmt::format("{}`{}`", i == 0 ? "" : i + 1 == choices.size() ? " or " : ", ", choices[i]);
  return out;
}

std::string number_kind(const Key& key) {
  constexpr std::int64_t unlimited = 1'000'000'000;
  if (key.most >= unlimited) return fmt::format("a whole number, {} or more", key.least);
  return fmt::format("a whole number, {} to {}", key.least, key.most);
}

std::string duration_kind(const Key& key) {
  return fmt::format("a duration, `{}` to `{}`",
                     format_duration(std::chrono::milliseconds{key.least}),
                     format_duration(std::chrono::milliseconds{key.most}));
}

/// Of what stands in a list.
std::string entries_kind(const Key& entry);

std::string reference_kind(const Key& key) {
  switch (key.type) {
    case Type::map:
      return "a map";
    case Type::named:
      return "a map by name";
    case Type::section:
      return "a map of what a plugin declares";
    case Type::list: {
      const Key* entry = known_key(key.path + "[]");
      if (entry == nullptr || entry->type == Type::list) entry = known_key(key.path + "[][]");
      return entry == nullptr ? "a list" : "a list of " + entries_kind(*entry);
    }
    case Type::choice:
      return alternatives(split_choices(key));
    case Type::count:
      return number_kind(key);
    case Type::percent:
      return "a percentage, 0 to 100";
    case Type::duration:
      return duration_kind(key);
    case Type::flag:
      return "`true` or `false`";
    case Type::text:
      return "a text";
    case Type::id:
      return "an id";
    case Type::addin:
      return "an add-in's code";
    case Type::time_zone:
      return "a name of the IANA data base";
    case Type::tenant:
      return "a GUID or a domain";
    case Type::guid:
      return "a GUID";
    case Type::date:
      return "a day";
    case Type::secret:
      return "a reference of a secret";
    case Type::url:
      return "a URL";
    case Type::store_url:
      return "a URL of a database";
    case Type::path:
      return "a path";
    case Type::os_user:
      return "a user";
    case Type::sha256:
      return "a SHA-256";
    case Type::address:
      return "an address of e-mail";
    case Type::domain:
      return "a domain";
    case Type::domain_rule:
      return "a domain, or `.` or `*.` and a domain";
  }
  return {};
}

std::string entries_kind(const Key& entry) {
  switch (entry.type) {
    case Type::map:
      return "maps";
    case Type::text:
      return "texts";
    case Type::addin:
      return "codes";
    case Type::url:
      return "URLs";
    case Type::path:
      return "paths";
    case Type::os_user:
      return "users";
    case Type::address:
      return "addresses of e-mail";
    case Type::domain:
      return entry.path.ends_with("[][]") ? "lists of domains" : "domains";
    case Type::domain_rule:
      return "domains";
    default:
      return reference_kind(entry);  // of choices
  }
}

/// Keys of a kind that stand once for several places, and those that are only the entry of a list.
bool is_told_elsewhere(const Key& key) {
  static constexpr std::string_view account = ".accounts.*";
  if (key.path.ends_with("[]")) return true;
  if (key.path.starts_with("entities[].safety.")) return true;
  if (key.path.ends_with(".*")) return meaning_of(key.path).empty();
  const std::size_t at = key.path.find(account);
  if (at == std::string::npos || !key.path.starts_with("entities[].addins.MAIL")) return false;
  std::string common = key.path;
  return known_key(common.erase(at, account.size())) != nullptr;
}

ReferenceKey reference_key(const Key& key) {
  return {key.path, reference_kind(key), std::string(meaning_of(key.path)), key.otherwise,
          key.required};
}

ReferenceChapter chapter_of(const Declared& declared) {
  ReferenceChapter chapter;
  const std::string at = declared.addin == "MAIL" ? "entities[].addins.MAIL.plugin"
                                                  : "entities[].addins." + declared.addin;
  chapter.title = "Add-in " + declared.addin;
  chapter.text = fmt::format("What the plugin \"{}\" declares for its section.", declared.plugin);
  chapter.keys = declared_keys(declared.schema, at);
  return chapter;
}

}  // namespace

std::vector<ReferenceChapter> reference(const std::vector<Declared>& plugins) {
  std::vector<std::vector<ReferenceKey>> keys(kPlaces.size());
  for (const auto& key : known_keys())
    if (!is_told_elsewhere(key)) keys[place_of(key.path)].push_back(reference_key(key));
  std::vector<ReferenceChapter> out;
  for (std::size_t i = 0; i < kPlaces.size(); ++i) {
    out.push_back({kPlaces[i].title, kPlaces[i].text, std::move(keys[i])});
    if (kPlaces[i].path != "entities[].addins.MAIL") continue;
    for (const auto& plugin : plugins)
      if (auto chapter = chapter_of(plugin); !chapter.keys.empty())
        out.push_back(std::move(chapter));
  }
  return out;
}

json::array reference_json(const std::vector<ReferenceChapter>& chapters) {
  json::array out;
  for (const auto& chapter : chapters) {
    json::array keys;
    for (const auto& key : chapter.keys)
      keys.push_back(json::object{
          {"path", key.path},
          {"kind", key.kind},
          {"meaning", key.meaning},
          {"default", key.otherwise.empty() ? json::value(nullptr) : json::value(key.otherwise)},
          {"mandatory", key.required}});
    out.push_back(
        json::object{{"title", chapter.title}, {"text", chapter.text}, {"keys", std::move(keys)}});
  }
  return out;
}

}  // namespace relais::config
