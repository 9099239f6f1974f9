#include "engine/config/node.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace relais::config {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Node::Kind kind_of_plain(std::string_view text) {
  if (text == "true" || text == "True" || text == "TRUE" || text == "false" || text == "False" ||
      text == "FALSE")
    return Node::Kind::boolean;
  std::string_view digits = text;
  if (digits.starts_with('-') || digits.starts_with('+')) digits.remove_prefix(1);
  const std::size_t point = digits.find('.');
  const std::string_view whole = digits.substr(0, point);
  if (!all_digits(whole) || (whole.size() > 1 && whole.front() == '0')) return Node::Kind::text;
  if (point == std::string_view::npos)
    return whole.size() <= 18 ? Node::Kind::integer : Node::Kind::text;
  return all_digits(digits.substr(point + 1)) && digits.size() <= 20 ? Node::Kind::real
                                                                     : Node::Kind::text;
}

const Node* Node::find(std::string_view name) const {
  if (kind != Kind::map) return nullptr;
  const auto found = std::find_if(children.begin(), children.end(),
                                  [&](const Node& child) { return child.key == name; });
  return found == children.end() ? nullptr : &*found;
}

json::value to_json(const Node& node) {
  switch (node.kind) {
    case Node::Kind::null:
      return nullptr;
    case Node::Kind::boolean:
      return node.text[0] == 't' || node.text[0] == 'T';
    case Node::Kind::integer:
    case Node::Kind::real: {
      const char* begin = node.text.data() + (node.text[0] == '+' ? 1 : 0);
      const char* end = node.text.data() + node.text.size();
      if (node.kind == Node::Kind::integer) {
        std::int64_t number = 0;
        std::from_chars(begin, end, number);
        return number;
      }
      double number = 0;
      std::from_chars(begin, end, number);
      return number;
    }
    case Node::Kind::text:
      return json::string(node.text);
    case Node::Kind::list: {
      json::array out;
      for (const auto& child : node.children) out.push_back(to_json(child));
      return out;
    }
    case Node::Kind::map: {
      json::object out;
      for (const auto& child : node.children) out[child.key] = to_json(child);
      return out;
    }
  }
  return nullptr;
}

}  // namespace relais::config
