#include "engine/store/item_schema_testing.hpp"

#include <fstream>
#include <map>
#include <sstream>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "engine/base/json.hpp"

namespace relais::store::testing {
namespace {

using Adapter = valijson::adapters::BoostJsonAdapter;

struct ItemSchema {
  explicit ItemSchema(std::string_view kind) {
    std::ifstream file(RELAIS_SOURCE_DIR "/plugin-api/schemas/item." + std::string(kind) + ".json");
    std::stringstream text;
    text << file.rdbuf();
    document = json::parse(text.str());
    valijson::SchemaParser parser;
    parser.populateSchema(Adapter(document), compiled);
  }
  json::value document;
  valijson::Schema compiled;
};

const ItemSchema& schema_of(std::string_view kind) {
  static std::map<std::string, ItemSchema, std::less<>> schemas;
  const auto found = schemas.find(kind);
  return found != schemas.end() ? found->second
                                : schemas.try_emplace(std::string(kind), kind).first->second;
}

}  // namespace

std::string item_faults(std::string_view kind, std::string_view item) {
  const auto& schema = schema_of(kind);
  const auto value = parse_json(item, "the item");
  if (!value) return value.error().text;
  std::string faults;
  for (const auto& [member, content] : value->as_object()) {
    if (!schema.document.at("properties").as_object().contains(member)) {
      faults.append(member).append(": not described\n");
    }
  }
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(schema.compiled, Adapter(*value), &results)) return faults;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const auto& part : error.context) faults += part;
    faults += ": " + error.description + "\n";
  }
  return faults;
}

std::string contact_faults(std::string_view item) { return item_faults("contact", item); }

}  // namespace relais::store::testing
