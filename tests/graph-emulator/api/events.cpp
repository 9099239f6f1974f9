#include "tests/graph-emulator/api/events.hpp"

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "tests/graph-emulator/state/event.hpp"
#include "tests/graph-emulator/state/series.hpp"

namespace relais::emulator {
namespace {

PropertyWriter writer_of(const Call& call, bool fresh = false) {
  return event_writer(call.prefer, call.user->display_name, call.user->mail, fresh);
}

Answer<> check_no_query(const Call& call) {
  if (!call.request.query.empty())
    return refuse(400, "BadRequest", "Query options are not supported by this request.");
  return {};
}

/// Text bodies are shown as they came only in the answer to the write that brought them.
Response written(const Call& call, const Folder* calendar, const Item& item, const ItemQuery& query,
                 int status, const json::object& body) {
  return item_answer(call, event_kind(), calendar, item, query, status,
                     writer_of(call, body.contains("body")));
}

/// The event that this very request has made before; nothing: it is the first one.
Answer<Item*> made_before(const Call& call, const std::string& transaction,
                          const std::string& fingerprint) {
  Mailbox& mailbox = call.user->mailbox;
  const auto found = mailbox.transactions.find(transaction);
  if (found == mailbox.transactions.end()) return nullptr;
  Item* item = mailbox.item_by_id(IdKind::immutable_id, found->second.item);
  if (item != nullptr && mailbox.alive(*item->folder) && found->second.fingerprint == fingerprint &&
      call.settings.transaction_replay != 409)
    return item;
  return refuse(409, "ErrorDuplicateTransactionId",
                "Your request can't be completed. The TransactionId specified in the request has "
                "already been used to create a different event.");
}

Answer<Response> post(Call& call, Folder* calendar) {
  if (auto checked = check_no_query(call); !checked) return refuse(checked.error());
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  Mailbox& mailbox = call.user->mailbox;
  Folder& target = calendar != nullptr ? *calendar : mailbox.calendar();
  const std::string transaction(string_at(*body, "transactionId"));
  const std::string fingerprint = sha256_hex(target.id + json::serialize(*body));
  Item* item = nullptr;
  if (!transaction.empty()) {
    auto before = made_before(call, transaction, fingerprint);
    if (!before) return refuse(before.error());
    item = *before;
  }
  if (item == nullptr) {
    auto made = create_item(mailbox, event_kind(), target, *body, call.now);
    if (!made) return refuse(made.error());
    item = *made;
    if (!transaction.empty()) mailbox.transactions[transaction] = {fingerprint, item->immutable_id};
    call.service.invitations += invitations_of(item->values);
  }
  Response response = written(call, calendar, *item, {}, 201, *body);
  add_location(response, call, *item);
  return response;
}

Answer<Response> patch(Call& call, Folder* calendar, Item& item) {
  auto query = single_query(call, event_kind());
  if (!query) return refuse(query.error());
  auto body = json_body(call.request);
  if (!body) return refuse(body.error());
  if (auto match = check_if_match(call.request, item.change_key); !match)
    return refuse(match.error());
  const std::int64_t invited = invitations_of(item.values);
  auto updated = update_event(call.user->mailbox, item, *body, call.now);
  if (!updated) return refuse(updated.error());
  call.service.invitations += std::max(invited, invitations_of(item.values));
  return written(call, calendar, item, *query, 200, *body);
}

Answer<Response> remove(Call& call, Item& item) {
  const std::int64_t invited = invitations_of(item.values);
  const bool alive = call.user->mailbox.alive(*item.folder);
  auto removed = delete_item(call, item);
  if (removed && alive) call.service.invitations += invited;
  return removed;
}

bool mails_others(std::string_view action) {
  return action == "accept" || action == "tentativelyAccept" || action == "decline" ||
         action == "forward" || action == "cancel";
}

/// Whatever is asked, somebody else gets a mail; that is all that is played.
Answer<Response> mail_others(Call& call, Item& item, std::string_view action) {
  if (auto checked = check_no_query(call); !checked) return refuse(checked.error());
  call.service.invitations += std::max<std::int64_t>(1, invitations_of(item.values));
  Mailbox& mailbox = call.user->mailbox;
  if ((action == "cancel" || action == "decline") && mailbox.alive(*item.folder))
    mailbox.move(item, mailbox.deleted_items(), true, call.now);
  return Response{.status = 202};
}

Answer<Response> purge(Call& call, Item& item) {
  if (auto checked = check_no_query(call); !checked) return refuse(checked.error());
  call.service.invitations += invitations_of(item.values);
  call.user->mailbox.purge(item);
  return json_answer(204, {});
}

/// An occurrence can be read; to write one is the owner's.
Answer<Response> occurrence(Call& call, Folder* calendar, const std::string& series,
                            date::local_days day) {
  auto item = find_item(call, event_kind(), calendar, series);
  if (!item) return refuse(item.error());
  const auto found = occurrence_on(**item, day);
  if (!found || (found->deviation != nullptr && found->deviation->cancelled))
    return refuse(no_such_item());
  if (call.request.method != "GET")
    return refuse(501, "NotImplemented", "Writing single occurrences is not played.");
  auto query = single_query(call, event_kind());
  if (!query) return refuse(query.error());
  Item shown = item_of(*found);
  shown.values.set(event::series_master, json::value((*item)->id(call.ids)));
  return item_answer(call, event_kind(), calendar, shown, *query, 200, writer_of(call));
}

Answer<Response> one(Call& call, Folder* calendar, Segments rest) {
  const std::string& method = call.request.method;
  const std::string action = rest.size() > 1 ? rest[1] : "";
  const bool known = action.empty() || action == "permanentDelete" || mails_others(action);
  if (rest.size() > 2 || !known) return refuse(no_such_segment(rest[1]));
  if (action.empty() ? method != "GET" && method != "PATCH" && method != "DELETE"
                     : method != "POST")
    return refuse(wrong_method());
  if (const auto parts = parse_occurrence_id(rest[0]); parts && action.empty())
    return occurrence(call, calendar, parts->first, parts->second);
  auto item = find_item(call, event_kind(), calendar, rest[0]);
  if (!item) return refuse(item.error());
  if (action == "permanentDelete") return purge(call, **item);
  if (!action.empty()) return mail_others(call, **item, action);
  if (method == "PATCH") return patch(call, calendar, **item);
  if (method == "DELETE") return remove(call, **item);
  auto query = single_query(call, event_kind());
  if (!query) return refuse(query.error());
  return item_answer(call, event_kind(), calendar, **item, *query, 200, writer_of(call));
}

}  // namespace

Refusal needs_time_window() {
  return {400, "ErrorInvalidParameter",
          "This request requires a time window specified by the query string parameters "
          "StartDateTime and EndDateTime."};
}

const ItemKind& event_kind() {
  static const ItemKind kind{
      .schema = event_schema(),
      .family = "Calendars",
      .container = "calendars",
      .write = write_event,
      .default_folder = [](Mailbox& mailbox) -> Folder& { return mailbox.calendar(); },
      .writer = [](const Call& call) { return writer_of(call); },
      .since = true};
  return kind;
}

Answer<> update_event(Mailbox& mailbox, Item& item, const json::object& body, Millis now) {
  auto updated = update_item(mailbox, event_kind(), item, body, now);
  if (!updated) return updated;
  if (body.contains("start") || body.contains("end") || body.contains("recurrence"))
    item.deviations.clear();
  return {};
}

Answer<Response> answer_events(Call& call, Folder* calendar, Segments rest) {
  const std::string& method = call.request.method;
  if (rest.empty()) {
    if (method == "GET") return list_items(call, event_kind(), calendar);
    if (method == "POST") return post(call, calendar);
    return refuse(wrong_method());
  }
  if (rest[0] == "delta") {
    if (method != "GET" || rest.size() > 1) return refuse(wrong_method());
    return refuse(needs_time_window());
  }
  return one(call, calendar, rest);
}

}  // namespace relais::emulator
