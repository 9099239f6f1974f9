#include <fmt/core.h>

#include "engine/cli/mail.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

/// "old reason -> new reason"
std::pair<std::string, std::string> parts_of(const std::string& change) {
  constexpr std::string_view arrow = " -> ";
  const auto at = change.find(arrow);
  if (at == std::string::npos) return {change, ""};
  return {change.substr(0, at), change.substr(at + arrow.size())};
}

std::string last_line(const collect::Reconsidered& done, bool send, const std::string& code) {
  const auto collected = static_cast<std::int64_t>(done.to_collect.size());
  std::string text = fmt::format("{} looked at, {} {}",
                                 counted(done.looked_at, "skipped message", "skipped messages"),
                                 collected, send ? "collected" : "would be collected");
  if (done.gone > 0) text += fmt::format(", {} no more in the mailbox", done.gone);
  if (!send) text += "; nothing was written";
  if (!send && !done.changes.empty())
    text += fmt::format(", relais mail reconsider {} --yes does it", code);
  return text + '\n';
}

Result<Reply> run_mail_reconsider(const Call& call) {
  RELAIS_ASSIGN(const auto desk, open_mail_desk(call));
  const bool send = call.has("yes");
  const auto done = desk.service->reconsider(desk.account.entity, desk.account.account, send);
  if (!done) return fail(desk.about(done.error()));
  Table table({"VERDICT", "TODAY", "MESSAGES"});
  json::array changes;
  for (const auto& [change, n] : done->changes) {
    const auto [from, to] = parts_of(change);
    table.add({from, to, std::to_string(n)});
    changes.push_back(json::object{{"from", from}, {"to", to}, {"messages", n}});
  }
  Reply reply;
  if (!table.empty()) reply.text = table.text();
  reply.text += last_line(*done, send, desk.account.account);
  reply.document = {{"entity", desk.account.entity},
                    {"account", desk.account.account},
                    {"dry_run", !send},
                    {"looked_at", done->looked_at},
                    {"gone", done->gone},
                    {"changes", std::move(changes)},
                    {"collect", texts_json(done->to_collect)}};
  return reply;
}

}  // namespace

Verb mail_reconsider_verb() {
  return {"mail reconsider",
          "CODE",
          1,
          1,
          "Judges skipped mail again, by the filters of today",
          "Filters that were changed hold for what comes after. This looks once more at all that\n"
          "was skipped since the activation: without --yes it only says which verdicts would be\n"
          "others, with it, what is let through now is collected. What was collected stays.",
          {{"yes", "", "do it"}, kEntityOfCodeOption},
          "relais mail reconsider MM\nrelais mail reconsider MM --yes",
          run_mail_reconsider,
          kForOperators};
}

}  // namespace relais::cli
