#include "plugins/agenda/manifest.hpp"

#include <boost/json.hpp>

#include "plugins/agenda/template.hpp"
#include "plugins/agenda/words.hpp"

namespace relais::agenda {
namespace {

namespace json = boost::json;

void replace(std::string& text, std::string_view mark, const json::value& value) {
  const std::string with = json::serialize(value);
  for (std::size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += with.size())
    text.replace(at, mark.size(), with);
}

json::object labels() {
  json::object properties;
  for (const std::string_view word : word_names()) {
    json::object label;
    label["type"] = "string";
    label["maxLength"] = 100;
    properties[word] = std::move(label);
  }
  return properties;
}

}  // namespace

std::string completed(std::string_view manifest) {
  std::string whole(manifest);
  replace(whole, R"("@template@")", json::value(template_pattern));
  replace(whole, R"("@labels@")", labels());
  return whole;
}

}  // namespace relais::agenda
