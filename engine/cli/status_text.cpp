#include "engine/cli/status_text.hpp"

#include <fmt/core.h>

#include <map>

#include "engine/cli/check_text.hpp"
#include "engine/cli/holds.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kQuarantineShown = 20;
constexpr std::size_t kFactsShown = 20;
constexpr std::size_t kUnassignedShown = 10;

std::string secret_text(const SecretState& secret, const Paint& paint) {
  if (secret.word == "unknown") return "no credentials";
  if (secret.expires_on.empty()) return "no expiry known";
  const auto text = secret.word == "expired"
                        ? fmt::format("secret expired on {}", secret.expires_on)
                        : fmt::format("secret expires on {}, {} left", secret.expires_on,
                                      counted(secret.days_left, "day", "days"));
  const auto whole = secret.from_service ? text + " (as the service says)" : text;
  if (secret.word == "ok") return whole;
  return secret.word == "warning" ? paint.warning(whole) : paint.bad(whole);
}

/// What is to be done about it, and the last notice that was given.
std::string secret_notes(const SecretState& secret, const Paint& paint) {
  std::string text;
  if (!secret.mismatch.empty()) text += "  " + paint.warning(secret.mismatch) + '\n';
  if (!secret.notices.empty() && secret.word != "ok") {
    const auto& last = secret.notices.back();
    text += fmt::format("  notice of {}: {}\n", time_text(last.at), last.text);
  }
  if (!secret.not_alerted.empty()) text += "  " + paint.bad(secret.not_alerted) + '\n';
  return text;
}

/// "3 deadlines ahead are assigned to nobody: d1, d2, d3"
std::string unassigned_text(const Unassigned& one) {
  std::string ids;
  for (std::size_t i = 0; i < one.items.size() && i < kUnassignedShown; ++i)
    ids += (i == 0 ? "" : ", ") + one.items[i];
  if (one.items.size() > kUnassignedShown) ids += ", ...";
  return fmt::format("{} ahead {} assigned to nobody: {}",
                     counted(static_cast<std::int64_t>(one.items.size()), one.kind, one.kind + 's'),
                     one.items.size() == 1 ? "is" : "are", ids);
}

std::string entities_text(const Status& status, const Paint& paint) {
  std::string text;
  for (const auto& entity : status.entities) {
    text += fmt::format("{}: {}\n", paint.strong(entity.id), secret_text(entity.secret, paint));
    text += secret_notes(entity.secret, paint);
    if (entity.staged)
      text += fmt::format("  {}\n",
                          paint.warning("its edited credentials are not in use yet: relais check "
                                        "--entity " +
                                        entity.id + " --update"));
    for (const auto& addin : entity.addins)
      if (!addin.works() && addin.reason == "not subscribed") {
        continue;
      } else {
        text += fmt::format("  {} {}\n", addin.addin,
                            addin.works() ? paint.good("works") : paint.warning(addin.reason));
      }
    for (const auto& one : entity.unassigned)
      text += fmt::format("  {}\n", paint.warning(unassigned_text(one)));
  }
  return text;
}

/// Why dots are not green, by reason, so that what concerns many stands once.
std::string red_dots_text(const Status& status, const Paint& paint) {
  std::map<std::string, std::string> by_reason;
  for (const auto& one : status.handlers)
    for (const auto& dot : one.dots)
      if (dot.colour == check::Colour::red) {
        std::string& who = by_reason[dot.reason];
        who += fmt::format("{}{}/{} {}", who.empty() ? "" : ", ", one.entity, one.code, dot.addin);
      }
  std::string text;
  for (const auto& [reason, who] : by_reason)
    text += fmt::format("{}: {}\n", paint.bad(who), reason);
  if (!text.empty()) text += "  ask firm IT; `relais check` says what to do\n";
  return text;
}

std::string handlers_text(const Status& status, const Terminal& terminal, const Paint& paint) {
  if (status.handlers.empty()) return "no handlers in the practice store\n";
  Table table({"HANDLER", "STATE", "DOTS", "COPIES", "DEGRADED", "QUARANTINE", "BLOCKED"});
  for (const auto& one : status.handlers) {
    std::string blocked = one.blocked;
    if (one.not_before != 0)
      blocked +=
          (blocked.empty() ? "" : "; ") + ("nothing is sent before " + time_text(one.not_before));
    table.add({one.entity + '/' + one.code,
               one.state == "linked" ? paint.good(one.state) : paint.warning(one.state),
               dots_cell(one.dots, terminal), std::to_string(one.copies),
               std::to_string(one.degraded), std::to_string(one.quarantined), paint.bad(blocked)});
  }
  return table.text() + red_dots_text(status, paint);
}

