#include "engine/connection/microsoft365/secret_end.hpp"

#include <algorithm>
#include <vector>

#include "engine/base/json.hpp"

namespace relais::connection::microsoft365 {
namespace {

constexpr std::size_t hint_length = 3;

struct Registered {
  Millis end;
  bool fits;
};

}  // namespace

Result<SecretEnd> read_secret_end(std::string_view body, std::string_view secret) {
  const auto parsed = parse_json(body, "the answer");
  const json::value* list = parsed && parsed->is_object()
                                ? parsed->get_object().if_contains("passwordCredentials")
                                : nullptr;
  if (list == nullptr || !list->is_array())
    return fail(Errc::temporary, "the answer is not an app registration");
  std::vector<Registered> all;
  for (const auto& one : list->get_array()) {
    if (!one.is_object()) continue;
    const auto end = parse_utc(string_at(one.get_object(), "endDateTime"));
    const auto hint = string_at(one.get_object(), "hint");
    if (end) all.push_back({*end, !hint.empty() && hint == secret.substr(0, hint_length)});
  }
  if (all.empty()) return fail(Errc::temporary, "the app registration shows no secret");
  const auto fitting =
      std::count_if(all.begin(), all.end(), [](const auto& one) { return one.fits; });
  if (fitting > 0) std::erase_if(all, [](const auto& one) { return !one.fits; });
  const auto last = std::max_element(all.begin(), all.end(),
                                     [](const auto& a, const auto& b) { return a.end < b.end; });
  return SecretEnd{last->end, fitting != 1};
}

}  // namespace relais::connection::microsoft365
