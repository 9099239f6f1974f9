#include "plugins/agenda/event/shown.hpp"

#include <date/date.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "plugins/agenda/event/instant.hpp"
#include "plugins/agenda/html.hpp"
#include "plugins/graph/extended.hpp"
#include "plugins/graph/fence.hpp"
#include "plugins/graph/text.hpp"

namespace relais::agenda::event {
namespace {

namespace json = boost::json;

bool has_category(const json::array& categories, std::string_view name) {
  return std::any_of(categories.begin(), categories.end(), [&](const json::value& each) {
    return each.is_string() && std::string_view(each.get_string()) == name;
  });
}

/// Collects the canonical text; gives up on what is missing or of a wrong type.
class Canonical {
 public:
  explicit Canonical(const json::object& event) : event_(event) {}

  /// Nothing: the print is unknown.
  std::optional<std::string> text() const {
    return known_ ? std::optional<std::string>(text_) : std::nullopt;
  }

  void line(std::string_view name, std::string_view value) {
    text_.append(name).append("=").append(value).append("\n");
  }

  void string(std::string_view name) { line(name, graph::comparable(text_of(member(name)))); }

  bool flag(std::string_view name) {
    const json::value* value = member(name);
    if (!value || !value->is_bool()) return give_up();
    line(name, value->get_bool() ? "true" : "false");
    return value->get_bool();
  }

  void reminder() {
    if (!flag("isReminderOn")) return;  // what the minutes are then, nobody sees
    const json::value* minutes = member("reminderMinutesBeforeStart");
    if (!minutes || !minutes->is_number()) return void(give_up());
    line("minutes", json::serialize(*minutes));
  }

  void times() {
    const bool all_day = flag("isAllDay");
    for (const char* name : {"start", "end"}) {
      const json::value* value = member(name);
      if (!value) return;
      const std::string text = all_day ? day(*value) : instant(*value);
      if (text.empty()) return void(give_up());
      line(name, text);
    }
  }

  void place() {
    const json::value* location = member("location");
    if (!location || location->is_null()) return line("location", "");
    if (!location->is_object()) return void(give_up());
    line("location", graph::comparable(text_of(location->get_object().if_contains("displayName"))));
  }

  /// Of a pattern only what its type uses: the service fills in the rest as it likes. The zone is
  /// left out, since the start says when.
  void recurrence() {
    const json::value* value = member("recurrence");
    if (!value || value->is_null()) return line("recurrence", "");
    const json::object* pattern = object_in(*value, "pattern");
    const json::object* range = object_in(*value, "range");
    if (!pattern || !range) return void(give_up());
    const std::string type(text_of(pattern->if_contains("type")));
    const bool relative = type.starts_with("relative");
    line("type", type);
    part(*pattern, "interval");
    if (relative || type == "weekly") days(*pattern);
    if (relative) part(*pattern, "index");
    if (type.starts_with("absolute")) part(*pattern, "dayOfMonth");
    if (type.ends_with("Yearly")) part(*pattern, "month");

    const std::string until(text_of(range->if_contains("type")));
    line("range", until);
    part(*range, "startDate");
    if (until == "endDate") part(*range, "endDate");
    if (until == "numbered") part(*range, "numberOfOccurrences");
  }

  void merged(const Settings& settings) {
    const Merged there = merged_of(event_);
    if (!there.text_known) return void(give_up());
    line("text", graph::comparable(graph::inside_fence(there.text)));
    if (settings.category.empty()) return;
    if (!there.categories_known) return void(give_up());
    line("category",
         has_category(there.categories, settings.category) ? settings.category : std::string());
  }

 private:
  bool give_up() { return known_ = false; }

  const json::value* member(std::string_view name) {
    const json::value* value = event_.if_contains(name);
    if (!value) give_up();
    return value;
  }

  std::string_view text_of(const json::value* value) {
    if (!value || value->is_null()) return {};
    if (value->is_string()) return value->get_string();
    give_up();
    return {};
  }

