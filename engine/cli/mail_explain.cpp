#include "engine/cli/mail_explain.hpp"

#include <fmt/core.h>

#include "engine/cli/name_lookup.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/words.hpp"
#include "engine/collect/looking_back.hpp"
#include "engine/store/inbox.hpp"

namespace relais::cli {
namespace {

json::object verdict_json(const store::Verdict& verdict) {
  return {{"decision", store::name_of(verdict.decision)},
          {"reason", verdict.reason},
          {"rule", text_or_null(verdict.rule)},
          {"rule_version", text_or_null(verdict.rule_version)},
          {"folder", verdict.folder_id},
          {"slipped_to", text_or_null(verdict.slipped_to)},
          {"received_at", time_json(verdict.received_at.value_or(0))},
          {"decided_at", time_json(verdict.decided_at)}};
}

json::object story_json(const store::MailAccount& account, const collect::Explained& story) {
  json::array history;
  for (auto one = story.earlier.rbegin(); one != story.earlier.rend(); ++one) {
    auto object = verdict_json(one->verdict);
    object.erase("received_at");
    object.erase("slipped_to");
    object["replaced_at"] = time_json(one->replaced_at);
    history.push_back(std::move(object));
  }
  json::object out{{"entity", account.entity}, {"account", account.account},
                   {"verdict", nullptr},       {"message", nullptr},
                   {"next", nullptr},          {"history", std::move(history)}};
  if (story.current) out["verdict"] = verdict_json(*story.current);
  if (!story.what_would_change_it.empty()) out["next"] = story.what_would_change_it;
  if (const auto& message = story.message)
    out["message"] = json::object{{"id", message->id},
                                  {"status", message->status},
                                  {"folder", message->folder_id},
                                  {"marker", message->marker_state},
                                  {"marker_error", text_or_null(message->marker_error)}};
  return out;
}

std::string verdict_text(const store::Verdict& verdict) {
  std::string text = verdict.decision == store::Decision::collect
                         ? std::string("  collected\n")
                         : fmt::format("  skipped: {}\n", verdict.reason);
  if (!verdict.rule.empty()) text += fmt::format("  rule: {}\n", verdict.rule);
  if (!verdict.slipped_to.empty()) text += "  nothing else speaks against it\n";
  text += fmt::format("  decided {}", time_text(verdict.decided_at));
  if (!verdict.rule_version.empty())
    text += fmt::format(" by version {} of the rules", verdict.rule_version);
  if (verdict.received_at) text += ", received " + time_text(*verdict.received_at);
  return text + fmt::format("\n  in folder {}\n", verdict.folder_id);
}

std::string history_text(const std::vector<store::ReplacedVerdict>& earlier) {
  if (earlier.empty()) return "  no earlier verdict\n";
  Table table({"  DECIDED", "REPLACED", "REASON", "RULE", "VERSION"});
  for (auto one = earlier.rbegin(); one != earlier.rend(); ++one)
    table.add({"  " + time_text(one->verdict.decided_at), time_text(one->replaced_at),
               one->verdict.reason, one->verdict.rule, one->verdict.rule_version});
  return table.text();
}

std::string story_text(const store::MailAccount& account, const collect::Explained& story,
                       const Paint& paint) {
  std::string text = paint.strong(account.entity + '/' + account.account) + '\n';
  if (story.current) text += verdict_text(*story.current);
  if (const auto& message = story.message) {
    text += fmt::format("  message {} of the communicator: {}, marker {}\n", message->id,
                        message->status, message->marker_state);
    if (!message->marker_error.empty())
      text += fmt::format("  its marker: {}\n", paint.bad(message->marker_error));
  }
  if (!story.what_would_change_it.empty())
    text += "  to change it: " + story.what_would_change_it + '\n';
  return text + history_text(story.earlier);
}

struct Stories {
  std::string text;
  json::array documents;
};

/// What the accounts know of a message of this id in the mailbox.
Result<Stories> stories_of(store::MailStore& mail, const std::string& entity,
                           const std::string& code, const std::string& id, const Paint& paint) {
  Stories out;
  RELAIS_ASSIGN(const auto accounts, mail.accounts());
  for (const auto& [account, state] : accounts) {
    if (!entity.empty() && account.entity != entity) continue;
    if (!code.empty() && account.account != code) continue;
    const auto story = collect::explain(mail, account, id);
    if (!story && story.error().code == Errc::not_found) continue;
    if (!story) return fail(story.error());
    out.text += story_text(account, *story, paint);
    out.documents.push_back(story_json(account, *story));
  }
  return out;
}

/// The id in the mailbox of a message that the practice store has under this one; else the id.
Result<std::string> id_in_mailbox(const config::Config& config, const std::string& id) {
  RELAIS_ASSIGN(const auto inbox, store::open_inbox(config.store.url));
  const auto message = inbox->message(id);
  if (message) return message->remote_id;
  if (message.error().code == Errc::not_found) return id;
  return fail(message.error());
}

}  // namespace

Result<Reply> explain_mail(const Call& call) {
  RELAIS_ASSIGN(const auto config, load_config(call));
  std::string entity = call.value("entity");
  std::string code;
  if (call.has("entity")) RELAIS_TRY(check_entity(config, entity));
  if (call.has("handler")) {
    RELAIS_ASSIGN(const auto store, open_store(config));
    RELAIS_ASSIGN(const auto handler, find_handler(*store, call.value("handler"), entity));
    entity = handler.entity;
    code = handler.code;
  }
  RELAIS_ASSIGN(const auto mail, store::open_mail(config.store.url));
  RELAIS_ASSIGN(const auto id, id_in_mailbox(config, call.arguments[1]));
  RELAIS_ASSIGN(auto stories, stories_of(*mail, entity, code, id, call.paint()));
  if (stories.documents.empty())
    return fail(
        Errc::not_found,
        code.empty() ? "no mail account has seen a message of this id"
                     : fmt::format("{}/{} has seen no message of this id", entity, code),
        "`relais inbox list` shows the ids of collected messages; skipped ones are known by "
        "the id in the mailbox (message_id of mail_verdict in the practice store); what "
        "was received since the last run was not seen yet");
  Reply reply;
  reply.text = fmt::format("{} {}\n", kMailWord, id) + stories.text;
  reply.document = {{"kind", kMailWord}, {"item", id}, {"accounts", std::move(stories.documents)}};
  return reply;
}

}  // namespace relais::cli
