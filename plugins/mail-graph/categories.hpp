// Our two markers among the categories of a message: a pure merge.
#pragma once

#include <relais/sdk.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace relais::mail_graph {

struct Settings;

using Categories = std::vector<std::string>;

/// Outlook tells names of categories apart without case.
bool is_same_category(std::string_view left, std::string_view right);

/// The categories with exactly this marker of ours: the owner's keep their order and spelling. Ours
/// stays where one of ours was, else it comes last.
Categories with_marker(const Categories& now, sdk::Marker marker, const Settings& settings);

/// Which of our markers are there: "received", "archived".
std::vector<std::string_view> markers_in(const Categories& now, const Settings& settings);

}  // namespace relais::mail_graph
