#include "engine/cli/holds.hpp"

#include <fmt/core.h>

#include <cstdlib>

#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

std::string why(const ledger::Hold& hold) {
  const auto last_day = hold.executed > 0
                            ? fmt::format(" (and {} in the last 24 hours)", hold.executed)
                            : std::string();
  const auto allowed = fmt::format("{} may pass without approval", hold.allowed);
  if (hold.trip == "delete")
    return fmt::format("{} of kind {}{}; {}", counted(hold.planned, "delete", "deletes"), hold.kind,
                       last_day, allowed);
  if (hold.trip == "source-lost")
    return fmt::format("{} of kind {} gone from the practice store{}; {}",
                       counted(hold.planned, "row", "rows"), hold.kind, last_day, allowed);
  if (hold.trip == "configuration")
    return fmt::format("{} of kind {} because configuration or plugin changed{}; {}",
                       counted(hold.planned, "update", "updates"), hold.kind, last_day, allowed);
  if (hold.trip == "empty-target")
    return fmt::format(
        "none of {} of kind {} is there any more: has the target been emptied, or "
        "is it another one?",
        counted(hold.planned, "copy", "copies"), hold.kind);
  return fmt::format("{} actions of kind {}{}; {}", hold.planned, hold.kind, last_day, allowed);
}

}  // namespace

std::string hold_text(const ledger::Hold& hold, const MailboxNames& names) {
  const std::string where =
      hold.mailbox == 0 ? fmt::format("entity {}", hold.entity) : name_of(names, hold.mailbox);
  return fmt::format("hold {} for {}: {}", hold.id, where, why(hold));
}

json::object to_json(const ledger::Hold& hold, const MailboxNames& names) {
  json::object out{{"id", hold.id},
                   {"entity", hold.entity},
                   {"mailbox", hold.mailbox == 0 ? json::value(nullptr)
                                                 : json::value(name_of(names, hold.mailbox))},
                   {"kind", hold.kind},
                   {"trip", hold.trip},
                   {"state", hold.state == ledger::HoldState::open ? "open" : "approved"},
                   {"planned", hold.planned},
                   {"executed", hold.executed},
                   {"allowed", hold.allowed},
                   {"created_at", time_json(hold.created_at)}};
  if (hold.state == ledger::HoldState::approved) {
    out["approved_at"] = time_json(hold.approved_at);
    out["approved_by"] = hold.approved_by;
  } else {
    out["approve"] = fmt::format("relais approve {}", hold.id);
  }
  return out;
}

json::array to_json(const std::vector<ledger::Hold>& holds, const MailboxNames& names) {
  json::array out;
  for (const auto& hold : holds) out.push_back(to_json(hold, names));
  return out;
}

std::string holds_text(const std::vector<ledger::Hold>& holds, const MailboxNames& names,
                       const Paint& paint) {
  std::string out;
  for (const auto& hold : holds) {
    if (hold.state != ledger::HoldState::open) continue;
    out += paint.warning(hold_text(hold, names)) + '\n';
    out += fmt::format("  nothing of it is sent; if it is meant: relais approve {}\n", hold.id);
  }
  return out;
}

HeldAction parse_hold_key(const ledger::HoldKey& key) {
  const auto first = key.find('/');
  const auto second = first == std::string::npos ? first : key.find('/', first + 1);
  if (second == std::string::npos) return {0, "", key};
  return {std::strtoll(key.c_str(), nullptr, 10), key.substr(first + 1, second - first - 1),
          key.substr(second + 1)};
}

}  // namespace relais::cli
