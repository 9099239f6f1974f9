#include "plugins/agenda/texts.hpp"

#include <array>
#include <span>
#include <string_view>

#include "plugins/agenda/template.hpp"
#include "plugins/agenda/words.hpp"
#include "plugins/agenda/zone.hpp"
#include "plugins/graph/text.hpp"

namespace relais::agenda {
namespace {

constexpr std::array<std::string_view, 10> due_lines{"{label.case}:[ {case}][ – {case_title}]",
                                                     "{label.client}: {client}",
                                                     "{label.parties}: {parties}",
                                                     "{label.court}:[ {court}][ ({court_ref})]",
                                                     "{label.responsible}: {responsible}",
                                                     "{label.assignees}: {assignees}",
                                                     "{label.type}: {type}",
                                                     "{label.period}: {period}",
                                                     "{label.event_date}: {event_date}",
                                                     "{label.leads}: {leads}"};

/// An appointment's type says no more than its subject.
constexpr std::array<std::string_view, 7> meeting_lines{"{label.case}:[ {case}][ – {case_title}]",
                                                        "{label.client}: {client}",
                                                        "{label.parties}: {parties}",
                                                        "{label.court}:[ {court}][ ({court_ref})]",
                                                        "{label.responsible}: {responsible}",
                                                        "{label.assignees}: {assignees}",
                                                        "{label.leads}: {leads}"};

std::string_view sign_of(Kind kind) {
  switch (kind) {
    case Kind::deadline:
      return "⚖ ";
    case Kind::reminder:
      return "↻ ";
    case Kind::appointment:
      break;
  }
  return "";
}

std::string day_words(const std::string& text) {
  const auto day = read_day(text);
  return day ? date::format("%d.%m.%Y", *day) : text;
}

template <class Range, class Text>
std::string joined(const Range& range, std::string_view between, Text text) {
  std::string all;
  for (const auto& each : range) {
    if (!all.empty()) all += between;
    all += text(each);
  }
  return all;
}

/// The value of each placeholder.
class Values {
 public:
  Values(const Item& item, const std::vector<Lead>& listed, const Settings& settings)
      : item_(item),
        about_(item.about ? *item.about : no_case),
        listed_(listed),
        settings_(settings) {}

  std::string operator()(std::string_view name) const {
    if (name.starts_with("label.")) {
      const auto which = word_named(name.substr(6));
      return which ? word(*which, settings_) : std::string();
    }
    const std::string of_case = case_value(name);
    return of_case.empty() ? own_value(name) : of_case;
  }

 private:
  std::string case_value(std::string_view name) const {
    if (name == "case") return about_.number;
    if (name == "case_title") return about_.title;
    if (name == "client") return about_.client;
    if (name == "client_short") return about_.client_short;
    if (name == "court") return about_.court;
    if (name == "court_ref") return about_.court_ref;
    if (name == "responsible") return about_.responsible;
    if (name != "parties") return {};
    return joined(about_.parties, "; ", [](const auto& party) {
      return party.second.empty() ? party.first : party.first + " (" + party.second + ")";
    });
  }

  std::string own_value(std::string_view name) const {
    if (name == "kind") return kind_word(item_.kind, settings_);
    if (name == "title") return item_.subject.empty() ? item_.name : item_.subject;
    if (name == "type") return type_word(item_, settings_);
    if (name == "period") return item_.period;
    if (name == "event_date") return day_words(item_.event_date);
    if (name == "category") return item_.category;
    if (name == "description") return item_.description;
    if (name == "done_by") return item_.done_by;
    if (name == "assignees")
      return joined(item_.assignees, ", ", [](const std::string& who) { return who; });
    if (name != "leads") return {};
    return joined(listed_, ", ",
                  [&](const Lead& lead) { return lead_words(lead, settings_.language); });
  }

  inline static const Case no_case{};
  const Item& item_;
  const Case& about_;
  const std::vector<Lead>& listed_;
  const Settings& settings_;
};

const Templates* own_templates(const Item& item, const Settings& settings) {
  const auto found = settings.templates.find(item.kind);
  return found == settings.templates.end() ? nullptr : &found->second;
}

std::string subject_template(const Item& item, const Settings& settings) {
  std::string text(sign_of(item.kind));
  if (item.privacy == Privacy::case_number_only) return text + "{kind}[ – {case}]";
  if (const Templates* own = own_templates(item, settings); own && !own->subject.empty())
    return own->subject;
  if (item.kind != Kind::appointment) return text + "{kind}[: {title}][ – {case}][ {client_short}]";
  return item.subject.empty() ? "{kind}[ – {case}][ {client_short}]"
                              : "{title}[ – {case}][ {client_short}]";
}

/// Line below line; empty ones at both ends go, of several in between one stays.
class Lines {
 public:
  void add(const std::string& line) {
    if (line.empty()) {
      gap_ = !text_.empty();
      return;
    }
    if (!text_.empty()) text_ += gap_ ? "\n\n" : "\n";
    text_ += line;
    gap_ = false;
  }
  std::string text() && { return std::move(text_); }

 private:
  std::string text_;
  bool gap_ = false;
};

template <class Range>
void add_filled(Lines& lines, const Range& templates, const Values& values) {
  for (const auto& each : templates) {
    const Filled filled = fill(each, values);
    if (!filled.asked || filled.shown) lines.add(filled.text);
  }
}

}  // namespace

std::string subject_of(const Item& item, const Settings& settings) {
  const std::string kind = kind_word(item.kind, settings);
  if (item.privacy == Privacy::busy) return kind;
  const Filled filled = fill(subject_template(item, settings), Values(item, {}, settings));
  std::string subject = graph::fold_space(filled.text);
  return subject.empty() ? kind : subject;
}

std::string body_of(const Item& item, const std::vector<Lead>& listed, const Settings& settings) {
  if (item.privacy == Privacy::busy) return {};
  const Values values(item, listed, settings);
  Lines lines;
  if (const Templates* own = own_templates(item, settings); own && !own->body.empty()) {
    add_filled(lines, own->body, values);
    return std::move(lines).text();
  }
  if (item.kind == Kind::appointment)
    add_filled(lines, meeting_lines, values);
  else
    add_filled(lines, due_lines, values);
  lines.add({});
  lines.add(item.description);
  return std::move(lines).text();
}

}  // namespace relais::agenda
