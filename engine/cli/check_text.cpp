#include "engine/cli/check_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "engine/base/text.hpp"
#include "engine/cli/secret_text.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

using check::Colour;
using check::Line;
using plugin::ProbeOutcome;

bool worth_telling(const Line& line) {
  return line.failed() || line.outcome == ProbeOutcome::degraded;
}

/// `token, user, contacts ok; master categories degraded`
std::string summary_of(const std::vector<Line>& lines) {
  std::string text;
  for (const auto outcome :
       {ProbeOutcome::ok, ProbeOutcome::degraded, ProbeOutcome::failed, ProbeOutcome::not_needed}) {
    std::string names;
    for (const auto& line : lines)
      if (line.outcome == outcome) names += (names.empty() ? "" : ", ") + line.probe;
    if (names.empty()) continue;
    text += fmt::format("{}{} {}", text.empty() ? "" : "; ", names, check::name_of(outcome));
  }
  return text;
}

std::string ids_text(const Line& line) {
  std::string text = time_text(line.at);
  if (!line.said.request_id.empty()) text += ", request id " + line.said.request_id;
  if (!line.said.correlation_id.empty()) text += ", correlation id " + line.said.correlation_id;
  return text;
}

/// What the service said, in its own words.
std::string answer_text(const connection::Said& said) {
  std::string text;
  if (said.http_status != 0) text += fmt::format("HTTP {}", said.http_status);
  if (!said.code.empty()) text += (text.empty() ? "" : " ") + normalise_line(said.code);
  if (!said.message.empty()) text += (text.empty() ? "" : ": ") + normalise_line(said.message);
  return text;
}

/// `means    ...`, and who acts, how.
std::string explanation_text(const connection::Explanation& why) {
  std::string text;
  if (!why.meaning.empty()) text += fmt::format("  means    {}\n", why.meaning);
  if (!why.step.empty())
    text += fmt::format("  {}  {}\n", why.actor.empty() ? "next   " : why.actor, why.step);
  return text;
}

/// Lines with the same answer and the same meaning, told once: a permission that is missing is
/// missing for everybody.
class Complaints {
 public:
  void add(std::string whose, const Line& line) {
    const auto& why = line.said.explanation;
    const std::string key =
        answer_text(line.said) + '\n' + why.meaning + '\n' + why.actor + '\n' + why.step;
    const auto [known, is_new] = places_.emplace(key, groups_.size());
    if (is_new) groups_.emplace_back();
    groups_[known->second].push_back({std::move(whose), &line});
  }
  /// Each with its own ids (R12).
  std::string text() const {
    std::string out;
    for (const auto& group : groups_) {
      out += '\n';
      for (const auto& [whose, line] : group)
        out += fmt::format("{}{}{}: {}{}\n", whose, whose.empty() ? "" : " ", line->probe,
                           check::name_of(line->outcome),
                           group.size() > 1 ? ", " + ids_text(*line) : "");
      const auto& first = *group.front().line;
      if (const auto answer = answer_text(first.said); !answer.empty()) out += "  " + answer + '\n';
      if (group.size() == 1) out += "  " + ids_text(first) + '\n';
      out += explanation_text(first.said.explanation);
    }
    return out;
  }

 private:
  struct One {
    std::string whose;
    const Line* line;
  };
  std::map<std::string, std::size_t> places_;
  std::vector<std::vector<One>> groups_;
};

/// Each entity's token once, then what each add-in says on its own; the user's line once per
/// handler.
void add_complaints(const check::EntityTest& entity, Complaints& complaints) {
  for (const auto& line : entity.token)
    if (worth_telling(line)) complaints.add(entity.entity, line);
  for (const auto& handler : entity.handlers) {
    const std::string whose = handler.entity + '/' + handler.handler;
    std::map<std::string, bool> told;
    for (const auto& line : entity.token) told[line.probe] = true;
    for (const auto& addin : handler.addins)
      for (const auto& line : addin.lines) {
        if (!worth_telling(line) || told[line.probe]) continue;
        const bool shared = line.probe == "user";
        if (shared) told[line.probe] = true;
        complaints.add(shared ? whose : whose + ' ' + addin.addin, line);
      }
  }
}

json::object addin_json(const check::AddinTest& addin) {
  return {{"addin", addin.addin},
          {"dot", check::name_of(addin.colour)},
          {"reason", text_or_null(addin.reason)},
          {"tested_at", time_json(addin.at)},
          {"tests", lines_json(addin.lines)}};
}

json::object entity_json(const check::EntityTest& entity) {
  json::array handlers;
  for (const auto& handler : entity.handlers) {
    json::array addins;
    for (const auto& addin : handler.addins) addins.push_back(addin_json(addin));
    handlers.push_back(json::object{{"handler", handler.handler}, {"addins", std::move(addins)}});
  }
  return {
      {"entity", entity.entity},
      {"tests", lines_json(entity.token)},
      {"secret", entity.secret ? json::value(secret_json(*entity.secret)) : json::value(nullptr)},
      {"handlers", std::move(handlers)},
      {"edited_credentials_wait", entity.staged},
      {"updated", entity.updated ? json::value(*entity.updated) : json::value(nullptr)}};
}

/// Whether nothing of the handler was tested, for one and the same reason.
bool all_alike(const check::HandlerTest& handler) {
  const auto& addins = handler.addins;
  return addins.size() > 1 && std::all_of(addins.begin(), addins.end(), [&](const auto& addin) {
           return addin.lines.empty() && addin.reason == addins.front().reason;
         });
}

