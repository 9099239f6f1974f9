#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "engine/base/text.hpp"
#include "engine/cli/files.hpp"
#include "engine/cli/id_list.hpp"
#include "engine/cli/name_lookup.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kMaxList = std::size_t{256} << 20;

constexpr std::string_view kAddressKinds[] = {"person", "company", "authority", "court", "lawyer"};

bool has_query(const Call& call) {
  return call.has("category") || call.has("case") || call.has("kind");
}

/// The ids that were named; nothing: a query names them.
Result<std::vector<std::string>> named_ids(const Call& call) {
  std::vector<std::string> ids = call.arguments;
  if (call.has("from")) {
    RELAIS_ASSIGN(const auto text, read_text(call.value("from"), call.terminal.in, kMaxList));
    RELAIS_ASSIGN(const auto more, parse_ids(text));
    ids.insert(ids.end(), more.begin(), more.end());
  }
  if (has_query(call)) {
    if (!call.arguments.empty() || call.has("from"))
      return usage_error(call.verb, "either ids, or --category, --case, --kind: not both");
    return ids;
  }
  if (ids.empty() && !call.has("from"))
    return usage_error(call.verb,
                       "no address is named: give ids, --from FILE, or --category, --case, --kind");
  return ids;
}

Result<store::AddressQuery> address_query(const Call& call) {
  store::AddressQuery query{call.value("kind"), call.value("category"), call.value("case")};
  for (const char* option : {"category", "case", "kind"})
    if (call.has(option) && normalise_line(call.value(option)).empty())
      return usage_error(call.verb, fmt::format("--{} is empty", option));
  if (call.has("kind") && std::find(std::begin(kAddressKinds), std::end(kAddressKinds),
                                    query.kind) == std::end(kAddressKinds))
    return usage_error(
        call.verb,
        fmt::format("--kind {}: it takes person, company, authority, court or lawyer", query.kind));
  return query;
}

struct MarkSubject {
  std::unique_ptr<store::Store> store;
  std::vector<store::Handler> handlers;  ///< of one entity
  std::vector<std::string> ids;
};

/// --handler CODE[,CODE...]: each once, all of one entity, because ids belong to one.
Result<> find_handlers(const Call& call, const config::Config& config, MarkSubject& subject) {
  RELAIS_ASSIGN(const auto all, all_handlers(*subject.store));
  // Another entity may have a handler of the same code.
  const auto only = only_handler(call, config);
  const auto entity = only ? only->entity : call.value("entity");
  std::string codes = call.value("handler");
  while (!codes.empty()) {
    const auto end = std::min(codes.find(','), codes.size());
    const auto code = normalise_line(codes.substr(0, end));
    codes.erase(0, end + 1);
    if (code.empty()) continue;
    RELAIS_ASSIGN(auto handler, pick_handler(all, code, entity));
    const auto same = [&](const auto& one) { return one.id == handler.id; };
    if (std::any_of(subject.handlers.begin(), subject.handlers.end(), same)) continue;
    subject.handlers.push_back(std::move(handler));
  }
  if (subject.handlers.empty()) return usage_error(call.verb, "--handler CODE says for whom");
  for (const auto& handler : subject.handlers)
    if (handler.entity != subject.handlers.front().entity)
      return usage_error(call.verb, "the handlers belong to different entities: one call for each");
  return {};
}

Result<MarkSubject> mark_subject(const Call& call) {
  if (!call.has("handler")) return usage_error(call.verb, "--handler CODE says for whom");
  MarkSubject subject;
  RELAIS_ASSIGN(const auto query, address_query(call));
  RELAIS_ASSIGN(const auto config, load_config(call));  // the role first
  RELAIS_ASSIGN(subject.ids, named_ids(call));
  RELAIS_ASSIGN(subject.store, open_store(config));
  RELAIS_TRY(find_handlers(call, config, subject));
  if (!has_query(call)) return subject;
  RELAIS_ASSIGN(const auto snapshot, subject.store->snapshot());
  RELAIS_ASSIGN(subject.ids, snapshot->addresses(subject.handlers.front().entity, query));
  return subject;
}

json::object counts_json(const store::MarkCounts& counts) {
  return {{"added", counts.added},
          {"already", counts.already},
          {"removed", counts.removed},
          {"not_marked", counts.not_marked},
          {"unknown", counts.unknown}};
}

