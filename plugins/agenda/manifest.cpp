#include "plugins/agenda/manifest.hpp"

#include <boost/json.hpp>

#include "plugins/agenda/template.hpp"

namespace relais::agenda {

std::string with_template_pattern(std::string_view manifest) {
  constexpr std::string_view mark = R"("@template@")";
  const std::string pattern = boost::json::serialize(boost::json::value(template_pattern));
  std::string whole(manifest);
  for (std::size_t at = 0; (at = whole.find(mark, at)) != std::string::npos; at += pattern.size())
    whole.replace(at, mark.size(), pattern);
  return whole;
}

}  // namespace relais::agenda
