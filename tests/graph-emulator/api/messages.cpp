// One message: read, marked, moved, deleted.
#include <fmt/format.h>

#include "tests/graph-emulator/api/mail_parts.hpp"
#include "tests/graph-emulator/state/mail_acts.hpp"

namespace relais::emulator {
namespace {

Response message_answer(const Call& call, const MailFolder* folder, const Message& message,
                        const MailQuery& query, int status) {
  const std::string context = messages_context(call, folder, query.select) + "/$entity";
  Pieces body;
  append_message(body, call, message,
                 {.select = &query.select,
                  .expand = query.expand.empty() ? nullptr : &query.expand,
                  .attachments = query.attachments ? &*query.attachments : nullptr,
                  .context = context});
  return pieces_answer(status, std::move(body));
}

Answer<MailQuery> one_message_query(const Call& call) {
  auto query = read_mail_query(call.request.query, {.expand = true, .attachments = true}, 0);
  if (!query) return query;
  if (auto checked = check_basic(call, *query); !checked) return refuse(checked.error());
  return query;
}

Answer<Response> post_draft(Call& call, const MailFolder* folder) {
  if (auto checked = refuse_mail_options(call); !checked) return refuse(checked.error());
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  auto change = read_change(message_schema(), *body);
  if (!change) return refuse(change.error());
  Mail& mail = call.user->mail_store;
  Message draft;
  draft.draft = draft.read = true;
  draft.received = draft.sent = call.now / 1000 * 1000;
  write_message(draft, *change);
  draft.extended = std::move(change->extended);
  MailFolder& target =
      folder != nullptr ? *mail.folder_by_id(folder->id) : *mail.well_known("drafts");
  if (target.search) return refuse(403, "ErrorAccessDenied", "A search folder takes no messages.");
  return message_answer(call, folder, mail.add(target, std::move(draft), call.now), {}, 201);
}

Answer<Response> patch_message(Call& call, const MailFolder* folder, Message& message) {
  auto query = one_message_query(call);
  if (!query) return refuse(query.error());
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  if (auto match = check_if_match(call.request, make_change_key(message.change_number)); !match)
    return refuse(match.error());
  if (auto updated = update_message(call.user->mail_store, message, *body, call.now); !updated)
    return refuse(updated.error());
  return message_answer(call, folder, message, *query, 200);
}

Answer<Response> delete_message(Call& call, Message& message) {
  if (auto checked = refuse_mail_options(call); !checked) return refuse(checked.error());
  if (auto match = check_if_match(call.request, make_change_key(message.change_number)); !match)
    return refuse(match.error());
  Mail& mail = call.user->mail_store;
  MailFolder& trash = *mail.well_known("deleteditems");
  if (mail.below(*message.folder, trash)) {
    if (call.settings.second_delete == 204) return json_answer(204, {});
    return refuse(404, "ErrorItemNotFound", "The specified object was not found in the store.");
  }
  mail.move(message, trash, call.now);
  return json_answer(204, {});
}

Answer<Response> mime_answer(Call& call, const Message& message) {
  if (auto checked = refuse_mail_options(call); !checked) return refuse(checked.error());
  if (message.mime_fails)
    return refuse(500, "ErrorMimeContentConversionFailed",
                  "The MIME content of the message could not be converted.");
  Response response;
  response.content_type = "text/plain";
  response.source = mime_of(message);
  const auto limit = static_cast<std::uint64_t>(call.settings.mime_limit);
  if (limit > 0 && response.source->size() > limit) response.wire = Wire::half_of_the_body;
  return response;
}

Answer<Response> move_message(Call& call, const MailFolder* folder, Message& message) {
  if (auto checked = refuse_mail_options(call); !checked) return refuse(checked.error());
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  const std::string destination(string_at(*body, "destinationId"));
  if (body->size() != 1 || destination.empty())
    return refuse(400, "ErrorInvalidRequest", "A move needs a destinationId.");
  auto target = mail_folder(call, destination);
  if (!target) return refuse(target.error());
  if ((*target)->search)
    return refuse(403, "ErrorAccessDenied", "A search folder takes no messages.");
  call.user->mail_store.move(message, **target, call.now);
  return message_answer(call, folder, message, {}, 201);
}

/// Somebody else gets a mail; of a draft that is sent more is played.
Answer<Response> mail_somebody(Call& call, Message& message, std::string_view action) {
  if (action == "send") {
    if (!message.draft) return refuse(400, "ErrorInvalidRequest", "Only a draft can be sent.");
    send_draft(call.user->mail_store, message, call.now, call.settings.sent_keeps_received);
  }
  ++call.service.invitations;
  return Response{.status = 202};
}

Answer<Response> answer_message_part(Call& call, const MailFolder* folder, Message& message,
                                     Segments rest) {
  const std::string& method = call.request.method;
  const std::string& part = rest[0];
  if (part == "attachments") return answer_attachments(call, message, rest.subspan(1));
  if (rest.size() > 1) return refuse(no_such_segment(rest[1]));
  if (part == "$value") {
    if (method != "GET") return refuse(wrong_method());
    return mime_answer(call, message);
  }
  const bool mails = part == "send" || part == "forward" || part == "reply" || part == "replyAll";
  if (!mails && part != "move" && part != "permanentDelete") return refuse(no_such_segment(part));
  if (method != "POST") return refuse(wrong_method());
  if (mails) return mail_somebody(call, message, part);
  if (part == "move") return move_message(call, folder, message);
  call.user->mail_store.purge(message);
  return json_answer(204, {});
}

}  // namespace

Answer<Response> answer_messages(Call& call, const MailFolder* folder, Segments rest) {
  const std::string& method = call.request.method;
  if (rest.empty()) {
    if (method == "GET") return list_messages(call, folder);
    if (method == "POST") return post_draft(call, folder);
    return refuse(wrong_method());
  }
  if (rest[0] == "delta") {
    if (method != "GET" || rest.size() > 1) return refuse(wrong_method());
    if (folder == nullptr || folder->search)
      return refuse(400, "BadRequest",
                    "Change tracking is not supported against 'microsoft.graph.message'.");
    return answer_message_delta(call, *folder);
  }
  auto message = mail_message(call, folder, rest[0]);
  if (!message) return refuse(message.error());
  if (rest.size() > 1) return answer_message_part(call, folder, **message, rest.subspan(1));
  if (method == "PATCH") return patch_message(call, folder, **message);
  if (method == "DELETE") return delete_message(call, **message);
  if (method != "GET") return refuse(wrong_method());
  auto query = one_message_query(call);
  if (!query) return refuse(query.error());
  return message_answer(call, folder, **message, *query, 200);
}

}  // namespace relais::emulator
