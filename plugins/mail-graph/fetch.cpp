#include "plugins/mail-graph/fetch.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"
#include "plugins/graph/request.hpp"
#include "plugins/graph/text.hpp"
#include "plugins/mail-graph/attachments.hpp"
#include "plugins/mail-graph/envelope.hpp"
#include "plugins/mail-graph/one_message.hpp"
#include "plugins/mail-graph/part.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using graph::Refusal;
using graph::string_at;
using sdk::Status;

constexpr Seconds scan_takes = 15 * 60;
constexpr std::size_t max_attachments = 1000;  // as in message.json
constexpr std::size_t max_blobs = 290;         // of 300, with body and MIME
constexpr std::size_t max_notes = 100;         // as in message.json

Seconds now_in_seconds(const sdk::Host& host) { return host.clock().now_ms() / 1000; }

bool says_attachments(const json::object& message) {
  const json::value* flag = message.if_contains("hasAttachments");
  return flag && flag->is_bool() && flag->get_bool();
}

/// `hasAttachments` does not count what is shown inside the text.
bool shows_inline(const json::object& message) {
  const json::value* body = message.if_contains("body");
  if (!body || !body->is_object()) return false;
  return string_at(body->get_object(), "content").find("cid:") != std::string::npos;
}

}  // namespace

/// What is known of the message being fetched.
struct Fetcher::Parts {
  std::string id;
  std::string names;  ///< what the names of its blobs begin with
  json::object message;
  json::array attachments{};
  json::array notes{};
  std::optional<Refusal> mime{};  ///< why there is none
  std::size_t blobs = 0;
  bool has_attachments = false;

  void note(std::string text) {
    if (notes.size() < max_notes) notes.push_back(json::value(std::move(text)));
  }
  json::object finish() {
    if (!attachments.empty()) message["attachments"] = std::move(attachments);
    if (mime) message["mime_error"] = why(*mime);
    if (!notes.empty()) message["notes"] = std::move(notes);
    return std::move(message);
  }
};

Fetched Fetcher::fetch(const std::string& id, Folders& folders) {
  Parts parts{.id = id, .names = "m" + std::to_string(++fetches_) + ".", .message = {{"id", id}}};
  const auto properties = properties_of(parts);
  if (!properties) return {.state = Fetched::State::gone};
  take_properties(parts, *properties, folders);
  take_body(parts, *properties);
  const bool broken = !take_mime(parts);
  parts.has_attachments = says_attachments(*properties);
  if (parts.has_attachments || parts.mime || shows_inline(*properties)) take_attachments(parts);
  if (waits_for_scan(parts, *properties)) return {.state = Fetched::State::later};
  // The listing of attachments was answered, so it is this message and not the service.
  if (broken && !take_mime(parts)) parts.note("mime: " + why(*parts.mime));
  patience_.forget(id);
  return {.state = Fetched::State::whole, .message = parts.finish()};
}

/// Nothing: it is gone. A message whose properties cannot be had is stored with what can.
std::optional<json::object> Fetcher::properties_of(Parts& parts) {
  AskedMessage asked = ask_message(host_, settings_, parts.id, whole_selection);
  if (!asked.refusal) return std::move(asked.message);
  if (!patience_.is_over(parts.id, *asked.refusal))
    throw graph::failure(*asked.refusal, "read a message");
  parts.note("properties: " + why(*asked.refusal));
  return json::object();
}

void Fetcher::take_properties(Parts& parts, const json::object& message, Folders& folders) {
  json::object envelope = envelope_members(message);
  if (const std::string folder = string_at(message, "parentFolderId"); !folder.empty())
    envelope["folder"] = folders.folder_json(folder);
  if (auto categories = categories_of(message)) {
    json::array markers;
    for (const std::string_view marker : markers_in(*categories, settings_))
      markers.push_back(json::value(marker));
    envelope["markers"] = std::move(markers);
    categories_.learn(parts.id, {std::move(*categories), string_at(message, "@odata.etag")});
  }
  parts.message["envelope"] = std::move(envelope);
}

void Fetcher::take_body(Parts& parts, const json::object& message) {
  const json::value* body = message.if_contains("body");
  if (!body || !body->is_object()) return;
  const std::string content = string_at(body->get_object(), "content");
  if (content.empty()) return;
  const std::string name = parts.names + "body";
  host_.blobs().write(name, content);
  const bool text = string_at(body->get_object(), "contentType") == "text";
  parts.message["body"] = json::object{{"type", text ? "text" : "html"}, {"blob", name}};
}

/// False: it may be worth another try.
bool Fetcher::take_mime(Parts& parts) {
  const std::string name = parts.names + "mime";
  parts.mime = stream(message_url(settings_, parts.id).path("$value").str(), name);
  if (!parts.mime) {
    parts.message["mime"] = json::object{{"blob", name}};
    return true;
  }
  const Fate fate = fate_of(*parts.mime);
  const bool wait = fate == Fate::wait || fate == Fate::busy;
  if (wait && !patience_.is_over(parts.id, *parts.mime))
    throw graph::failure(*parts.mime, "read a message");
  return fate == Fate::never;
}

void Fetcher::take_attachments(Parts& parts) {
  std::vector<json::object> found;
  try {
    found = list_attachments(host_, settings_, parts.id, max_attachments);
  } catch (const sdk::Failure& failure) {
    if (!patience_.is_over(parts.id, failure.status())) throw;
    parts.note("attachments: " + graph::shorten(failure.what(), 500));
  }
  if (found.size() > max_attachments) {
    found.resize(max_attachments);
    parts.note("attachments: only the first 1000 are named");
  }
  for (const json::object& attachment : found) {
    json::object shown = shown_attachment(attachment);
    take_content(parts, string_at(attachment, "id"), shown);
    parts.attachments.push_back(std::move(shown));
  }
}

void Fetcher::take_content(Parts& parts, const std::string& attachment, json::object& into) {
  if (string_at(into, "kind") == "reference") {
    into["note"] = "lies elsewhere";
    return;
  }
  if (parts.blobs >= max_blobs) {
    into["note"] = "too many attachments";
    return;
  }
  const std::string name = parts.names + "a" + std::to_string(parts.blobs);
  const std::string url =
      message_url(settings_, parts.id).path("attachments").segment(attachment).path("$value").str();
  std::optional<Refusal> refusal = stream(url, name);
  if (refusal && fate_of(*refusal) != Fate::never) refusal = stream(url, name);
  if (!refusal) {
    ++parts.blobs;
    into["blob"] = name;
    return;
  }
  const Fate fate = fate_of(*refusal);
  const bool wait = fate == Fate::wait || fate == Fate::busy;
  if (wait && !patience_.is_over(parts.id, *refusal))
    throw graph::failure(*refusal, "read an attachment");
  into["note"] = why(*refusal);
}

/// While new mail is scanned for malware it seems to have no attachments.
bool Fetcher::waits_for_scan(const Parts& parts, const json::object& message) const {
  if (!parts.has_attachments || !parts.attachments.empty()) return false;
  const auto received = received_of(message);
  if (!received) return false;
  const Seconds age = now_in_seconds(host_) - *received;
  return age > -scan_takes && age < scan_takes;
}

std::optional<Refusal> Fetcher::stream(std::string url, const std::string& blob) const {
  host_.stop_if_cancelled();
  sdk::Request request = graph::get(std::move(url));
  request.blob = blob;
  auto refusal = graph::refusal_of(host_.http().send(request), graph::Doing::read);
  if (refusal && refusal->status == Status::cancelled) throw sdk::Failure(Status::cancelled);
  return refusal;
}

}  // namespace relais::mail_graph
