// How numbers, times and counts are written for people. Pure functions.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"
#include "engine/base/json.hpp"

namespace relais::cli {

/// `1 mailbox`, `5 mailboxes`.
std::string counted(std::int64_t number, std::string_view one, std::string_view many);
/// `850 ms`, `12.3 s`, `4 min 5 s`, `2 h 3 min`, `5 d 2 h`.
std::string span_text(Millis duration);
/// `2026-05-01 09:00:00 UTC`; empty for 0.
std::string time_text(Millis instant);
/// The instant as in the databases, or null for 0.
json::value time_json(Millis instant);

/// `; did you mean "sync"?`, or nothing if none is near. `before` stands before the suggestion.
std::string did_you_mean(std::string_view text, const std::vector<std::string>& candidates,
                         std::string_view before = {});

/// `created`, for the action `create`; `to create` is its other form.
std::string done_word(std::string_view action);
/// `12 created, 3 deleted`; empty if there is nothing.
std::string done_text(const std::map<std::string, std::int64_t>& by_type);
/// `12 create, 3 delete` in the order of the words of a plan.
std::string plan_text(const std::map<std::string, std::int64_t>& by_type);

/// Null for an empty text.
json::value text_or_null(const std::string& text);
json::array texts_json(const std::vector<std::string>& texts);
json::object counts_json(const std::map<std::string, std::int64_t>& counts);
json::object to_json(const Error& error, int exit);
/// `text`, and the hint on a line of its own.
std::string error_text(const Error& error);

}  // namespace relais::cli
