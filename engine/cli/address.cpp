#include <fmt/core.h>

#include "engine/cli/files.hpp"
#include "engine/cli/id_list.hpp"
#include "engine/cli/name_lookup.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kMaxList = std::size_t{256} << 20;

Result<std::vector<std::string>> ids_of(const Call& call) {
  std::vector<std::string> ids = call.arguments;
  if (call.has("from")) {
    RELAIS_ASSIGN(const auto text, read_text(call.value("from"), call.terminal.in, kMaxList));
    const auto more = parse_ids(text);
    ids.insert(ids.end(), more.begin(), more.end());
  }
  if (ids.empty() && !call.has("from"))
    return usage_error(call.verb, "no address is named: give ids, or --from FILE");
  return ids;
}

struct MarkSubject {
  std::unique_ptr<store::Store> store;
  store::Handler handler;
  std::vector<std::string> ids;
};

Result<MarkSubject> mark_subject(const Call& call) {
  if (!call.has("handler")) return usage_error(call.verb, "--handler CODE says for whom");
  MarkSubject subject;
  RELAIS_ASSIGN(subject.ids, ids_of(call));
  RELAIS_ASSIGN(const auto config, load_config(call));
  RELAIS_ASSIGN(subject.store, open_store(config));
  // Another entity may have a handler of the same code.
  const auto only = only_handler(call, config);
  RELAIS_ASSIGN(subject.handler, find_handler(*subject.store, call.value("handler"),
                                              only ? only->entity : call.value("entity")));
  return subject;
}

/// Unknown ids fail the call, but not the others of it: what is known is marked.
Reply reply_of(const MarkSubject& subject, const store::MarkCounts& counts, std::string text) {
  Reply reply;
  reply.text = std::move(text);
  if (counts.unknown > 0) {
    reply.exit = 1;
    reply.notes.push_back(fmt::format(
        "{} unknown: no such address in entity {}, or it is deleted; the others are done",
        counted(counts.unknown, "id is", "ids are"), subject.handler.entity));
  }
  reply.document = {{"entity", subject.handler.entity},
                    {"handler", subject.handler.code},
                    {"added", counts.added},
                    {"already", counts.already},
                    {"removed", counts.removed},
                    {"not_marked", counts.not_marked},
                    {"unknown", counts.unknown}};
  return reply;
}

Result<Reply> run_mark(const Call& call) {
  RELAIS_ASSIGN(const auto subject, mark_subject(call));
  RELAIS_ASSIGN(const auto counts, subject.store->mark(subject.ids, subject.handler.id,
                                                       call.user.name, call.clock.now()));
  auto reply = reply_of(
      subject, counts,
      fmt::format("{}/{}: {} added, {} marked already, {} unknown\n", subject.handler.entity,
                  subject.handler.code, counts.added, counts.already, counts.unknown));
  if (!subject.handler.sync_addresses)
    reply.notes.push_back(fmt::format(
        "note: addresses are switched off for him; `relais handler set {} --addresses on`",
        subject.handler.code));
  return reply;
}

Result<Reply> run_unmark(const Call& call) {
  RELAIS_ASSIGN(const auto subject, mark_subject(call));
  RELAIS_ASSIGN(const auto counts, subject.store->unmark(subject.ids, subject.handler.id));
  return reply_of(
      subject, counts,
      fmt::format("{}/{}: {} removed, {} not marked, {} unknown\n", subject.handler.entity,
                  subject.handler.code, counts.removed, counts.not_marked, counts.unknown));
}

const std::vector<Option>& mark_options() {
  static const std::vector<Option> all{
      {"handler", "CODE", "for whom"},
      {"entity", "ID", "if several entities have a handler of this code"},
      {"from", "FILE", "ids, one per line or the first column of a CSV file; - is standard input"}};
  return all;
}

}  // namespace

Verb address_mark_verb() {
  return {"address mark",
          "[ID...]",
          0,
          kAnyNumber,
          "Marks addresses to be contacts in a handler's mailbox",
          "The ids are those of the practice store. A mark that is there already is counted, not\n"
          "an error. Ids that are unknown are counted too, and make the exit code 1.",
          mark_options(),
          "relais address mark 17 18 --handler MM\n"
          "sqlite3 practice.db \"SELECT id FROM address WHERE city = 'Lugano'\" |\n"
          "  relais address mark --handler MM --from -",
          run_mark,
          kForAdminsAndOwn};
}

Verb address_unmark_verb() {
  return {"address unmark",
          "[ID...]",
          0,
          kAnyNumber,
          "Takes marks away",
          "The next sync deletes those contacts from his mailbox, and only those.",
          mark_options(),
          "relais address unmark 17 --handler MM",
          run_unmark,
          kForAdminsAndOwn};
}

}  // namespace relais::cli
