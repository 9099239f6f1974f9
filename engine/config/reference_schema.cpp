#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "engine/config/reference.hpp"
#include "engine/config/schema_walk.hpp"

namespace relais::config {
namespace {

/// Deeper than any section that people write by hand.
constexpr int kMostLevels = 8;

std::string declared_text(const json::value& schema, std::string_view name) {
  const auto* text = member(schema, name);
  return text != nullptr && text->is_string() ? std::string(text->get_string()) : std::string();
}

std::string as_written(const json::value& value) {
  const auto* text = value.if_string();
  if (text == nullptr) return json::serialize(value);
  return text->empty() ? "\"\"" : std::string(*text);
}

std::string declared_choices(const json::value& choices) {
  const auto* all = choices.if_array();
  std::string out;
  for (std::size_t i = 0; all != nullptr && i < all->size(); ++i)
    out += fmt::format("{}`{}`",
                       i == 0                 ? ""
                       : i + 1 == all->size() ? " or "
                                              : ", ",
                       as_written((*all)[i]));
  return out;
}

/// `, 1 to 999`, `, at least 1`, `, at most 255 characters`.
std::string bounds(const json::value& schema, const char* least, const char* most,
                   const char* unit) {
  const auto* low = member(schema, least);
  const auto* high = member(schema, most);
  if (low != nullptr && high != nullptr)
    return fmt::format(", {} to {}{}", json::serialize(*low), json::serialize(*high), unit);
  if (low != nullptr) return fmt::format(", at least {}{}", json::serialize(*low), unit);
  if (high != nullptr) return fmt::format(", at most {}{}", json::serialize(*high), unit);
  return {};
}

class SchemaWalk {
 public:
  explicit SchemaWalk(const json::value& root) : root_(root) {}

  void properties_of(const json::value& schema, const std::string& at, int level = 0) {
    const auto* here = concrete(root_, &schema);
    if (here == nullptr || level > kMostLevels) return;
    std::vector<const json::value*> parts{here};
    for (const auto* part : in_place(root_, *here)) parts.push_back(concrete(root_, part));
    std::set<std::string, std::less<>> seen;
    for (const auto* part : parts) {
      const auto* properties = part == nullptr ? nullptr : member(*part, "properties");
      if (properties == nullptr || !properties->is_object()) continue;
      for (const auto& [name, value] : properties->get_object())
        if (seen.emplace(name).second)
          property(value, at + '.' + std::string(name), is_required(*here, name), level);
    }
  }

  std::vector<ReferenceKey> keys;

 private:
  static bool is_required(const json::value& schema, std::string_view name) {
    const auto* all = member(schema, "required");
    const auto* names = all == nullptr ? nullptr : all->if_array();
    return names != nullptr && std::any_of(names->begin(), names->end(), [&](const auto& one) {
             return one.is_string() && one.get_string() == name;
           });
  }

  void property(const json::value& schema, const std::string& path, bool required, int level) {
    const auto* here = concrete(root_, &schema);
    if (here == nullptr) here = &schema;
    const auto* otherwise = member(*here, "default");
    keys.push_back({path, kind_of(*here), declared_text(*here, "description"),
                    otherwise == nullptr ? "" : as_written(*otherwise), required});
    if (!names_alone(*here)) properties_of(*here, path, level + 1);
    const auto* rest = member(*here, "additionalProperties");
    if (rest != nullptr && rest->is_object()) properties_of(*rest, path + ".*", level + 1);
    const auto* items = member(*here, "items");
    if (items != nullptr && items->is_object()) properties_of(*items, path + "[]", level + 1);
  }

  /// Properties that nobody explains one by one, such as the words of a text.
  static bool names_alone(const json::value& schema) {
    const auto* properties = member(schema, "properties");
    const auto* all = properties == nullptr ? nullptr : properties->if_object();
    return all != nullptr && !all->empty() &&
           std::all_of(all->begin(), all->end(), [](const auto& one) {
             return declared_text(one.value(), "description").empty() &&
                    member(one.value(), "default") == nullptr &&
                    member(one.value(), "properties") == nullptr;
           });
  }

  std::string names_in(const json::value& schema) const {
    std::string out;
    for (const auto& one : member(schema, "properties")->get_object())
      out += fmt::format("{}`{}`", out.empty() ? "" : ", ", std::string_view(one.key()));
    return out;
  }

  std::string kind_of(const json::value& schema) const {
    if (const auto* choices = member(schema, "enum")) return declared_choices(*choices);
    if (const auto* only = member(schema, "const")) return '`' + as_written(*only) + '`';
    const std::string type = declared_text(schema, "type");
    if (type == "boolean") return "`true` or `false`";
    if (type == "integer") return "a whole number" + bounds(schema, "minimum", "maximum", "");
    if (type == "number") return "a number" + bounds(schema, "minimum", "maximum", "");
    if (type == "string") return "a text" + bounds(schema, "minLength", "maxLength", " characters");
    if (type == "array") {
      const auto* items = member(schema, "items");
      const auto* entry = items == nullptr ? nullptr : concrete(root_, items);
      const std::string each = entry == nullptr ? "" : kind_of(*entry);
      return "a list" + (each.empty() ? "" : ", each entry " + each);
    }
    if (type == "object" || member(schema, "properties") != nullptr)
      return names_alone(schema) ? "a map of " + names_in(schema) : "a map";
    return {};
  }

  const json::value& root_;
};

}  // namespace

std::vector<ReferenceKey> declared_keys(const json::object& schema, const std::string& at) {
  const json::value root(schema);
  SchemaWalk walk(root);
  walk.properties_of(root, at);
  return std::move(walk.keys);
}

}  // namespace relais::config
