#include <fmt/format.h>

#include "tests/graph-emulator/api/mail_parts.hpp"

namespace relais::emulator {
namespace {

constexpr std::string_view expand_item = "microsoft.graph.itemAttachment/item";

struct AttachmentQuery {
  AttachmentSelection select;
  bool item = false;
};

Answer<AttachmentQuery> read_attachment_query(const Call& call, bool one) {
  AttachmentQuery query;
  const auto options = parse_query(call.request.query);
  if (!options) return refuse(400, "BadRequest", "The query string is not encoded correctly.");
  for (const Option& option : *options) {
    if (option.name == "$select" && query.select.all) {
      auto select = parse_attachment_select(option.value);
      if (!select) return refuse(select.error());
      query.select = std::move(*select);
    } else if (option.name == "$expand" && one && !query.item && option.value == expand_item) {
      query.item = true;
    } else {
      return refuse(
          400, "BadRequest",
          fmt::format("Query option '{}' is not supported by this resource.", option.name));
    }
  }
  return query;
}

std::string attachments_context(const Call& call, const Message& message) {
  return fmt::format("{}/v1.0/$metadata#users('{}')/messages('{}')/attachments", call.base,
                     call.user_segment, call.user->mail_store.id(message, call.ids));
}

Answer<Response> list_attachments(Call& call, const Message& message) {
  const auto query = read_attachment_query(call, false);
  if (!query) return refuse(query.error());
  Pieces body;
  body.text += '{';
  append_member(body.text, "@odata.context", attachments_context(call, message));
  body.text += ",\"value\":[";
  // While they are scanned for malware there seem to be none.
  const std::size_t count = message.scanned > call.now ? 0 : message.attachments.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) body.text += ',';
    append_attachment(body, call, message, i, query->select);
  }
  body.text += "]}";
  return pieces_answer(200, std::move(body));
}

Answer<Response> one_attachment(Call& call, const Message& message, std::size_t nth) {
  const auto query = read_attachment_query(call, true);
  if (!query) return refuse(query.error());
  const Attachment& attachment = message.attachments[nth];
  Pieces body;
  append_attachment(body, call, message, nth, query->select,
                    attachments_context(call, message) + "/$entity");
  if (query->item && attachment.kind == AttachmentKind::item) {
    body.text.back() = ',';
    body.text += "\"item\":";
    append_value(body.text, attachment.item);
    body.text += '}';
  }
  return pieces_answer(200, std::move(body));
}

Answer<Response> attachment_value(Call& call, const Attachment& attachment) {
  if (auto checked = refuse_mail_options(call); !checked) return refuse(checked.error());
  if (attachment.kind == AttachmentKind::reference)
    return refuse(405, "ErrorInvalidOperation",
                  "The value of a reference attachment cannot be read.");
  Response response;
  response.content_type =
      attachment.content_type.empty() ? "application/octet-stream" : attachment.content_type;
  response.source = attachment.content;
  return response;
}

}  // namespace

Answer<Response> answer_attachments(Call& call, Message& message, Segments rest) {
  if (call.request.method != "GET") return refuse(wrong_method());
  if (rest.empty()) return list_attachments(call, message);
  if (!looks_like_id(rest[0])) return refuse(400, "ErrorInvalidIdMalformed", "Id is malformed.");
  for (std::size_t i = 0; i < message.attachments.size(); ++i) {
    if (call.user->mail_store.attachment_id(message, call.ids, i) != rest[0]) continue;
    if (rest.size() == 1) return one_attachment(call, message, i);
    if (rest[1] == "$value" && rest.size() == 2)
      return attachment_value(call, message.attachments[i]);
    return refuse(no_such_segment(rest[1]));
  }
  return refuse(404, "ErrorItemNotFound", "The specified object was not found in the store.");
}

}  // namespace relais::emulator
