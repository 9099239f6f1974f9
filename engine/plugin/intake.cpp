#include "engine/plugin/intake.hpp"

#include <algorithm>

#include "engine/base/json.hpp"
#include "engine/base/text.hpp"
#include "engine/plugin/statuses.hpp"

namespace relais::plugin {
namespace {

constexpr std::size_t max_id = 1024;
constexpr std::size_t max_fingerprint = 64;
constexpr std::size_t max_part = 64;
constexpr std::size_t max_facts = 16 * 1024;
constexpr std::size_t max_degraded = 64 * 1024;
constexpr std::size_t max_document = 4 * 1024 * 1024;
constexpr std::size_t max_cursor = 64 * 1024;

std::string_view raw_view(relais_str from) {
  return from.data ? std::string_view(from.data, from.size) : std::string_view();
}

bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t i : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U})
    if (text[i] < '0' || text[i] > '9') return false;
  return true;
}

// The part is the last piece of a key, so it must not look like two.
bool is_part(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

}  // namespace

bool is_utf8(std::string_view bytes) noexcept {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const auto* const end = at + bytes.size();
  while (at < end) {
    if (*at < 0x80) {
      ++at;
      continue;
    }
    const int following = *at >= 0xC2 && *at <= 0xDF   ? 1
                          : *at >= 0xE0 && *at <= 0xEF ? 2
                          : *at >= 0xF0 && *at <= 0xF4 ? 3
                                                       : 0;
    if (following == 0 || end - at <= following) return false;
    const unsigned char first = *at;
    const unsigned char second = at[1];
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F))
      return false;
    for (int i = 1; i <= following; ++i)
      if ((at[i] & 0xC0) != 0x80) return false;
    at += following + 1;
  }
  return true;
}

void Intake::require(bool kept, std::string_view field, std::string_view problem) {
  if (!kept && problem_.empty()) problem_ = std::string(field) + " " + std::string(problem);
}

std::string Intake::text(relais_str from, std::size_t limit, std::string_view field) {
  const std::string_view bytes = raw_view(from);
  if (bytes.size() > limit) {
    require(false, field,
            "has " + std::to_string(bytes.size()) + " bytes, at most " + std::to_string(limit) +
                " are allowed");
    return {};
  }
  if (!is_utf8(bytes) || bytes.find('\0') != std::string_view::npos) {
    require(false, field, "is not UTF-8 text");
    return {};
  }
  return std::string(bytes);
}

std::string Intake::json(relais_str from, std::size_t limit, std::string_view field) {
  std::string value = text(from, limit, field);
  if (!value.empty() && parse_json(value, field)) return value;
  require(false, field, "is not JSON");
  return {};
}

std::string Intake::json_object(relais_str from, std::size_t limit, std::string_view field) {
  std::string value = text(from, limit, field);
  if (value.empty()) return value;
  const Result<json::value> parsed = parse_json(value, field);
  if (parsed && parsed->is_object()) return value;
  require(false, field, "is not a JSON object");
  return {};
}

std::string Intake::json_array(relais_str from, std::size_t limit, std::string_view field) {
  std::string value = text(from, limit, field);
  if (value.empty()) return value;
  const Result<json::value> parsed = parse_json(value, field);
  if (parsed && parsed->is_array()) return value;
  require(false, field, "is not a JSON array");
  return {};
}

std::string Intake::date(relais_str from, std::string_view field) {
  std::string value = text(from, max_id, field);
  if (value.empty() || is_date(value)) return value;
  require(false, field, "is not a date YYYY-MM-DD");
  return {};
}

std::string Intake::words(relais_str from, std::size_t limit) {
  std::string_view bytes = raw_view(from);
  const bool cut = bytes.size() > limit;
  std::string line = normalise_line(bytes.substr(0, limit));
  if (cut) line += " ...";
  return line;
}

Document document_of(const relais_document& raw, Intake& intake) {
  Document document;
  document.part = intake.text(raw.part, max_part, "part");
  intake.require(is_part(document.part), "part", "has other characters than a-z, 0-9, - _ .");
  document.body = intake.json(raw.body, max_document, "body");
  document.fingerprint = intake.text(raw.fingerprint, max_fingerprint, "fingerprint");
  intake.require(!document.fingerprint.empty(), "fingerprint", "is missing");
  document.degraded = intake.json_array(raw.degraded, max_degraded, "degraded");
  document.revisit_on = intake.date(raw.revisit_on, "revisit_on");
  intake.require((raw.flags & ~RELAIS_DOCUMENT_KEEP) == 0, "flags",
                 "has a bit that is not defined");
  document.keep = (raw.flags & RELAIS_DOCUMENT_KEEP) != 0;
  return document;
}

