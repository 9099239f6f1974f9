#include "engine/cli/status_text.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "engine/cli/check_text.hpp"
#include "engine/cli/holds.hpp"
#include "engine/cli/secret_text.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kQuarantineShown = 20;
constexpr std::size_t kFactsShown = 20;
constexpr std::size_t kDegradedShown = 10;
constexpr std::size_t kUnassignedShown = 10;
constexpr std::string_view kNotSubscribed = "not subscribed";

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

/// What is subscribed with how it stands, and what is not, in one line (R18).
std::string addins_text(const EntityStatus& entity, const Paint& paint) {
  std::string text;
  std::string others;
  for (const auto& addin : entity.addins) {
    if (addin.reason == kNotSubscribed) {
      others += (others.empty() ? "" : ", ") + addin.addin;
      continue;
    }
    text += fmt::format("  {} {}\n", addin.addin,
                        addin.works() ? paint.good("works") : paint.warning(addin.reason));
  }
  return others.empty() ? text : text + fmt::format("  {}: {}\n", kNotSubscribed, others);
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
    text += addins_text(entity, paint);
    for (const auto& one : entity.unassigned)
      text += fmt::format("  {}\n", paint.warning(unassigned_text(one)));
  }
  return text;
}

/// By reason, so that what concerns many stands once. `reason_of`: empty, if there is nothing.
template <class ReasonOf>
std::map<std::string, std::string> dots_by_reason(const Status& status, ReasonOf reason_of) {
  std::map<std::string, std::string> by_reason;
  for (const auto& one : status.handlers)
    for (const auto& dot : one.dots) {
      const std::string reason = reason_of(dot);
      if (reason.empty()) continue;
      std::string& who = by_reason[reason];
      who += fmt::format("{}{}/{} {}", who.empty() ? "" : ", ", one.entity, one.code, dot.addin);
    }
  return by_reason;
}

/// Why dots are red, and why others say little about today (R20, R21).
std::string dots_text(const Status& status, const Paint& paint) {
  std::string text;
  const auto red = dots_by_reason(status, [](const check::Dot& dot) {
    return dot.colour == check::Colour::red ? dot.reason : std::string();
  });
  for (const auto& [reason, who] : red) text += fmt::format("{}: {}\n", paint.bad(who), reason);
  if (!text.empty()) text += "  ask firm IT; `relais check` says what to do\n";
  const auto stale = dots_by_reason(status, [](const check::Dot& dot) { return dot.stale; });
  for (const auto& [reason, who] : stale)
    text += fmt::format("{}: {}\n", paint.warning(who), reason);
  if (!stale.empty()) text += "  `relais check` tests again\n";
  const auto drift = dots_by_reason(status, [](const check::Dot& dot) { return dot.drift; });
  for (const auto& [reason, who] : drift)
    text += fmt::format("{}: {}\n", paint.warning(who), reason);
  if (!drift.empty())
    text += "  `relais handler unlink`, then `relais handler link`, if it is meant\n";
  return text;
}

/// The oldest of the tests behind his dots, so that no younger one hides it.
Millis tested_at(const HandlerStatus& one) {
  Millis oldest = 0;
  for (const auto& dot : one.dots)
    if (dot.tested_at != 0 && (oldest == 0 || dot.tested_at < oldest)) oldest = dot.tested_at;
  return oldest;
}

std::string ago_text(Millis instant, Millis now) {
  return instant == 0 ? "never" : span_text(now - instant) + " ago";
}

