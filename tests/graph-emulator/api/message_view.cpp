// Messages and attachments as JSON.
#include <fmt/format.h>

#include <algorithm>

#include "tests/graph-emulator/api/mail_parts.hpp"
#include "tests/graph-emulator/state/event_body.hpp"
#include "tests/graph-emulator/state/world.hpp"

namespace relais::emulator {
namespace {

void append_mail_time(std::string& out, Millis at) {
  out.append("\"").append(format_utc(at), 0, 19).append("Z\"");
}

void append_mail_flag(std::string& out, bool value) { out += value ? "true" : "false"; }

std::string body_as_text(const Message& message) {
  const json::value* body = message.values.find(message::body);
  return body == nullptr ? std::string() : text_of(body->as_object());
}

/// The first 255 characters.
std::string preview_of(const Message& message) {
  const std::string text = body_as_text(message);
  std::size_t characters = 0, end = 0;
  for (; end < text.size(); ++end)
    if ((static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U && ++characters > 255) break;
  return text.substr(0, end);
}

void append_mail_body(std::string& out, const Call& call, const Message& message) {
  const json::value* body = message.values.find(message::body);
  const bool text = call.prefer.text_body;
  out.append("{\"contentType\":\"").append(text ? "text" : "html").append("\",\"content\":");
  if (text)
    append_json_string(out, body_as_text(message));
  else
    append_json_string(out, body == nullptr ? "" : html_of(body->as_object()));
  out += '}';
}

std::string conversation_of(const Call& call, const Message& message) {
  const std::string_view given = message.values.text(message::conversation);
  if (!given.empty()) return std::string(given);
  return make_folder_id(call.user->mail_store.name() + "/conversations", message.number);
}

bool append_computed(std::string& out, const Call& call, const Message& message,
                     PropertyIndex index) {
  const Mail& mail = call.user->mail_store;
  switch (index) {
    case message::change_key:
      append_json_string(out, make_change_key(message.change_number));
      return true;
    case message::created:
      append_mail_time(out, message.created);
      return true;
    case message::modified:
      append_mail_time(out, message.modified);
      return true;
    case message::received:
      append_mail_time(out, message.received);
      return true;
    case message::sent:
      append_mail_time(out, message.sent);
      return true;
    case message::has_attachments:
      append_mail_flag(out, message.has_attachments());
      return true;
    case message::body_preview:
      append_json_string(out, preview_of(message));
      return true;
    case message::parent_folder:
      append_json_string(out, message.folder->id);
      return true;
    case message::conversation:
      append_json_string(out, conversation_of(call, message));
      return true;
    case message::conversation_index:
      append_json_string(out, fmt::format("AQHb{:016x}", message.number));
      return true;
    case message::is_read:
      append_mail_flag(out, message.read);
      return true;
    case message::is_draft:
      append_mail_flag(out, message.draft);
      return true;
    case message::web_link:
      append_json_string(out, "https://outlook.office365.com/owa/?ItemID=" +
                                  percent_encode(mail.id(message, IdKind::mutable_id)) +
                                  "&exvsurl=1&viewmodel=ReadMessageItem");
      return true;
    case message::body:
    case message::unique_body:
      append_mail_body(out, call, message);
      return true;
    default:
      return false;
  }
}

/// Absent, not null, where the service has nothing to say.
bool is_absent(const Message& message, PropertyIndex index) {
  if (index == message::from || index == message::sender)
    return message.values.find(index) == nullptr &&
           (index == message::from || message.values.find(message::from) == nullptr);
  return index == message::headers && headers_of(message).empty();
}

void append_message_property(std::string& out, const Call& call, const Message& message,
                             PropertyIndex index) {
  if (append_computed(out, call, message, index)) return;
  if (index == message::headers) return append_value(out, headers_of(message));
  const json::value* value = message.values.find(index);
  if (value == nullptr && index == message::sender) value = message.values.find(message::from);
  if (value != nullptr)
    append_value(out, *value);
  else if (const Property& property = message_schema().properties[index]; !property.unset.empty())
    out += property.unset;
  else
    out += property.shape == Shape::texts ? "[]" : "null";
}

void append_mail_extended(std::string& out, const Message& message,
                          const std::vector<std::string>& ids) {
  json::array shown;
  for (const ExtendedProperty& property : message.extended)
    if (std::find(ids.begin(), ids.end(), property.id) != ids.end())
      shown.push_back(json::object{{"id", property.id}, {"value", property.value}});
  if (shown.empty()) return;
  out += ",\"singleValueExtendedProperties\":";
  append_value(out, shown);
}

bool shows(const Call& call, const MailView& view, PropertyIndex index) {
  if (view.trifle)
    return index == message::parent_folder ||
           (index == message::is_read && (view.select == nullptr || view.select->shows(index)));
  if (view.select == nullptr || view.select->all)
    return !only_if_selected(index) && !(beyond_basic(index) && only_basic(call));
  return view.select->shows(index);
}

std::string_view type_of(const Attachment& attachment) {
  switch (attachment.kind) {
    case AttachmentKind::file:
      return "#microsoft.graph.fileAttachment";
    case AttachmentKind::item:
      return "#microsoft.graph.itemAttachment";
    case AttachmentKind::reference:
      return "#microsoft.graph.referenceAttachment";
  }
  return {};
}

/// What Exchange counts: a little more than the content.
std::uint64_t size_of(const Attachment& attachment) {
  return (attachment.content ? attachment.content->size() : 0) + 212;
}

void append_file_content(Pieces& out, const Attachment& attachment,
                         const AttachmentSelection& select) {
  if (select.shows("contentId")) {
    out.text += ",\"contentId\":";
    if (attachment.content_id.empty())
      out.text += "null";
    else
      append_json_string(out.text, attachment.content_id);
  }
  if (select.shows("contentLocation")) out.text += ",\"contentLocation\":null";
  if (!select.shows("contentBytes")) return;
  out.text += ",\"contentBytes\":\"";
  out.add(base64_source(attachment.content, 0));
  out.text += '"';
}

}  // namespace

void append_member(std::string& out, std::string_view name, std::string_view text) {
  out.append("\"").append(name).append("\":");
  append_json_string(out, text);
}

void append_message(Pieces& out, const Call& call, const Message& message, const MailView& view) {
  const Mail& mail = call.user->mail_store;
  std::string& text = out.text;
  text += '{';
  if (!view.context.empty()) {
    append_member(text, "@odata.context", view.context);
    text += ',';
  }
  if (view.with_type || !message.type.empty()) {
    append_member(text, "@odata.type",
                  "#microsoft.graph." + (message.type.empty() ? "message" : message.type));
    text += ',';
  }
  append_member(text, "@odata.etag", "W/\"" + make_change_key(message.change_number) + "\"");
  text += ',';
  append_member(text, "id", mail.id(message, call.ids));
  for (PropertyIndex i = 0; i < message_schema().properties.size(); ++i) {
    if (!shows(call, view, i) || is_absent(message, i)) continue;
    text.append(",\"").append(message_schema().properties[i].name).append("\":");
    append_message_property(text, call, message, i);
  }
  if (view.expand != nullptr && !view.trifle) append_mail_extended(text, message, *view.expand);
  if (view.attachments != nullptr && !view.trifle) {
    out.text += ",\"attachments\":[";
    const std::size_t count = message.scanned > call.now ? 0 : message.attachments.size();
    for (std::size_t i = 0; i < count; ++i) {
      if (i > 0) out.text += ',';
      append_attachment(out, call, message, i, *view.attachments);
    }
    out.text += ']';
  }
  out.text += '}';
}

void append_attachment(Pieces& out, const Call& call, const Message& message, std::size_t nth,
                       const AttachmentSelection& select, std::string_view context) {
  const Attachment& attachment = message.attachments[nth];
  std::string& text = out.text;
  text += '{';
  if (!context.empty()) {
    append_member(text, "@odata.context", context);
    text += ',';
  }
  append_member(text, "@odata.type", type_of(attachment));
  text += ',';
  append_member(text, "id", call.user->mail_store.attachment_id(message, call.ids, nth));
  if (select.shows("lastModifiedDateTime")) {
    text += ",\"lastModifiedDateTime\":";
    append_mail_time(text, message.received);
  }
  if (select.shows("name")) {
    text += ',';
    append_member(text, "name", attachment.name);
  }
  if (select.shows("contentType")) {
    text += ",\"contentType\":";
    if (attachment.content_type.empty())
      text += "null";
    else
      append_json_string(text, attachment.content_type);
  }
  if (select.shows("size")) text.append(",\"size\":").append(std::to_string(size_of(attachment)));
  if (select.shows("isInline")) {
    text += ",\"isInline\":";
    append_mail_flag(text, attachment.is_inline);
  }
  if (attachment.kind == AttachmentKind::file) append_file_content(out, attachment, select);
  out.text += '}';
}

Response pieces_answer(int status, Pieces body) {
  if (body.plain()) return json_answer(status, std::move(body.text));
  Response response = json_answer(status, {});
  response.source = std::move(body).source();
  return response;
}

std::string messages_context(const Call& call, const MailFolder* folder, const Selection& select) {
  std::string url = call.base + "/v1.0/$metadata#users('" + call.user_segment + "')/";
  if (folder != nullptr) url.append("mailFolders('").append(folder->id).append("')/");
  url += "messages";
  if (!select.all) url.append("(").append(select.names).append(")");
  return url;
}

}  // namespace relais::emulator