void add_rows(const check::HandlerTest& handler, const Terminal& terminal, Table& table) {
  const std::string whose = handler.entity + '/' + handler.handler;
  if (all_alike(handler)) {
    table.add({whose, "all", dot_text(Colour::grey, terminal), handler.addins.front().reason});
    return;
  }
  for (const auto& addin : handler.addins)
    table.add({whose, addin.addin, dot_text(addin.colour, terminal),
               addin.lines.empty() ? addin.reason : summary_of(addin.lines)});
}

}  // namespace

std::string line_text(const Line& line) {
  const auto& said = line.said;
  std::string text = fmt::format("{}: {}", line.probe, check::name_of(line.outcome));
  if (said.http_status != 0) text += fmt::format(", {}", said.http_status);
  if (!said.code.empty()) text += ' ' + normalise_line(said.code);
  if (!said.message.empty()) text += ": " + normalise_line(said.message);
  if (!said.request_id.empty()) text += fmt::format(" (request {})", said.request_id);
  const auto& why = said.explanation;
  if (!why.meaning.empty()) text += "\n    " + why.meaning;
  if (!why.step.empty())
    text += fmt::format("\n    {}{}", why.actor.empty() ? "" : why.actor + ": ", why.step);
  return text;
}

json::array lines_json(const std::vector<Line>& lines) {
  json::array out;
  for (const auto& line : lines)
    out.push_back(json::object{{"probe", line.probe},
                               {"outcome", check::name_of(line.outcome)},
                               {"http_status", line.said.http_status},
                               {"code", text_or_null(line.said.code)},
                               {"message", text_or_null(line.said.message)},
                               {"request_id", text_or_null(line.said.request_id)},
                               {"correlation_id", text_or_null(line.said.correlation_id)},
                               {"at", time_json(line.at)},
                               {"meaning", text_or_null(line.said.explanation.meaning)},
                               {"actor", text_or_null(line.said.explanation.actor)},
                               {"step", text_or_null(line.said.explanation.step)}});
  return out;
}

std::string dot_text(Colour colour, const Terminal& terminal) {
  const std::string name = check::name_of(colour);
  if (!terminal.out_is_terminal)
    return (colour == Colour::green ? "+ " : colour == Colour::red ? "x " : "- ") + name;
  const Paint paint(terminal.colour);
  const std::string text = "● " + name;
  if (colour == Colour::grey) return text;
  return colour == Colour::green ? paint.good(text) : paint.bad(text);
}

std::string dots_cell(const std::vector<check::Dot>& dots, const Terminal& terminal) {
  std::string text;
  for (const auto& dot : dots)
    text += fmt::format("{}{} {}{}", text.empty() ? "" : ", ", dot.addin,
                        dot_text(dot.colour, terminal), dot.stale.empty() ? "" : " (stale)");
  return text.empty() ? "-" : text;
}

json::array dots_json(const std::vector<check::Dot>& dots) {
  json::array out;
  for (const auto& dot : dots)
    out.push_back(json::object{{"addin", dot.addin},
                               {"dot", check::name_of(dot.colour)},
                               {"reason", text_or_null(dot.reason)},
                               {"tested_at", time_json(dot.tested_at)},
                               {"drift", text_or_null(dot.drift)},
                               {"stale", text_or_null(dot.stale)}});
  return out;
}

std::string report_text(const check::Report& report, const Terminal& terminal) {
  std::string text;
  Complaints complaints;
  const Paint paint(terminal.colour && terminal.out_is_terminal);
  Table table({"HANDLER", "ADD-IN", "DOT", "TESTS"});
  for (const auto& entity : report.entities) {
    for (const auto& line : entity.token)
      text += fmt::format("{}: {} {}\n", entity.entity, line.probe, check::name_of(line.outcome));
    if (entity.secret && !entity.secret->expires_on.empty())
      text += fmt::format("{}: {}\n", entity.entity, secret_text(*entity.secret, paint));
    if (entity.secret) text += secret_notes(*entity.secret, paint);
    for (const auto& handler : entity.handlers) add_rows(handler, terminal, table);
    add_complaints(entity, complaints);
  }
  if (!table.empty()) text += (text.empty() ? "" : "\n") + table.text();
  return text + complaints.text();
}

json::object report_json(const check::Report& report) {
  json::array entities;
  for (const auto& entity : report.entities) entities.push_back(entity_json(entity));
  return {{"entities", std::move(entities)}};
}

std::vector<std::string> report_notes(const check::Report& report) {
  std::vector<std::string> notes;
  for (const auto& entity : report.entities) {
    if (entity.updated && *entity.updated)
      notes.push_back(fmt::format("{}: the edited credentials are in use now", entity.entity));
    else if (entity.updated)
      notes.push_back(
          fmt::format("{}: the test of the edited credentials failed; the ones before stay in use\n"
                      "  correct them, or put them into use all the same with --force",
                      entity.entity));
    else if (entity.staged)
      notes.push_back(
          fmt::format("{0}: its credentials were edited; those before are in use, and were tested\n"
                      "  relais check --entity {0} --update",
                      entity.entity));
    const bool out_of_reach =
        std::any_of(entity.handlers.begin(), entity.handlers.end(), [](const auto& handler) {
          return std::any_of(handler.addins.begin(), handler.addins.end(),
                             [](const auto& addin) { return addin.out_of_reach; });
        });
    if (out_of_reach)
      notes.push_back(fmt::format(
          "{}: what was out of reach says nothing; its dots stay as they were", entity.entity));
  }
  return notes;
}

}  // namespace relais::cli
