#include "engine/cli/explain_text.hpp"

#include <fmt/format.h>

#include "engine/cli/holds.hpp"
#include "engine/cli/status_text.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/words.hpp"
#include "engine/store/date_changes.hpp"

namespace relais::cli {
namespace {

const char* seen_word(ledger::Seen seen) {
  switch (seen) {
    case ledger::Seen::nothing:
      return "as we left it";
    case ledger::Seen::claimed:
      return "said to be changed or gone, not confirmed yet";
    case ledger::Seen::edited:
      return "edited by its owner";
    case ledger::Seen::gone:
      return "deleted by its owner";
  }
  return "";
}

std::string link_text(const ledger::Link& link) {
  std::string text = fmt::format("  copy{}: {}, last written {} from revision {}\n",
                                 link.part.empty() ? "" : " " + link.part, seen_word(link.seen),
                                 time_text(link.updated_at), link.revision);
  text += fmt::format("    remote id {}\n", link.remote_id);
  if (!link.container.empty()) text += fmt::format("    container {}\n", link.container);
  if (const auto losses = losses_of(link); !losses.empty())
    text += fmt::format("    degraded: {}\n", fmt::join(losses, "; "));
  if (!link.revisit_on.empty()) text += fmt::format("    rendered again on {}\n", link.revisit_on);
  return text;
}

std::string history_text(const std::vector<ledger::ActionRecord>& history) {
  if (history.empty()) return "  no action recorded\n";
  Table table({"  WHEN", "RUN", "ACTION", "OUTCOME", "WHY", "CODE", "REQUEST ID"});
  for (const auto& one : history)
    table.add({"  " + time_text(one.at), std::to_string(one.run), one.type, one.outcome, one.reason,
               one.code, one.request_id});
  return table.text();
}

About about(const Case& one, const ItemStory& story) {
  return {story.kind, story.item, one.handler.code, one.handler.entity};
}

std::string case_text(const Case& one, const ItemStory& story, const Paint& paint) {
  std::string text = paint.strong(one.label) + '\n';
  for (const auto& reason : one.known.store.reasons) text += "  " + reason + '\n';
  if (!one.known.privacy.empty()) text += "  privacy: " + one.known.privacy + '\n';
  if (!one.known.outside_of.empty())
    text += "  its date is outside of the window, " + one.known.outside_of + '\n';
  if (one.mailbox == 0 && one.known.store.linked) text += "  his mailbox was not looked up yet\n";
  for (const auto& link : one.known.links) text += link_text(link);
  for (const auto& q : one.known.quarantine)
    text += fmt::format("  quarantine: {} ({} tries): {}\n", q.code, q.tries, q.text);
  for (const auto& hold : one.known.holds)
    text += "  " + paint.warning(hold_text(hold, story.names)) + '\n';
  text += "  next: " + next_step(one.known) + '\n';
  text += "  to change it: " + what_would_change_it(one.known, about(one, story)) + '\n';
  return text + history_text(one.history);
}

json::object link_json(const ledger::Link& link) {
  const auto degraded = parse_json(link.degraded, "degraded");
  return {{"key", link.key},
          {"part", link.part},
          {"remote_id", link.remote_id},
          {"container", link.container},
          {"written_at", time_json(link.updated_at)},
          {"revision", link.revision},
          {"incarnation", link.incarnation},
          {"degraded", degraded ? *degraded : json::value(json::array{})},
          {"seen", seen_word(link.seen)}};
}

json::object action_json(const ledger::ActionRecord& one) {
  return {{"at", time_json(one.at)}, {"run", one.run},
          {"action", one.type},      {"outcome", one.outcome},
          {"reason", one.reason},    {"cause", one.cause},
          {"code", one.code},        {"request_id", one.request_id}};
}

json::object case_json(const Case& one, const ItemStory& story) {
  json::array reasons(one.known.store.reasons.begin(), one.known.store.reasons.end());
  json::array links;
  for (const auto& link : one.known.links) links.push_back(link_json(link));
  json::array quarantine;
  for (const auto& q : one.known.quarantine)
    quarantine.push_back(json::object{
        {"code", q.code}, {"text", q.text}, {"tries", q.tries}, {"next_at", time_json(q.next_at)}});
  json::array history;
  for (const auto& record : one.history) history.push_back(action_json(record));
  return {{"mailbox", one.label},
          {"wanted", one.known.store.exported},
          {"reasons", std::move(reasons)},
          {"privacy", text_or_null(one.known.privacy)},
          {"outside_of", text_or_null(one.known.outside_of)},
          {"links", std::move(links)},
          {"quarantine", std::move(quarantine)},
          {"holds", to_json(one.known.holds, story.names)},
          {"next", next_step(one.known)},
          {"to_change_it", what_would_change_it(one.known, about(one, story))},
          {"history", std::move(history)}};
}

std::vector<std::string> date_texts(const std::vector<store::DateChange>& changes) {
  std::vector<std::string> texts;
  for (const auto& change : changes)
    texts.push_back(fmt::format("its date was changed from {}, at {}, as a {} deadline",
                                store::dates_text(change), change.at, change.type));
  return texts;
}

}  // namespace

Reply reply_of(const ItemStory& story, const Paint& paint) {
  Reply reply;
  json::array cases;
  reply.text = fmt::format("{} {}\n", story.kind, story.item);
  const auto dates = date_texts(story.facts.date_changes);
  for (const auto& text : dates) reply.text += "  " + paint.warning(text) + '\n';
  for (const auto& one : story.cases) {
    reply.text += case_text(one, story, paint);
    cases.push_back(case_json(one, story));
  }
  if (story.cases.empty()) {
    // The first of the store's reasons is about the item, the others about one handler.
    if (!story.facts.reasons.empty()) reply.text += "  " + story.facts.reasons.front() + '\n';
    reply.text += "  no mailbox shows it, wants it, or ever did\n";
    reply.text +=
        "  to change it: " + what_would_show_it(story.facts, story.kind, story.item) + '\n';
  }
  const auto& deleted_at = story.facts.item_deleted_at;
  reply.document = {{"kind", story.kind},
                    {"item", story.item},
                    {"exists", story.facts.item_exists},
                    {"entity", story.facts.item_entity},
                    {"revision", story.facts.item_revision},
                    {"deleted_at", deleted_at ? json::value(*deleted_at) : json::value(nullptr)},
                    {"to_change_it", story.cases.empty() ? json::value(what_would_show_it(
                                                               story.facts, story.kind, story.item))
                                                         : json::value(nullptr)},
                    {"date_changes", json::array(dates.begin(), dates.end())},
                    {"mailboxes", std::move(cases)}};
  return reply;
}

}  // namespace relais::cli
