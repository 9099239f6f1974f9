#include "engine/cli/outcome_text.hpp"

#include <fmt/core.h>

#include "engine/cli/date_texts.hpp"
#include "engine/cli/holds.hpp"
#include "engine/cli/progress.hpp"
#include "engine/cli/secret_text.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/troubles.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

using sync::MailboxReport;
using sync::Outcome;

/// Everything beside what was done, as far as there is any.
std::vector<std::string> remarks(const MailboxReport& mailbox, std::int64_t degraded) {
  std::vector<std::string> out;
  const auto add = [&](std::int64_t n, const char* text) {
    if (n > 0) out.push_back(fmt::format("{} {}", n, text));
  };
  add(mailbox.recovered, "settled from an earlier run");
  add(mailbox.applied.refused, "refused");
  add(mailbox.applied.unknown, "without an answer");
  add(mailbox.applied.postponed, "postponed");
  add(mailbox.unrenderable, "cannot be shown there");
  add(mailbox.quarantined, "in quarantine");
  add(degraded, "degraded");
  return out;
}

std::string mailbox_line(const MailboxReport& mailbox, std::int64_t degraded, const Paint& paint) {
  std::string text = done_text(mailbox.applied.by_type);
  for (const auto& remark : remarks(mailbox, mailbox.outcome ? degraded : 0))
    text += (text.empty() ? "" : ", ") + remark;
  if (text.empty()) text = mailbox.outcome ? "in step" : "nothing done";
  std::string line = fmt::format("{}: {}\n", mailbox.label, text);
  if (!mailbox.outcome) line += "  " + paint.bad(mailbox.outcome.error().text) + '\n';
  return line;
}

json::object mailbox_json(const MailboxReport& mailbox, std::int64_t degraded) {
  return {{"mailbox", mailbox.label},
          {"id", mailbox.mailbox},
          {"done", counts_json(mailbox.applied.by_type)},
          {"settled", mailbox.recovered},
          {"refused", mailbox.applied.refused},
          {"postponed", mailbox.applied.postponed},
          {"unknown", mailbox.applied.unknown},
          {"unrenderable", mailbox.unrenderable},
          {"quarantined", mailbox.quarantined},
          {"degraded", degraded},
          {"error", mailbox.outcome ? json::value(nullptr)
                                    : json::value(to_json(mailbox.outcome.error(), -1))}};
}

}  // namespace

std::string exit_word(int exit, bool did, const Paint& paint) {
  switch (exit) {
    case 0:
      return paint.good(did ? "done" : "nothing to do");
    case 3:
      return paint.warning(did ? "done, but some items are in quarantine"
                               : "nothing to do, but some items are in quarantine");
    case 4:
      return paint.warning("held, an approval is needed");
    case 5:
      return paint.warning("not finished, run again later");
    case 7:
      return paint.bad("refused by the other side");
    default:
      return paint.bad("failed");
  }
}

json::array to_json(const std::vector<sync::Problem>& problems) {
  json::array out;
  for (const auto& problem : problems) {
    json::object one{{"entity", problem.entity}};
    if (!problem.handler.empty()) one["handler"] = problem.handler;
    if (!problem.addin.empty()) one["addin"] = problem.addin;
    one["error"] = to_json(problem.error, -1);
    out.push_back(std::move(one));
  }
  return out;
}

json::object to_json(const connection::Traffic& traffic) {
  return {{"service", traffic.requests},
          {"mutating", traffic.mutating},
          {"token", traffic.token_requests},
          {"throttled", traffic.throttled}};
}

std::string problem_text(const sync::Problem& problem) {
  std::string where = problem.entity;
  if (!problem.handler.empty()) where += '/' + problem.handler;
  if (!problem.addin.empty()) where += " (" + problem.addin + ')';
  return where + ": " + error_text(problem.error);
}

