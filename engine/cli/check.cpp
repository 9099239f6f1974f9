#include <fmt/core.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/check/tester.hpp"
#include "engine/cli/check_text.hpp"
#include "engine/cli/secret_text.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/troubles.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

/// Add-ins are written in capitals; people type them as they like.
Call with_capitals(Call call) {
  if (const auto given = call.values.find("addin"); given != call.values.end())
    std::transform(given->second.begin(), given->second.end(), given->second.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return call;
}

Result<check::Update> update_of(const Call& call) {
  if (!call.has("update")) {
    if (call.has("force")) return usage_error(call.verb, "--force goes with --update");
    return check::Update::no;
  }
  if (!call.has("entity") || call.has("handler") || call.has("addin"))
    return usage_error(call.verb, "--update is of a whole entity: --entity ID, and nothing else");
  return call.has("force") ? check::Update::anyway : check::Update::if_green;
}

/// How long the credentials last that are in use now. What is told as news anyway stands there
/// only.
Result<> add_secrets(check::Report& report, sync::Engine& engine, const Reply& reply) {
  for (auto& test : report.entities) {
    const auto* entity = engine.config().entity(test.entity);
    if (entity == nullptr || !entity->microsoft365) continue;
    RELAIS_ASSIGN(auto secret, secret_of(engine, *entity));
    std::erase_if(secret.notices, [&](const auto& notice) {
      return std::find(reply.notes.begin(), reply.notes.end(), notice.text) != reply.notes.end();
    });
    test.secret = std::move(secret);
  }
  return {};
}

Result<Reply> run_check(const Call& given) {
  const Call call = with_capitals(given);
  RELAIS_ASSIGN(const auto update, update_of(call));
  RELAIS_ASSIGN(auto engine, open_engine(call));
  RELAIS_ASSIGN(const auto selection,
                selection_of(call, engine->config(), engine->store(), engine->catalogue()));
  const bool staged = engine->staged().contains(selection.entity);
  RELAIS_ASSIGN(auto report, check::test(*engine, selection, update));
  if (update != check::Update::no && staged) {
    // Others may be in use now than those that it was opened with.
    engine.reset();
    RELAIS_ASSIGN(engine, open_engine(call));
  }
  Reply reply;
  add_secret_news(reply, *engine);
  RELAIS_TRY(add_secrets(report, *engine, reply));
  reply.text = report_text(report, call.terminal);
  for (auto& member : report_json(report)) reply.document[member.key()] = member.value();
  for (auto& note : report_notes(report)) reply.notes.push_back(std::move(note));
  reply.exit = check::exit_code(report);
  if (update != check::Update::no && !staged)
    reply.notes.push_back(
        fmt::format("{}: its credentials in use are those of the configuration", selection.entity));
  if (report.entities.empty())
    reply.notes.emplace_back("nothing to test: no entity of the configuration was selected");
  tell_troubles(reply, *engine);
  return reply;
}

}  // namespace

Verb check_verb() {
  return {
      "check",
      "",
      0,
      0,
      "Tests the connection: sign-in, mailboxes, and what each add-in needs there",
      "Asks for a token, looks up each handler's mailbox, and lets each subscribed add-in look at\n"
      "what it needs: MAIL first, then A04, B08, B09. Changes nothing there. Of what failed it\n"
      "shows the service's own answer with its ids, what it means, who acts, and how; and how\n"
      "long the secret lasts. The dots are kept; `relais status` shows them.\n"
      "Credentials that were edited in the configuration are not used before --update has tested\n"
      "them. Exit code 0: green; 2: nothing to test; 5: out of reach now; 7: refused.",
      with_selection(
          {{"update", "", "test the edited credentials, and use them if nothing failed",
            Role::admin},
           {"force", "", "with --update: use them whatever the test says", Role::admin}}),
      "relais check --entity zurich --update\nrelais check --handler MM --addin mail",
      run_check,
      kForOperators};
}

}  // namespace relais::cli
