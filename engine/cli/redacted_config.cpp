#include "engine/cli/redacted_config.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "engine/config/keys.hpp"
#include "engine/config/show.hpp"

namespace relais::cli {
namespace {

using config::Type;

constexpr std::string_view kAddins = "entities[].addins";

/// Everything below a schema that can be called by its name: keys, and texts of which there is only
/// a choice.
struct Vocabulary {
  std::set<std::string, std::less<>> keys;
  std::set<std::string, std::less<>> words;
};

void learn(const json::value& schema, Vocabulary& into) {
  if (const auto* array = schema.if_array()) {
    for (const auto& each : *array) learn(each, into);
    return;
  }
  const auto* object = schema.if_object();
  if (object == nullptr) return;
  if (const auto* properties = object->if_contains("properties"); properties != nullptr)
    if (const auto* named = properties->if_object())
      for (const auto& each : *named) into.keys.emplace(each.key());
  if (const auto* choices = object->if_contains("enum"); choices != nullptr)
    if (const auto* list = choices->if_array())
      for (const auto& each : *list)
        if (const auto* text = each.if_string()) into.words.emplace(std::string_view(*text));
  for (const auto& each : *object) learn(each.value(), into);
}

class Redaction {
 public:
  explicit Redaction(const plugin::Catalogue& catalogue) : catalogue_(catalogue) {}

  RedactedConfig run(const json::object& file) {
    for (const auto& each : file)
      out_.shown[each.key()] = shown(std::string(each.key()), each.value());
    return std::move(out_);
  }

 private:
  json::value shown(const std::string& pattern, const json::value& value) {
    const auto* key = config::known_key(pattern);
    if (key == nullptr) return hide(value);
    switch (key->type) {
      case Type::map:
      case Type::named:
        return map(pattern, value, key->type == Type::named);
      case Type::list:
        return list(pattern, value);
      case Type::section:
        return section(value, pattern.starts_with(std::string(kAddins) + ".MAIL") ? "MAIL" : "");
      case Type::tenant:
        return pseudonym("tenant", value);
      case Type::guid:
        return pseudonym("client", value);
      case Type::id:
      case Type::choice:
      case Type::addin:
      case Type::time_zone:
      case Type::date:
      case Type::sha256:
      case Type::count:
      case Type::percent:
      case Type::duration:
      case Type::flag:
        return value;
      case Type::secret:
      case Type::store_url:
        return scheme(value);
      case Type::text:
      case Type::url:
      case Type::path:
      case Type::os_user:
      case Type::address:
      case Type::domain:
      case Type::domain_rule:
        return hide(value);
    }
    return hide(value);
  }

  json::value map(const std::string& pattern, const json::value& value, bool named) {
    const auto* object = value.if_object();
    if (object == nullptr) return hide(value);
    json::object out;
    std::size_t number = 0;
    for (const auto& each : *object) {
      const std::string own = pattern + '.' + std::string(each.key());
      if (pattern == kAddins) {
        out[each.key()] = config::known_key(own) != nullptr ? shown(own, each.value())
                                                            : section(each.value(), each.key());
      } else if (named && pattern == "plugins.pins") {
        out[each.key()] = shown(pattern + ".*", each.value());
      } else if (named) {
        out_.hidden.emplace_back(each.key());
        out[fmt::format("({})", ++number)] = shown(pattern + ".*", each.value());
      } else {
        out[each.key()] = shown(own, each.value());
      }
    }
    return out;
  }

  /// As long as its entries may be shown; else their number.
  json::value list(const std::string& pattern, const json::value& value) {
    const auto* array = value.if_array();
    if (array == nullptr) return hide(value);
    json::array out;
    for (const auto& each : *array) out.push_back(shown(pattern + "[]", each));
    const bool texts = std::any_of(out.begin(), out.end(),
                                   [](const auto& each) { return each == json::value(kText); });
    if (!texts) return out;
    return json::value(fmt::format("({} entries)", array->size()));
  }

  json::value section(const json::value& value, std::string_view addin) {
    Vocabulary known;
    if (const auto* entry = catalogue_.usable(addin); entry != nullptr)
      learn(json::value(entry->manifest.config_schema), known);
    return part_of_section(value, known);
  }

  json::value part_of_section(const json::value& value, const Vocabulary& known) {
    if (const auto* array = value.if_array()) {
      json::array out;
      for (const auto& each : *array) out.push_back(part_of_section(each, known));
      return out;
    }
    if (const auto* text = value.if_string())
      return known.words.contains(std::string_view(*text)) ? value : hide(value);
    const auto* object = value.if_object();
    if (object == nullptr) return value;
    json::object out;
    std::size_t number = 0;
    for (const auto& each : *object) {
      const bool word = known.keys.contains(std::string_view(each.key()));
      if (!word) out_.hidden.emplace_back(each.key());
      out[word ? std::string(each.key()) : fmt::format("({})", ++number)] =
          part_of_section(each.value(), known);
    }
    return out;
  }

  json::value pseudonym(const std::string& what, const json::value& value) {
    const auto* text = value.if_string();
    if (text == nullptr) return hide(value);
    auto& count = counts_[what];
    const auto [place, is_new] = out_.pseudonyms.try_emplace(std::string(*text));
    if (is_new) place->second = fmt::format("{}-{}", what, ++count);
    return json::value(place->second);
  }

  /// `file:`, `env:`, `sqlite:`; what stands behind it may be anything.
  json::value scheme(const json::value& value) {
    const auto* text = value.if_string();
    const auto colon = text == nullptr ? std::string::npos : std::string_view(*text).find(':');
    if (colon == std::string::npos) return hide(value);
    out_.hidden.emplace_back(std::string_view(*text).substr(colon + 1));
    return json::value(std::string(std::string_view(*text).substr(0, colon + 1)) + kText);
  }

  json::value hide(const json::value& value) {
    remember(value);
    return json::value(kText);
  }
  void remember(const json::value& value) {
    if (const auto* text = value.if_string()) out_.hidden.emplace_back(std::string_view(*text));
    if (const auto* array = value.if_array())
      for (const auto& each : *array) remember(each);
    if (const auto* object = value.if_object())
      for (const auto& each : *object) {
        out_.hidden.emplace_back(each.key());
        remember(each.value());
      }
  }

  static constexpr const char* kText = "(not shown)";
  const plugin::Catalogue& catalogue_;
  std::map<std::string, int> counts_;
  RedactedConfig out_;
};

}  // namespace

RedactedConfig redact(const config::Config& config, const plugin::Catalogue& catalogue) {
  return Redaction(catalogue).run(config::to_json(config));
}

}  // namespace relais::cli
