#include "engine/plugin/message_json.hpp"

#include <algorithm>
#include <limits>

#include "engine/plugin/fields.hpp"
#include "engine/plugin/statuses.hpp"

namespace relais::plugin {
namespace {

constexpr std::size_t max_message_json = 4 * 1024 * 1024;
constexpr std::size_t max_ancestry = 1000;
constexpr std::size_t max_folder_text = 1024;
constexpr std::size_t max_well_known = 64;
constexpr std::size_t max_note = 2000;

// An id that the sender chose: what cannot be one says nothing, and must not stop the mailbox.
std::optional<std::string> senders_id(std::optional<std::string> text) {
  if (!text) return text;
  std::erase_if(*text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (text->empty() || text->size() > max_folder_text) return std::nullopt;
  return text;
}

std::string note_of(const std::string& text) {
  return Intake::words({text.data(), text.size()}, max_note);
}

bool is_well_known(std::string_view text) {
  return text.size() <= max_well_known &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

mail::Correspondent correspondent_of(const Fields& person) {
  person.require(person.has("address"), "address", "is missing");
  return {person.text("name").value_or(""), person.text("address").value_or("")};
}

std::optional<mail::Correspondent> one_person(const Fields& fields, std::string_view key) {
  std::optional<mail::Correspondent> one;
  fields.object(key, [&](const Fields& person) { one = correspondent_of(person); });
  return one;
}

std::optional<std::vector<mail::Correspondent>> people(const Fields& fields, std::string_view key) {
  std::vector<mail::Correspondent> all;
  if (!fields.objects(key, [&](const Fields& p) { all.push_back(correspondent_of(p)); }))
    return std::nullopt;
  return all;
}

std::optional<std::string> word_of(const Fields& fields, std::string_view key,
                                   std::initializer_list<std::string_view> words) {
  std::string word = fields.one_of(key, words);
  if (!fields.has(key)) return std::nullopt;
  return word;
}

Place place_from(const Fields& folder) {
  Place place;
  place.folder_id = folder.required_id("id");
  place.path = folder.text("path").value_or("");
  folder.require(folder.has("ancestry"), "ancestry", "is missing");
  folder.objects("ancestry", [&](const Fields& step) {
    mail::FolderStep& one = place.ancestry.emplace_back();
    one.id = step.required_id("id");
    one.well_known = step.text("well_known").value_or("");
    step.require(is_well_known(one.well_known), "well_known", "is not a name of a-z");
    one.hidden = step.boolean("hidden").value_or(false);
    one.search = step.boolean("search").value_or(false);
  });
  folder.require(place.ancestry.size() <= max_ancestry, "ancestry", "has more than 1000 folders");
  folder.require(place.ancestry.empty() || place.ancestry[0].id == place.folder_id, "ancestry",
                 "does not begin with the folder itself");
  return place;
}

std::optional<std::vector<Marker>> markers_of(const Fields& fields) {
  std::vector<Marker> markers;
  const bool there = fields.texts("markers", [&](const std::string& word) {
    fields.require(word == "received" || word == "archived", "markers", "holds none of its words");
    markers.push_back(word == "archived" ? Marker::archived : Marker::received);
  });
  if (!there) return std::nullopt;
  return markers;
}

std::optional<ReportedMessage::Blob> blob_of(const Fields& fields) {
  if (!fields.has("blob")) return std::nullopt;
  return ReportedMessage::Blob{fields.required_id("blob")};
}

Attachment attachment_of(const Fields& fields) {
  Attachment one;
  fields.require(fields.has("name"), "name", "is missing");
  one.name = fields.text("name").value_or("");
  one.content_type = fields.text("content_type").value_or("");
  one.size = fields.number("size").value_or(0);
  one.is_inline = fields.boolean("inline").value_or(false);
  one.note = note_of(fields.text("note").value_or(""));
  fields.require(fields.has("kind"), "kind", "is missing");
  const std::string kind = fields.one_of("kind", {"file", "item", "reference"});
  one.kind = kind == "item"        ? Attachment::Kind::item
             : kind == "reference" ? Attachment::Kind::reference
                                   : Attachment::Kind::file;
  return one;
}

}  // namespace

json::object json_members(relais_str raw, std::string_view what, Intake& intake) {
  const std::string text = intake.text(raw, max_message_json, what);
  if (!intake.good()) return {};
  Result<json::value> value = parse_json(text, what);
  intake.require(value && value->is_object(), what, "is not a JSON object");
  return intake.good() ? std::move(value->get_object()) : json::object();
}

Offer offer_of(const json::object& object, Intake& intake) {
  const Fields fields(object, "", intake);
  Offer offer;
  mail::Envelope& envelope = offer.envelope;
  envelope.id = fields.required_id("id");
  envelope.internet_message_id = senders_id(fields.text("internet_message_id"));
  envelope.conversation_id = senders_id(fields.text("conversation_id"));
  envelope.received = fields.instant("received");
  envelope.sent = fields.instant("sent");
  envelope.from = one_person(fields, "from");
  envelope.sender = one_person(fields, "sender");
  envelope.to = people(fields, "to");
  envelope.cc = people(fields, "cc");
  envelope.bcc = people(fields, "bcc");
  envelope.reply_to = people(fields, "reply_to");
  envelope.subject = fields.text("subject");
  envelope.has_attachments = fields.boolean("has_attachments");
  envelope.importance = word_of(fields, "importance", {"low", "normal", "high"});
  envelope.sensitivity =
      word_of(fields, "sensitivity", {"normal", "personal", "private", "confidential"});
  envelope.is_draft = fields.boolean("is_draft");
  offer.markers = markers_of(fields);
  fields.require(fields.has("folder"), "folder", "is missing");
  fields.object("folder", [&](const Fields& folder) {
    Place place = place_from(folder);
    envelope.folder_id = std::move(place.folder_id);
    envelope.ancestry = std::move(place.ancestry);
    offer.folder_path = std::move(place.path);
  });
  return offer;
}

Place place_of(const json::object& folder, Intake& intake) {
  return place_from(Fields(folder, "", intake));
}

ReportedMessage message_of(const json::object& object, Intake& intake) {
  const Fields fields(object, "", intake);
  ReportedMessage reported;
  Message& message = reported.message;
  reported.id = fields.required_id("id");
  if (fields.object("envelope", [](const Fields&) {}))
    reported.envelope = object.at("envelope").get_object();
  fields.object("body", [&](const Fields& body) {
    body.require(body.has("type"), "type", "is missing");
    message.body_type = body.one_of("type", {"text", "html"});
    reported.body = ReportedMessage::Blob{body.required_id("blob")};
  });
  fields.object("mime", [&](const Fields& mime) {
    reported.mime = ReportedMessage::Blob{mime.required_id("blob"), mime.number("size"),
                                          mime.text("sha256").value_or("")};
  });
  message.mime_error = note_of(fields.text("mime_error").value_or(""));
  fields.objects("attachments", [&](const Fields& one) {
    message.attachments.push_back(attachment_of(one));
    reported.attachments.push_back(blob_of(one));
  });
  fields.texts("notes", [&](const std::string& text) { message.notes.push_back(note_of(text)); });
  return reported;
}

std::vector<const ReportedMessage::Blob*> ReportedMessage::blobs() const {
  std::vector<const Blob*> all;
  if (body) all.push_back(&*body);
  if (mime) all.push_back(&*mime);
  for (const std::optional<Blob>& attachment : attachments)
    if (attachment) all.push_back(&*attachment);
  return all;
}

mail::Folder folder_of(const relais_folder& raw, Intake& intake) {
  mail::Folder folder;
  folder.id = intake.text(raw.id, max_folder_text, "id");
  intake.require(!folder.id.empty(), "id", "is missing");
  folder.parent = intake.text(raw.parent_id, max_folder_text, "parent_id");
  folder.name = intake.text(raw.name, max_folder_text, "name");
  folder.well_known = intake.text(raw.well_known, max_well_known, "well_known");
  intake.require(is_well_known(folder.well_known), "well_known", "is not a name of a-z");
  const std::string kind = intake.text(raw.kind, max_well_known, "kind");
  intake.require(kind.empty() || kind == "mail" || kind == "search", "kind",
                 "is neither mail nor search");
  folder.search = kind == "search";
  folder.hidden = raw.hidden != 0;
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  folder.items = static_cast<std::int64_t>(std::min(raw.item_count, most));
  return folder;
}

MarkResult mark_result_of(const relais_mark_result& raw) {
  MarkResult result;
  result.index = static_cast<std::size_t>(raw.index);
  if (raw.status != RELAIS_OK) result.error = errc_of(raw.status);
  result.code = Intake::words(raw.code, 200);
  result.message = Intake::words(raw.message);
  result.request_id = Intake::words(raw.request_id, 200);
  result.not_before = raw.not_before_ms;
  return result;
}

}  // namespace relais::plugin
