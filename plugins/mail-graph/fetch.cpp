#include "plugins/mail-graph/fetch.hpp"

#include <optional>
#include <utility>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"
#include "plugins/mail-graph/attachments.hpp"
#include "plugins/mail-graph/envelope.hpp"
#include "plugins/mail-graph/one_message.hpp"
#include "plugins/mail-graph/part.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using graph::Refusal;
using graph::string_at;

constexpr Seconds scan_takes = 15 * 60;
constexpr std::size_t max_attachments = 1000;
/// So many attachments of a message are taken with their content.
constexpr std::size_t max_contents = 250;
/// With body, MIME and the messages under way these are not more blobs than a call may have; what
/// was left for later lies under the same names.
static_assert(max_contents + 2 + Ahead::blobs <= 300);
constexpr std::size_t max_notes = 100;  // as in message.json
/// Of attachments: encoded they are more than the 25 MB at which the service breaks off.
constexpr std::int64_t too_large = 18'000'000;

}  // namespace

/// What is known of the message being fetched.
struct Fetcher::Parts {
  const std::string& id;
  Answers& answers;
  bool hopeless = false;
  json::object message;
  json::array attachments{};
  json::array notes{};
  std::optional<Refusal> mime{};  ///< why there is none
  std::size_t contents = 0;
  std::int64_t size = 0;  ///< of all attachments
  bool has_attachments = false;
  bool is_gone = false;
  bool may_come = false;  ///< a part that is missing may still come

  void note(std::string text) {
    if (notes.size() < max_notes) notes.push_back(json::value(std::move(text)));
  }
  void miss(const Refusal& refusal) {
    if (fate_of(refusal) != Fate::never && !hopeless) may_come = true;
  }
  /// Why there is no MIME, if it is for its size.
  bool is_too_large() const { return mime && breaks_off(*mime) && size >= too_large; }
  json::object finish() {
    if (!attachments.empty()) message["attachments"] = std::move(attachments);
    if (mime) message["mime_error"] = why(*mime);
    if (!notes.empty()) message["notes"] = std::move(notes);
    return std::move(message);
  }
};

Fetched Fetcher::fetch(Wanted& wanted, bool hopeless, Folders& folders) {
  AskedMessage asked = ask_message(wanted.answers, settings_, wanted.id, whole_selection);
  if (!asked.message && !asked.refusal) return {.state = Fetched::State::gone};
  Parts parts{.id = wanted.id,
              .answers = wanted.answers,
              .hopeless = hopeless,
              .message = {{"id", wanted.id}}};
  if (asked.refusal) {
    heed(host_, settings_, *asked.refusal);
    parts.miss(*asked.refusal);
    if (parts.may_come) return {.state = Fetched::State::later};
    parts.note("properties: " + why(*asked.refusal));
  }
  const json::object properties = std::move(asked.message).value_or(json::object());
  take_properties(parts, properties, folders);
  take_mime(parts);
  parts.has_attachments = says_attachments(properties);
  if (may_have_attachments(properties) || parts.mime) take_attachments(parts);
  if (parts.mime && !parts.is_too_large()) {
    if (fate_of(*parts.mime) == Fate::broken) take_mime(parts);
    if (parts.mime) parts.miss(*parts.mime);
  }
  if (parts.may_come) {
    look_again(parts);
    return {.state = parts.is_gone ? Fetched::State::gone : Fetched::State::later};
  }
  if (is_scanned(parts, properties)) return {.state = Fetched::State::later, .scanned = true};
  take_body(parts, properties);
  return {.state = Fetched::State::whole, .message = parts.finish()};
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
  constexpr std::string_view name = "body";
  host_.blobs().write(name, content);
  const bool text = string_at(body->get_object(), "contentType") == "text";
  parts.message["body"] = json::object{{"type", text ? "text" : "html"}, {"blob", name}};
}

void Fetcher::take_mime(Parts& parts) {
  Heard heard = ask(parts, mime_request(settings_, parts.id, "mime"));
  parts.mime = std::move(heard.refusal);
  if (!parts.mime) parts.message["mime"] = json::object{{"blob", heard.blob}};
}

void Fetcher::take_attachments(Parts& parts) {
  ListedAttachments listed = list_attachments(parts.answers, settings_, parts.id, max_attachments);
  if (listed.refusal) {
    heed(host_, settings_, *listed.refusal);
    parts.miss(*listed.refusal);
    parts.note("attachments: " + why(*listed.refusal));
  }
  if (listed.found.size() > max_attachments) {
    listed.found.resize(max_attachments);
    parts.note("attachments: only the first 1000 are named");
  }
  for (const json::object& attachment : listed.found) {
    json::object shown = shown_attachment(attachment);
    if (const json::value* size = shown.if_contains("size")) parts.size += size->get_int64();
    take_content(parts, attachment, shown);
    parts.attachments.push_back(std::move(shown));
  }
}

void Fetcher::take_content(Parts& parts, const json::object& attachment, json::object& into) {
  if (!has_content(attachment)) {
    into["note"] = "lies elsewhere";
    return;
  }
  if (parts.contents >= max_contents) {
    into["note"] = "too many attachments";
    return;
  }
  const sdk::Request request = content_request(settings_, parts.id, string_at(attachment, "id"),
                                               std::to_string(parts.contents));
  Heard heard = ask(parts, request);
  if (heard.refusal && fate_of(*heard.refusal) == Fate::broken) heard = ask(parts, request);
  if (!heard.refusal) {
    ++parts.contents;
    into["blob"] = heard.blob;
    return;
  }
  parts.miss(*heard.refusal);
  into["note"] = why(*heard.refusal);
}

/// While new mail is scanned for malware it seems to have no attachments.
bool Fetcher::is_scanned(const Parts& parts, const json::object& message) const {
  if (!parts.has_attachments || !parts.attachments.empty()) return false;
  const auto received = received_of(message);
  if (!received) return false;
  const Seconds age = host_.clock().now_ms() / 1000 - *received;
  return age > -scan_takes && age < scan_takes;
}

Heard Fetcher::ask(Parts& parts, const sdk::Request& request) const {
  host_.stop_if_cancelled();
  Heard heard = parts.answers.ask(request);
  if (heard.refusal) heed(host_, settings_, *heard.refusal);
  return heard;
}

/// Whether the message is still there.
void Fetcher::look_again(Parts& parts) const {
  const AskedMessage asked = ask_message(parts.answers, settings_, parts.id, "id");
  if (asked.refusal) heed(host_, settings_, *asked.refusal);
  parts.is_gone = !asked.message && !asked.refusal;
}

}  // namespace relais::mail_graph
