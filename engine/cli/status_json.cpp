#include "engine/cli/check_text.hpp"
#include "engine/cli/holds.hpp"
#include "engine/cli/secret_text.hpp"
#include "engine/cli/status_text.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

json::object entity_json(const EntityStatus& entity) {
  json::array addins;
  for (const auto& addin : entity.addins)
    addins.push_back(
        json::object{{"addin", addin.addin}, {"works", addin.works()}, {"reason", addin.reason}});
  json::object unassigned;
  for (const auto& one : entity.unassigned) unassigned[one.kind] = texts_json(one.items);
  return {{"id", entity.id},
          {"secret", secret_json(entity.secret)},
          {"edited_credentials_wait", entity.staged},
          {"addins", std::move(addins)},
          {"unassigned", std::move(unassigned)}};
}

json::object handler_json(const HandlerStatus& one) {
  return {{"entity", one.entity},
          {"code", one.code},
          {"state", one.state},
          {"blocked", text_or_null(one.blocked)},
          {"not_before", time_json(one.not_before)},
          {"copies", one.copies},
          {"degraded", one.degraded},
          {"quarantined", one.quarantined},
          {"last_success", time_json(one.last_success)},
          {"dots", dots_json(one.dots)}};
}

json::object degraded_json(const DegradedStatus& one) {
  return {{"mailbox", one.mailbox},
          {"kind", one.link.kind},
          {"item", one.link.item},
          {"key", one.link.key},
          {"what", texts_json(losses_of(one.link))}};
}

json::object quarantine_json(const QuarantineStatus& one) {
  const auto& q = one.quarantine;
  return {{"mailbox", one.mailbox}, {"kind", q.kind},
          {"item", q.item},         {"key", q.key},
          {"code", q.code},         {"text", q.text},
          {"tries", q.tries},       {"next_at", time_json(q.next_at)}};
}

json::object owner_fact_json(const OwnerFact& one) {
  return {{"handler", one.handler}, {"kind", one.kind}, {"item", one.item}, {"fact", one.fact}};
}

json::object run_json(const ledger::Run& run) {
  const auto summary = parse_json(run.summary, "the summary of a run");
  return {{"id", run.id},
          {"verb", run.command},
          {"started", time_json(run.started)},
          {"ended", time_json(run.ended)},
          {"outcome", run.outcome},
          {"summary", summary ? *summary : json::value(nullptr)}};
}

json::object refusal_json(const ledger::Refusal& one) {
  return {{"at", time_json(one.at)},
          {"verb", one.verb},
          {"needed", one.needed},
          {"had", one.had},
          {"uid", one.uid}};
}

template <class T>
json::array list_json(const std::vector<T>& list, json::object (*one_json)(const T&)) {
  json::array out;
  for (const auto& one : list) out.push_back(one_json(one));
  return out;
}

}  // namespace

json::object status_json(const Status& status) {
  json::object out{
      {"store", json::object{{"url", status.store_url},
                             {"uuid", status.head.uuid},
                             {"schema", status.head.schema},
                             {"seq", status.head.seq}}},
      {"ledger", json::object{{"url", status.ledger_url},
                              {"seq", status.ledger_seq < 0 ? json::value(nullptr)
                                                            : json::value(status.ledger_seq)}}},
      {"pending", json::object{{"items", status.dirty},
                               {"unread_changes", status.unread},
                               {"oldest_seconds", status.oldest_change_for / 1000}}},
      {"last_success", time_json(status.last_success)},
      {"not_alerted", text_or_null(status.not_alerted)},
      {"entities", list_json(status.entities, entity_json)},
      {"handlers", list_json(status.handlers, handler_json)},
      {"holds", to_json(status.holds, status.names)},
      {"quarantine", list_json(status.quarantined, quarantine_json)},
      {"degraded", list_json(status.degraded, degraded_json)},
      {"degraded_count", status.degraded_count},
      {"owner_facts", list_json(status.owner_facts, owner_fact_json)},
      {"runs", list_json(status.runs, run_json)},
      {"refusals", list_json(status.refusals, refusal_json)}};
  if (status.own)
    for (const char* of_the_firm : {"store", "ledger", "not_alerted", "runs", "refusals"})
      out.erase(of_the_firm);
  if (status.takes_mail) out["mail"] = mail_json(status.mail);
  return out;
}

}  // namespace relais::cli
