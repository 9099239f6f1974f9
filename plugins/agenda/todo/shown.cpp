#include "plugins/agenda/todo/shown.hpp"

#include <date/date.h>

#include <algorithm>
#include <sstream>
#include <vector>

#include "plugins/agenda/html.hpp"
#include "plugins/agenda/zone.hpp"
#include "plugins/graph/fence.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/text.hpp"

namespace relais::agenda::todo {
namespace {

namespace json = boost::json;
using Text = std::optional<std::string>;

constexpr std::size_t max_key = 1024;

/// `<store>:<kind>:<id>`, perhaps with `:<part>`; else empty.
std::string_view kind_in(std::string_view key) {
  if (key.size() > max_key) return {};
  std::vector<std::string_view> pieces;
  for (std::size_t from = 0;;) {
    const std::size_t colon = key.find(':', from);
    pieces.push_back(key.substr(from, colon - from));
    if (pieces.back().empty() || pieces.size() > 4) return {};
    if (colon == std::string_view::npos) break;
    from = colon + 1;
  }
  return pieces.size() < 3 ? std::string_view() : pieces[1];
}

/// The key of one linked resource, or empty.
std::string key_in(const json::object& resource) {
  if (graph::string_at(resource, "applicationName") != application) return {};
  std::string key = graph::string_at(resource, "externalId");
  return kind_in(key).empty() ? std::string() : key;
}

template <class Visit>
void each_link(const json::object& task, Visit visit) {
  const json::value* links = task.if_contains("linkedResources");
  if (!links || !links->is_array()) return;
  for (const json::value& link : links->get_array())
    if (link.is_object()) visit(link.get_object());
}

/// "2026-05-01T00:00:00", perhaps with a fraction of a second, which is cut, or a Z.
std::optional<date::local_seconds> wall_clock(const std::string& text) {
  constexpr std::size_t whole = 19;
  if (text.size() < whole) return std::nullopt;
  std::istringstream in(text.substr(0, whole));
  date::local_seconds time;
  in >> date::parse("%FT%T", time);
  if (in.fail() || in.peek() != std::istringstream::traits_type::eof()) return std::nullopt;
  std::string_view rest = std::string_view(text).substr(whole);
  if (rest.ends_with('Z')) rest.remove_suffix(1);
  const bool fraction =
      rest.empty() ||
      (rest.front() == '.' && rest.find_first_not_of("0123456789", 1) == std::string_view::npos);
  return fraction ? std::optional(time) : std::nullopt;
}

/// The instant of a dateTimeTimeZone; nothing if it is none.
std::optional<date::sys_seconds> instant(const json::value& value) {
  if (!value.is_object()) return std::nullopt;
  const auto time = wall_clock(graph::string_at(value.get_object(), "dateTime"));
  const std::string zone = graph::string_at(value.get_object(), "timeZone");
  if (!time) return std::nullopt;
  if (zone == "UTC") return date::sys_seconds(time->time_since_epoch());
  const std::string known = iana_name(zone);
  return known.empty() ? std::nullopt : std::optional(resolve(*time, known).utc);
}

/// Missing: there is none, and Graph leaves it out.
const json::value* there(const json::object& task, std::string_view name) {
  const json::value* value = task.if_contains(name);
  return value && !value->is_null() ? value : nullptr;
}

Text string_in(const json::object& task, std::string_view name) {
  const json::value* value = task.if_contains(name);
  if (!value || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

Text due(const json::object& task) {
  const json::value* value = there(task, "dueDateTime");
  if (!value) return "none";
  const auto at = instant(*value);
  if (!at) return std::nullopt;
  return date::format("%F", date::floor<date::days>(*at));
}

Text reminder(const json::object& task) {
  const json::value* is_on = task.if_contains("isReminderOn");
  if (!is_on || !is_on->is_bool()) return std::nullopt;
  if (!is_on->get_bool()) return "off";  // a time that is left over means nothing
  const json::value* value = there(task, "reminderDateTime");
  const auto at = value ? instant(*value) : std::nullopt;
  return at ? Text(date::format("%FT%TZ", *at)) : std::nullopt;
}

}  // namespace

std::string key_of(const json::object& task) {
  std::string found;
  each_link(task, [&](const json::object& link) {
    if (found.empty()) found = key_in(link);
  });
  return found;
}

bool is_link_of(const json::object& resource, std::string_view key) {
  return !key.empty() && key_in(resource) == key;
}

bool carries(const json::object& task, std::string_view key) {
  bool found = false;
  each_link(task, [&](const json::object& link) { found = found || is_link_of(link, key); });
  return found;
}

bool is_exported(std::string_view key, const Settings& settings) {
  const std::string_view kind = kind_in(key);
  return !kind.empty() && std::any_of(settings.kinds.begin(), settings.kinds.end(),
                                      [&](Kind each) { return kind == name_of(each); });
}

std::string remote_print(const json::object& task) {
  const Text title = string_in(task, "title"), importance = string_in(task, "importance");
  const Text on = due(task), pop_up = reminder(task), notes = notes_of(task);
  if (!title || !importance || !on || !pop_up || !notes) return {};
  std::string text;
  const auto line = [&](std::string_view name, std::string_view value) {
    text.append(name).append("=").append(value).append("\n");
  };
  line("title", graph::comparable(*title));
  line("importance", *importance);
  line("due", *on);
  line("reminder", *pop_up);
  line("notes", graph::comparable(graph::inside_fence(*notes)));
  return graph::sha256_hex(text).substr(0, 40);
}

std::string facts_of(const json::object& task) {
  const Text status = string_in(task, "status");
  if (!status) return {};
  return *status == "completed" ? R"({"done":true})" : R"({"done":false})";
}

Text notes_of(const json::object& task) {
  const json::value* body = task.if_contains("body");
  if (!body) return std::nullopt;
  if (body->is_null()) return "";
  if (!body->is_object()) return std::nullopt;
  const json::value* content = body->get_object().if_contains("content");
  if (content && content->is_null()) return "";
  Text text = string_in(body->get_object(), "content");
  if (!text || graph::string_at(body->get_object(), "contentType") != "html") return text;
  return text_of_html(*text);
}

Text merge(std::string_view notes, const Document& document) {
  const bool same =
      graph::comparable(graph::inside_fence(notes)) == graph::comparable(document.body) &&
      graph::count_fences(notes) == (document.body.empty() ? 0U : 1U);
  return same ? Text() : Text(graph::with_fence(notes, document.body));
}

}  // namespace relais::agenda::todo
