#include "engine/cli/support_parts.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <regex>

#include "engine/cli/mail_text.hpp"
#include "engine/cli/words.hpp"
#include "engine/collect/account.hpp"

namespace relais::cli {
namespace {

constexpr std::string_view kCounted[] = {store::kContact, store::kDeadline, store::kReminder,
                                         store::kAppointment};

json::value or_none(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

/// Of `messages: 403 ErrorAccessDenied: ...` the line of the test and the codes; the words are the
/// service's.
std::string codes_of(std::string reason) {
  reason.resize(std::min<std::size_t>(reason.size(), 500));  // std::regex calls itself by length
  static const std::regex form(
      R"(^(?:([A-Za-z ]{1,30}): )?.*?\b([1-5]\d\d)\b(?: ([A-Za-z_]{3,60})\b)?)");
  std::smatch found;
  if (!std::regex_search(reason, found, form)) return "(words only)";
  std::string out = found[1].matched ? found[1].str() + ": " + found[2].str() : found[2].str();
  return found[3].matched ? out + ' ' + found[3].str() : out;
}

json::array dots_of(const HandlerStatus& handler, const Scrubber& scrubber) {
  json::array out;
  for (const auto& dot : handler.dots) {
    json::object one{{"addin", Scrubber::code(dot.addin)},
                     {"dot", check::name_of(dot.colour)},
                     {"tested_at", time_json(dot.tested_at)}};
    if (dot.colour == check::Colour::red) one["codes"] = codes_of(dot.reason);
    if (dot.colour == check::Colour::grey) one["reason"] = scrubber.line(dot.reason);
    if (!dot.stale.empty()) one["stale"] = scrubber.line(dot.stale);
    out.push_back(std::move(one));
  }
  return out;
}

/// Numbers, at any depth, under names that are code.
json::object numbers_of(const json::object& object) {
  json::object out;
  for (const auto& each : object) {
    const auto name = Scrubber::code(each.key());
    if (each.value().is_number() || each.value().is_bool()) {
      out[name] = each.value();
    } else if (const auto* inner = each.value().if_object()) {
      out[name] = numbers_of(*inner);
    }
  }
  return out;
}

json::object to_json(const MailStatus& one, const Scrubber& scrubber) {
  const auto& account = one.status.account;
  json::object verdicts;
  for (const auto& [reason, n] : one.status.verdicts) verdicts[Scrubber::code(reason)] = n;
  json::object slipped;
  for (const auto& [folder, n] : one.status.slipped_to) slipped[Scrubber::code(folder)] = n;
  return {{"entity", account.entity->id},
          {"account", account.handler.code},
          {"phase", store::name_of(account.state.phase)},
          {"active_since", time_json(account.state.active_since.value_or(0))},
          {"history_used", account.state.history_used},
          {"verdicts", std::move(verdicts)},
          {"slipped_to", std::move(slipped)},
          {"missing_pins", one.status.missing_pins},
          {"markers_owed", one.markers_owed},
          {"marker_degraded", account.state.marker_degraded.empty()
                                  ? json::value(nullptr)
                                  : json::value(Scrubber::code(account.state.marker_degraded))},
          {"blocked",
           one.blocked.empty() ? json::value(nullptr) : json::value(scrubber.line(one.blocked))}};
}

bool is_ours(std::string_view line) {
  static const std::regex form(
      R"(^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d (?:debug|info|warning|error) )");
  constexpr std::string_view of_plugin = " plugin ";
  if (!std::regex_search(line.begin(), line.end(), form, std::regex_constants::match_continuous))
    return false;
  const auto level = line.find(' ');
  const auto text = line.find(' ', level + 1);
  return !line.substr(text).starts_with(of_plugin);
}

}  // namespace

json::object checks_part(const Status& status, const Scrubber& scrubber) {
  json::array entities;
  for (const auto& entity : status.entities) {
    json::array addins;
    for (const auto& line : entity.addins)
      addins.push_back(json::object{{"addin", Scrubber::code(line.addin)},
                                    {"works", line.works()},
                                    {"reason", scrubber.line(line.reason)}});
    json::object unassigned;
    for (const auto& one : entity.unassigned) unassigned[one.kind] = one.items.size();
    entities.push_back(json::object{{"id", entity.id},
                                    {"secret", entity.secret.word},
                                    {"expires_on", or_none(entity.secret.expires_on)},
                                    {"days_left", entity.secret.days_left},
                                    {"edited_credentials_wait", entity.staged},
                                    {"addins", std::move(addins)},
                                    {"unassigned", std::move(unassigned)}});
  }
  json::array handlers;
  for (const auto& handler : status.handlers)
    handlers.push_back(json::object{
        {"entity", handler.entity},
        {"code", handler.code},
        {"state", handler.state},
        {"blocked", handler.blocked.empty() ? json::value(nullptr)
                                            : json::value(scrubber.line(handler.blocked))},
        {"not_before", time_json(handler.not_before)},
        {"copies", handler.copies},
        {"degraded", handler.degraded},
        {"quarantined", handler.quarantined},
        {"dots", dots_of(handler, scrubber)}});
  return {{"entities", std::move(entities)}, {"handlers", std::move(handlers)}};
}

json::object runs_part(const std::vector<ledger::Run>& runs) {
  std::map<std::string, std::int64_t> ends;
  json::array list;
  for (const auto& run : runs) {
    const auto end = run.ended == 0 ? std::string("no end") : Scrubber::code(run.outcome);
    ++ends[Scrubber::code(run.command) + ": " + end];
    json::object one{
        {"id", run.id},
        {"verb", Scrubber::code(run.command)},
        {"started", time_json(run.started)},
        {"took_ms", run.ended == 0 ? json::value(nullptr) : json::value(run.ended - run.started)},
        {"outcome", end}};
    const auto summary = parse_json(run.summary, "the summary of a run");
    if (summary && summary->is_object()) one["numbers"] = numbers_of(summary->get_object());
    list.push_back(std::move(one));
  }
  json::object by_end;
  for (const auto& [end, n] : ends) by_end[end] = n;
  return {{"by_end", std::move(by_end)}, {"runs", std::move(list)}};
}

json::object trouble_part(const Status& status, const Scrubber& scrubber) {
  json::array holds;
  for (const auto& hold : status.holds)
    holds.push_back(json::object{{"id", hold.id},
                                 {"entity", hold.entity},
                                 {"mailbox", hold.mailbox},
                                 {"kind", hold.kind},
                                 {"trip", hold.trip},
                                 {"planned", hold.planned},
                                 {"executed", hold.executed},
                                 {"allowed", hold.allowed},
                                 {"created_at", time_json(hold.created_at)}});
  std::map<std::string, std::int64_t> codes;
  for (const auto& [mailbox, q] : status.quarantined)
    ++codes[q.kind + ' ' + Scrubber::code(q.code)];
  json::object quarantine;
  for (const auto& [code, n] : codes) quarantine[code] = n;
  json::array accounts;
  for (const auto& one : status.mail) accounts.push_back(to_json(one, scrubber));
  json::array refusals;
  for (const auto& one : status.refusals)
    refusals.push_back(json::object{{"at", time_json(one.at)},
                                    {"verb", Scrubber::code(one.verb)},
                                    {"needed", Scrubber::code(one.needed)},
                                    {"had", Scrubber::code(one.had)}});
  return {{"holds", std::move(holds)},
          {"quarantine", std::move(quarantine)},
          {"ticked_by_owners", status.owner_facts.size()},
          {"mail", std::move(accounts)},
          {"refused_in_7_days", status.refused_lately},
          {"refusals", std::move(refusals)}};
}

Result<json::object> counts_part(sync::Engine& engine, const Status& status) {
  auto& ledger = engine.ledger();
  RELAIS_ASSIGN(const auto snapshot, engine.store().snapshot());
  RELAIS_ASSIGN(const auto handlers, snapshot->handlers());
  json::object entities;
  for (const auto& entity : engine.config().entities) {
    json::object items;
    json::object copies;
    for (const auto kind : kCounted) {
      RELAIS_ASSIGN(const auto there, snapshot->count_entity(entity.id, kind));
      RELAIS_ASSIGN(const auto linked, ledger.count_links(entity.id, kind));
      items[kind] = there;
      copies[kind] = linked;
    }
    std::int64_t people = 0;
    std::int64_t linked = 0;
    std::int64_t marks = 0;
    for (const auto& handler : handlers) {
      if (handler.entity != entity.id) continue;
      ++people;
      linked += handler.links.empty() ? 0 : 1;
      RELAIS_ASSIGN(const auto marked, snapshot->count(handler.id, store::kContact));
      marks += marked;
    }
    entities[entity.id] = json::object{{"items", std::move(items)},
                                       {"copies", std::move(copies)},
                                       {"handlers", people},
                                       {"linked", linked},
                                       {"effective_marks", marks}};
  }
  RELAIS_ASSIGN(const auto mailboxes, ledger.mailboxes());
  std::int64_t intents = 0;
  for (const auto& mailbox : mailboxes) {
    RELAIS_ASSIGN(const auto open, ledger.intents(mailbox.id));
    intents += static_cast<std::int64_t>(open.size());
  }
  return json::object{
      {"store", json::object{{"schema", status.head.schema},
                             {"seq", status.head.seq},
                             {"pruned", status.head.pruned}}},
      {"ledger", json::object{{"seq", status.ledger_seq},
                              {"mailboxes", mailboxes.size()},
                              {"intents", intents},
                              {"pending", status.dirty},
                              {"oldest_pending_s", status.oldest_change_for / 1000}}},
      {"entities", std::move(entities)}};
}

std::string log_part(std::string_view text, const Scrubber& scrubber) {
  std::string out;
  std::int64_t left_out = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (is_ours(line)) {
      out += scrubber.line(line) + '\n';
    } else {
      ++left_out;
    }
  }
  return out + fmt::format("({} left out)\n", counted(left_out, "line", "lines"));
}

}  // namespace relais::cli
