#include "engine/http/message.hpp"

#include <algorithm>

namespace relais::http {

std::string_view Response::header(std::string_view name) const {
  const auto found =
      std::find_if(headers.begin(), headers.end(), [&](const Header& h) { return h.name == name; });
  return found == headers.end() ? std::string_view{} : std::string_view{found->value};
}

}  // namespace relais::http
