#include <algorithm>
#include <array>

#include "engine/base/text.hpp"
#include "engine/import/card_fields.hpp"

namespace relais::import {
namespace {

struct PersonName {
  std::string surname, given, middle, prefix, suffix;
  bool empty() const { return surname.empty() && given.empty(); }
};

constexpr std::array<std::string_view, 20> kSalutations{
    "herr",      "frau", "fräulein", "monsieur", "madame",  "mademoiselle", "m.",
    "mme",       "mlle", "signor",   "signora",  "signore", "sig.",         "sig.ra",
    "signorina", "mr",   "mr.",      "mrs",      "mrs.",    "ms."};
constexpr std::array<std::string_view, 17> kParticles{"von", "van",   "de",  "der", "den", "di",
                                                      "del", "della", "du",  "la",  "le",  "zu",
                                                      "zum", "zur",   "vom", "dos", "da"};

template <std::size_t Size>
bool is_one_of(const std::array<std::string_view, Size>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), fold_case(word)) != words.end();
}

std::string component(const std::vector<std::string>& all, std::size_t index) {
  return index < all.size() ? normalise_line(all[index]) : std::string();
}

/// "Müller, Anna", "Anna Müller", "Luca von Arx".
PersonName guessed_name(const std::string& shown) {
  if (const auto comma = shown.find(", "); comma != std::string::npos)
    return {shown.substr(0, comma), normalise_line(shown.substr(comma + 2)), {}, {}, {}};
  auto cut = shown.rfind(' ');
  if (cut == std::string::npos) return {shown, {}, {}, {}, {}};
  while (cut > 0) {
    const auto before = shown.rfind(' ', cut - 1);
    if (before == std::string::npos) break;
    if (!is_one_of(kParticles, shown.substr(before + 1, cut - before - 1))) break;
    cut = before;
  }
  return {shown.substr(cut + 1), shown.substr(0, cut), {}, {}, {}};
}

PersonName name_of(const Card& card) {
  const ContentLine* line = card.find("N");
  if (!line) return {};
  const auto names = card.components(*line, " ");
  const auto suffixes = card.components(*line, ", ");
  return {component(names, 0), component(names, 1), component(names, 2), component(names, 3),
          component(suffixes, 4)};
}

std::string text_of(const Card& card, std::string_view name) {
  const ContentLine* line = card.find(name);
  return line ? card.text(*line) : std::string();
}

/// Empty: the card does not say.
std::string kind_said(const Card& card) {
  const std::string own = lower_ascii(text_of(card, "X-RELAIS-KIND"));
  if (!own.empty()) return own;
  if (fold_case(text_of(card, "X-ABSHOWAS")) == "company") return "company";
  std::string kind = lower_ascii(text_of(card, "KIND"));
  if (kind.empty()) kind = lower_ascii(text_of(card, "X-ADDRESSBOOKSERVER-KIND"));
  if (kind == "org" || kind == "organization" || kind == "location") return "company";
  if (kind == "individual") return "person";
  return kind == "group" ? kind : std::string();
}

void set_titles(CardRow& row, const std::string& prefix) {
  std::size_t cut = 0;  // "Herr", and "Herr und Frau", are no titles
  const auto space = prefix.find(' ');
  const std::string first = prefix.substr(0, space);
  if (is_one_of(kSalutations, first)) cut = space == std::string::npos ? prefix.size() : space;
  row.set_unless_empty("salutation", prefix.substr(0, cut));
  row.set("title", normalise_line(prefix.substr(cut)));
}

void set_company(const Card& card, CardRow& row, const std::string& company) {
  const ContentLine* line = card.find("ORG");
  const auto parts = line ? card.components(*line, ", ") : std::vector<std::string>{};
  std::string department;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (parts[i].empty()) continue;
    if (!department.empty()) department += " / ";
    department += normalise_line(parts[i]);
  }
  row.set("company", company);
  row.set("department", department);
  const std::string title = text_of(card, "TITLE"), role = text_of(card, "ROLE");
  const bool both = !title.empty() && !role.empty() && title != role;
  row.set("function", both ? title + ", " + role : title.empty() ? role : title);
}

}  // namespace

std::optional<std::string> set_name(const Card& card, CardRow& row) {
  PersonName name = name_of(card);
  const std::string shown = text_of(card, "FN");
  const ContentLine* org = card.find("ORG");
  std::string company = org ? component(card.components(*org, ", "), 0) : std::string();
  std::string kind = kind_said(card);
  if (kind == "group") return "a group of cards is no address";
  if (kind.empty()) kind = name.empty() && !company.empty() ? "company" : "person";
  const bool person = kind == "person" || kind == "lawyer";
  if (!person && kind != "company" && kind != "authority" && kind != "court")
    return "X-RELAIS-KIND is none of person, lawyer, company, authority, court";
  if (!person && company.empty()) {
    company = shown.empty() ? normalise_line(name.given + " " + name.surname) : shown;
    if (shown.empty() || normalise_line(name.given + " " + name.surname) == shown) name = {};
  }
  if (person && name.empty() && (kind == "person" || company.empty())) {
    name = guessed_name(shown);
    if (!name.empty())
      row.warn({card.line, "the card has no N: given name and surname are guessed from FN"});
  }
  if (name.empty() && company.empty()) return "the card has neither a name nor an organisation";
  row.set("kind", kind);
  set_titles(row, name.prefix);
  row.set("given_name", name.given);
  row.set("middle_name", name.middle);
  row.set("surname", name.surname);
  row.set("name_suffix", name.suffix);
  set_company(card, row, company);
  return std::nullopt;
}

}  // namespace relais::import
