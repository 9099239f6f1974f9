#include "plugins/graph/fence.hpp"

#include <optional>
#include <vector>

namespace relais::graph {
namespace {

constexpr std::string_view open_mark = "--- relais ---";
constexpr std::string_view close_mark = "--- /relais ---";

std::string_view trimmed(std::string_view line) {
  static constexpr std::string_view no_break = "\xC2\xA0";
  for (bool again = true; again;) {
    again = false;
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t' || line.front() == '\r'))
      line.remove_prefix(1);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\t' || line.back() == '\r'))
      line.remove_suffix(1);
    if (line.starts_with(no_break)) line.remove_prefix(no_break.size()), again = true;
    if (line.ends_with(no_break)) line.remove_suffix(no_break.size()), again = true;
  }
  return line;
}

/// Where a fence stands: [begin, end) from its first mark to behind its last one, without the line
/// break that follows; the content between.
struct Span {
  std::size_t begin, end;
  std::size_t content_begin, content_end;
};

std::vector<Span> fences_of(std::string_view text) {
  std::vector<Span> found;
  std::optional<Span> open;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t line_break = std::min(text.find('\n', at), text.size());
    const std::string_view line = trimmed(text.substr(at, line_break - at));
    const std::size_t next = std::min(line_break + 1, text.size() + 1);
    if (line == open_mark) {
      open = Span{at, at, std::min(next, text.size()), at};
    } else if (line == close_mark && open) {
      open->content_end = std::max(at, open->content_begin);
      open->end = line_break;
      if (line_break > at && text[line_break - 1] == '\r') --open->end;
      found.push_back(*open);
      open.reset();
    }
    at = next;
  }
  return found;
}

std::string block_of(std::string_view content) {
  return std::string(open_mark) + "\n" + fenceable(content) + "\n" + std::string(close_mark);
}

/// Takes away the two line breaks that `with_fence` put between the owner's text and the fence.
void drop_gap(std::string& text) {
  for (const std::string_view gap : {std::string_view("\r\n\r\n"), std::string_view("\n\n")})
    if (text.size() > gap.size() && text.ends_with(gap)) {
      text.resize(text.size() - gap.size());
      return;
    }
}

}  // namespace

std::string inside_fence(std::string_view text) {
  std::string inside;
  for (const Span& fence : fences_of(text)) {
    if (!inside.empty()) inside += '\n';
    inside += text.substr(fence.content_begin, fence.content_end - fence.content_begin);
  }
  return inside;
}

std::string fenceable(std::string_view content) {
  std::string safe;
  for (std::size_t at = 0; at <= content.size();) {
    const std::size_t line_break = std::min(content.find('\n', at), content.size());
    const std::string_view line = content.substr(at, line_break - at);
    if (trimmed(line) == open_mark)
      safe += "-- relais --";
    else if (trimmed(line) == close_mark)
      safe += "-- /relais --";
    else
      safe += line;
    if (line_break < content.size()) safe += '\n';
    at = line_break + 1;
  }
  return safe;
}

std::size_t count_fences(std::string_view text) { return fences_of(text).size(); }

std::string with_fence(std::string_view text, std::string_view content) {
  const std::vector<Span> fences = fences_of(text);
  std::string merged;
  std::size_t at = 0;
  bool placed = content.empty();
  for (const Span& fence : fences) {
    merged += text.substr(at, fence.begin - at);
    if (placed)
      drop_gap(merged);
    else
      merged += block_of(content);
    placed = true;
    at = fence.end;
  }
  merged += text.substr(at);
  if (placed) return merged;
  if (!merged.empty()) merged += "\n\n";
  return merged + block_of(content);
}

}  // namespace relais::graph
