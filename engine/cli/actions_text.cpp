#include "engine/cli/actions_text.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/cli/table.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

std::string item_of(const sync::Action& action) {
  return action.part.empty() ? action.item : action.item + " (" + action.part + ')';
}

std::string coloured(const sync::Action& action, bool held, const Paint& paint) {
  if (held) return paint.warning("held") + ": " + sync::name_of(action.type);
  if (action.type == sync::ActionType::remove) return paint.bad(sync::name_of(action.type));
  if (action.type == sync::ActionType::create) return paint.good(sync::name_of(action.type));
  return sync::name_of(action.type);
}

/// The first `limit` of the mailbox's actions, of those that are held far fewer, and how many more.
std::string table_of(const sync::Report& report, const sync::MailboxReport& mailbox,
                     std::size_t limit, const Paint& paint) {
  Table table({"  ACTION", "KIND", "ITEM", "WHY"});
  const std::size_t held_limit = std::min(limit, std::max<std::size_t>(limit / 5, 1));
  std::size_t hidden = 0;
  for (const bool held : {false, true}) {
    std::size_t shown = 0;
    for (const auto& action : mailbox.planned) {
      if (is_held(report, mailbox, action) != held) continue;
      if (shown++ >= (held && limit != kEverything ? held_limit : limit)) {
        ++hidden;
      } else {
        table.add(
            {"  " + coloured(action, held, paint), action.kind, item_of(action), action.reason});
      }
    }
  }
  std::string text = table.empty() ? std::string() : table.text();
  if (hidden > 0) text += fmt::format("  and {} more; --all shows them\n", hidden);
  return text;
}

std::string headline(const sync::Report& report, const sync::MailboxReport& mailbox,
                     const Paint& paint) {
  std::map<std::string, std::int64_t> to_do;
  std::map<std::string, std::int64_t> held;
  for (const auto& action : mailbox.planned)
    ++(is_held(report, mailbox, action) ? held : to_do)[sync::name_of(action.type)];
  std::string text = plan_text(to_do);
  if (text.empty()) text = held.empty() ? "nothing to do" : "nothing";
  if (!held.empty()) text += "; held: " + plan_text(held);
  if (mailbox.unrenderable > 0)
    text += fmt::format("; {} cannot be shown there", mailbox.unrenderable);
  if (mailbox.quarantined > 0) text += fmt::format("; {} in quarantine", mailbox.quarantined);
  return paint.strong(mailbox.label) + ": " + text + '\n';
}

}  // namespace

bool is_held(const sync::Report& report, const sync::MailboxReport& mailbox,
             const sync::Action& action) {
  return report.held.contains(sync::hold_key(mailbox.mailbox, action));
}

std::int64_t count_pending(const sync::Report& report) {
  std::int64_t n = 0;
  for (const auto& mailbox : report.mailboxes)
    for (const auto& action : mailbox.planned) n += is_held(report, mailbox, action) ? 0 : 1;
  return n;
}

std::string plan_text(const sync::Report& report, std::size_t limit, const Paint& paint) {
  std::string text;
  for (const auto& mailbox : report.mailboxes) {
    text += headline(report, mailbox, paint);
    text += table_of(report, mailbox, limit, paint);
    if (!mailbox.outcome) text += "  " + paint.bad(mailbox.outcome.error().text) + '\n';
  }
  return text;
}

json::array plan_json(const sync::Report& report) {
  json::array mailboxes;
  for (const auto& mailbox : report.mailboxes) {
    json::array actions;
    json::object counts;
    for (const auto& action : mailbox.planned) {
      const char* type = sync::name_of(action.type);
      json::object one{{"action", type},
                       {"kind", action.kind},
                       {"item", action.item},
                       {"key", action.key},
                       {"reason", action.reason},
                       {"cause", sync::name_of(action.cause)},
                       {"held", is_held(report, mailbox, action)}};
      if (!action.part.empty()) one["part"] = action.part;
      actions.push_back(std::move(one));
      auto& count = counts[type];
      count = (count.is_int64() ? count.get_int64() : 0) + 1;
    }
    mailboxes.push_back(
        {{"mailbox", mailbox.label},
         {"id", mailbox.mailbox},
         {"counts", std::move(counts)},
         {"actions", std::move(actions)},
         {"unrenderable", mailbox.unrenderable},
         {"quarantined", mailbox.quarantined},
         {"error", mailbox.outcome ? json::value(nullptr)
                                   : json::value(to_json(mailbox.outcome.error(), -1))}});
  }
  return mailboxes;
}

}  // namespace relais::cli
