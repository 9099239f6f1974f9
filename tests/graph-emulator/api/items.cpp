#include "tests/graph-emulator/api/items.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "tests/graph-emulator/state/contact.hpp"

namespace relais::emulator {

Refusal no_such_item() {
  return {404, "ErrorItemNotFound", "The specified object was not found in the store."};
}

Answer<ItemQuery> single_query(Call& call, const ItemKind& kind) {
  return read_query(kind.schema, call.request.query, {.expand = true}, 0);
}

Response item_answer(const Call& call, const ItemKind& kind, const Folder* folder, const Item& item,
                     const ItemQuery& query, int status, const PropertyWriter& writer) {
  const std::string context = context_url(call, kind, folder, query.select) + "/$entity";
  std::string body;
  body.reserve(2048);
  append_item(body, item,
              {.ids = call.ids,
               .select = &query.select,
               .expand = query.expand.empty() ? nullptr : &query.expand,
               .context = context,
               .writer = &writer});
  return json_answer(status, std::move(body));
}

Answer<Item*> find_item(Call& call, const ItemKind& kind, const Folder* folder,
                        const std::string& id) {
  auto item = call.item(id);
  if (item && ((*item)->schema != &kind.schema || (folder != nullptr && (*item)->folder != folder)))
    return refuse(no_such_item());
  return item;
}

void add_location(Response& response, const Call& call, const Item& item) {
  response.headers.add("Location",
                       fmt::format("{}/v1.0/users('{}')/{}('{}')", call.base, call.user_segment,
                                   item.schema->collection, item.id(call.ids)));
}

Answer<Response> delete_item(Call& call, Item& item) {
  if (!call.request.query.empty())
    return refuse(400, "BadRequest", "Query options are not supported by this request.");
  if (auto match = check_if_match(call.request, item.change_key); !match)
    return refuse(match.error());
  Mailbox& mailbox = call.user->mailbox;
  if (!mailbox.alive(*item.folder)) {
    if (call.settings.second_delete == 204) return json_answer(204, {});
    return refuse(no_such_item());
  }
  mailbox.move(item, mailbox.deleted_items(), true, call.now);
  return json_answer(204, {});
}

namespace {

Response one_item(const Call& call, const ItemKind& kind, const Folder* folder, const Item& item,
                  const ItemQuery& query, int status) {
  return item_answer(call, kind, folder, item, query, status, {});
}

Answer<Response> post(Call& call, const ItemKind& kind, Folder* folder) {
  if (!call.request.query.empty())
    return refuse(400, "BadRequest", "Query options are not supported by this request.");
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  Folder& target = folder != nullptr ? *folder : kind.default_folder(call.user->mailbox);
  auto item = create_item(call.user->mailbox, kind, target, *body, call.now);
  if (!item) return refuse(item.error());
  Response response = one_item(call, kind, folder, **item, {}, 201);
  add_location(response, call, **item);
  return response;
}

Answer<Response> patch(Call& call, const ItemKind& kind, Folder* folder, Item& item) {
  auto query = single_query(call, kind);
  if (!query) return refuse(query.error());
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  if (auto match = check_if_match(call.request, item.change_key); !match)
    return refuse(match.error());
  auto updated = update_item(call.user->mailbox, kind, item, *body, call.now);
  if (!updated) return refuse(updated.error());
  return one_item(call, kind, folder, item, *query, 200);
}

Answer<Response> one(Call& call, const ItemKind& kind, Folder* folder, Segments rest) {
  const std::string& method = call.request.method;
  const bool purge = rest.size() == 2 && rest[1] == "permanentDelete";
  if (rest.size() > 1 && !purge) return refuse(no_such_segment(rest[1]));
  if (purge ? method != "POST" : method != "GET" && method != "PATCH" && method != "DELETE")
    return refuse(wrong_method());
  auto item = find_item(call, kind, folder, rest[0]);
  if (!item) return refuse(item.error());
  if (purge) {
    call.user->mailbox.purge(**item);
    return json_answer(204, {});
  }
  if (method == "PATCH") return patch(call, kind, folder, **item);
  if (method == "DELETE") return delete_item(call, **item);
  auto query = single_query(call, kind);
  if (!query) return refuse(query.error());
  return one_item(call, kind, folder, **item, *query, 200);
}

/// A page of a listing while it is written.
struct Page {
  std::string body;
  std::size_t written = 0;
  std::uint64_t last_place = 0;
  bool more = false;
};

struct ListRequest {
  ItemQuery query;
  std::string_view options;  ///< raw query without the token
  std::uint64_t after = 0;   ///< place of the last item of the page before
};

std::string list_scope(const Call& call, std::string_view options) {
  return fmt::format("list {} {} {}", call.user->mailbox.name(), call.request.path, options);
}

Answer<ListRequest> read_list_request(Call& call, const ItemKind& kind) {
  ListRequest request{{}, call.request.query, 0};
  if (const auto token = last_option(call.request.query, "$skiptoken")) {
    const auto payload = call.service.links.open(list_scope(call, token->before), token->value);
    if (!payload) return refuse(400, "BadRequest", "The skip token is not valid.");
    std::from_chars(payload->data(), payload->data() + payload->size(), request.after);
    request.options = token->before;
  }
  auto query = read_query(kind.schema, request.options,
                          {.expand = true, .filter = true, .since = kind.since, .paging = true},
                          call.settings.max_page_size);
  if (!query) return refuse(query.error());
  request.query = std::move(*query);
  return request;
}

bool carries(const Item& item, const TagFilter& filter) {
  for (const ExtendedProperty& property : item.extended)
    if (property.id == filter.id) return holds(filter, property.value);
  return false;
}

/// Calls `visit(item)` for the items after `after` in order until it returns false.
template <class Visit>
void walk(Folder& folder, const std::optional<TagFilter>& filter, std::uint64_t after,
          Visit visit) {
  if (filter && filter->comparison == Comparison::eq) {
    const auto found = folder.tags.find(tag_key(filter->id, filter->text));
    if (found == folder.tags.end()) return;
    for (auto at = found->second.upper_bound(after); at != found->second.end(); ++at)
      if (!visit(*folder.items.at(*at))) return;
    return;
  }
  for (auto at = folder.items.upper_bound(after); at != folder.items.end(); ++at) {
    if (filter && !carries(*at->second, *filter)) continue;
    if (!visit(*at->second)) return;
  }
}

std::size_t page_size(const Call& call, const ItemQuery& query) {
  const std::int64_t wished = std::min(call.prefer.page_size.value_or(call.settings.page_size),
                                       call.settings.max_page_size);
  return static_cast<std::size_t>(query.top.value_or(wished));
}

Page read_page(const Call& call, const ItemKind& kind, Folder& folder, const ListRequest& request) {
  const ItemQuery& query = request.query;
  const PropertyWriter writer = kind.writer != nullptr ? kind.writer(call) : PropertyWriter{};
  const View view{.ids = call.ids,
                  .select = &query.select,
                  .expand = query.expand.empty() ? nullptr : &query.expand,
                  .context = {},
                  .writer = &writer};
  const std::size_t size = page_size(call, query);
  auto to_skip = request.after == 0 ? query.skip : 0;
  Page page;
  page.last_place = request.after;
  walk(folder, query.filter, request.after, [&](const Item& item) {
    if ((query.filter || query.since) && item.created >= call.faults.search_hides_from) return true;
    if (query.since && item.modified < query.since->from) return true;
    if (to_skip > 0) {
      --to_skip;
      return true;
    }
    if (page.written == size || call.faults.empty_page) {
      page.more = true;
      return false;
    }
    if (page.written++ > 0) page.body += ',';
    append_item(page.body, item, view);
    page.last_place = item.place;
    return true;
  });
  return page;
}

/// Drops `$skip=..` from raw options.
std::string without_skip(std::string_view options) {
  std::string kept;
  while (!options.empty()) {
    const std::size_t end = options.find('&');
    const std::string_view part = options.substr(0, end);
    options.remove_prefix(end == std::string_view::npos ? options.size() : end + 1);
    if (part.starts_with("$skip=") || part.starts_with("%24skip=")) continue;
    if (!kept.empty()) kept += '&';
    kept += part;
  }
  return kept;
}

std::string next_link(const Call& call, const ListRequest& request, const Page& page) {
  const std::string address = call.base + call.request.path + "?";
  if (call.settings.skip_links) {
    const std::string options = without_skip(request.options);
    return fmt::format("{}{}{}$skip={}", address, options, options.empty() ? "" : "&",
                       request.query.skip + static_cast<std::int64_t>(page.written));
  }
  const std::string token =
      call.service.links.seal(list_scope(call, request.options), std::to_string(page.last_place));
  return fmt::format("{}{}{}$skiptoken={}", address, request.options,
                     request.options.empty() ? "" : "&", token);
}

}  // namespace

Answer<Response> list_items(Call& call, const ItemKind& kind, Folder* folder) {
  auto request = read_list_request(call, kind);
  if (!request) return refuse(request.error());
  Folder& source = folder != nullptr ? *folder : kind.default_folder(call.user->mailbox);
  const Page page = read_page(call, kind, source, *request);
  std::string body = "{\"@odata.context\":";
  append_json_string(body, context_url(call, kind, folder, request->query.select));
  body.append(",\"value\":[").append(page.body).append("]");
  if (page.more || call.faults.endless_next) {
    body += ",\"@odata.nextLink\":";
    append_json_string(body, next_link(call, *request, page));
  }
  body += '}';
  return json_answer(200, std::move(body));
}

std::string context_url(const Call& call, const ItemKind& kind, const Folder* folder,
                        const Selection& select) {
  std::string url = call.base + "/v1.0/$metadata#users('" + call.user_segment + "')/";
  if (folder != nullptr) url.append(kind.container).append("('").append(folder->id).append("')/");
  url += kind.schema.collection;
  if (!select.all) url.append("(").append(select.names).append(")");
  return url;
}

Answer<Item*> create_item(Mailbox& mailbox, const ItemKind& kind, Folder& folder,
                          const json::object& body, Millis now) {
  auto change = read_change(kind.schema, body);
  if (!change) return refuse(change.error());
  Values values;
  if (auto written = kind.write(values, *change, true); !written) return refuse(written.error());
  return &mailbox.add(folder, kind.schema, std::move(values), std::move(change->extended), now);
}

Answer<> update_item(Mailbox& mailbox, const ItemKind& kind, Item& item, const json::object& body,
                     Millis now) {
  auto change = read_change(kind.schema, body);
  if (!change) return refuse(change.error());
  Values values = item.values;
  if (auto written = kind.write(values, *change, false); !written) return refuse(written.error());
  item.values = std::move(values);
  mailbox.set_extended(item, change->extended);
  mailbox.touched(item, now);
  return {};
}

const ItemKind& contact_kind() {
  static const ItemKind kind{contact_schema(), "Contacts", "contactFolders", write_contact,
                             [](Mailbox& mailbox) -> Folder& { return mailbox.contacts(); }};
  return kind;
}

Answer<Response> answer_items(Call& call, const ItemKind& kind, Folder* folder, Segments rest) {
  const std::string& method = call.request.method;
  if (rest.empty()) {
    if (method == "GET") return list_items(call, kind, folder);
    if (method == "POST") return post(call, kind, folder);
    return refuse(wrong_method());
  }
  if (rest[0] == "delta") {
    if (method != "GET" || rest.size() > 1) return refuse(wrong_method());
    if (folder == nullptr)
      return refuse(
          400, "BadRequest",
          fmt::format("Change tracking is not supported against '{}'.", kind.schema.type));
    return answer_delta(call, kind, *folder);
  }
  return one(call, kind, folder, rest);
}

}  // namespace relais::emulator
