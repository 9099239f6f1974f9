#include "engine/cli/mail.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/cli/name_lookup.hpp"

namespace relais::cli {

bool takes_mail(const config::Config& config, const sync::Selection& selection) {
  if (!selection.addin.empty() && selection.addin != collect::kAddin) return false;
  return std::any_of(config.entities.begin(), config.entities.end(), [&](const auto& entity) {
    return selection.takes(entity) && entity.subscribes(collect::kAddin);
  });
}

std::string hint_for(const Error& error) {
  const bool forbidden =
      error.code == Errc::refused && error.text.find("HTTP 403") != std::string::npos;
  if (!error.hint.empty() || !forbidden) return error.hint;
  return "`relais permissions` lists what has to be granted, `relais check --addin mail` says what "
         "is missing; if it is granted: may the application use this mailbox?";
}

Error MailDesk::about(Error error) const {
  error.hint = hint_for(error);
  if (error.text.find(label()) == std::string::npos) error.text = label() + ": " + error.text;
  return error;
}

Result<MailDesk> open_mail_desk(const Call& call) {
  MailDesk desk;
  RELAIS_ASSIGN(desk.engine, open_engine(call));
  const auto& config = desk.engine->config();
  if (call.has("entity")) RELAIS_TRY(check_entity(config, call.value("entity")));
  RELAIS_ASSIGN(const auto handler,
                find_handler(desk.engine->store(), call.arguments[0], call.value("entity")));
  desk.account = {handler.entity, handler.code};
  const auto* entity = config.entity(handler.entity);
  if (entity == nullptr)
    return fail(Errc::config, desk.label() + ": the configuration has no such entity",
                "`relais handler list` shows the handlers and their entities");
  if (!entity->subscribes(collect::kAddin))
    return fail(Errc::config,
                fmt::format("{}: entity {} does not subscribe {}", desk.label(), entity->id,
                            collect::kAddin),
                fmt::format("add {} to its `subscription` in the configuration", collect::kAddin));
  RELAIS_ASSIGN(desk.service, collect::Service::open(*desk.engine));
  return desk;
}

}  // namespace relais::cli
