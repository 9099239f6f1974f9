#include "engine/store/item_schema_testing.hpp"

#include <fstream>
#include <sstream>
#include <valijson/adapters/boost_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "engine/base/json.hpp"

namespace relais::store::testing {
namespace {

using Adapter = valijson::adapters::BoostJsonAdapter;

void load(valijson::Schema& schema) {
  std::ifstream file(RELAIS_SOURCE_DIR "/plugin-api/schemas/item.contact.json");
  std::stringstream text;
  text << file.rdbuf();
  const auto document = boost::json::parse(text.str());
  valijson::SchemaParser parser;
  parser.populateSchema(Adapter(document), schema);
}

}  // namespace

std::string contact_faults(std::string_view item) {
  static const valijson::Schema* const schema = [] {
    auto* loaded = new valijson::Schema();
    load(*loaded);
    return loaded;
  }();
  const auto value = parse_json(item, "the item");
  if (!value) return value.error().text;
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(*schema, Adapter(*value), &results)) return {};
  std::string faults;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    for (const auto& part : error.context) faults += part;
    faults += ": " + error.description + "\n";
  }
  return faults;
}

}  // namespace relais::store::testing