using Work = Result<store::MarkCounts> (*)(const Call& call, const MarkSubject& subject,
                                           const store::Handler& handler);
using Words = std::string (*)(const store::MarkCounts& counts);

/// Unknown ids fail the call, but not the others of it: what is known is marked.
Result<Reply> for_each_handler(const Call& call, const MarkSubject& subject, Work work,
                               Words words) {
  Reply reply;
  store::MarkCounts sum;
  json::array list;
  std::string codes;
  for (const auto& handler : subject.handlers) {
    RELAIS_ASSIGN(const auto counts, work(call, subject, handler));
    sum.added += counts.added;
    sum.already += counts.already;
    sum.removed += counts.removed;
    sum.not_marked += counts.not_marked;
    sum.unknown = std::max(sum.unknown, counts.unknown);  // the same ids each time
    reply.text += fmt::format("{}/{}: {}\n", handler.entity, handler.code, words(counts));
    auto document = counts_json(counts);
    document["handler"] = handler.code;
    list.push_back(std::move(document));
    codes += (codes.empty() ? "" : ",") + handler.code;
  }
  const auto& entity = subject.handlers.front().entity;
  if (sum.unknown > 0) {
    reply.exit = 1;
    reply.notes.push_back(fmt::format(
        "{} unknown: no such address in entity {}, or it is deleted; the others are done",
        counted(sum.unknown, "id is", "ids are"), entity));
  }
  if (has_query(call) && subject.ids.empty())
    reply.notes.emplace_back("note: no address is as asked for");
  reply.document = counts_json(sum);
  reply.document["entity"] = entity;
  reply.document["handler"] = codes;
  reply.document["handlers"] = std::move(list);
  return reply;
}

Result<Reply> run_mark(const Call& call) {
  RELAIS_ASSIGN(const auto subject, mark_subject(call));
  RELAIS_ASSIGN(auto reply,
                for_each_handler(
                    call, subject,
                    [](const Call& c, const MarkSubject& s, const store::Handler& handler) {
                      return s.store->mark(s.ids, handler.id, c.user.name, c.clock.now());
                    },
                    [](const store::MarkCounts& counts) {
                      return fmt::format("{} added, {} marked already, {} unknown", counts.added,
                                         counts.already, counts.unknown);
                    }));
  for (const auto& handler : subject.handlers)
    if (!handler.sync_addresses)
      reply.notes.push_back(fmt::format(
          "note: addresses are switched off for {0}; `relais handler set {0} --addresses on`",
          handler.code));
  return reply;
}

Result<Reply> run_unmark(const Call& call) {
  RELAIS_ASSIGN(const auto subject, mark_subject(call));
  return for_each_handler(
      call, subject,
      [](const Call&, const MarkSubject& s, const store::Handler& handler) {
        return s.store->unmark(s.ids, handler.id);
      },
      [](const store::MarkCounts& counts) {
        return fmt::format("{} removed, {} not marked, {} unknown", counts.removed,
                           counts.not_marked, counts.unknown);
      });
}

const std::vector<Option>& mark_options() {
  static const std::vector<Option> all{
      {"handler", "CODE,...", "for whom"},
      {"entity", "ID", "if several entities have a handler of this code"},
      {"from", "FILE", "ids, one per line or a CSV file's column id; - is standard input"},
      {"category", "NAME", "instead of ids: all addresses of this category"},
      {"case", "NUMBER", "instead of ids: client and parties of this case"},
      {"kind", "KIND", "instead of ids: person, company, authority, court or lawyer"}};
  return all;
}

}  // namespace

Verb address_mark_verb() {
  return {
      "address mark",
      "[ID...]",
      0,
      kAnyNumber,
      "Marks addresses to be contacts in a handler's mailbox",
      "The ids are those of the practice store. A mark that is there already is counted, not\n"
      "an error. Ids that are unknown are counted too, and make the exit code 1. Of several of\n"
      "--category, --case and --kind, all must be true; they mark what is so now, once.",
      mark_options(),
      "relais address mark 17 18 --handler MM,AF\n"
      "relais address mark --case 2024-0173 --handler MM\n"
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
