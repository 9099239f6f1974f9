#include "engine/config/schema.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "engine/config/problems.hpp"
#include "engine/config/schema_explain.hpp"
#include "engine/config/schema_walk.hpp"

namespace relais::config {
namespace {

using valijson::adapters::BoostJsonAdapter;

constexpr int max_new_levels = 4;

void parse(const json::value& schema, valijson::Schema& into) {
  valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
  parser.populateSchema(BoostJsonAdapter(schema), into);
}

/// Looks at every subschema once: references, patterns, and chains that would judge the same value
/// again and again.
class Sanity {
 public:
  explicit Sanity(const json::value& root) : root_(root), pending_{&root} {
    while (!pending_.empty() && !fault) {
      const json::value* next = pending_.back();
      pending_.pop_back();
      if (!states_.contains(next)) visit(*next);
    }
  }
  std::optional<std::string> fault;

 private:
  enum class State { open, done };

  void visit(const json::value& schema) {
    if (fault) return;
    const auto [at, fresh] = states_.try_emplace(&schema, State::open);
    if (!fresh) {
      if (at->second == State::open) fault = "it refers to itself in a circle";
      return;
    }
    look(schema);
    for (const auto* each : in_place(root_, schema)) visit(*each);
    states_[&schema] = State::done;
    for (const auto* each : nested(schema)) pending_.push_back(each);
  }

  void look(const json::value& schema) {
    if (const auto* reference = member(schema, "$ref")) {
      if (!reference->is_string() || resolve_ref(root_, reference->get_string()) == nullptr)
        fault = "a $ref does not point into the schema itself (#/...)";
    }
    if (const auto* pattern = member(schema, "pattern"); pattern && pattern->is_string())
      regex(pattern->get_string());
    if (const auto* patterns = member(schema, "patternProperties");
        patterns && patterns->is_object())
      for (const auto& each : patterns->get_object()) regex(each.key());
  }

  void regex(std::string_view pattern) {
    try {
      std::regex compiled(pattern.begin(), pattern.end());
    } catch (const std::regex_error&) {
      fault = fmt::format("the pattern {} is not a regular expression", shown(pattern));
    }
  }

  const json::value& root_;
  std::vector<const json::value*> pending_;
  std::map<const json::value*, State> states_;
};

bool is_derived(std::string_view description) {
  return description.starts_with("Failed to validate against schema associated with") ||
         description.starts_with("Failed to validate item #") ||
         description.starts_with("Failed to validate against child schema") ||
         description.starts_with("Failed to validate against additional properties");
}

/// valijson's context: "<root>", "[key]", "[0]".
std::vector<std::string> tokens_of(const std::vector<std::string>& context) {
  std::vector<std::string> out;
  for (std::size_t i = 1; i < context.size(); ++i) {
    const std::string& text = context[i];
    const bool brackets = text.size() >= 2 && text.front() == '[' && text.back() == ']';
    out.push_back(brackets ? text.substr(1, text.size() - 2) : text);
  }
  return out;
}

bool has_required(const json::value& value, const json::value& schema) {
  const auto* required = member(schema, "required");
  if (required == nullptr || !required->is_array()) return true;
  return std::all_of(required->get_array().begin(), required->get_array().end(),
                     [&](const json::value& name) {
                       return !name.is_string() || member(value, name.get_string()) != nullptr;
                     });
}

class Defaults {
 public:
  explicit Defaults(const json::value& root) : root_(root) {}

  void fill(json::value& value, const json::value& schema, int new_levels) const {
    const json::value* here = concrete(root_, &schema);
    if (here == nullptr) return;
    if (auto* object = value.if_object()) fill_object(*object, *here, new_levels);
    if (auto* array = value.if_array())
      if (const auto* items = member(*here, "items"); items && items->is_object())
        for (auto& each : *array) fill(each, *items, new_levels);
    if (const auto* all = member(*here, "allOf"); all && all->is_array())
      for (const auto& each : all->get_array()) fill(value, each, new_levels);
  }

 private:
  void fill_object(json::object& object, const json::value& schema, int new_levels) const {
    const auto* properties = member(schema, "properties");
    const auto* rest = member(schema, "additionalProperties");
    if (rest != nullptr && rest->is_object())
      for (auto& each : object)
        if (properties == nullptr || member(*properties, each.key()) == nullptr)
          fill(each.value(), *rest, new_levels);
    if (properties == nullptr || !properties->is_object()) return;
    for (const auto& property : properties->get_object()) {
      if (auto* present = object.if_contains(property.key())) {
        fill(*present, property.value(), new_levels);
      } else {
        add(object, property.key(), property.value(), new_levels);
      }
    }
  }

  void add(json::object& object, std::string_view name, const json::value& schema,
           int new_levels) const {
    const json::value* here = concrete(root_, &schema);
    if (here == nullptr) return;
    if (const auto* otherwise = member(*here, "default")) {
      json::value value = *otherwise;
      fill(value, *here, new_levels);
      object[name] = std::move(value);
      return;
    }
    const bool may_be_object = member(*here, "properties") != nullptr;
    if (!may_be_object || new_levels >= max_new_levels) return;
    json::value value = json::object();
    fill(value, *here, new_levels + 1);
    if (!value.get_object().empty() && has_required(value, *here)) object[name] = std::move(value);
  }

  const json::value& root_;
};

}  // namespace

std::optional<std::string> schema_fault(const json::value& schema) {
  if (!schema.is_object()) return "it is not an object";
  if (const auto fault = Sanity(schema).fault) return fault;
  try {
    valijson::Schema parsed;
    parse(schema, parsed);
  } catch (const std::exception& error) {
    return std::string("it is not a draft 7 schema: ") + error.what();
  }
  return std::nullopt;
}

std::vector<Violation> violations(const json::value& value, const json::value& schema) {
  valijson::Schema parsed;
  parse(schema, parsed);
  valijson::Validator validator(valijson::Validator::kStrongTypes);
  valijson::ValidationResults results;
  if (validator.validate(parsed, BoostJsonAdapter(value), &results)) return {};
  std::vector<Violation> out;
  std::set<std::string> told;
  const auto tell = [&](bool derived_too) {
    for (const auto& error : results) {
      if (!derived_too && is_derived(error.description)) continue;
      for (auto& each : explain(value, schema, tokens_of(error.context), error.description)) {
        std::string id = each.expected;
        for (const auto& token : each.at) id = pointer_of(id, token);
        if (told.insert(id).second) out.push_back(std::move(each));
      }
    }
  };
  tell(false);
  if (out.empty()) tell(true);
  if (out.empty()) out.push_back({{}, false, describe(value), "what the schema allows", ""});
  return out;
}

void fill_defaults(json::value& value, const json::value& schema) {
  Defaults(schema).fill(value, schema, 0);
}

}  // namespace relais::config
