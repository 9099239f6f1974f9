#include "plugins/mail-graph/intake.hpp"

#include "plugins/graph/paging.hpp"
#include "plugins/mail-graph/envelope.hpp"
#include "plugins/mail-graph/one_message.hpp"
#include "plugins/mail-graph/part.hpp"

namespace relais::mail_graph {

namespace json = boost::json;
using graph::string_at;

void Intake::offer(const json::object& message) {
  const std::string id = string_at(message, "id");
  return is_partial(message) ? offer_by_id(id) : offer_whole(id, message);
}

void Intake::offer_by_id(const std::string& id) {
  if (!owed_.is_due(id)) return later(id);
  Answers answers(host_);
  const AskedMessage asked = ask_message(answers, settings_, id, judged_selection);
  if (asked.message) return offer_whole(id, *asked.message);
  if (!asked.refusal) return report_gone(id);
  heed(host_, settings_, *asked.refusal);
  // Others could be read, so it is this message: it may not stop those behind it.
  host_.warning("a message cannot be read and is asked for again later: " + why(*asked.refusal));
  leave(id, true);
}

std::size_t Intake::offer_new(const json::array& messages, Window& window) {
  std::size_t offered = 0;
  for (const json::value& each : messages) {
    const json::object& message = each.get_object();
    const Seconds at = received_of(message).value_or(window.from());
    const std::string id = string_at(message, "id");
    const std::string folder = string_at(message, "parentFolderId");
    if (window.knows(at, id, folder)) continue;
    host_.stop_if_cancelled();
    offer(message);
    window.add(at, id, folder);
    ++offered;
  }
  return offered;
}

void Intake::offer_whole(const std::string& id, const json::object& message) {
  const json::object envelope =
      envelope_of(message, folders_.folder_json(string_at(message, "parentFolderId")));
  if (!inbox_.offer(json::serialize(envelope))) {
    ahead_.drop(id);
    return owed_.settled(id);
  }
  if (!owed_.is_due(id)) return later(id);
  ahead_.add(id);
  while (ahead_.full()) fetch_some();
}

void Intake::fetch_some() {
  for (Wanted& wanted : ahead_.advance()) fetch(wanted);
}

void Intake::fetch(Wanted& wanted) {
  const std::string& id = wanted.id;
  Fetched fetched = fetcher_.fetch(wanted, owed_.is_hopeless(id), folders_);
  switch (fetched.state) {
    case Fetched::State::whole:
      inbox_.store(json::serialize(fetched.message));
      owed_.stored(id);
      break;
    case Fetched::State::later:
      leave(id, !fetched.scanned);
      break;
    case Fetched::State::gone:
      report_gone(id);
      break;
  }
}

void Intake::leave(const std::string& id, bool failed) {
  owed_.left(id, failed);
  later(id);
}

void Intake::later(const std::string& id) {
  ahead_.drop(id);
  inbox_.later(id);
}

void Intake::report_gone(const std::string& id) {
  ahead_.drop(id);
  inbox_.gone(id);
  owed_.settled(id);
}

void Intake::renamed(const std::string& id, const std::string& folder) {
  settle();
  inbox_.moved(id, json::serialize(folders_.folder_json(folder)));
}

void Intake::settle() {
  while (!ahead_.empty()) fetch_some();
}

void Intake::finish() {
  settle();
  owed_.keep();
}

void Intake::checkpoint(std::string_view cursor) {
  finish();
  inbox_.checkpoint(cursor);
}

}  // namespace relais::mail_graph
