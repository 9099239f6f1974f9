#include <fmt/core.h>

#include <charconv>

#include "engine/cli/holds.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"
#include "engine/sync/key.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kShownKeys = 20;

Result<std::int64_t> number_of(const Call& call) {
  const std::string& text = call.arguments[0];
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && number > 0) return number;
  return usage_error(call.verb, fmt::format("\"{}\" is no number of a hold", text));
}

/// What the approval covers, one action per row.
std::string covered_text(const std::vector<ledger::HoldKey>& keys, const MailboxNames& names,
                         std::size_t limit) {
  Table table({"  MAILBOX", "ACTION", "KIND", "ITEM"});
  for (std::size_t i = 0; i < keys.size() && i < limit; ++i) {
    const auto held = parse_hold_key(keys[i]);
    const auto key = sync::parse_key(held.key);
    table.add({"  " + name_of(names, held.mailbox), held.action, key ? key->kind : "",
               key ? key->item : held.key});
  }
  std::string text = table.text();
  if (keys.size() > limit)
    text += fmt::format("  and {} more; --all shows them\n", keys.size() - limit);
  return text;
}

json::array covered_json(const std::vector<ledger::HoldKey>& keys, const MailboxNames& names) {
  json::array out;
  for (const auto& one : keys) {
    const auto held = parse_hold_key(one);
    out.push_back(json::object{
        {"mailbox", name_of(names, held.mailbox)}, {"action", held.action}, {"key", held.key}});
  }
  return out;
}

Result<Reply> run_approve(const Call& call) {
  RELAIS_ASSIGN(const auto number, number_of(call));
  RELAIS_ASSIGN(const auto engine, open_engine(call));
  RELAIS_ASSIGN(const auto handlers, all_handlers(engine->store()));
  RELAIS_ASSIGN(const auto names, mailbox_names(handlers, engine->ledger()));
  RELAIS_ASSIGN(auto hold, engine->approve(number, call.user.name));
  RELAIS_ASSIGN(const auto keys, engine->ledger().hold_keys(number));
  hold.approved_by = call.user.name;
  hold.approved_at = call.clock.now();
  Reply reply;
  const std::size_t limit = call.has("all") ? keys.size() : kShownKeys;
  reply.text = fmt::format("approved by {}: {}\nit covers {}, and nothing else:\n{}",
                           hold.approved_by, hold_text(hold, names),
                           counted(static_cast<std::int64_t>(keys.size()), "action", "actions"),
                           covered_text(keys, names, limit)) +
               "next: relais sync\n";
  reply.document = {{"hold", to_json(hold, names)}, {"covers", covered_json(keys, names)}};
  return reply;
}

}  // namespace

Verb approve_verb() {
  return {"approve",
          "HOLD",
          1,
          1,
          "Lets through what the brake holds",
          "The approval covers the very actions that are held, for a week: a later plan passes\n"
          "as long as what it would hold is among them. It sends nothing; `relais sync` does.",
          {{"all", "", "show every action that it covers, not the first 20"}},
          "relais status\nrelais approve 3\nrelais sync",
          run_approve,
          kForAdmins};
}

}  // namespace relais::cli