  static std::string day(const json::value& value) {
    const auto day = day_of(value);
    return day ? std::string(*day) : std::string();
  }
  static std::string instant(const json::value& value) {
    const auto instant = instant_of(value);
    return instant ? date::format("%FT%TZ", *instant) : std::string();
  }

  static const json::object* object_in(const json::value& value, std::string_view name) {
    const json::object* outer = value.if_object();
    const json::value* inner = outer ? outer->if_contains(name) : nullptr;
    return inner ? inner->if_object() : nullptr;
  }

  void part(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    if (!value || !(value->is_string() || value->is_number())) return void(give_up());
    line(name, value->is_string() ? std::string(value->get_string()) : json::serialize(*value));
  }

  void days(const json::object& pattern) {
    const json::value* list = pattern.if_contains("daysOfWeek");
    if (!list || !list->is_array()) return void(give_up());
    std::vector<std::string> days;
    for (const json::value& day : list->get_array()) days.emplace_back(text_of(&day));
    std::sort(days.begin(), days.end());
    for (const std::string& day : days) line("day", day);
  }

  const json::object& event_;
  bool known_ = true;
  std::string text_;
};

}  // namespace

std::string selection() {
  return "id,subject,isAllDay,start,end,showAs,sensitivity,isReminderOn,"
         "reminderMinutesBeforeStart,location,recurrence,body,categories";
}

std::string remote_print(const json::object& event, const Settings& settings) {
  Canonical canonical(event);
  for (const char* name : {"subject", "showAs", "sensitivity"}) canonical.string(name);
  canonical.times();
  canonical.reminder();
  canonical.place();
  canonical.recurrence();
  canonical.merged(settings);
  const auto text = canonical.text();
  return text ? graph::sha256_hex(*text).substr(0, 40) : std::string();
}

std::string carried_print(const json::object& event, const Settings& settings) {
  std::string print = graph::print_of(event);
  const Merged there = merged_of(event);
  const bool tagged =
      !settings.category.empty() && has_category(there.categories, settings.category);
  const std::string merged =
      merged_print(graph::inside_fence(there.text), tagged ? settings.category : "");
  return there.text_known && print.ends_with("." + merged) ? print : std::string();
}

Merged merged_of(const json::object& event) {
  Merged there;
  const json::value* categories = event.if_contains("categories");
  there.categories_known = categories && (categories->is_null() || categories->is_array());
  if (categories && categories->is_array()) there.categories = categories->get_array();

  const json::value* body = event.if_contains("body");
  if (!body || !body->is_object()) return there;
  const json::value* content = body->get_object().if_contains("content");
  const json::value* type = body->get_object().if_contains("contentType");
  if (!content || !content->is_string() || !type || !type->is_string()) return there;
  const std::string_view text = content->get_string();
  there.plain = std::string_view(type->get_string()) == "text" || text.empty();
  std::optional<std::string> lines =
      there.plain ? std::optional<std::string>(text) : text_of_html(text);
  there.text_known = lines.has_value();
  if (lines) there.text = std::move(*lines);
  return there;
}

json::object merge(const Merged& there, const Document& document, const Settings& settings) {
  json::object change;
  const bool same =
      graph::comparable(graph::inside_fence(there.text)) == graph::comparable(document.body) &&
      graph::count_fences(there.text) == (document.body.empty() ? 0U : 1U);
  if (!same) {
    json::object body;
    body["contentType"] = "text";
    body["content"] = graph::with_fence(there.text, document.body);
    change["body"] = std::move(body);
  }
  if (settings.category.empty() && document.category.empty()) return change;
  // The document's is the one of the configuration; one that is renamed leaves its old name there.
  const std::string& ours = document.category.empty() ? settings.category : document.category;
  const bool wanted = !document.category.empty();
  if (has_category(there.categories, ours) == wanted) return change;
  json::array categories;
  for (const json::value& each : there.categories)
    if (!each.is_string() || std::string_view(each.get_string()) != ours)
      categories.push_back(each);
  if (wanted) categories.push_back(json::value(ours));
  change["categories"] = std::move(categories);
  return change;
}

}  // namespace relais::agenda::event