std::string quarantine_text(const Status& status) {
  if (status.quarantined.empty()) return {};
  Table table({"QUARANTINE", "KIND", "ITEM", "CODE", "TRIES", "NEXT TRY"});
  for (std::size_t i = 0; i < status.quarantined.size() && i < kQuarantineShown; ++i) {
    const auto& [mailbox, q] = status.quarantined[i];
    table.add({mailbox, q.kind, q.item, q.code, std::to_string(q.tries), time_text(q.next_at)});
  }
  std::string text = '\n' + table.text();
  if (status.quarantined.size() > kQuarantineShown)
    text += fmt::format("and {} more; --json lists all\n",
                        status.quarantined.size() - kQuarantineShown);
  return text;
}

/// What owners ticked and the practice does not know as done: nobody but a person can settle it.
std::string owner_facts_text(const Status& status) {
  if (status.owner_facts.empty()) return {};
  Table table({"TICKED BY ITS OWNER", "KIND", "ITEM", "AT THE SOURCE"});
  for (std::size_t i = 0; i < status.owner_facts.size() && i < kFactsShown; ++i) {
    const auto& one = status.owner_facts[i];
    table.add({one.handler, one.kind, one.item, "not " + one.fact});
  }
  std::string text = '\n' + table.text();
  if (status.owner_facts.size() > kFactsShown)
    text += fmt::format("and {} more; --json lists all\n", status.owner_facts.size() - kFactsShown);
  return text;
}

/// The ledger keeps exit codes.
std::string outcome_word(const std::string& outcome) {
  if (outcome == "exit 0") return "done";
  if (outcome == "exit 3") return "done, some items in quarantine";
  if (outcome == "exit 4") return "held by the brake";
  if (outcome == "exit 5") return "not finished";
  if (outcome == "exit 7") return "refused";
  return outcome.starts_with("exit ") ? "failed" : outcome;
}

/// One at a time runs, so that of two without an end the older one was killed.
std::string open_word(const ledger::Run& run, const Status& status) {
  return run.id == status.runs.front().id ? "running, or killed" : "killed";
}

std::string runs_text(const Status& status, Millis now) {
  if (status.runs.empty()) return "\nno run yet\n";
  Table table({"RUN", "VERB", "STARTED", "TOOK", "OUTCOME"});
  for (const auto& run : status.runs)
    table.add({std::to_string(run.id), run.command, time_text(run.started),
               span_text((run.ended == 0 ? now : run.ended) - run.started),
               run.ended == 0 ? open_word(run, status) : outcome_word(run.outcome)});
  return '\n' + table.text();
}

/// Of a firm that gives roles: who tried what he may not.
std::string refusals_text(const Status& status, const Paint& paint) {
  if (status.refused_lately == 0 || status.refusals.empty()) return {};
  const auto& last = status.refusals.front();
  return fmt::format(
      "\n{} for want of a role in the last 7 days; the last: {} by uid {}, {}\n",
      paint.warning(counted(status.refused_lately, "call was refused", "calls were refused")),
      last.verb, last.uid, time_text(last.at));
}

std::string databases_text(const Status& status, const Paint& paint) {
  std::string text = fmt::format("store   {}, {}, schema {}, change {}\n", status.store_url,
                                 status.head.uuid, status.head.schema, status.head.seq);
  text += fmt::format("ledger  {}, ", status.ledger_url);
  if (status.ledger_seq < 0) {
    text += "no sync yet\n";
  } else if (status.ledger_seq < status.head.seq) {
    text += fmt::format("{} of the store still to be read\n",
                        counted(status.head.seq - status.ledger_seq, "change", "changes"));
  } else if (status.ledger_seq > status.head.seq) {
    text += paint.bad(
                "it has seen more than the store holds: was the store restored? "
                "`relais rebuild` accepts it as it is now") +
            '\n';
  } else {
    text += "every change of the store is read\n";
  }
  return text;
}

