#include "engine/cli/call.hpp"

namespace relais::cli {

std::string Call::value(std::string_view option) const {
  const auto found = values.find(option);
  return found == values.end() ? std::string() : found->second;
}

tl::unexpected<Error> usage_error(const Verb& verb, std::string text) {
  return fail(Errc::usage, std::move(text),
              std::string("`relais ") + verb.name + " --help` says what it takes");
}

}  // namespace relais::cli
