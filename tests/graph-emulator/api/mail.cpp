#include "tests/graph-emulator/api/mail.hpp"

#include <algorithm>

#include "tests/graph-emulator/api/mail_parts.hpp"

namespace relais::emulator {
namespace {

constexpr std::string_view basic_role = "Mail.ReadBasic.All";

bool has_segment(Segments rest, std::string_view segment) {
  return std::find(rest.begin(), rest.end(), segment) != rest.end();
}

/// Whether the request makes the service send a mail to somebody.
bool sends(Segments rest) {
  const std::string& last = rest.back();
  return last == "sendMail" || last == "send" || last == "forward" || last == "reply" ||
         last == "replyAll";
}

bool is_permitted(const Call& call, Segments rest) {
  const bool get = call.request.method == "GET";
  if (rest[0] == "outlook")
    return get ? call.may_read("MailboxSettings") : call.may_write("MailboxSettings");
  if (!get && sends(rest)) return call.grant->roles.contains("Mail.Send");
  if (!get) return call.may_write("Mail");
  const bool envelopes = !has_segment(rest, "attachments") && !has_segment(rest, "$value");
  return call.may_read("Mail") ||
         (envelopes && call.grant->roles.contains(std::string(basic_role)));
}

Answer<Response> route_mail(Call& call, Segments rest) {
  if (rest[0] == "messages") return answer_messages(call, nullptr, rest.subspan(1));
  if (rest[0] == "mailFolders")
    return answer_mail_folders(call, call.user->mail_store.root(), true, rest.subspan(1));
  if (rest[0] == "sendMail") {
    if (rest.size() > 1) return refuse(no_such_segment(rest[1]));
    if (call.request.method != "POST") return refuse(wrong_method());
    ++call.service.invitations;
    return Response{.status = 202};
  }
  if (rest.size() == 1 || rest[1] != "masterCategories")
    return refuse(no_such_segment(rest.size() == 1 ? rest[0] : rest[1]));
  return answer_categories(call, rest.subspan(2));
}

}  // namespace

bool only_basic(const Call& call) { return !call.may_read("Mail"); }

Answer<> check_basic(const Call& call, const MailQuery& query) {
  if (!only_basic(call)) return {};
  bool more = !query.expand.empty() || query.attachments || query.tag;
  for (PropertyIndex i = 0; i < message_schema().properties.size(); ++i)
    more |= !query.select.all && query.select.shows(i) && beyond_basic(i);
  if (!more) return {};
  return refuse(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
}

Answer<> refuse_mail_options(const Call& call) {
  if (call.request.query.empty()) return {};
  return refuse(400, "BadRequest", "Query options are not supported by this request.");
}

Refusal no_such_folder() {
  return {404, "ErrorFolderNotFound", "The specified folder could not be found in the store."};
}

Answer<MailFolder*> mail_folder(const Call& call, const std::string& name) {
  const auto known = well_known_folders();
  Mail& mail = call.user->mail_store;
  const bool named = std::any_of(known.begin(), known.end(),
                                 [&](const WellKnown& one) { return one.name == name; });
  if (!named && !looks_like_id(name))
    return refuse(400, "ErrorInvalidIdMalformed", "Id is malformed.");
  MailFolder* folder = named ? mail.well_known(name) : mail.folder_by_id(name);
  if (folder == nullptr) return refuse(no_such_folder());
  return folder;
}

Answer<Message*> mail_message(const Call& call, const MailFolder* folder, const std::string& id) {
  if (!looks_like_id(id)) return refuse(400, "ErrorInvalidIdMalformed", "Id is malformed.");
  Mail& mail = call.user->mail_store;
  Message* message = call.settings.accept_any_id ? mail.find_any(id) : mail.find(call.ids, id);
  const bool here = message != nullptr && (folder == nullptr || message->folder == folder);
  if (!here)
    return refuse(404, "ErrorItemNotFound", "The specified object was not found in the store.");
  return message;
}

bool is_mail_segment(std::string_view segment) {
  return segment == "messages" || segment == "mailFolders" || segment == "outlook" ||
         segment == "sendMail";
}

Answer<Response> answer_mail(Call& call, Segments rest) {
  if (!is_permitted(call, rest))
    return refuse(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again.");
  if (auto checked = call.check_scope(); !checked) return refuse(checked.error());
  auto preferences = read_preferences(call.request.headers);
  if (!preferences) return refuse(preferences.error());
  call.prefer = std::move(*preferences);
  const std::lock_guard lock(call.user->mailbox.mutex);
  return route_mail(call, rest);
}

}  // namespace relais::emulator
