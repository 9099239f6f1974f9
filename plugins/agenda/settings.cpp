#include "plugins/agenda/settings.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdint>
#include <relais/sdk.hpp>
#include <utility>

#include "plugins/agenda/template.hpp"
#include "plugins/agenda/words.hpp"
#include "plugins/agenda/zone.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/text.hpp"

namespace relais::agenda {
namespace {

namespace json = boost::json;
using graph::string_at;

constexpr int longest_window = 36'525;

[[noreturn]] void refuse(const std::string& key, const std::string& what) {
  throw sdk::Failure(sdk::Status::config, "cannot open the add-in: " + key + ": " + what);
}

json::object object_of(std::string_view text, const char* what) {
  if (text.empty()) return {};
  boost::system::error_code failed;
  json::value parsed = json::parse({text.data(), text.size()}, failed);
  if (failed || !parsed.is_object()) refuse(what, "it is no JSON object");
  return std::move(parsed.get_object());
}

std::string short_line_at(const json::object& object, std::string_view key) {
  return graph::shorten(graph::fold_space(string_at(object, key)));
}

int number_at(const json::object& object, std::string_view key, int otherwise, int least,
              int most) {
  const json::value* value = object.if_contains(key);
  if (!value || !value->is_int64()) return otherwise;
  return static_cast<int>(std::clamp<std::int64_t>(value->get_int64(), least, most));
}

const json::object& part_at(const json::object& object, std::string_view key) {
  static const json::object nothing;
  const json::value* value = object.if_contains(key);
  return value && value->is_object() ? value->get_object() : nothing;
}

std::string good_template(const json::value& value, const std::string& key) {
  if (!value.is_string()) refuse(key, "it is no text");
  std::string text(value.get_string());
  if (const auto fault = fault_of(text)) refuse(key, *fault);
  return text;
}

Templates templates_at(const json::object& section, Kind kind) {
  const json::object& part = part_at(section, name_of(kind));
  const std::string path = name_of(kind);
  Templates templates;
  if (const json::value* subject = part.if_contains("subject"))
    templates.subject = good_template(*subject, path + ".subject");
  if (const json::value* body = part.if_contains("body")) {
    if (!body->is_array()) refuse(path + ".body", "it is no list of lines");
    for (const json::value& line : body->get_array())
      templates.body.push_back(
          good_template(line, path + ".body[" + std::to_string(templates.body.size()) + "]"));
  }
  return templates;
}

std::map<std::string, std::string> labels_at(const json::object& section) {
  std::map<std::string, std::string> labels;
  for (const auto& each : part_at(section, "labels")) {
    const std::string name(each.key());
    if (!word_named(name)) {
      std::string known;
      for (const std::string_view word : word_names())
        known.append(known.empty() ? "" : ", ").append(word);
      refuse("labels." + name, "there is no such word; there are " + known);
    }
    if (!each.value().is_string()) refuse("labels." + name, "it is no text");
    labels[name] = short_line_at(part_at(section, "labels"), name);
  }
  return labels;
}

OnDone on_done_at(const json::object& section) {
  const std::string name = string_at(section, "on_done");
  if (name.empty() || name == "mark") return OnDone::mark;
  if (name == "keep") return OnDone::keep;
  if (name == "delete") return OnDone::remove;
  refuse("on_done", "it is none of mark, keep, delete");
}

bool separate_leads_at(const json::object& section) {
  const std::string name = string_at(section, "lead_items");
  if (name.empty() || name == "first") return false;
  if (name == "separate") return true;
  refuse("lead_items", "it is none of first, separate");
}

void read_account(const json::object& account, Settings& settings) {
  const json::object& mailbox = part_at(account, "mailbox");
  settings.mailbox = string_at(mailbox, "id");
  if (settings.mailbox.empty()) settings.mailbox = string_at(mailbox, "address");
  if (settings.mailbox.empty()) refuse("mailbox.id", "the account has no mailbox");
  settings.language = string_at(account, "language").substr(0, 2);
  const std::string zone = string_at(account, "time_zone");
  settings.time_zone = iana_name(zone);
  if (settings.time_zone.empty())
    refuse("time_zone", "'" + zone + "' is no time zone, such as Europe/Zurich");
  const json::object& window = part_at(account, "window");
  settings.window_back = number_at(window, "back", settings.window_back, 0, longest_window);
  settings.window_ahead = number_at(window, "ahead", settings.window_ahead, 0, longest_window);
}

}  // namespace

Settings read_settings(std::string_view config, std::string_view account, std::vector<Kind> kinds) {
  const json::object section = object_of(config, "its section");
  Settings settings;
  read_account(object_of(account, "the account"), settings);
  settings.calendar = short_line_at(section, "calendar");
  settings.list = short_line_at(section, "list");
  settings.on_done = on_done_at(section);
  settings.separate_leads = separate_leads_at(section);
  settings.category = section.contains("category")
                          ? short_line_at(section, "category")
                          : std::string(default_category(settings.language));
  for (const Kind kind : kinds) settings.templates[kind] = templates_at(section, kind);
  settings.labels = labels_at(section);
  settings.page_size = static_cast<std::size_t>(number_at(section, "page_size", 250, 1, 999));
  settings.kinds = std::move(kinds);
  return settings;
}

}  // namespace relais::agenda