OpResult result_of(const relais_result& raw, Intake& intake) {
  OpResult result;
  result.index = static_cast<std::size_t>(raw.index);
  if (raw.status != RELAIS_OK) result.error = errc_of(raw.status);
  result.remote_id = intake.text(raw.remote_id, max_id, "remote_id");
  result.etag = intake.text(raw.etag, max_id, "etag");
  result.container = intake.text(raw.container, max_id, "container");
  result.remote_fingerprint =
      intake.text(raw.remote_fingerprint, max_fingerprint, "remote_fingerprint");
  result.facts = intake.json_object(raw.facts, max_facts, "facts");
  result.code = Intake::words(raw.code, 200);
  result.message = Intake::words(raw.message);
  result.request_id = Intake::words(raw.request_id, 200);
  result.not_before = raw.not_before_ms;
  return result;
}

Change change_of(const relais_change& raw, Intake& intake) {
  Change change;
  intake.require(raw.type == RELAIS_CHANGE_UPSERT || raw.type == RELAIS_CHANGE_REMOVE, "type",
                 "is none of RELAIS_CHANGE_*");
  change.removed = raw.type == RELAIS_CHANGE_REMOVE;
  change.remote_id = intake.text(raw.remote_id, max_id, "remote_id");
  intake.require(!change.remote_id.empty(), "remote_id", "is missing");
  change.key = intake.text(raw.key, max_id, "key");
  change.written_fingerprint =
      intake.text(raw.written_fingerprint, max_fingerprint, "written_fingerprint");
  change.etag = intake.text(raw.etag, max_id, "etag");
  change.container = intake.text(raw.container, max_id, "container");
  change.remote_fingerprint =
      intake.text(raw.remote_fingerprint, max_fingerprint, "remote_fingerprint");
  change.facts = intake.json_object(raw.facts, max_facts, "facts");
  return change;
}

Found found_of(const relais_found& raw, Intake& intake) {
  Found found;
  found.index = static_cast<std::size_t>(raw.index);
  const bool known = raw.state >= RELAIS_STATE_LIVE && raw.state <= RELAIS_STATE_GONE;
  intake.require(known, "state", "is none of RELAIS_STATE_*");
  found.life = known ? static_cast<Life>(raw.state) : Life::gone;
  found.remote_id = intake.text(raw.remote_id, max_id, "remote_id");
  intake.require(found.life == Life::gone || !found.remote_id.empty(), "remote_id", "is missing");
  found.key = intake.text(raw.key, max_id, "key");
  found.written_fingerprint =
      intake.text(raw.written_fingerprint, max_fingerprint, "written_fingerprint");
  found.etag = intake.text(raw.etag, max_id, "etag");
  found.container = intake.text(raw.container, max_id, "container");
  found.remote_fingerprint =
      intake.text(raw.remote_fingerprint, max_fingerprint, "remote_fingerprint");
  found.facts = intake.json_object(raw.facts, max_facts, "facts");
  found.created_at = intake.text(raw.created_at, max_fingerprint, "created_at");
  return found;
}

Probe probe_of(const relais_probe& raw, Intake& intake) {
  Probe probe;
  probe.name = Intake::words(raw.name, 100);
  intake.require(!probe.name.empty(), "name", "is missing");
  const bool known = raw.outcome >= RELAIS_PROBE_OK && raw.outcome <= RELAIS_PROBE_DEGRADED;
  intake.require(known, "outcome", "is none of RELAIS_PROBE_*");
  probe.outcome = known ? static_cast<ProbeOutcome>(raw.outcome) : ProbeOutcome::failed;
  probe.http_status = raw.http_status;
  probe.code = Intake::words(raw.code, 200);
  probe.message = Intake::words(raw.message);
  probe.request_id = Intake::words(raw.request_id, 200);
  return probe;
}

Container container_of(relais_str id, std::int32_t created, Intake& intake) {
  return {intake.text(id, max_id, "container"), created != 0};
}

std::string cursor_of(relais_str raw, Intake& intake) {
  return intake.text(raw, max_cursor, "cursor");
}

}  // namespace relais::plugin
