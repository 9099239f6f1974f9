#include "plugins/mail-graph/cursor.hpp"

#include <boost/json.hpp>
#include <optional>
#include <relais/sdk.hpp>
#include <utility>

#include "plugins/graph/paging.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using graph::string_at;

constexpr std::int64_t cursor_version = 1;
constexpr std::size_t max_folders = 3000;  // a cursor has at most 64 KiB
constexpr std::size_t max_link = 16 * 1024;

sdk::Failure no_cursor() {
  return sdk::Failure(sdk::Status::resync, "the cursor is not one of this plugin");
}

json::object cursor_for(std::string_view purpose) {
  return {{"v", cursor_version}, {"for", purpose}};
}

json::object open_cursor(std::string_view text, std::string_view purpose) {
  boost::system::error_code failed;
  json::value parsed = json::parse({text.data(), text.size()}, failed);
  if (failed || !parsed.is_object()) throw no_cursor();
  json::object& cursor = parsed.get_object();
  const json::value* version = cursor.if_contains("v");
  const bool ours = version && version->is_int64() && version->get_int64() == cursor_version &&
                    string_at(cursor, "for") == purpose;
  if (!ours) throw no_cursor();
  return std::move(cursor);
}

Window window_in(const json::object& cursor) {
  auto window = Window::read(cursor);
  if (!window) throw no_cursor();
  return std::move(*window);
}

Seconds since_in(const json::object& cursor) {
  const auto since = parse_instant(string_at(cursor, "since"));
  if (!since) throw no_cursor();
  return *since;
}

}  // namespace

std::string write_cursor(const PollCursor& cursor) {
  json::object text = cursor_for("poll");
  cursor.window.write(text);
  // One that is too long is not kept: Sent Items are begun anew.
  if (!cursor.sent.empty() && cursor.sent.size() <= max_link) text["sent"] = cursor.sent;
  text["sent_at"] = cursor.sent_at;
  return json::serialize(text);
}

PollCursor read_poll_cursor(std::string_view text) {
  const json::object cursor = open_cursor(text, "poll");
  const json::value* sent_at = cursor.if_contains("sent_at");
  return {.window = window_in(cursor),
          .sent = string_at(cursor, "sent"),
          .sent_at = sent_at && sent_at->is_int64() ? sent_at->get_int64() : 0};
}

std::string write_cursor(const HistoryCursor& cursor) {
  json::object text = cursor_for("history");
  text["since"] = instant_text(cursor.since);
  cursor.window.write(text);
  return json::serialize(text);
}

HistoryCursor read_history_cursor(std::string_view text) {
  const json::object cursor = open_cursor(text, "history");
  return {.since = since_in(cursor), .window = window_in(cursor)};
}

std::string write_cursor(const AuditCursor& cursor) {
  json::object text = cursor_for("audit");
  text["since"] = instant_text(cursor.since);
  json::array folders;
  for (const std::string& print : cursor.folders)
    if (folders.size() < max_folders) folders.push_back(json::value(print));
  text["folders"] = std::move(folders);
  return json::serialize(text);
}

AuditCursor read_audit_cursor(std::string_view text) {
  const json::object cursor = open_cursor(text, "audit");
  AuditCursor read{.since = since_in(cursor)};
  const json::value* folders = cursor.if_contains("folders");
  if (!folders || !folders->is_array()) throw no_cursor();
  for (const json::value& print : folders->get_array()) {
    if (!print.is_string() || print.get_string().size() != 16) throw no_cursor();
    read.folders.emplace_back(print.get_string());
  }
  return read;
}

}  // namespace relais::mail_graph
