#include "plugins/contacts/shown.hpp"

#include <algorithm>
#include <optional>

#include "plugins/graph/extended.hpp"
#include "plugins/graph/fence.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/text.hpp"

namespace relais::contacts {
namespace {

namespace json = boost::json;

std::string without_punctuation(std::string_view number) {
  std::string plain;
  for (const char c : graph::comparable(number))
    if (std::string_view(" -./()").find(c) == std::string_view::npos) plain += c;
  return plain;
}

std::string lower_case(std::string_view address) {
  std::string lower = graph::comparable(address);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

/// Collects the canonical text; gives up on what is missing or of a wrong type.
class Canonical {
 public:
  Canonical(const json::object& contact, Answer answer) : contact_(contact), answer_(answer) {}

  /// Nothing: the print is unknown.
  std::optional<std::string> text() const {
    return known_ ? std::optional<std::string>(text_) : std::nullopt;
  }

  void line(std::string_view name, std::string_view value) {
    text_.append(name).append("=").append(value).append("\n");
  }

  void string(std::string_view name) { line(name, graph::comparable(text_at(contact_, name))); }

  void number(std::string_view name) { line(name, without_punctuation(text_at(contact_, name))); }

  void day(std::string_view name) { line(name, text_at(contact_, name).substr(0, 10)); }

  void numbers(std::string_view name) {
    each(name, [&](const json::value& entry) {
      if (!entry.is_string()) return give_up();
      if (const auto plain = without_punctuation(entry.get_string()); !plain.empty())
        line(name, plain);
    });
  }

  void emails() {
    each("emailAddresses", [&](const json::value& entry) {
      if (!entry.is_object()) return give_up();
      if (const auto address = lower_case(text_at(entry.get_object(), "address")); !address.empty())
        line("emailAddresses", address);
    });
  }

  void postal(std::string_view name) {
    const json::value* value = member(contact_, name);
    static const json::object nothing;
    if (value && !value->is_null() && !value->is_object()) return give_up();
    const json::object& address = value && value->is_object() ? value->get_object() : nothing;
    for (const std::string_view part : address_parts)
      line(std::string(name) + "." + std::string(part),
           graph::comparable(optional_text(address, part)));
  }

  void fence() {
    line("notes", graph::comparable(graph::inside_fence(text_at(contact_, "personalNotes"))));
  }

  void category(const std::string& ours) {
    bool there = false;
    each("categories", [&](const json::value& entry) {
      if (!entry.is_string()) return give_up();
      there = there || std::string_view(entry.get_string()) == ours;
    });
    line("category", there ? ours : std::string());
  }

 private:
  void give_up() { known_ = false; }

  const json::value* member(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (!value && answer_ == Answer::partial) give_up();
    return value;
  }

  std::string_view text_of(const json::value* value) {
    if (!value || value->is_null()) return {};
    if (value->is_string()) return value->get_string();
    give_up();
    return {};
  }
  std::string_view text_at(const json::object& object, std::string_view name) {
    return text_of(member(object, name));
  }
  /// Parts of an address may be missing: an address is always told as a whole.
  std::string_view optional_text(const json::object& object, std::string_view name) {
    return text_of(object.if_contains(name));
  }

  template <class Visit>
  void each(std::string_view name, Visit visit) {
    const json::value* value = member(contact_, name);
    if (!value || value->is_null()) return;
    if (!value->is_array()) return give_up();
    for (const json::value& entry : value->get_array()) visit(entry);
  }

  const json::object& contact_;
  Answer answer_;
  bool known_ = true;
  std::string text_;
};

bool has_category(const json::array& categories, std::string_view name) {
  return std::any_of(categories.begin(), categories.end(), [&](const json::value& each) {
    return each.is_string() && std::string_view(each.get_string()) == name;
  });
}

}  // namespace

std::string remote_print(const json::object& contact, const Settings& settings, Answer answer) {
  Canonical canonical(contact, answer);
  for (const std::string_view name : text_fields)
    if (name == "mobilePhone")
      canonical.number(name);
    else
      canonical.string(name);
  for (const std::string_view name : phone_fields) canonical.numbers(name);
  for (const std::string_view name : address_fields) canonical.postal(name);
  canonical.emails();
  canonical.fence();
  if (settings.birthday) canonical.day("birthday");
  if (!settings.category.empty()) canonical.category(settings.category);
  const auto text = canonical.text();
  return text ? graph::sha256_hex(*text).substr(0, 40) : std::string();
}

std::string carried_print(const json::object& contact, const Settings& settings) {
  std::string print = graph::print_of(contact);
  const Merged there = merged_of(contact);
  const bool tagged =
      !settings.category.empty() && has_category(there.categories, settings.category);
  const std::string merged =
      merged_print(graph::inside_fence(there.notes), tagged ? settings.category : "");
  return print.ends_with("." + merged) ? print : std::string();
}

Merged merged_of(const json::object& contact) {
  Merged there;
  const json::value* notes = contact.if_contains("personalNotes");
  there.notes_known = notes && (notes->is_null() || notes->is_string());
  if (notes && notes->is_string()) there.notes = std::string(notes->get_string());
  const json::value* categories = contact.if_contains("categories");
  there.categories_known = categories && (categories->is_null() || categories->is_array());
  if (categories && categories->is_array()) there.categories = categories->get_array();
  return there;
}

json::object merge(const Merged& there, const Document& document) {
  json::object change;
  const std::size_t fences = graph::count_fences(there.notes);
  const bool same =
      graph::comparable(graph::inside_fence(there.notes)) == graph::comparable(document.notes) &&
      fences == (document.notes.empty() ? 0U : 1U);
  if (!same) change["personalNotes"] = graph::with_fence(there.notes, document.notes);
  if (!document.category.empty() && !has_category(there.categories, document.category)) {
    json::array categories = there.categories;
    categories.push_back(json::value(document.category));
    change["categories"] = std::move(categories);
  }
  return change;
}

}  // namespace relais::contacts
