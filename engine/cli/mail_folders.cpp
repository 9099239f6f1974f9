#include <fmt/core.h>

#include "engine/cli/mail.hpp"
#include "engine/cli/mail_text.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

json::array missing_json(const std::vector<store::FolderPin>& pins) {
  json::array out;
  for (const auto& pin : pins)
    if (pin.missing_since)
      out.push_back(json::object{
          {"id", pin.folder_id}, {"name", pin.name}, {"since", time_json(*pin.missing_since)}});
  return out;
}

Result<Reply> run_mail_folders(const Call& call) {
  RELAIS_ASSIGN(const auto desk, open_mail_desk(call));
  const auto list = desk.service->folders(desk.account.entity, desk.account.account);
  if (!list) return fail(desk.about(list.error()));
  Reply reply;
  reply.text = list->top_level.empty() ? "the mailbox has no folders\n"
                                       : folders_table(list->top_level, call.has("ids"));
  for (const auto& name : list->not_resolved) reply.notes.push_back(not_resolved_text(name));
  for (const auto& pin : list->pins)
    if (pin.missing_since)
      reply.notes.push_back(fmt::format(
          "an exclusion points to a missing folder, since {}: {}\n  a folder made anew under this "
          "name is another one and is read; take the name out, or activate anew",
          time_text(*pin.missing_since), pin.name));
  if (!list->not_resolved.empty()) reply.exit = exit_code(Errc::config);
  reply.document = {{"entity", desk.account.entity},
                    {"account", desk.account.account},
                    {"folders", folders_json(list->top_level)},
                    {"not_resolved", not_resolved_json(list->not_resolved)},
                    {"missing", missing_json(list->pins)}};
  return reply;
}

}  // namespace

Verb mail_folders_verb() {
  return {"mail folders",
          "CODE",
          1,
          1,
          "Lists a handler's folders, and which of them are read",
          "The top level, with the messages in each folder and below it, as the filters of the\n"
          "configuration are now; before the activation, too. Names of excluded folders that no\n"
          "folder has, or two, are errors with the folders that they could mean. It asks the\n"
          "mailbox and writes nothing.",
          {kEntityOfCodeOption, {"ids", "", "the folders' ids, too"}},
          "relais mail folders MM",
          run_mail_folders,
          kForViewers};
}

}  // namespace relais::cli
