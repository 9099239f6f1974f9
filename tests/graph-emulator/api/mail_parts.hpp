// What the parts of mail share.
#pragma once

#include "tests/graph-emulator/api/call.hpp"
#include "tests/graph-emulator/odata/mail_query.hpp"
#include "tests/graph-emulator/odata/render.hpp"
#include "tests/graph-emulator/state/mail.hpp"

namespace relais::emulator {

/// How messages are shown.
struct MailView {
  const Selection* select = nullptr;
  const std::vector<std::string>* expand = nullptr;  ///< nothing: no extended properties
  const AttachmentSelection* attachments = nullptr;  ///< nothing: none
  std::string_view context{};                        ///< "@odata.context", of a single message
  bool with_type = false;                            ///< "@odata.type", in delta
  bool trifle = false;                               ///< only what a change of isRead shows
};
void append_message(Pieces& out, const Call& call, const Message& message, const MailView& view);
void append_attachment(Pieces& out, const Call& call, const Message& message, std::size_t nth,
                       const AttachmentSelection& select, std::string_view context = {});
/// "name":"text", without a comma.
void append_member(std::string& out, std::string_view name, std::string_view text);
Response pieces_answer(int status, Pieces body);

/// The MIME of a message: as it came, or made of its parts.
SourcePtr mime_of(const Message& message);
/// Its headers, as far as it has any.
json::array headers_of(const Message& message);

/// An app with Mail.ReadBasic.All and no more.
bool only_basic(const Call& call);
/// Refused if the app sees envelopes only and the query asks for more.
Answer<> check_basic(const Call& call, const MailQuery& query);

/// "http://host/v1.0/$metadata#users('..')/mailFolders('..')/messages(subject)"
std::string messages_context(const Call& call, const MailFolder* folder, const Selection& select);

Answer<> refuse_mail_options(const Call& call);
Refusal no_such_folder();
/// By id, or by its well-known name.
Answer<MailFolder*> mail_folder(const Call& call, const std::string& name);
Answer<Message*> mail_message(const Call& call, const MailFolder* folder, const std::string& id);

/// `rest` follows the segment `messages`; `folder` is nothing for `/users/{id}/messages`.
Answer<Response> answer_messages(Call& call, const MailFolder* folder, Segments rest);
Answer<Response> list_messages(Call& call, const MailFolder* folder);
Answer<Response> answer_message_delta(Call& call, const MailFolder& folder);
/// `rest` follows the segment `attachments`.
Answer<Response> answer_attachments(Call& call, Message& message, Segments rest);

/// `rest` follows `mailFolders` or `childFolders`; `parent` is the folder whose children it names.
Answer<Response> answer_mail_folders(Call& call, MailFolder& parent, bool top, Segments rest);
Answer<Response> answer_mail_folder_delta(Call& call);

/// `rest` follows the segment `masterCategories`.
Answer<Response> answer_categories(Call& call, Segments rest);

}  // namespace relais::emulator