std::string traffic_text(const connection::Traffic& traffic) {
  const auto number = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
  std::string text = counted(number(traffic.requests), "request", "requests");
  if (traffic.mutating > 0) text += fmt::format(", {} of them writing", traffic.mutating);
  if (traffic.throttled > 0) text += fmt::format(", {} asked to wait", traffic.throttled);
  if (traffic.token_requests > 0)
    text += fmt::format(" (and {} for tokens)", traffic.token_requests);
  return text;
}

Result<Surroundings> surroundings(sync::Engine& engine, const Outcome& outcome) {
  Surroundings around;
  RELAIS_ASSIGN(const auto handlers, all_handlers(engine.store()));
  RELAIS_ASSIGN(around.names, mailbox_names(handlers, engine.ledger()));
  for (const auto& mailbox : outcome.report.mailboxes) {
    RELAIS_ASSIGN(around.degraded[mailbox.mailbox],
                  engine.ledger().count_degraded(mailbox.mailbox));
  }
  return around;
}

Reply reply_of(const Outcome& outcome, const Surroundings& around, Millis took,
               const Paint& paint) {
  Reply reply;
  reply.exit = sync::exit_code(outcome);
  std::map<std::string, std::int64_t> total;
  std::int64_t settled = 0;
  json::array mailboxes;
  std::string lines;
  for (const auto& mailbox : outcome.report.mailboxes) {
    const auto degraded = around.degraded.at(mailbox.mailbox);
    for (const auto& [type, n] : mailbox.applied.by_type) total[type] += n;
    settled += mailbox.recovered;
    mailboxes.push_back(mailbox_json(mailbox, degraded));
    const bool still =
        mailbox.outcome && mailbox.applied.by_type.empty() && remarks(mailbox, 0).empty();
    if (!still) lines += mailbox_line(mailbox, degraded, paint);
  }
  const auto number = static_cast<std::int64_t>(outcome.report.mailboxes.size());
  const bool did = !total.empty() || settled > 0;
  std::string last = exit_word(reply.exit, did, paint) + ": ";
  if (!did && reply.exit == 0) {
    last += fmt::format("{} in step", counted(number, "mailbox", "mailboxes"));
  } else {
    std::string what = done_text(total);
    if (settled > 0) what += fmt::format("{}{} settled", what.empty() ? "" : ", ", settled);
    last += fmt::format("{} in {}", what.empty() ? "nothing changed" : what,
                        counted(number, "mailbox", "mailboxes"));
  }
  last += fmt::format(", {}", traffic_text(outcome.traffic));
  if (did) last += ", " + span_text(took);
  reply.text = lines + holds_text(outcome.report.holds, around.names, paint) + last + '\n';
  for (const auto& problem : outcome.problems) reply.notes.push_back(problem_text(problem));
  add_date_notes(outcome.report.date_changes, reply.notes);
  reply.document = {{"run", outcome.run},
                    {"mailboxes", std::move(mailboxes)},
                    {"done", counts_json(total)},
                    {"settled", settled},
                    {"holds", to_json(outcome.report.holds, around.names)},
                    {"problems", to_json(outcome.problems)},
                    {"requests", to_json(outcome.traffic)},
                    {"store_changes", outcome.report.changes},
                    {"date_changes", to_json(outcome.report.date_changes)},
                    {"took_ms", took}};
  return reply;
}

Result<Reply> run_and_report(const Call& call,
                             const std::function<Result<Outcome>(sync::Engine&)>& work) {
  ProgressDisplay progress(call.terminal, call.quiet);
  RELAIS_ASSIGN(const auto engine, open_engine(call, &progress));
  const Millis began = call.clock.now();
  const auto outcome = work(*engine);
  progress.stop();
  if (!outcome) return fail(outcome.error());
  RELAIS_ASSIGN(const auto around, surroundings(*engine, *outcome));
  auto reply = reply_of(*outcome, around, call.clock.now() - began, call.paint());
  add_secret_news(reply, *engine);
  tell_troubles(reply, *engine);
  return reply;
}

}  // namespace relais::cli
