#include "engine/cli/mail_run.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/cli/mail.hpp"
#include "engine/cli/mail_text.hpp"
#include "engine/cli/outcome_text.hpp"
#include "engine/cli/words.hpp"
#include "engine/collect/together.hpp"

namespace relais::cli {
namespace {

std::string label_of(const collect::AccountReport& report) {
  return report.account.entity + '/' + report.account.account;
}

/// Everything that was done or is worth a word.
std::vector<std::string> parts_of(const collect::AccountReport& report) {
  std::vector<std::string> out;
  const auto add = [&](std::int64_t n, const std::string& text) {
    if (n > 0) out.push_back(fmt::format("{} {}", n, text));
  };
  const auto& counts = report.counts;
  add(counts.collected, "collected");
  add(counts.by_agreement, "of them by agreement");
  const auto reasons = skipped_text(counts.judged);
  add(count_skipped(counts.judged), "skipped (" + reasons + ')');
  add(counts.moved, "moved");
  add(counts.gone, "gone");
  add(count_all(counts.slipped_to), "slipped through (" + counts_text(counts.slipped_to) + ')');
  add(counts.owed, "not to be had whole yet");
  add(report.markers.set, "marked");
  if (!report.markers.newly_degraded.empty())
    add(report.markers.degraded, "of them without colours");
  add(report.markers.gone, "not to be marked any more");
  add(report.markers.refused, "not marked: refused");
  return out;
}

/// The service says what is refused, not what to do.
std::string hint_of(const Error& error) {
  const auto hint = hint_for(error);
  return hint.empty() ? std::string() : "  " + hint + '\n';
}

std::string line_of(const collect::AccountReport& report, const Paint& paint) {
  std::string text;
  for (const auto& part : parts_of(report)) text += (text.empty() ? "" : ", ") + part;
  if (report.new_mailbox)
    text += (text.empty() ? "" : ", ") + std::string("a new mailbox, collected from now on");
  if (text.empty() && report.outcome && report.marker_outcome) return {};
  std::string line =
      fmt::format("mail {}: {}\n", label_of(report), text.empty() ? "nothing done" : text);
  for (const auto* outcome : {&report.outcome, &report.marker_outcome})
    if (!*outcome)
      line += "  " + paint.bad(outcome->error().text) + '\n' + hint_of(outcome->error());
  return line;
}

json::value error_json(const Result<>& outcome) {
  if (outcome) return nullptr;
  return to_json(outcome.error(), -1);
}

json::object account_json(const collect::AccountReport& report) {
  json::array warnings;
  for (const auto& warning : report.warnings) warnings.push_back(to_json(warning, -1));
  const auto& counts = report.counts;
  const auto& markers = report.markers;
  return {{"entity", report.account.entity},
          {"account", report.account.account},
          {"audited", report.audited},
          {"new_mailbox", report.new_mailbox},
          {"offered", counts.offered},
          {"known", counts.known},
          {"verdicts", counts_json(counts.judged)},
          {"collected", counts.collected},
          {"by_agreement", counts.by_agreement},
          {"owed", counts.owed},
          {"moved", counts.moved},
          {"gone", counts.gone},
          {"slipped_through", count_all(counts.slipped_to)},
          {"slipped_to", counts_json(counts.slipped_to)},
          {"markers", json::object{{"set", markers.set},
                                   {"gone", markers.gone},
                                   {"refused", markers.refused},
                                   {"degraded", markers.degraded},
                                   {"codes", counts_json(markers.codes)}}},
          {"warnings", std::move(warnings)},
          {"not_before", time_json(report.not_before)},
          {"error", error_json(report.outcome)},
          {"marker_error", error_json(report.marker_outcome)}};
}

connection::Traffic difference(const connection::Traffic& all, const connection::Traffic& before) {
  return {all.requests - before.requests, all.mutating - before.mutating,
          all.token_requests - before.token_requests, all.throttled - before.throttled};
}

std::string last_line(const MailRun& run, int exit, const Paint& paint) {
  collect::Counts sum;
  for (const auto& account : run.outcome.accounts) {
    sum.collected += account.counts.collected;
    for (const auto& [reason, n] : account.counts.judged) sum.judged[reason] += n;
  }
  const auto skipped = count_skipped(sum.judged);
  std::string what = sum.collected == 0 && skipped == 0
                         ? exit == 0 ? "nothing new" : "nothing collected"
                         : fmt::format("{} collected, {} skipped", sum.collected, skipped);
  std::string text = fmt::format(
      "mail: {} in {}, {}", what,
      counted(static_cast<std::int64_t>(run.outcome.accounts.size()), "account", "accounts"),
      traffic_text(difference(run.outcome.traffic, run.before)));
  if (exit != 0) text += "; " + exit_word(exit, true, paint);
  return text + '\n';
}

}  // namespace

int worse_exit(int one, int other) {
  constexpr int worst_first[] = {7, 1, 2, 6, 5, 4, 3};
  for (const int code : worst_first)
    if (code == one || code == other) return code;
  return std::max(one, other);
}

void add_failed_mail(Reply& reply, const Error& error) {
  const int exit = exit_code(error.code);
  reply.notes.push_back("mail: " + error_text(error));
  reply.document["mail"] = json::object{{"accounts", json::array()},
                                        {"problems", json::array()},
                                        {"exit", exit},
                                        {"error", to_json(error, exit)}};
  reply.exit = worse_exit(reply.exit, exit);
}

void add_mail(Reply& reply, const MailRun& run, const Paint& paint) {
  const int exit = collect::exit_code(run.outcome);
  json::array accounts;
  for (const auto& account : run.outcome.accounts) {
    reply.text += line_of(account, paint);
    for (const auto& warning : account.warnings)
      reply.notes.push_back(label_of(account) + ": " + error_text(warning));
    accounts.push_back(account_json(account));
  }
  // An entity may subscribe mail before anybody's account is active.
  if (!run.outcome.accounts.empty() || exit != 0) reply.text += last_line(run, exit, paint);
  for (const auto& problem : run.outcome.problems) reply.notes.push_back(problem_text(problem));
  reply.document["mail"] = json::object{{"accounts", std::move(accounts)},
                                        {"problems", to_json(run.outcome.problems)},
                                        {"exit", exit}};
  reply.document["requests"] = to_json(run.outcome.traffic);
  reply.exit = worse_exit(reply.exit, exit);
}

Result<Reply> sync_and_report(const Call& call, bool audit, Millis wait) {
  std::optional<MailRun> mail;
  std::optional<Error> failed;
  auto reply = run_and_report(call, [&](sync::Engine& engine) -> Result<sync::Outcome> {
    RELAIS_ASSIGN(const auto selection,
                  selection_of(call, engine.config(), engine.store(), engine.catalogue()));
    if (!takes_mail(engine.config(), selection)) return engine.sync(selection, audit, wait);
    RELAIS_ASSIGN(auto together, collect::sync_together(engine, selection, audit, wait));
    if (together.mail)
      mail = MailRun{*std::move(together.mail), together.exports.traffic};
    else
      failed = together.mail.error();
    return std::move(together.exports);
  });
  if (reply && mail) {
    // Whoever asks for mail alone is told of mail alone.
    const bool alone = call.value("addin") == collect::kAddin && reply->exit == 0;
    if (alone) reply->text.clear();
    add_mail(*reply, *mail, call.paint());
    if (alone && reply->text.empty())
      reply->text = "mail: no account is active; `relais mail activate CODE` begins\n";
  }
  if (reply && failed) add_failed_mail(*reply, *failed);
  return reply;
}

}  // namespace relais::cli