std::string handlers_text(const Status& status, Millis now, const Terminal& terminal,
                          const Paint& paint) {
  if (status.handlers.empty()) return "no handlers in the practice store\n";
  Table table({"HANDLER", "STATE", "DOTS", "TESTED", "LAST SUCCESS", "COPIES", "DEGRADED",
               "QUARANTINE", "BLOCKED"});
  std::string blocked;  // as long as the services are wordy, so below the table
  for (const auto& one : status.handlers) {
    const auto whom = fmt::format("{}/{}", one.entity, one.code);
    if (!one.blocked.empty())
      blocked += fmt::format("{}: {}\n", paint.bad(whom + " blocked"), one.blocked);
    if (one.not_before != 0)
      blocked += fmt::format("{}: nothing is sent before {}\n", paint.warning(whom),
                             time_text(one.not_before));
    table.add({whom, one.state == "linked" ? paint.good(one.state) : paint.warning(one.state),
               dots_cell(one.dots, terminal), ago_text(tested_at(one), now),
               ago_text(one.last_success, now), std::to_string(one.copies),
               std::to_string(one.degraded), std::to_string(one.quarantined),
               one.blocked.empty() && one.not_before == 0 ? "" : paint.bad("yes")});
  }
  return table.text() + blocked + dots_text(status, paint);
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

std::string degraded_text(const Status& status) {
  if (status.degraded.empty()) return {};
  Table table({"DEGRADED", "KIND", "ITEM", "WHAT IS NOT SHOWN AS IT IS"});
  const auto shown = std::min(status.degraded.size(), kDegradedShown);
  for (std::size_t i = 0; i < shown; ++i) {
    const auto& [mailbox, link] = status.degraded[i];
    std::string what;
    for (const auto& one : losses_of(link)) what += (what.empty() ? "" : "; ") + one;
    table.add({mailbox, link.kind, link.item, what});
  }
  std::string text = '\n' + table.text();
  const auto more = status.degraded_count - static_cast<std::int64_t>(shown);
  if (more > 0) text += fmt::format("and {} more; --json lists up to 100 of a mailbox\n", more);
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

/// A plugin says which field and what became of it (export.h); others a text.
std::string loss_text(const json::value& one) {
  if (one.is_string()) return std::string(one.get_string());
  const auto* object = one.if_object();
  if (object == nullptr) return json::serialize(one);
  const auto field = string_at(*object, "field");
  const auto reason = string_at(*object, "reason");
  if (field.empty() || reason.empty()) return json::serialize(one);
  return fmt::format("{}: {}", field, reason);
}

/// In seconds, and so that a person can read them.
std::string waiting_text(Millis duration) {
  const auto seconds = fmt::format("{} s", duration / 1000);
  return duration < 60'000 ? seconds : fmt::format("{} ({})", seconds, span_text(duration));
}

std::string pending_text(const Status& status) {
  if (status.ledger_seq < 0 && status.head.seq > 0)
    return "pending everything: no sync has read the store yet\n";
  if (status.dirty == 0 && status.unread == 0) return "pending nothing\n";
  std::string what;
  if (status.dirty > 0) what = counted(status.dirty, "item", "items");
  if (status.unread > 0)
    what += (what.empty() ? "" : " and ") + counted(status.unread, "change", "changes") +
            " of the store";
  return fmt::format("pending {}, the oldest for {}\n", what,
                     waiting_text(status.oldest_change_for));
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

}  // namespace

std::vector<std::string> losses_of(const ledger::Link& link) {
  std::vector<std::string> out;
  const auto value = parse_json(link.degraded, "degraded");
  if (!value || !value->is_array()) return out;
  std::vector<std::pair<std::string, std::int64_t>> times;
  for (const auto& one : value->get_array()) {
    const std::string what = loss_text(one);
    const auto known = std::find_if(times.begin(), times.end(),
                                    [&](const auto& each) { return each.first == what; });
    if (known == times.end()) {
      times.emplace_back(what, 1);
    } else {
      ++known->second;
    }
  }
  for (const auto& [what, n] : times)
    out.push_back(n == 1 ? what : fmt::format("{} ({} times)", what, n));
  return out;
}

std::string status_text(const Status& status, Millis now, const Terminal& terminal) {
  const Paint paint(terminal.colour && terminal.out_is_terminal);
  std::string text = status.own ? std::string() : databases_text(status, paint);
  text += pending_text(status);
  text += fmt::format("success {}\n", status.last_success == 0
                                          ? "never"
                                          : time_text(status.last_success) + ", " +
                                                ago_text(status.last_success, now));
  if (!status.not_alerted.empty()) text += "alerts  " + paint.bad(status.not_alerted) + '\n';
  text += '\n' + entities_text(status, paint) + '\n' + handlers_text(status, now, terminal, paint);
  if (!status.mail.empty()) text += '\n' + mail_table(status.mail, paint);
  if (!status.holds.empty()) text += '\n' + holds_text(status.holds, status.names, paint);
  text += quarantine_text(status) + degraded_text(status) + owner_facts_text(status);
  return status.own ? text : text + runs_text(status, now) + refusals_text(status, paint);
}

}  // namespace relais::cli
