#include "engine/store/inbox.hpp"

#include <fmt/core.h>

#include <charconv>

#include "engine/base/text.hpp"
#include "engine/cli/inbox_text.hpp"
#include "engine/cli/name_lookup.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/store/blob_files.hpp"

namespace relais::cli {
namespace {

constexpr std::int64_t kMostShown = std::int64_t{16} << 20;

Result<std::size_t> limit_of(const Call& call) {
  if (!call.has("limit")) return store::InboxFilter{}.limit;
  const std::string text = call.value("limit");
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (error != std::errc() || end != text.data() + text.size() || limit == 0)
    return usage_error(call.verb, fmt::format("--limit {}: a number from 1 on", text));
  return limit;
}

Result<store::InboxFilter> filter_of(const Call& call, const config::Config& config) {
  store::InboxFilter filter;
  filter.entity = call.value("entity");
  filter.status = call.value("status");
  filter.case_name = call.value("case");
  RELAIS_ASSIGN(filter.limit, limit_of(call));
  if (call.has("status") && filter.status != "new" && filter.status != "assigned" &&
      filter.status != "done" && filter.status != "archived" && filter.status != "deleted")
    return usage_error(
        call.verb,
        fmt::format("--status {}: new, assigned, done, archived or deleted", filter.status));
  if (call.has("entity")) RELAIS_TRY(check_entity(config, filter.entity));
  if (call.has("handler")) {
    RELAIS_ASSIGN(const auto store, open_store(config));
    RELAIS_ASSIGN(const auto handler, find_handler(*store, call.value("handler"), filter.entity));
    filter.entity = handler.entity;
    filter.account = handler.code;
  }
  return filter;
}

Result<Reply> run_list(const Call& call) {
  RELAIS_ASSIGN(const auto config, load_config(call));
  RELAIS_ASSIGN(const auto filter, filter_of(call, config));
  RELAIS_ASSIGN(const auto inbox, store::open_inbox(config.store.url));
  RELAIS_ASSIGN(const auto lines, inbox->list(filter));
  const bool contents = call.has("subjects");
  json::array messages;
  for (const auto& line : lines) messages.push_back(to_json(line, contents));
  Reply reply;
  reply.text = lines.empty() ? "no messages\n" : inbox_table(lines, contents);
  if (lines.size() == filter.limit)
    reply.notes.push_back(fmt::format("the first {}; --limit shows more", filter.limit));
  reply.document = {{"messages", std::move(messages)}};
  return reply;
}

/// The body as text that a terminal may be given.
Result<std::string> body_of(const config::Config& config, const store::InboxMessage& message) {
  if (message.body_ref.empty()) return std::string();
  const store::BlobFiles blobs(config.store.blobs);
  RELAIS_ASSIGN(auto reader, blobs.open(message.body_ref));
  if (reader.size() > kMostShown)
    return fail(
        Errc::unsupported,
        fmt::format("the body of message {} has {} bytes: too many to be shown", message.line.id,
                    reader.size()),
        fmt::format("It stands in the file {}.", (config.store.blobs / message.body_ref).string()));
  std::string body;
  std::vector<char> buffer(65'536);
  for (;;) {
    RELAIS_ASSIGN(const auto n, reader.read(buffer));
    if (n == 0) return normalise_text(body);
    body.append(buffer.data(), n);
  }
}

Result<Reply> run_show(const Call& call) {
  RELAIS_ASSIGN(const auto config, load_config(call));
  RELAIS_ASSIGN(const auto inbox, store::open_inbox(config.store.url));
  RELAIS_ASSIGN(const auto message, inbox->message(call.arguments[0]));
  Reply reply;
  reply.text = message_text(message);
  reply.document = {{"message", to_json(message)}};
  if (!call.has("body")) return reply;
  RELAIS_ASSIGN(const auto body, body_of(config, message));
  reply.document["body"] = message.body_ref.empty() ? json::value(nullptr) : json::value(body);
  if (message.body_ref.empty())
    reply.notes.push_back("it has no body");
  else
    reply.text += '\n' + body + '\n';
  return reply;
}

}  // namespace

Verb inbox_list_verb() {
  return {"inbox list",
          "",
          0,
          0,
          "Lists collected messages, the newest first",
          "Ids, times and states; --subjects shows sender and subject as well. Deleted ones are\n"
          "listed only with --status deleted.",
          {{"handler", "CODE", "only this handler's mail account"},
           {"entity", "ID", "only this entity"},
           {"status", "STATUS", "new, assigned, done, archived or deleted"},
           {"case", "CASE", "number or id of the case"},
           {"subjects", "", "sender and subject, too"},
           {"limit", "NUMBER", "at most so many; default 100"}},
          "relais inbox list --handler MM --status new",
          run_list,
          kForViewers};
}

Verb inbox_show_verb() {
  return {
      "inbox show",
      "ID",
      1,
      1,
      "Shows one collected message",
      "Sender, recipients, subject, attachments, where it is filed and what its marker is. The\n"
      "body only with --body: as it came, HTML too, without control characters.",
      {{"body", "", "the body, too"}},
      "relais inbox show 6f1c5a3e-8a51-4c0e-9a53-0d0a2b7f2f10 --body",
      run_show,
      kForViewers};
}

}  // namespace relais::cli
