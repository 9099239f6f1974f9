#include "plugins/mail-graph/intake.hpp"

#include "plugins/graph/paging.hpp"
#include "plugins/mail-graph/envelope.hpp"
#include "plugins/mail-graph/one_message.hpp"
#include "plugins/mail-graph/part.hpp"

namespace relais::mail_graph {

namespace json = boost::json;
using graph::string_at;

bool Intake::offer(const json::object& message) {
  const std::string id = string_at(message, "id");
  return is_partial(message) ? offer_by_id(id) : offer_whole(id, message);
}

bool Intake::offer_by_id(const std::string& id) {
  const AskedMessage asked = ask_message(host_, settings_, id, judged_selection);
  if (asked.message) return offer_whole(id, *asked.message);
  if (!asked.refusal) {
    inbox_.gone(id);
    return false;
  }
  // Others could be read, so it is this message: it may not stop those behind it.
  if (fate_of(*asked.refusal) == Fate::wait) throw graph::failure(*asked.refusal, "read a message");
  host_.warning("a message cannot be read and is passed over: " + why(*asked.refusal));
  return true;
}

bool Intake::offer_whole(const std::string& id, const json::object& message) {
  std::string folder = string_at(message, "parentFolderId");
  if (folder.empty()) folder = "unknown";
  const json::object envelope = envelope_of(message, folders_.folder_json(folder));
  if (!inbox_.offer(json::serialize(envelope))) return true;
  Fetched fetched = fetcher_.fetch(id, received_of(message), folders_);
  switch (fetched.state) {
    case Fetched::State::whole:
      inbox_.store(json::serialize(fetched.message));
      return true;
    case Fetched::State::later:
      ++later_;
      return true;
    case Fetched::State::gone:
      inbox_.gone(id);
      break;
  }
  return false;
}

void Intake::renamed(const std::string& id, const std::string& folder) {
  inbox_.moved(id, json::serialize(folders_.folder_json(folder)));
}

void Intake::settle() const {
  if (later_ == 0) return;
  throw sdk::Failure(
      sdk::Status::transient,
      "messages of which more may come: " + std::to_string(later_) + "; they are fetched again");
}

void Intake::checkpoint(std::string_view cursor) {
  settle();
  inbox_.checkpoint(cursor);
}

}  // namespace relais::mail_graph
