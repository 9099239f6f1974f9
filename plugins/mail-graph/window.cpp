#include "plugins/mail-graph/window.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/text.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;

constexpr std::size_t print_size = 16;

std::string print_of(std::string_view id, std::string_view folder) {
  return graph::sha256_hex(std::string(id) + "\n" + std::string(folder)).substr(0, print_size);
}

std::optional<Seconds> whole_number(std::string_view text) {
  Seconds value = 0;
  const char* end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return std::nullopt;
  return value;
}

}  // namespace

bool Window::add(Seconds received, std::string_view id, std::string_view folder) {
  return seen_[received].insert(print_of(id, folder)).second;
}

bool Window::knows(Seconds received, std::string_view id, std::string_view folder) const {
  const auto second = seen_.find(received);
  return second != seen_.end() && second->second.contains(print_of(id, folder));
}

std::optional<Seconds> Window::newest(Seconds limit) const {
  const auto after = seen_.upper_bound(limit);
  if (after == seen_.begin()) return std::nullopt;
  return std::prev(after)->first;
}

std::size_t Window::in_latest_second(Seconds latest) const {
  const auto second = newest(latest);
  return second ? seen_.at(*second).size() : 0;
}

std::size_t Window::size() const {
  std::size_t all = 0;
  for (const auto& [second, prints] : seen_) all += prints.size();
  return all;
}

void Window::slide(const Reach& reach) {
  const auto last = newest(reach.latest);
  if (!last || *last <= from_) return;
  Seconds begin = *last - reach.overlap;
  std::size_t kept = seen_.at(*last).size();
  for (auto second = seen_.find(*last); second != seen_.begin();) {
    --second;
    if (second->first < begin) break;
    kept += second->second.size();
    if (kept > reach.most) begin = second->first + 1;
  }
  from_ = std::max(from_, begin);
  forget();
}

void Window::leave_behind(Seconds latest) {
  if (const auto last = newest(latest)) from_ = std::max(from_, *last + 1);
  forget();
}

void Window::forget() { seen_.erase(seen_.begin(), seen_.lower_bound(from_)); }

void Window::write(json::object& into) const {
  into["from"] = instant_text(from_);
  json::object seen;
  std::size_t kept = 0;
  for (auto second = seen_.rbegin(); second != seen_.rend() && kept < max_kept; ++second) {
    json::array prints;
    for (const std::string& print : second->second)
      if (kept++ < max_kept) prints.push_back(json::value(print));
    seen[std::to_string(second->first)] = std::move(prints);
  }
  into["seen"] = std::move(seen);
}

std::optional<Window> Window::read(const json::object& from) {
  const auto begin = parse_instant(graph::string_at(from, "from"));
  const json::value* seen = from.if_contains("seen");
  if (!begin || !seen || !seen->is_object()) return std::nullopt;
  Window window(*begin);
  for (const auto& [key, prints] : seen->get_object()) {
    const auto second = whole_number(key);
    if (!second || !prints.is_array()) return std::nullopt;
    for (const json::value& print : prints.get_array()) {
      if (!print.is_string() || print.get_string().size() != print_size) return std::nullopt;
      window.seen_[*second].emplace(print.get_string());
    }
  }
  return window;
}

}  // namespace relais::mail_graph
