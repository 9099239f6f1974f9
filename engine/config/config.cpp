#include "engine/config/config.hpp"

#include <algorithm>
#include <array>

namespace relais::config {
namespace {

template <std::size_t N, class Enum>
std::string_view name_in(const std::array<std::string_view, N>& names, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return index < N ? names[index] : std::string_view();
}

constexpr std::array<std::string_view, 3> privacies{"full", "case-number-only", "busy"};

}  // namespace

std::string_view name_of(Privacy value) { return name_in(privacies, value); }
std::string_view name_of(Drift value) {
  return name_in(std::array<std::string_view, 3>{"repair", "report", "ignore"}, value);
}
std::string_view name_of(OnDisable value) {
  return name_in(std::array<std::string_view, 2>{"keep", "remove"}, value);
}
std::string_view name_of(Cloud value) {
  return name_in(std::array<std::string_view, 4>{"global", "us-gov", "us-dod", "china"}, value);
}
std::string_view name_of(LogLevel value) {
  return name_in(std::array<std::string_view, 5>{"debug", "info", "warning", "error", "off"},
                 value);
}

std::optional<Privacy> parse_privacy(std::string_view text) {
  const auto found = std::find(privacies.begin(), privacies.end(), text);
  if (found == privacies.end()) return std::nullopt;
  return static_cast<Privacy>(found - privacies.begin());
}

bool Entity::subscribes(std::string_view addin) const {
  return std::find(subscription.begin(), subscription.end(), addin) != subscription.end();
}

const Entity* Config::entity(std::string_view id) const {
  const auto found = std::find_if(entities.begin(), entities.end(),
                                  [&](const Entity& each) { return each.id == id; });
  return found == entities.end() ? nullptr : &*found;
}

}  // namespace relais::config