json::object entity_json(const EntityStatus& entity) {
  json::array addins;
  for (const auto& addin : entity.addins)
    addins.push_back(
        json::object{{"addin", addin.addin}, {"works", addin.works()}, {"reason", addin.reason}});
  json::object secret{{"state", entity.secret.word}};
  if (!entity.secret.expires_on.empty()) {
    secret["expires_on"] = entity.secret.expires_on;
    secret["days_left"] = entity.secret.days_left;
  }
  secret["from_service"] = entity.secret.from_service;
  secret["took_over"] = entity.secret.took_over;
  secret["mismatch"] = text_or_null(entity.secret.mismatch);
  secret["not_alerted"] = text_or_null(entity.secret.not_alerted);
  json::array notices;
  for (const auto& one : entity.secret.notices)
    notices.push_back(
        json::object{{"days", one.days}, {"at", time_json(one.at)}, {"text", one.text}});
  secret["notices"] = std::move(notices);
  json::object unassigned;
  for (const auto& one : entity.unassigned) unassigned[one.kind] = texts_json(one.items);
  return {{"id", entity.id},
          {"secret", std::move(secret)},
          {"edited_credentials_wait", entity.staged},
          {"addins", std::move(addins)},
          {"unassigned", std::move(unassigned)}};
}

json::object handler_json(const HandlerStatus& one) {
  return {{"entity", one.entity},
          {"code", one.code},
          {"state", one.state},
          {"blocked", text_or_null(one.blocked)},
          {"not_before", time_json(one.not_before)},
          {"copies", one.copies},
          {"degraded", one.degraded},
          {"quarantined", one.quarantined},
          {"dots", dots_json(one.dots)}};
}

json::object quarantine_json(const QuarantineStatus& one) {
  const auto& q = one.quarantine;
  return {{"mailbox", one.mailbox}, {"kind", q.kind},
          {"item", q.item},         {"key", q.key},
          {"code", q.code},         {"text", q.text},
          {"tries", q.tries},       {"next_at", time_json(q.next_at)}};
}

json::object owner_fact_json(const OwnerFact& one) {
  return {{"handler", one.handler}, {"kind", one.kind}, {"item", one.item}, {"fact", one.fact}};
}

json::object run_json(const ledger::Run& run) {
  const auto summary = parse_json(run.summary, "the summary of a run");
  return {{"id", run.id},
          {"verb", run.command},
          {"started", time_json(run.started)},
          {"ended", time_json(run.ended)},
          {"outcome", run.outcome},
          {"summary", summary ? *summary : json::value(nullptr)}};
}

json::object refusal_json(const ledger::Refusal& one) {
  return {{"at", time_json(one.at)},
          {"verb", one.verb},
          {"needed", one.needed},
          {"had", one.had},
          {"uid", one.uid}};
}

template <class T>
json::array list_json(const std::vector<T>& list, json::object (*one_json)(const T&)) {
  json::array out;
  for (const auto& one : list) out.push_back(one_json(one));
  return out;
}

}  // namespace

std::string status_text(const Status& status, Millis now, const Terminal& terminal) {
  const Paint paint(terminal.colour && terminal.out_is_terminal);
  std::string text = status.own ? std::string() : databases_text(status, paint);
  text += status.dirty == 0 ? "pending nothing\n"
                            : fmt::format("pending {}, the oldest for {}\n",
                                          counted(status.dirty, "item", "items"),
                                          span_text(status.oldest_dirty_for));
  text += '\n' + entities_text(status, paint) + '\n' + handlers_text(status, terminal, paint);
  if (!status.mail.empty()) text += '\n' + mail_table(status.mail, paint);
  if (!status.holds.empty()) text += '\n' + holds_text(status.holds, status.names, paint);
  text += quarantine_text(status) + owner_facts_text(status);
  return status.own ? text : text + runs_text(status, now) + refusals_text(status, paint);
}

json::object status_json(const Status& status) {
  json::object out{
      {"store", json::object{{"url", status.store_url},
                             {"uuid", status.head.uuid},
                             {"schema", status.head.schema},
                             {"seq", status.head.seq}}},
      {"ledger", json::object{{"url", status.ledger_url},
                              {"seq", status.ledger_seq < 0 ? json::value(nullptr)
                                                            : json::value(status.ledger_seq)}}},
      {"pending",
       json::object{{"items", status.dirty}, {"oldest_seconds", status.oldest_dirty_for / 1000}}},
      {"entities", list_json<EntityStatus>(status.entities, entity_json)},
      {"handlers", list_json(status.handlers, handler_json)},
      {"holds", to_json(status.holds, status.names)},
      {"quarantine", list_json(status.quarantined, quarantine_json)},
      {"owner_facts", list_json(status.owner_facts, owner_fact_json)},
      {"runs", list_json(status.runs, run_json)},
      {"refusals", list_json(status.refusals, refusal_json)}};
  if (status.own)
    for (const char* of_the_firm : {"store", "ledger", "runs", "refusals"}) out.erase(of_the_firm);
  if (status.takes_mail) out["mail"] = mail_json(status.mail);
  return out;
}

}  // namespace relais::cli
