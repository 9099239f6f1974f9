#include "plugins/mail-graph/categories.hpp"

#include <unicode/unistr.h>

#include <algorithm>

#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {
namespace {

icu::UnicodeString folded_name(std::string_view name) {
  return icu::UnicodeString::fromUTF8({name.data(), static_cast<std::int32_t>(name.size())})
      .foldCase();
}

}  // namespace

bool is_same_category(std::string_view left, std::string_view right) {
  return left == right || folded_name(left) == folded_name(right);
}

Categories with_marker(const Categories& now, sdk::Marker marker, const Settings& settings) {
  const std::string* wanted = marker == sdk::Marker::received   ? &settings.received
                              : marker == sdk::Marker::archived ? &settings.archived
                                                                : nullptr;
  Categories merged;
  bool placed = false;
  for (const std::string& each : now) {
    const bool ours =
        is_same_category(each, settings.received) || is_same_category(each, settings.archived);
    if (!ours) {
      merged.push_back(each);
    } else if (wanted && !placed) {
      // Spelled differently it is ours all the same: no reason for a request.
      merged.push_back(is_same_category(each, *wanted) ? each : *wanted);
      placed = true;
    }
  }
  if (wanted && !placed) merged.push_back(*wanted);
  return merged;
}

std::vector<std::string_view> markers_in(const Categories& now, const Settings& settings) {
  const auto carries = [&](const std::string& name) {
    return std::any_of(now.begin(), now.end(),
                       [&](const std::string& each) { return is_same_category(each, name); });
  };
  std::vector<std::string_view> markers;
  if (carries(settings.received)) markers.push_back("received");
  if (carries(settings.archived)) markers.push_back("archived");
  return markers;
}

}  // namespace relais::mail_graph
