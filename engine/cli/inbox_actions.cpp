#include <fmt/core.h>

#include "engine/cli/files.hpp"
#include "engine/cli/id_list.hpp"
#include "engine/cli/inbox_text.hpp"
#include "engine/cli/name_lookup.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kLongestInboxList = std::size_t{256} << 20;

Result<std::vector<std::string>> messages_of(const Call& call) {
  std::vector<std::string> ids = call.arguments;
  if (call.has("from")) {
    RELAIS_ASSIGN(const auto text,
                  read_text(call.value("from"), call.terminal.in, kLongestInboxList));
    RELAIS_ASSIGN(const auto more, parse_ids(text));
    ids.insert(ids.end(), more.begin(), more.end());
  }
  if (ids.empty() && !call.has("from"))
    return usage_error(call.verb, "no message is named: give ids, or --from FILE");
  return ids;
}

struct Desk {
  config::Config config;
  std::unique_ptr<store::Inbox> inbox;
  std::vector<std::string> ids;
};

Result<Desk> desk_of(const Call& call) {
  Desk desk;
  RELAIS_ASSIGN(desk.config, load_config(call));  // the role first
  RELAIS_ASSIGN(desk.ids, messages_of(call));
  RELAIS_ASSIGN(desk.inbox, store::open_inbox(desk.config.store.url));
  return desk;
}

Reply filed_reply(std::string_view what, const store::Filed& filed) {
  Reply reply;
  reply.text = filed_text(what, filed);
  reply.document = {
      {"changed", filed.changed}, {"already", filed.already}, {"deleted", filed.deleted}};
  return reply;
}

Result<Reply> run_archive(const Call& call) {
  RELAIS_ASSIGN(const auto desk, desk_of(call));
  if (call.has("case") && call.value("case").empty())
    return usage_error(call.verb, "--case needs the number or the id of a case");
  RELAIS_ASSIGN(const auto filed, desk.inbox->archive(desk.ids, call.value("case"), call.user.name,
                                                      call.clock.now()));
  return filed_reply("archived", filed);
}

Result<Reply> run_unarchive(const Call& call) {
  RELAIS_ASSIGN(const auto desk, desk_of(call));
  RELAIS_ASSIGN(const auto filed, desk.inbox->unarchive(desk.ids));
  return filed_reply("taken out", filed);
}

Result<Reply> run_delete(const Call& call) {
  RELAIS_ASSIGN(const auto desk, desk_of(call));
  RELAIS_ASSIGN(const auto filed, desk.inbox->erase(desk.ids));
  Reply reply;
  // What was deleted before is as it was asked for.
  reply.text = filed_text("deleted", {filed.changed, filed.already + filed.deleted, 0});
  reply.document = {{"changed", filed.changed}, {"already", filed.already + filed.deleted}};
  return reply;
}

Result<Reply> run_assign(const Call& call) {
  if (call.has("handler") == call.has("nobody"))
    return usage_error(call.verb, "it takes --handler CODE or --nobody");
  RELAIS_ASSIGN(const auto desk, desk_of(call));
  std::string handler;
  if (call.has("handler")) {
    RELAIS_ASSIGN(const auto store, open_store(desk.config));
    RELAIS_ASSIGN(const auto found,
                  find_handler(*store, call.value("handler"), call.value("entity")));
    handler = found.id;
  }
  RELAIS_ASSIGN(const auto filed, desk.inbox->assign(desk.ids, handler));
  return filed_reply("assigned", filed);
}

const Option kFromOption{"from", "FILE",
                         "ids, one per line or a CSV file's column id; - is standard input"};

}  // namespace

Verb inbox_archive_verb() {
  return {
      "inbox archive",
      "[ID...]",
      0,
      kAnyNumber,
      "Archives messages: their markers turn green",
      "Into the case that --case names, or the one that they have. Ids that are unknown are an\n"
      "error, and nothing is changed then.",
      {{"case", "CASE", "number or id of a case of the messages' entity"}, kFromOption},
      "relais inbox archive 6f1c5a3e-8a51-4c0e-9a53-0d0a2b7f2f10 --case 2026-0173",
      run_archive,
      kForAdmins};
}

Verb inbox_unarchive_verb() {
  return {"inbox unarchive",
          "[ID...]",
          0,
          kAnyNumber,
          "Takes messages out of the archive: their markers turn grey again",
          "The case stays with the message. What is not archived is counted and left as it is.",
          {kFromOption},
          "relais inbox unarchive 6f1c5a3e-8a51-4c0e-9a53-0d0a2b7f2f10",
          run_unarchive,
          kForAdmins};
}

Verb inbox_delete_verb() {
  return {"inbox delete",
          "[ID...]",
          0,
          kAnyNumber,
          "Deletes collected messages for good",
          "Content and marker go, and they are not collected again. In the mailbox the messages\n"
          "stay. It cannot be undone.",
          {kFromOption},
          "relais inbox delete 6f1c5a3e-8a51-4c0e-9a53-0d0a2b7f2f10",
          run_delete,
          kForAdmins};
}

Verb inbox_assign_verb() {
  return {"inbox assign",
          "[ID...]",
          0,
          kAnyNumber,
          "Says which handler has to do with messages",
          "The handler is one of the messages' entity. What is archived stays archived.",
          {{"handler", "CODE", "who has to do with them"},
           {"nobody", "", "nobody has any more"},
           {"entity", "ID", "if several entities have a handler of this code"},
           kFromOption},
          "relais inbox assign 6f1c5a3e-8a51-4c0e-9a53-0d0a2b7f2f10 --handler AF",
          run_assign,
          kForAdmins};
}

}  // namespace relais::cli
