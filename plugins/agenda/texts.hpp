// What an item is called, and what is told about it.
#pragma once

#include <string>
#include <vector>

#include "plugins/agenda/item.hpp"
#include "plugins/agenda/settings.hpp"

namespace relais::agenda {

/// By the firm's template, else by ours. With less than full privacy always by ours, which then
/// says kind and case number, or the kind alone. One line, never empty.
std::string subject_of(const Item& item, const Settings& settings);

/// Lines; none with privacy busy. `listed` are the leads that it mentions. It says nothing of when
/// the item is: moving it leaves the text alone.
std::string body_of(const Item& item, const std::vector<Lead>& listed, const Settings& settings);

}  // namespace relais::agenda
