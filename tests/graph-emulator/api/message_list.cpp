// Listings of messages. As the service's, their next links count (`$skip`) and shift when something
// comes or goes meanwhile.
#include <fmt/format.h>

#include <algorithm>

#include "tests/graph-emulator/api/mail_parts.hpp"

namespace relais::emulator {
namespace {

std::string messages_scope(const Call& call, std::string_view options) {
  return fmt::format("messages {} {} {}", call.user->mail_store.name(), call.request.path, options);
}

struct MessagePage {
  MailQuery query;
  std::string_view options;  ///< raw query without the token
  std::int64_t skip = 0;
};

Answer<MessagePage> read_message_page(const Call& call) {
  MessagePage page{{}, call.request.query, 0};
  std::optional<std::int64_t> skip;
  if (const auto token = last_option(call.request.query, "$skiptoken")) {
    const auto payload = call.service.links.open(messages_scope(call, token->before), token->value);
    if (!payload) return refuse(400, "BadRequest", "The skip token is not valid.");
    skip = std::stoll(*payload);
    page.options = token->before;
  }
  auto query = read_mail_query(
      page.options,
      {.expand = true, .attachments = true, .filter = true, .skip = true, .top = true},
      call.settings.max_page_size);
  if (!query) return refuse(query.error());
  if (auto checked = check_basic(call, *query); !checked) return refuse(checked.error());
  page.query = std::move(*query);
  page.skip = skip.value_or(page.query.skip);
  return page;
}

bool is_tagged(const Message& message, const TagFilter& filter) {
  return std::any_of(message.extended.begin(), message.extended.end(), [&](const auto& property) {
    return property.id == filter.id && holds(filter, property.value);
  });
}

bool is_wanted(const Call& call, const MailQuery& query, const Message& message) {
  if (!query.filter && !query.tag) return true;
  if (message.created >= call.faults.search_hides_from) return false;
  if (query.tag) return is_tagged(message, *query.tag);
  return query.filter->holds(message);
}

/// Calls `visit` for the messages of the page, and for the one after it.
void walk_page(const Call& call, const MailFolder* folder, const MessagePage& page,
               const Mail::Visit& visit) {
  const MailQuery& query = page.query;
  Mail::Range range{.folder = folder, .descending = query.descending.value_or(true)};
  if (query.filter) {
    range.from.received = query.filter->from;
    range.to.received = query.filter->to;
  }
  // Who counts every message need not look at those that are passed over.
  const bool all = !query.tag && (!query.filter || query.filter->exact) &&
                   call.faults.search_hides_from == std::numeric_limits<Millis>::max();
  if (all) range.skip = page.skip;
  std::int64_t to_skip = all ? 0 : page.skip;
  call.user->mail_store.by_time(range, [&](const Message& message) {
    if (!is_wanted(call, query, message)) return true;
    if (to_skip > 0) {
      --to_skip;
      return true;
    }
    return visit(message);
  });
}

}  // namespace

Answer<Response> list_messages(Call& call, const MailFolder* folder) {
  const auto page = read_message_page(call);
  if (!page) return refuse(page.error());
  const MailQuery& query = page->query;
  const MailView view{.select = &query.select,
                      .expand = query.expand.empty() ? nullptr : &query.expand,
                      .attachments = query.attachments ? &*query.attachments : nullptr};
  const auto size = query.top.value_or(std::min(
      call.prefer.page_size.value_or(call.settings.page_size), call.settings.max_page_size));
  std::int64_t written = 0;
  bool more = call.faults.endless_next;
  Pieces body;
  body.text += '{';
  append_member(body.text, "@odata.context", messages_context(call, folder, query.select));
  body.text += ",\"value\":[";
  walk_page(call, folder, *page, [&](const Message& message) {
    if (written == size || call.faults.empty_page) {
      more = true;
      return false;
    }
    if (written++ > 0) body.text += ',';
    append_message(body, call, message, view);
    return true;
  });
  body.text += ']';
  if (more && !call.faults.ends_early) {
    const std::string token = call.service.links.seal(messages_scope(call, page->options),
                                                      std::to_string(page->skip + written));
    body.text += ',';
    append_member(body.text, "@odata.nextLink",
                  fmt::format("{}{}?{}{}$skiptoken={}", call.base, call.request.path, page->options,
                              page->options.empty() ? "" : "&", token));
  }
  body.text += '}';
  return pieces_answer(200, std::move(body));
}

}  // namespace relais::emulator
