// Query options and pages of To Do. No $filter: none is documented.
#include <fmt/format.h>

#include <charconv>

#include "tests/graph-emulator/api/todo_parts.hpp"
#include "tests/graph-emulator/http/url.hpp"

namespace relais::emulator {
namespace {

struct SplitOptions {
  std::vector<std::string> wanted;  ///< values, decoded
  std::string rest;                 ///< raw
};

/// Takes the option `name` out of a raw query.
SplitOptions split_options(std::string_view raw, std::string_view name) {
  SplitOptions split;
  while (!raw.empty()) {
    const std::size_t end = raw.find('&');
    const std::string_view part = raw.substr(0, end);
    raw.remove_prefix(end == std::string_view::npos ? raw.size() : end + 1);
    const auto options = parse_query(part);
    if (options && options->size() == 1 && options->front().name == name)
      split.wanted.push_back(options->front().value);
    else
      split.rest.append(split.rest.empty() ? "" : "&").append(part);
  }
  return split;
}

struct Paging {
  TodoQuery query;
  std::string_view options;  ///< raw query without the token
  std::uint64_t after = 0;
};

std::string todo_scope(const Call& call, std::string_view options) {
  return fmt::format("todo {} {} {}", call.user->mailbox.name(), call.request.path, options);
}

Answer<Paging> read_paging(const Call& call, const TodoListing& listing) {
  Paging paging{{}, call.request.query, 0};
  if (const auto token = last_option(call.request.query, "$skiptoken")) {
    const auto payload = call.service.links.open(todo_scope(call, token->before), token->value);
    if (!payload) return refuse(400, "BadRequest", "The skip token is not valid.");
    std::from_chars(payload->data(), payload->data() + payload->size(), paging.after);
    paging.options = token->before;
  }
  auto query = read_todo_query(call, listing.schema, paging.options, listing.allowed);
  if (!query) return refuse(query.error());
  paging.query = std::move(*query);
  return paging;
}

std::string next_link(const Call& call, const Paging& paging, std::uint64_t last,
                      std::size_t written) {
  const auto link = [&](std::string_view options, std::string_view last_option) {
    return fmt::format("{}{}?{}{}{}", call.base, call.request.path, options,
                       options.empty() ? "" : "&", last_option);
  };
  if (call.settings.skip_links)
    return link(split_options(paging.options, "$skip").rest,
                fmt::format("$skip={}", paging.query.skip + static_cast<std::int64_t>(written)));
  return link(paging.options,
              "$skiptoken=" +
                  call.service.links.seal(todo_scope(call, paging.options), std::to_string(last)));
}

}  // namespace

Answer<TodoQuery> read_todo_query(const Call& call, const Schema& schema, std::string_view raw,
                                  TodoAllowed allowed) {
  const SplitOptions split = split_options(raw, "$expand");
  if (split.wanted.size() > (allowed.linked ? 1U : 0U) ||
      (!split.wanted.empty() && split.wanted[0] != "linkedResources"))
    return refuse(invalid_model("$expand takes linkedResources of tasks, once, and nothing else"));
  auto plain =
      read_query(schema, split.rest, {.paging = allowed.paging}, call.settings.max_page_size);
  if (!plain) return refuse(plain.error());
  return TodoQuery{std::move(plain->select), !split.wanted.empty(), plain->top, plain->skip};
}

Answer<> refuse_options(const Call& call) {
  if (call.request.query.empty()) return {};
  return refuse(400, "BadRequest", "Query options are not supported by this request.");
}

Answer<> check_todo_id(std::string_view id) {
  if (looks_like_id(id)) return {};
  return refuse(400, "ErrorInvalidIdMalformed", "Id is malformed.");
}

Refusal no_such_entry() {
  return {404, "ErrorItemNotFound", "The specified object was not found in the store."};
}

Answer<Response> answer_todo_listing(Call& call, const TodoListing& listing) {
  const auto paging = read_paging(call, listing);
  if (!paging) return refuse(paging.error());
  const TodoQuery& query = paging->query;
  const TodoView view{
      .select = &query.select, .linked = query.linked, .cut_dates = call.settings.todo_due_cut};
  const auto size = static_cast<std::size_t>(query.top.value_or(call.settings.page_size));
  auto to_skip = paging->after == 0 ? query.skip : 0;
  std::uint64_t last = paging->after;
  bool more = call.faults.endless_next;
  json::array entries;
  listing.walk(paging->after, [&](std::uint64_t place, const TodoChange& entry) {
    if (to_skip > 0) {
      --to_skip;
      return true;
    }
    if (entries.size() == size || call.faults.empty_page) {
      more = true;
      return false;
    }
    entries.push_back(entry.task != nullptr ? show_task(*entry.task, view)
                                            : show_list(*entry.list, view));
    last = place;
    return true;
  });
  json::object answer;
  const std::size_t written = entries.size();
  answer["value"] = std::move(entries);
  if (more) answer["@odata.nextLink"] = next_link(call, *paging, last, written);
  return todo_answer(200, listing.context, std::move(answer));
}

}  // namespace relais::emulator
