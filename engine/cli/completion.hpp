// Completion for bash, made of the table of verbs.
#pragma once

#include <string>
#include <string_view>

#include "engine/cli/call.hpp"

namespace relais::cli {

/// Where the words for an option's value, or for an argument, come from: `file`, `folder`,
/// `words A B`, `ask entity` (of `relais complete`), or `none`. Empty: the option is a switch.
std::string completion_source(const Option& option);
/// The same of the argument at `index`; empty: there is none.
std::string completion_source(const Verb& verb, std::size_t index);

/// A script to be sourced. It needs nothing but bash.
std::string bash_completion();

}  // namespace relais::cli
