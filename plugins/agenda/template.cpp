#include "plugins/agenda/template.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <relais/sdk.hpp>

#include "plugins/agenda/words.hpp"

namespace relais::agenda {
namespace {

constexpr std::array<std::string_view, 18> placeholders{
    "kind",    "title",      "case",      "case_title",  "client",      "client_short",
    "parties", "court",      "court_ref", "responsible", "assignees",   "type",
    "period",  "event_date", "leads",     "category",    "description", "done_by"};

constexpr std::string_view label_prefix = "label.";

struct Fault {
  std::string what;
};

bool is_known(std::string_view name) {
  if (name.starts_with(label_prefix))
    return word_named(name.substr(label_prefix.size())).has_value();
  return std::find(placeholders.begin(), placeholders.end(), name) != placeholders.end();
}

std::string all_names() {
  std::string text;
  for (const std::string_view name : placeholders)
    text.append(text.empty() ? "{" : ", {").append(name).append("}");
  text += ", and {label.X} where X is one of ";
  std::string words;
  for (const std::string_view name : word_names())
    words.append(words.empty() ? "" : ", ").append(name);
  return text + words;
}

using Value = std::function<std::string(std::string_view)>;

class Reader {
 public:
  Reader(std::string_view text, const Value& value) : text_(text), value_(value) {}

  Filled read() {
    Filled whole = part(0);
    if (at_ < text_.size()) fail("] without its [; write ]] for the bracket itself");
    return whole;
  }

 private:
  static constexpr int deepest = 2;

  [[noreturn]] void fail(const std::string& what) const {
    throw Fault{"at byte " + std::to_string(at_ + 1) + ": " + what};
  }

  bool next_is(std::string_view token) const { return text_.substr(at_).starts_with(token); }

  /// Up to the end, or to the bracket that closes a group.
  Filled part(int depth) {
    Filled here;
    while (at_ < text_.size()) {
      if (next_is("{{") || next_is("}}") || next_is("[[") || (next_is("]]") && depth < deepest)) {
        here.text += text_[at_];
        at_ += 2;
      } else if (next_is("{")) {
        placeholder(here);
      } else if (next_is("}")) {
        fail("} without its {; write }} for the brace itself");
      } else if (next_is("[")) {
        group(here, depth + 1);
      } else if (next_is("]")) {
        break;
      } else {
        here.text += text_[at_++];
      }
    }
    return here;
  }

  void placeholder(Filled& into) {
    const std::size_t end = text_.find('}', at_);
    if (end == std::string_view::npos) fail("{ without its }; write {{ for the brace itself");
    const std::string_view name = text_.substr(at_ + 1, end - at_ - 1);
    if (!is_known(name))
      fail("there is no placeholder {" + std::string(name) + "}; there are " + all_names());
    at_ = end + 1;
    const std::string value = value_(name);
    into.text += value;
    if (name.starts_with(label_prefix)) return;
    into.asked = true;
    into.shown = into.shown || !value.empty();
  }

  void group(Filled& into, int depth) {
    if (depth > deepest) fail("a group in a group in a group; there may be one in another");
    const std::size_t begin = at_++;
    const Filled inside = part(depth);
    if (at_ == text_.size()) {
      at_ = begin;
      fail("[ without its ]; write [[ for the bracket itself");
    }
    ++at_;
    if (!inside.asked) {
      at_ = begin;
      fail(
          "a group needs a placeholder, since it vanishes when its placeholders are empty; write "
          "[[ and ]] for the brackets themselves");
    }
    into.asked = true;
    if (!inside.shown) return;
    into.shown = true;
    into.text += inside.text;
  }

  std::string_view text_;
  const Value& value_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<std::string_view> placeholder_names() {
  return {placeholders.begin(), placeholders.end()};
}

std::optional<std::string> fault_of(std::string_view text) {
  const Value nothing = [](std::string_view) { return std::string(); };
  try {
    Reader(text, nothing).read();
    return std::nullopt;
  } catch (const Fault& fault) {
    return fault.what;
  }
}

Filled fill(std::string_view text, const Value& value) {
  try {
    return Reader(text, value).read();
  } catch (const Fault& fault) {
    throw sdk::Failure(sdk::Status::config, "a template is wrong " + fault.what);
  }
}

}  // namespace relais::agenda
