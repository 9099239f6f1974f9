#include "plugins/mail-graph/envelope.hpp"

#include <array>
#include <utility>

#include "plugins/graph/paging.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using graph::string_at;

constexpr std::size_t max_id = 1024;  // as in envelope.json

/// Somebody, or nothing if the member is no recipient at all.
std::optional<json::object> person_of(const json::value& recipient) {
  if (!recipient.is_object()) return std::nullopt;
  const json::value* mail = recipient.get_object().if_contains("emailAddress");
  if (!mail || !mail->is_object()) return std::nullopt;
  json::object person{{"address", string_at(mail->get_object(), "address")}};
  if (std::string name = string_at(mail->get_object(), "name"); !name.empty())
    person["name"] = std::move(name);
  return person;
}

void take_person(const json::object& message, const char* from, const char* to,
                 json::object& into) {
  if (const json::value* recipient = message.if_contains(from))
    if (auto person = person_of(*recipient)) into[to] = std::move(*person);
}

void take_people(const json::object& message, const char* from, const char* to,
                 json::object& into) {
  const json::value* list = message.if_contains(from);
  if (!list || !list->is_array()) return;
  json::array people;
  for (const json::value& recipient : list->get_array())
    // Whoever cannot be read is there all the same: a rule must not take the list for complete.
    people.push_back(person_of(recipient).value_or(json::object{{"address", ""}}));
  into[to] = std::move(people);
}

void take_instant(const json::object& message, const char* from, const char* to,
                  json::object& into) {
  if (const auto at = parse_instant(string_at(message, from))) into[to] = instant_text(*at);
}

void take_id(const json::object& message, const char* from, const char* to, json::object& into) {
  std::string id = string_at(message, from);
  if (!id.empty() && id.size() <= max_id) into[to] = std::move(id);
}

void take_flag(const json::object& message, const char* from, const char* to, json::object& into) {
  const json::value* flag = message.if_contains(from);
  if (flag && flag->is_bool()) into[to] = flag->get_bool();
}

void take_importance(const json::object& message, json::object& into) {
  const std::string word = string_at(message, "importance");
  for (const char* known : {"low", "normal", "high"})
    if (word == known) into["importance"] = word;
}

}  // namespace

json::object envelope_members(const json::object& message) {
  json::object envelope;
  take_id(message, "internetMessageId", "internet_message_id", envelope);
  take_id(message, "conversationId", "conversation_id", envelope);
  take_instant(message, "receivedDateTime", "received", envelope);
  take_instant(message, "sentDateTime", "sent", envelope);
  if (const json::value* subject = message.if_contains("subject"); subject && subject->is_string())
    envelope["subject"] = subject->get_string();
  take_person(message, "from", "from", envelope);
  take_person(message, "sender", "sender", envelope);
  take_people(message, "toRecipients", "to", envelope);
  take_people(message, "ccRecipients", "cc", envelope);
  // Shown of what one has written oneself. Of other mail it is an empty list, and the recipients
  // that can be seen are all that count.
  take_people(message, "bccRecipients", "bcc", envelope);
  take_people(message, "replyTo", "reply_to", envelope);
  take_flag(message, "hasAttachments", "has_attachments", envelope);
  take_flag(message, "isDraft", "is_draft", envelope);
  take_importance(message, envelope);
  return envelope;
}

json::object envelope_of(const json::object& message, json::object folder) {
  json::object envelope = envelope_members(message);
  envelope["id"] = string_at(message, "id");
  envelope["folder"] = std::move(folder);
  return envelope;
}

std::optional<Seconds> received_of(const json::object& message) {
  return parse_instant(string_at(message, "receivedDateTime"));
}

std::optional<Categories> categories_of(const json::object& message) {
  const json::value* list = message.if_contains("categories");
  if (!list || !list->is_array()) return std::nullopt;
  Categories categories;
  for (const json::value& each : list->get_array()) {
    if (!each.is_string()) return std::nullopt;
    categories.emplace_back(each.get_string());
  }
  return categories;
}

bool is_partial(const json::object& message) {
  for (const char* shown : {"receivedDateTime", "toRecipients", "parentFolderId"})
    if (!message.contains(shown)) return true;
  return false;
}

}  // namespace relais::mail_graph
