// A task as an answer of Graph shows it.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/agenda/settings.hpp"
#include "plugins/agenda/todo/document.hpp"

namespace relais::agenda::todo {

/// What the linked resource of a task of ours says of its origin.
inline constexpr std::string_view application = "relais";

/// The key that the task carries among its linked resources, whatever else is linked to it; empty
/// if it is foreign. Known only where the resources were asked for.
std::string key_of(const boost::json::object& task);
/// Whether one of them is this very key.
bool carries(const boost::json::object& task, std::string_view key);
/// The same of one linked resource.
bool is_link_of(const boost::json::object& resource, std::string_view key);
/// Whether the key is of a kind that the plugin exports.
bool is_exported(std::string_view key, const Settings& settings);

/// The remote fingerprint: over title, importance, due date, reminder and the text in our fence.
/// What its owner may do to a task (tick it) is no part of it. Empty if the answer does not tell
/// all.
///
/// The due date counts as the date in UTC of the instant that it stands for. To Do keeps a date,
/// and shows what was written as midnight in Zurich now as 22:00 UTC of the day before, now as
/// 00:00 UTC of that day; both give the same print, and another date of its owner's another one.
std::string remote_print(const boost::json::object& task);

/// {"done": true or false}; empty if the answer does not tell.
std::string facts_of(const boost::json::object& task);

/// The notes, ours and the owner's; nothing if the answer does not tell.
std::optional<std::string> notes_of(const boost::json::object& task);
/// The notes that make them show the document; nothing if they do already.
std::optional<std::string> merge(std::string_view notes, const Document& document);

}  // namespace relais::agenda::todo
