#include "engine/cli/permissions_text.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/cli/table.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

using connection::Standing;

std::string needs_table(const Granting& granting) {
  Table table({"PERMISSION", "NEEDED", "LIMITABLE", "FOR", "WHY"});
  for (const auto& need : granting.needs) {
    bool first = true;
    for (const auto& reason : need.reasons) {
      table.add({first ? need.permission : "",
                 !first          ? ""
                 : need.optional ? "optional"
                                 : "required",
                 !first             ? ""
                 : !granting.recipe ? "?"
                 : need.limitable   ? "yes"
                                    : "no",
                 reason.addin.empty() ? "relais" : reason.addin, reason.why});
      first = false;
    }
  }
  return table.text();
}

std::string unknown_text(const Granting& granting, const Paint& paint) {
  std::string text;
  for (const auto& one : granting.unknown)
    text += paint.warning(fmt::format("not counted: {}: {}", one.addin, one.reason)) + '\n';
  return text.empty() ? text : '\n' + text;
}

std::string word_of(const connection::Compared& one) {
  switch (one.standing) {
    case Standing::granted:
      return one.included_in.empty() ? "granted" : "granted with " + one.included_in;
    case Standing::missing:
      return one.optional ? "missing (optional)" : "missing";
    case Standing::not_shown:
      return "not in the token";
    case Standing::surplus:
      return one.enough.empty() ? "granted, not needed" : "granted, " + one.enough + " is enough";
  }
  return {};
}

std::string painted(const connection::Compared& one, const Paint& paint) {
  const auto word = word_of(one);
  if (one.standing == Standing::granted) return paint.good(word);
  const bool bad = one.standing == Standing::missing && !one.optional;
  return bad ? paint.bad(word) : paint.warning(word);
}

std::string compared_text(const Granting& granting, const Paint& paint) {
  if (granting.not_compared)
    return "\nnot compared: " + paint.bad(error_text(*granting.not_compared)) + '\n';
  if (!granting.compared) return {};
  Table table({"PERMISSION", "THE TOKEN SAYS"});
  for (const auto& one : *granting.compared) table.add({one.permission, painted(one, paint)});
  const auto any = [&](Standing standing) {
    return std::any_of(granting.compared->begin(), granting.compared->end(),
                       [&](const auto& one) { return one.standing == standing; });
  };
  std::string text = '\n' + table.text();
  if (any(Standing::not_shown))
    text +=
        "not in the token: either it is missing, or it is granted for some mailboxes only, which a "
        "token does\nnot show; only a test of the mailboxes tells: `relais check`\n";
  if (any(Standing::surplus))
    text +=
        "what is not needed: take it away (after a change of target: when the next sync has moved "
        "the copies); of what is more than enough, grant the other first\n";
  return text;
}

/// How to go on with it.
std::string recipe_text(const Granting& granting) {
  if (!granting.recipe)
    return fmt::format("\n{} has no scripts here: grant it by its own means\n",
                       granting.connection);
  const auto& recipe = *granting.recipe;
  std::string text;
  for (const auto& warning : recipe.warnings) text += "\n! " + warning + '\n';
  text += '\n';
  Table table({"FORMAT", "WHAT IT IS"});
  for (const auto& script : recipe.scripts) table.add({script.name, script.what});
  text += table.text();
  text += fmt::format("relais permissions --entity {} --format NAME writes one of them\n",
                      granting.entities.front()->id);
  if (!granting.handlers_known) {
    text += "there is no practice store yet, so no script can name the handlers' mailboxes\n";
  } else if (granting.mailboxes == 0) {
    text += "no handler is linked yet, so no script can name the handlers' mailboxes\n";
  }
  if (!recipe.consent_link.empty())
    text += fmt::format("consent of an administrator: {}\n  {}\n", recipe.consent_link,
                        recipe.consent_note);
  return text;
}

json::array reasons_json(const connection::Need& need) {
  json::array out;
  for (const auto& reason : need.reasons)
    out.push_back(json::object{{"addin", text_or_null(reason.addin)}, {"why", reason.why}});
  return out;
}

std::string name_of(Standing standing) {
  switch (standing) {
    case Standing::granted:
      return "granted";
    case Standing::missing:
      return "missing";
    case Standing::not_shown:
      return "not shown";
    case Standing::surplus:
      return "surplus";
  }
  return {};
}

json::value compared_json(const Granting& granting) {
  if (!granting.compared) return nullptr;
  json::array out;
  for (const auto& one : *granting.compared)
    out.push_back(json::object{{"permission", one.permission},
                               {"standing", name_of(one.standing)},
                               {"optional", one.optional},
                               {"included_in", text_or_null(one.included_in)},
                               {"enough", text_or_null(one.enough)}});
  return out;
}

}  // namespace

std::string Granting::label() const {
  std::string out;
  for (const auto* entity : entities) out += (out.empty() ? "" : ", ") + entity->id;
  return out;
}

bool lacks_something(const Granting& granting) {
  return granting.compared &&
         std::any_of(granting.compared->begin(), granting.compared->end(), [](const auto& one) {
           return one.standing == Standing::missing && !one.optional;
         });
}

std::string permissions_text(const Granting& granting, const Paint& paint) {
  std::string text = fmt::format("{}: permissions of its application at {}\n",
                                 paint.strong(granting.label()), granting.connection);
  text += needs_table(granting) + unknown_text(granting, paint);
  if (granting.not_compared || granting.compared) return text + compared_text(granting, paint);
  return text + recipe_text(granting);
}

json::object permissions_json(const Granting& granting) {
  json::array entities;
  for (const auto* entity : granting.entities) entities.emplace_back(entity->id);
  json::array permissions;
  for (const auto& need : granting.needs)
    permissions.push_back(json::object{
        {"permission", need.permission},
        {"optional", need.optional},
        {"limitable", granting.recipe ? json::value(need.limitable) : json::value(nullptr)},
        {"reasons", reasons_json(need)}});
  json::array unknown;
  for (const auto& one : granting.unknown)
    unknown.push_back(json::object{{"addin", one.addin}, {"reason", one.reason}});
  json::array formats;
  json::array warnings;
  std::string link;
  if (granting.recipe) {
    for (const auto& script : granting.recipe->scripts) formats.emplace_back(script.name);
    for (const auto& warning : granting.recipe->warnings) warnings.emplace_back(warning);
    link = granting.recipe->consent_link;
  }
  return {{"entities", std::move(entities)},
          {"connection", granting.connection},
          {"permissions", std::move(permissions)},
          {"not_counted", std::move(unknown)},
          {"formats", std::move(formats)},
          {"warnings", std::move(warnings)},
          {"consent_link", text_or_null(link)},
          {"compared", compared_json(granting)},
          {"error", granting.not_compared ? json::value(to_json(*granting.not_compared, -1))
                                          : json::value(nullptr)}};
}

}  // namespace relais::cli
