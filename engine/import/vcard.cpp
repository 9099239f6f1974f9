#include "engine/import/vcard.hpp"

#include <set>

#include "engine/base/text.hpp"
#include "engine/import/card_fields.hpp"
#include "engine/import/charset.hpp"
#include "engine/import/identity.hpp"

namespace relais::import {
namespace {

std::string notes_of(const Card& card) {
  std::string notes;
  for (const ContentLine* line : card.all("NOTE")) {
    const std::string note = normalise_text(unescaped(line->value, card.escapes));
    if (note.empty()) continue;
    if (!notes.empty()) notes += '\n';
    notes += note;
  }
  return notes;
}

/// de-CH, fr, "Deutsch" is none.
std::string language_of(const Card& card) {
  const ContentLine* line = card.find("LANG");
  if (!line) return {};
  const std::string tag = lower_ascii(card.text(*line));
  const std::string language = tag.substr(0, tag.find_first_of("-_"));
  const bool code = language.size() == 2 || language.size() == 3;
  return code && language.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos
             ? language
             : std::string();
}

/// CLASS of 3.0; without it, the store keeps what it has.
void set_confidential(const Card& card, CardRow& row) {
  const ContentLine* line = card.find("CLASS");
  if (!line) return;
  const std::string value = upper_ascii(card.text(*line));
  row.record.values.emplace_back("confidential",
                                 value == "PRIVATE" || value == "CONFIDENTIAL" ? "1" : "0");
}

/// What makes it no address; nothing: `row` holds it.
std::optional<std::string> fill(const Card& card, CardRow& row) {
  const ContentLine* uid = card.find("UID");
  const std::string name = uid ? card.text(*uid) : std::string();
  if (name.empty()) return "the card has no UID";
  row.record.table = "address";
  row.record.id = id_of_uid(name);
  row.record.line = card.line;
  if (row.record.id == "*") return "the UID * is not allowed";
  row.remarks = notes_of(card);
  if (auto reason = set_name(card, row)) return reason;
  row.set("language", language_of(card));
  set_addresses(card, row);
  set_contact_points(card, row);
  set_birthday(card, row);
  set_confidential(card, row);
  set_categories(card, row);
  row.set("remarks", row.remarks);
  return std::nullopt;
}

}  // namespace

void CardRow::set(std::string column, const std::string& value) {
  record.values.emplace_back(std::move(column),
                             value.empty() ? std::nullopt : std::optional<std::string>(value));
}

void CardRow::set_unless_empty(std::string column, const std::string& value) {
  if (!value.empty()) set(std::move(column), value);
}

void CardRow::remark(std::string_view line) {
  if (line.empty()) return;
  if (!remarks.empty()) remarks += '\n';
  remarks += line;
}

Record& CardRow::add(std::string table) {
  Record child;
  child.table = std::move(table);
  child.line = record.line;
  child.values.emplace_back("address_id", record.id);
  return record.children.emplace_back(std::move(child));
}

void set_categories(const Card& card, CardRow& row) {
  constexpr std::string_view mark = "sync-";
  std::set<std::string> categories, codes;
  for (const ContentLine* line : card.all("CATEGORIES"))
    for (const std::string_view part : split_raw(line->value, ',')) {
      std::string text = normalise_line(unescaped(part, card.escapes));
      if (lower_ascii(text.substr(0, mark.size())) == mark && text.size() > mark.size()) {
        codes.insert(text.substr(mark.size()));
      } else if (!text.empty()) {
        categories.insert(std::move(text));
      }
    }
  row.record.owns.push_back("address_category");
  for (const auto& category : categories)
    row.add("address_category").values.emplace_back("category", category);
  if (!codes.empty()) row.record.owns.push_back("address_sync_mark");
  for (const auto& code : codes)
    row.add("address_sync_mark").values.emplace_back("handler_code", code);
}

void read_vcards(std::string_view file, const Sink& sink, const Warn& warn) {
  const std::string text = unmarked(file);
  const auto reject = [&](const RawCard& raw, std::size_t line, std::string reason) {
    sink.rejected({line, std::move(reason), std::string(raw.raw)});
  };
  split_cards(
      text,
      [&](const RawCard& raw) {
        const auto card = read_card(raw);
        if (!card) return reject(raw, card.error().line, card.error().reason);
        std::vector<Warning> warnings;
        const Warn keep = [&](Warning warning) { warnings.push_back(std::move(warning)); };
        CardRow row{{}, {}, keep};
        if (auto reason = fill(*card, row)) return reject(raw, raw.line, *reason);
        for (auto& warning : warnings) warn(std::move(warning));
        row.record.raw = raw.raw;
        sink.record(std::move(row.record));
      },
      [&](const RawCard& raw, const char* reason) { reject(raw, raw.line, reason); });
}

}  // namespace relais::import
