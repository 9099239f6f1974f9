// Our block inside a text that belongs to its owner: `--- relais ---` to `--- /relais ---`.
//
// Whatever stands outside of complete fences is the owner's and survives byte for byte. A fence
// that its owner has broken is no fence any more: its lines became the owner's text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace relais::graph {

/// The text inside all complete fences, in order, one below the other; empty if there is none.
std::string inside_fence(std::string_view text);
/// How many complete fences there are: one, unless somebody copied ours.
std::size_t count_fences(std::string_view text);
/// `content` as it will stand inside: lines that look like a mark are altered.
std::string fenceable(std::string_view content);
/// `text` with exactly one fence around `content`, or none if `content` is empty. It stays where it
/// was, else it goes to the end, two line breaks below the owner's text.
std::string with_fence(std::string_view text, std::string_view content);

}  // namespace relais::graph
