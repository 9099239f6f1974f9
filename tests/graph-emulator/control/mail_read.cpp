// Messages as tests write them.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/graph-emulator/control/mail.hpp"
#include "tests/graph-emulator/control/read.hpp"
#include "tests/graph-emulator/http/url.hpp"

namespace relais::emulator {
namespace {

Result<Millis> mail_time(const json::object& set, std::string_view key, Millis otherwise) {
  const auto text = string_at(set, key);
  if (text.empty()) return otherwise / 1000 * 1000;
  RELAIS_ASSIGN(const Millis at, parse_utc(text));
  return at / 1000 * 1000;
}

/// Addresses and bodies in their short forms.
json::value in_full(std::string_view key, const json::value& value) {
  constexpr std::array<std::string_view, 6> of_people = {
      "from", "sender", "toRecipients", "ccRecipients", "bccRecipients", "replyTo"};
  const bool people = std::find(of_people.begin(), of_people.end(), key) != of_people.end();
  const auto one = [](const json::value& short_form) {
    return short_form.is_string() ? recipient(short_form.get_string()) : short_form;
  };
  if (people && value.is_array()) {
    json::array all;
    for (const json::value& entry : value.get_array()) all.push_back(one(entry));
    return all;
  }
  if (people) return one(value);
  if (key == "body" && value.is_string())
    return json::object{{"contentType", "text"}, {"content", value}};
  return value;
}

/// What no client may set, but what happens to be so.
Result<json::object> take_facts(Message& message, const json::object& set, Millis now) {
  json::object rest;
  RELAIS_ASSIGN(message.received, mail_time(set, "receivedDateTime", now));
  RELAIS_ASSIGN(message.sent, mail_time(set, "sentDateTime", message.received));
  message.draft = bool_at(set, "isDraft");
  for (const auto& [key, value] : set) {
    if (key == "receivedDateTime" || key == "sentDateTime" || key == "isDraft") continue;
    if (key == "conversationId")
      message.values.set(message::conversation, value);
    else
      rest[key] = in_full(key, value);
  }
  return rest;
}

Result<SourcePtr> file_content(const json::object& given) {
  if (given.contains("size"))
    return generated_source(static_cast<std::uint64_t>(int_at(given, "size", 0)));
  if (!given.contains("contentBytes")) return text_source(std::string(string_at(given, "text")));
  std::string letters(string_at(given, "contentBytes"));
  for (char& c : letters) c = c == '+' ? '-' : c == '/' ? '_' : c;
  while (letters.ends_with('=')) letters.pop_back();
  auto bytes = base64url_decode(letters);
  if (!bytes) return fail(Errc::usage, "\"contentBytes\" is not base64");
  return text_source(std::move(*bytes));
}

Result<Attachment> read_attachment(const json::object& given) {
  RELAIS_TRY(only_keys(given,
                       {"kind", "name", "contentType", "contentId", "isInline", "text",
                        "contentBytes", "size", "item", "value"},
                       "attachment"));
  Attachment made;
  made.name = string_at(given, "name", "attachment");
  made.content_type = string_at(given, "contentType");
  made.content_id = string_at(given, "contentId");
  made.is_inline = bool_at(given, "isInline");
  const auto kind = string_at(given, "kind", "file");
  if (kind == "reference") {
    made.kind = AttachmentKind::reference;
  } else if (kind == "item") {
    made.kind = AttachmentKind::item;
    made.content_type = string_at(given, "contentType", "message/rfc822");
    made.item = {{"@odata.type", "#microsoft.graph.message"}};
    if (const json::value* item = given.if_contains("item"); item && item->is_object())
      for (const auto& [key, value] : item->get_object()) made.item[key] = value;
    made.content = text_source(std::string(string_at(given, "value")));
  } else if (kind == "file") {
    if (made.content_type.empty()) made.content_type = "application/octet-stream";
    RELAIS_ASSIGN(made.content, file_content(given));
  } else {
    return fail(Errc::usage, "\"kind\" of an attachment is \"file\", \"item\" or \"reference\"");
  }
  return made;
}

}  // namespace

Result<Message> read_message(const json::object& action, Millis now) {
  Message message;
  const json::value* set = action.if_contains("set");
  if (set != nullptr && !set->is_object()) return fail(Errc::usage, "\"set\" is an object");
  RELAIS_ASSIGN(const json::object rest,
                take_facts(message, set != nullptr ? set->get_object() : json::object{}, now));
  const auto change = read_change(message_schema(), rest);
  if (!change)
    return fail(Errc::usage, fmt::format("{}: {}", change.error().code, change.error().message));
  write_message(message, *change);
  message.extended = change->extended;
  if (message.draft) message.read = true;
  message.mime_fails = bool_at(action, "mime_fails");
  message.type = string_at(action, "type");
  if (const std::int64_t scan = int_at(action, "scanning_ms", 0); scan > 0)
    message.scanned = now + scan;
  if (const auto mime = string_at(action, "mime"); !mime.empty())
    message.mime = text_source(std::string(mime));
  if (const json::value* hidden = action.if_contains("hidden"); hidden && hidden->is_object())
    message.owner = hidden->get_object();
  for (const json::value& one : array_at(action, "attachments")) {
    if (!one.is_object()) return fail(Errc::usage, "an attachment is an object");
    RELAIS_ASSIGN(Attachment attachment, read_attachment(one.get_object()));
    message.attachments.push_back(std::move(attachment));
  }
  return message;
}

}  // namespace relais::emulator
