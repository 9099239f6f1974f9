// mailFolders and childFolders.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tests/graph-emulator/api/mail_folder_view.hpp"

namespace relais::emulator {
namespace {

struct FolderListing {
  std::string_view options;  ///< raw query without the token
  std::size_t from = 0;
  bool hidden = false;
  ItemQuery query;
};

std::string mail_folders_scope(const Call& call, std::string_view options) {
  return fmt::format("mailFolders {} {} {}", call.user->mail_store.name(), call.request.path,
                     options);
}

/// Takes `includeHiddenFolders=true` out of raw options.
std::pair<std::string, bool> without_hidden(std::string_view options) {
  constexpr std::string_view name = "includeHiddenFolders=";
  std::string rest;
  bool hidden = false;
  while (!options.empty()) {
    const std::size_t end = options.find('&');
    const std::string_view part = options.substr(0, end);
    options.remove_prefix(end == std::string_view::npos ? options.size() : end + 1);
    if (part == "includeHiddenFolders=true" || part == "includeHiddenFolders=false")
      hidden = part.substr(name.size()) == "true";
    else
      rest.append(rest.empty() ? "" : "&").append(part);
  }
  return {rest, hidden};
}

Answer<FolderListing> read_folder_listing(const Call& call) {
  FolderListing listing{.options = call.request.query, .query = {}};
  std::optional<std::size_t> from;
  if (const auto token = last_option(listing.options, "$skiptoken")) {
    const auto payload =
        call.service.links.open(mail_folders_scope(call, token->before), token->value);
    if (!payload) return refuse(400, "BadRequest", "The skip token is not valid.");
    from = std::stoul(*payload);
    listing.options = token->before;
  }
  const auto [rest, hidden] = without_hidden(listing.options);
  listing.hidden = hidden;
  auto query =
      read_query(mail_folder_schema(), rest, {.paging = true}, call.settings.max_page_size);
  if (!query) return refuse(query.error());
  listing.query = std::move(*query);
  listing.from = from.value_or(static_cast<std::size_t>(listing.query.skip));
  return listing;
}

Answer<Response> list_mail_folders(Call& call, const MailFolder& parent) {
  const auto listing = read_folder_listing(call);
  if (!listing) return refuse(listing.error());
  auto children = call.user->mail_store.children(parent);
  if (!listing->hidden) std::erase_if(children, [](const MailFolder* one) { return one->hidden; });
  const std::int64_t wished = std::min(call.prefer.page_size.value_or(call.settings.page_size),
                                       call.settings.max_page_size);
  const auto size = static_cast<std::size_t>(listing->query.top.value_or(wished));
  std::string body = "{";
  append_member(body, "@odata.context", mail_folders_context(call));
  body += ",\"value\":[";
  std::size_t at = listing->from;
  for (; at < children.size() && at < listing->from + size && !call.faults.empty_page; ++at) {
    if (at > listing->from) body += ',';
    append_mail_folder(body, call, *children[at], listing->query.select);
  }
  body += ']';
  if (at < children.size() || call.faults.endless_next) {
    body += ',';
    append_member(body, "@odata.nextLink",
                  fmt::format("{}{}?{}{}$skiptoken={}", call.base, call.request.path,
                              listing->options, listing->options.empty() ? "" : "&",
                              call.service.links.seal(mail_folders_scope(call, listing->options),
                                                      std::to_string(at))));
  }
  body += '}';
  return json_answer(200, std::move(body));
}

Response mail_folder_answer(const Call& call, const MailFolder& folder, int status,
                            const Selection& select = {}) {
  std::string body;
  append_mail_folder(body, call, folder, select, mail_folders_context(call) + "/$entity");
  return json_answer(status, std::move(body));
}

Refusal mail_name_taken() {
  return {409, "ErrorFolderExists", "A folder with the specified name already exists."};
}

struct FolderWish {
  std::string name;
  bool hidden = false;
};

Answer<FolderWish> read_folder_wish(Call& call, bool create) {
  if (auto checked = refuse_mail_options(call); !checked) return refuse(checked.error());
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  FolderWish wish;
  for (const auto& [key, value] : *body) {
    if (key == "displayName" && value.is_string())
      wish.name = value.get_string();
    else if (key == "isHidden" && value.is_bool() && create)
      wish.hidden = value.get_bool();
    else
      return wrong_type({key.data(), key.size()}, "one that can be set");
  }
  if (auto checked = check_text("displayName", json::value(wish.name), 255); !checked)
    return refuse(checked.error());
  if (wish.name.empty())
    return refuse(400, "ErrorInvalidRequest", "A folder needs a display name.");
  return wish;
}

Answer<Response> create_mail_folder(Call& call, MailFolder& parent) {
  auto wish = read_folder_wish(call, true);
  if (!wish) return refuse(wish.error());
  Mail& mail = call.user->mail_store;
  if (mail.child_by_name(parent, wish->name) != nullptr) return refuse(mail_name_taken());
  MailFolder& made = mail.add_folder(parent, std::move(wish->name));
  made.hidden = wish->hidden;
  return mail_folder_answer(call, made, 201);
}

Answer<Response> rename_mail_folder(Call& call, MailFolder& folder) {
  auto wish = read_folder_wish(call, false);
  if (!wish) return refuse(wish.error());
  if (!folder.well_known.empty())
    return refuse(403, "ErrorAccessDenied", "A distinguished folder cannot be renamed.");
  Mail& mail = call.user->mail_store;
  const MailFolder* other = mail.child_by_name(*folder.parent, wish->name);
  if (other != nullptr && other != &folder) return refuse(mail_name_taken());
  mail.rename(folder, std::move(wish->name));
  return mail_folder_answer(call, folder, 200);
}

Answer<Response> move_mail_folder(Call& call, MailFolder& folder, MailFolder& target, int status) {
  if (!folder.well_known.empty())
    return refuse(400, "ErrorDeleteDistinguishedFolder",
                  "Distinguished folders cannot be moved or deleted.");
  Mail& mail = call.user->mail_store;
  if (mail.below(target, folder))
    return refuse(400, "ErrorMoveCopyFailed", "A folder cannot be moved into itself.");
  const MailFolder* other = mail.child_by_name(target, folder.name);
  if (other != nullptr && other != &folder) return refuse(mail_name_taken());
  mail.move(folder, target);
  return status == 204 ? json_answer(204, {}) : mail_folder_answer(call, folder, status);
}

Answer<Response> mail_folder_action(Call& call, MailFolder& folder, const std::string& action) {
  if (action != "move" && action != "permanentDelete") return refuse(no_such_segment(action));
  if (call.request.method != "POST") return refuse(wrong_method());
  if (action == "permanentDelete") {
    if (!folder.well_known.empty())
      return refuse(400, "ErrorDeleteDistinguishedFolder",
                    "Distinguished folders cannot be moved or deleted.");
    call.user->mail_store.purge(folder);
    return json_answer(204, {});
  }
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  auto target = mail_folder(call, std::string(string_at(*body, "destinationId")));
  if (!target) return refuse(target.error());
  return move_mail_folder(call, folder, **target, 201);
}

Answer<Response> one_mail_folder(Call& call, MailFolder& folder, Segments rest) {
  const std::string& method = call.request.method;
  if (!rest.empty()) {
    if (rest[0] == "messages") return answer_messages(call, &folder, rest.subspan(1));
    if (rest[0] == "childFolders") return answer_mail_folders(call, folder, false, rest.subspan(1));
    if (rest.size() == 1) return mail_folder_action(call, folder, rest[0]);
    return refuse(no_such_segment(rest[1]));
  }
  if (method == "PATCH") return rename_mail_folder(call, folder);
  if (method == "DELETE")
    return move_mail_folder(call, folder, *call.user->mail_store.well_known("deleteditems"), 204);
  if (method != "GET") return refuse(wrong_method());
  auto query = read_query(mail_folder_schema(), call.request.query, {}, 0);
  if (!query) return refuse(query.error());
  return mail_folder_answer(call, folder, 200, query->select);
}

}  // namespace

Answer<Response> answer_mail_folders(Call& call, MailFolder& parent, bool top, Segments rest) {
  const std::string& method = call.request.method;
  if (rest.empty()) {
    if (method == "GET") return list_mail_folders(call, parent);
    if (method == "POST") return create_mail_folder(call, parent);
    return refuse(wrong_method());
  }
  if (rest[0] == "delta" && top) {
    if (method != "GET" || rest.size() > 1) return refuse(wrong_method());
    return answer_mail_folder_delta(call);
  }
  auto folder = mail_folder(call, rest[0]);
  if (!folder) return refuse(folder.error());
  if (!top && (*folder)->parent != &parent) return refuse(no_such_folder());
  return one_mail_folder(call, **folder, rest.subspan(1));
}

}  // namespace relais::emulator
