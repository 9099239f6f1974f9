#include "tests/graph-emulator/api/folders.hpp"

#include <fmt/format.h>

#include "tests/graph-emulator/odata/render.hpp"

namespace relais::emulator {
namespace {

struct Shown {
  bool name = true;
  bool parent = true;
};

void append_folder(std::string& out, const Folder& folder, Shown shown, std::string_view context) {
  out += '{';
  if (!context.empty()) {
    out += "\"@odata.context\":";
    append_json_string(out, context);
    out += ',';
  }
  out += "\"id\":";
  append_json_string(out, folder.id);
  if (shown.parent) {
    out += ",\"parentFolderId\":";
    append_json_string(out, folder.parent != nullptr ? folder.parent->id : "");
  }
  if (shown.name) {
    out += ",\"displayName\":";
    append_json_string(out, folder.name);
  }
  out += '}';
}

std::string context(const Call& call) {
  return fmt::format("{}/v1.0/$metadata#users('{}')/contactFolders", call.base, call.user_segment);
}

constexpr Property folder_properties[] = {Property{"parentFolderId", Shape::parent_folder},
                                          Property{"displayName", Shape::text, 255}};
constexpr Schema folder_schema{"microsoft.graph.contactFolder", "contactFolders", false,
                               folder_properties};

Shown shown(const Selection& select) {
  return {select.shows(folder_schema.index("displayName")),
          select.shows(folder_schema.index("parentFolderId"))};
}

Answer<Response> list(Call& call, const Folder& parent) {
  std::string_view options = call.request.query;
  std::size_t from = 0;
  const auto scope = [&](std::string_view raw) {
    return fmt::format("folders {} {} {}", call.user->mailbox.name(), call.request.path, raw);
  };
  if (const auto token = last_option(options, "$skiptoken")) {
    const auto payload = call.service.links.open(scope(token->before), token->value);
    if (!payload) return refuse(400, "BadRequest", "The skip token is not valid.");
    from = std::stoul(*payload);
    options = token->before;
  }
  auto query = read_query(folder_schema, options, {.paging = true}, call.settings.max_page_size);
  if (!query) return refuse(query.error());
  if (from == 0) from = static_cast<std::size_t>(query->skip);
  const auto size = static_cast<std::size_t>(query->top.value_or(call.settings.page_size));
  const auto children = call.user->mailbox.children(parent);
  std::string body = "{\"@odata.context\":";
  append_json_string(body, context(call));
  body += ",\"value\":[";
  std::size_t at = from;
  for (; at < children.size() && at < from + size && !call.faults.empty_page; ++at) {
    if (at > from) body += ',';
    append_folder(body, *children[at], shown(query->select), {});
  }
  body += ']';
  if (at < children.size() || call.faults.endless_next) {
    body += ",\"@odata.nextLink\":";
    append_json_string(body,
                       fmt::format("{}{}?{}{}$skiptoken={}", call.base, call.request.path, options,
                                   options.empty() ? "" : "&",
                                   call.service.links.seal(scope(options), std::to_string(at))));
  }
  body += '}';
  return json_answer(200, std::move(body));
}

Answer<std::string> read_name(Call& call) {
  if (!call.request.query.empty())
    return refuse(400, "BadRequest", "Query options are not supported by this request.");
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  auto change = read_change(folder_schema, *body);
  if (!change) return refuse(change.error());
  if (change->values.size() != 1 || !change->values[0].second.is_string() ||
      change->values[0].second.get_string().empty())
    return refuse(400, "ErrorInvalidRequest", "A folder needs a display name.");
  return std::string(change->values[0].second.get_string());
}

Refusal name_taken() {
  return {409, "ErrorFolderExists", "A folder with the specified name already exists."};
}

Answer<Response> create(Call& call, Folder& parent) {
  auto name = read_name(call);
  if (!name) return refuse(name.error());
  Mailbox& mailbox = call.user->mailbox;
  if (mailbox.child_by_name(parent, *name) != nullptr) return refuse(name_taken());
  const Folder& made = mailbox.add_folder(parent, std::move(*name));
  std::string body;
  append_folder(body, made, {}, context(call) + "/$entity");
  return json_answer(201, std::move(body));
}

Answer<Response> rename(Call& call, Folder& folder) {
  auto name = read_name(call);
  if (!name) return refuse(name.error());
  Mailbox& mailbox = call.user->mailbox;
  if (&folder == &mailbox.contacts())
    return refuse(403, "ErrorAccessDenied", "A distinguished folder cannot be renamed.");
  const Folder* other = mailbox.child_by_name(*folder.parent, *name);
  if (other != nullptr && other != &folder) return refuse(name_taken());
  folder.name = std::move(*name);
  std::string body;
  append_folder(body, folder, {}, context(call) + "/$entity");
  return json_answer(200, std::move(body));
}

Answer<Response> remove(Call& call, Folder& folder, bool permanently) {
  Mailbox& mailbox = call.user->mailbox;
  if (&folder == &mailbox.contacts())
    return refuse(400, "ErrorDeleteDistinguishedFolder",
                  "Distinguished folders cannot be deleted.");
  if (permanently) {
    mailbox.purge_folder(folder);
    return json_answer(204, {});
  }
  if (mailbox.child_by_name(mailbox.deleted_items(), folder.name) != nullptr)
    return refuse(name_taken());
  mailbox.move_folder(folder, mailbox.deleted_items());
  return json_answer(204, {});
}

Answer<Response> one(Call& call, Folder& folder, Segments rest) {
  const std::string& method = call.request.method;
  if (rest.empty()) {
    if (method == "PATCH") return rename(call, folder);
    if (method == "DELETE") return remove(call, folder, false);
    if (method != "GET") return refuse(wrong_method());
    auto query = read_query(folder_schema, call.request.query, {}, 0);
    if (!query) return refuse(query.error());
    std::string body;
    append_folder(body, folder, shown(query->select), context(call) + "/$entity");
    return json_answer(200, std::move(body));
  }
  if (rest[0] == "contacts") return answer_items(call, contact_kind(), &folder, rest.subspan(1));
  if (rest[0] == "childFolders") return answer_folders(call, folder, false, rest.subspan(1));
  if (rest[0] == "permanentDelete" && rest.size() == 1) {
    if (method != "POST") return refuse(wrong_method());
    return remove(call, folder, true);
  }
  return refuse(no_such_segment(rest[0]));
}

}  // namespace

Answer<Response> answer_folders(Call& call, Folder& parent, bool top, Segments rest) {
  const std::string& method = call.request.method;
  if (rest.empty()) {
    if (method == "GET") return list(call, parent);
    if (method == "POST") return create(call, parent);
    return refuse(wrong_method());
  }
  if (!looks_like_id(rest[0])) return refuse(400, "ErrorInvalidIdMalformed", "Id is malformed.");
  Mailbox& mailbox = call.user->mailbox;
  Folder* folder = mailbox.folder_by_id(rest[0]);
  const bool reachable = folder != nullptr && folder->parent != nullptr && mailbox.alive(*folder) &&
                         folder->kind == FolderKind::contacts && (top || folder->parent == &parent);
  if (!reachable)
    return refuse(404, "ErrorFolderNotFound",
                  "The specified folder could not be found in the store.");
  return one(call, *folder, rest.subspan(1));
}

}  // namespace relais::emulator
