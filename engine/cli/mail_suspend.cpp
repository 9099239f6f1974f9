#include <fmt/core.h>

#include "engine/cli/mail.hpp"
#include "engine/cli/name_lookup.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/store/mail_store.hpp"

namespace relais::cli {
namespace {

/// An account can be stopped even if its handler is no more, or his entity has no mail any more.
Result<store::MailAccount> account_of(const Call& call, const config::Config& config,
                                      store::MailStore& mail) {
  const std::string& code = call.arguments[0];
  const std::string entity = call.value("entity");
  RELAIS_ASSIGN(const auto accounts, mail.accounts());
  std::vector<store::MailAccount> found;
  for (const auto& [key, state] : accounts)
    if (key.account == code && (entity.empty() || key.entity == entity) &&
        state.phase == store::AccountPhase::active)
      found.push_back(key);
  if (found.size() == 1) return found.front();
  if (found.size() > 1) {
    std::string entities;
    for (const auto& one : found) entities += (entities.empty() ? "" : ", ") + one.entity;
    return fail(Errc::usage,
                fmt::format("there is an active mail account {} in each of: {}", code, entities),
                "say which one with --entity");
  }
  if (call.has("entity")) RELAIS_TRY(check_entity(config, entity));
  RELAIS_ASSIGN(const auto store, open_store(config));
  RELAIS_ASSIGN(const auto handler, find_handler(*store, code, entity));
  return store::MailAccount{handler.entity, handler.code};
}

Result<Reply> run_mail_suspend(const Call& call) {
  RELAIS_ASSIGN(const auto config, load_config(call));
  RELAIS_ASSIGN(const auto mail, store::open_mail(config.store.url));
  RELAIS_ASSIGN(const auto account, account_of(call, config, *mail));
  RELAIS_TRY(mail->suspend(account));
  Reply reply;
  reply.text = fmt::format(
      "{}/{} is suspended: nothing is collected, what was collected stays\nnext: relais mail "
      "activate {} --resume goes on where it stopped; without --resume it begins anew\n",
      account.entity, account.account, account.account);
  reply.document = {
      {"entity", account.entity}, {"account", account.account}, {"phase", "suspended"}};
  return reply;
}

}  // namespace

Verb mail_suspend_verb() {
  return {"mail suspend",
          "CODE",
          1,
          1,
          "Stops collecting a handler's mail",
          "What was collected stays, and so do the markers. It sends nothing, and works without\n"
          "the plugin. `relais mail activate CODE --resume` goes on where it stopped.",
          {kEntityOfCodeOption},
          "relais mail suspend MM",
          run_mail_suspend,
          kForAdmins};
}

}  // namespace relais::cli
