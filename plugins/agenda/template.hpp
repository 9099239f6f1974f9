// The little language in which a firm says what its subjects and bodies look like.
//
//   {title}          a placeholder: its value
//   {label.client}   a word, in the handler's language or the firm's own
//   [ – {case}]      a group: vanishes if all placeholders in it are empty. A group may hold
//   groups,
//                    and these hold none. A group without a placeholder is a mistake.
//   {{ }} [[ ]]      the brackets themselves. Inside a group in a group `]]` closes both.
//
// Labels count as text, not as placeholders. Values are put in as they are: brackets in them mean
// nothing. Of a body each line is a template of its own, which vanishes if it has placeholders and
// all of them are empty.
//
// Placeholders: {kind} Frist; {title} what it is called; {case} number, {case_title}; {client} Anna
// Müller, {client_short} Müller; {parties} with their roles; {court}, {court_ref}; {responsible},
// {assignees}; {type} gesetzliche Frist; {period} 30 Tage, {event_date} 15.04.2026; {leads} those
// that do not pop up; {category}; {description}, which may have several lines; {done_by}.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relais::agenda {

std::vector<std::string_view> placeholder_names();

/// For "pattern" in a JSON schema (a regular expression of ECMAScript): whether all braces are
/// those of known placeholders, or escaped. Groups are for `fault_of` to judge.
inline constexpr std::string_view template_pattern =
    R"(^(?:[^{}]|\{\{|\}\}|\{(?:kind|title|case|case_title|client|client_short|parties|court|)"
    R"(court_ref|responsible|assignees|type|period|event_date|leads|category|description|done_by|)"
    R"(label\.(?:deadline|reminder|appointment|case|client|parties|court|responsible|assignees|)"
    R"(type|period|event_date|leads|category|done_by|type_statutory|type_court|type_peremptory|)"
    R"(type_hearing|type_meeting|type_call|type_absence))\})*$)";

/// What is wrong with a template, for people, with what would be right; nothing if it is good.
std::optional<std::string> fault_of(std::string_view text);

struct Filled {
  std::string text;
  bool asked = false;  ///< it has placeholders
  bool shown = false;  ///< one of them is not empty
};

/// `value` is asked for each placeholder, labels included ("label.client"). A template with a fault
/// throws Failure(config).
Filled fill(std::string_view text, const std::function<std::string(std::string_view)>& value);

}  // namespace relais::agenda
