#include <algorithm>
#include <array>
#include <map>

#include "engine/base/text.hpp"
#include "engine/import/card_fields.hpp"

namespace relais::import {
namespace {

struct Postal {
  std::string po_box, street, house_no, line2, postal_code, city, region, country = "CH";
};

constexpr std::array<std::string_view, 8> kBoxWords{
    "postfach", "case postale", "casella postale", "p.o. box", "po box", "cp ", "c.p.", "pf "};

bool is_box(const std::string& line) {
  const std::string folded = fold_case(line) + ' ';
  return std::any_of(kBoxWords.begin(), kBoxWords.end(), [&](std::string_view word) {
    return folded.starts_with(word) &&
           (folded.size() == word.size() || word.ends_with(' ') || folded[word.size()] == ' ');
  });
}

void append(std::string& list, const std::string& text) {
  if (text.empty()) return;
  if (!list.empty()) list += ", ";
  list += text;
}

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A number alone is printed with the word of its language.
std::string printed_box(const std::string& box, const std::string& language) {
  if (!all_digits(box)) return box;
  if (language == "fr") return "Case postale " + box;
  if (language == "it") return "Casella postale " + box;
  return "Postfach " + box;
}

std::vector<std::string> lines_in(const std::string& text) {
  std::vector<std::string> lines;
  FileLines all(text);
  while (const auto line = all.next())
    if (std::string clean = normalise_line(line->text); !clean.empty())
      lines.push_back(std::move(clean));
  return lines;
}

/// `CH-8001`: the country in front is one of its own accord.
void take_country_of_code(Postal& postal, bool named) {
  static const std::map<std::string, std::string> letters{
      {"CH", "CH"}, {"FL", "LI"}, {"LI", "LI"}, {"D", "DE"}, {"DE", "DE"}, {"A", "AT"},
      {"AT", "AT"}, {"F", "FR"},  {"FR", "FR"}, {"I", "IT"}, {"IT", "IT"}};
  const auto dash = postal.postal_code.find('-');
  if (dash == std::string::npos || dash > 2) return;
  const auto known = letters.find(upper_ascii(postal.postal_code.substr(0, dash)));
  if (known == letters.end()) return;
  if (!named) postal.country = known->second;
  postal.postal_code.erase(0, dash + 1);
}

void take_street(Postal& postal, const std::string& street) {
  const bool local = postal.country == "CH" || postal.country == "LI";
  std::vector<std::string> lines = lines_in(street);
  std::erase_if(lines, [&](const std::string& line) {
    const bool box = is_box(line);
    if (box) append(postal.po_box, line);
    return box;
  });
  // Of several lines, the street is the last one with a number: "c/o …" stands above it, a floor
  // below.
  std::size_t chosen = 0;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (!split_street(lines[i], local).number.empty()) chosen = i;
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (i != chosen) append(postal.line2, lines[i]);
  if (lines.empty()) return;
  const Street split = split_street(lines[chosen], local);
  postal.street = split.name;
  postal.house_no = split.number;
}

Postal postal_of(const Card& card, const ContentLine& line, CardRow& row) {
  // po box; extended; street; locality; region; code; country
  std::vector<std::string> parts = card.components(line, "\n");
  parts.resize(7);
  const auto one = [&](std::size_t index) { return normalise_line(parts[index]); };
  Postal postal;
  const std::string country = one(6);
  if (!country.empty()) {
    if (const auto code = country_code(country)) {
      postal.country = *code;
    } else {
      row.warn({line.line, "the country of ADR is not known: it becomes a remark"});
      row.remark(country);
    }
  }
  const ContentLine* language = card.find("LANG");
  postal.po_box =
      printed_box(one(0), language ? lower_ascii(card.text(*language).substr(0, 2)) : "");
  append(postal.line2, one(1));
  postal.city = one(3);
  postal.region = one(4);
  postal.postal_code = one(5);
  take_country_of_code(postal, !country.empty());
  take_street(postal, parts[2]);
  return postal;
}

void set_block(CardRow& row, const std::string& prefix, const Postal& postal) {
  row.set(prefix + "po_box", postal.po_box);
  row.set(prefix + "street", postal.street);
  row.set(prefix + "house_no", postal.house_no);
  row.set(prefix + "address_line2", postal.line2);
  row.set(prefix + "postal_code", postal.postal_code);
  row.set(prefix + "city", postal.city);
  row.set(prefix + "region", postal.region);
  row.set(prefix + "country", postal.country);
}

void remark_address(CardRow& row, const Postal& postal) {
  std::string text = normalise_line(postal.street + " " + postal.house_no);
  std::string all = postal.line2;
  append(all, text);
  append(all, postal.po_box);
  append(all, normalise_line(postal.postal_code + " " + postal.city));
  append(all, postal.country);
  row.remark(all);
}

bool is_filled(const ContentLine& line) {
  return line.value.find_first_not_of("; \t\\n") != std::string::npos;
}

}  // namespace

Street split_street(const std::string& line, bool number_first) {
  const auto is_number = [](std::string_view word) {
    if (word.empty() || word.size() > 8 || word[0] < '0' || word[0] > '9') return false;
    std::size_t letters = 0, run = 0;  // 12, 12a, 12-14, 12a/b; not 1er, 17.
    for (const char c : word) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      const bool digit = c >= '0' && c <= '9';
      if (!letter && !digit && c != '-' && c != '/') return false;
      run = letter ? run + 1 : 0;
      letters = std::max(letters, run);
    }
    return letters <= 1;
  };
  const auto last = line.rfind(' ');
  if (last != std::string::npos) {
    if (is_number(line.substr(last + 1)))
      return {normalise_line(line.substr(0, last)), line.substr(last + 1)};
    // "12 A", "12 bis"
    const std::string tail = lower_ascii(line.substr(last + 1));
    const auto before = line.rfind(' ', last - 1);
    const bool addition =
        tail == "bis" || tail == "ter" || (tail.size() == 1 && tail[0] >= 'a' && tail[0] <= 'z');
    if (last > 0 && before != std::string::npos && addition &&
        is_number(line.substr(before + 1, last - before - 1)))
      return {normalise_line(line.substr(0, before)), line.substr(before + 1)};
  }
  const auto first = line.find_first_of(" ,");
  if (number_first && first != std::string::npos && is_number(line.substr(0, first))) {
    const auto name = line.find_first_not_of(" ,", first);
    if (name != std::string::npos) return {line.substr(name), line.substr(0, first)};
  }
  return {line, {}};
}

void set_addresses(const Card& card, CardRow& row) {
  const ContentLine *main = nullptr, *home = nullptr;
  std::vector<const ContentLine*> all = card.all("ADR"), rest;
  std::erase_if(all, [](const ContentLine* line) { return !is_filled(*line); });
  std::stable_sort(all.begin(), all.end(), [](const ContentLine* left, const ContentLine* right) {
    const auto preferred = [](const ContentLine* line) {
      return line->has("TYPE", "PREF") || line->has("PREF", "1");
    };
    return preferred(left) && !preferred(right);
  });
  for (const bool typed : {true, false})
    for (const ContentLine* line : all) {
      const bool says_home = line->has("TYPE", "HOME"), says_work = line->has("TYPE", "WORK");
      if (typed != (says_home || says_work)) continue;
      const ContentLine*& wanted = says_home && !says_work ? home : main;
      const ContentLine*& other = main ? home : main;
      const ContentLine*& place = typed || !wanted ? wanted : other;
      if (!place) {
        place = line;
      } else {
        rest.push_back(line);
      }
    }
  set_block(row, "", main ? postal_of(card, *main, row) : Postal{});
  set_block(row, "home_", home ? postal_of(card, *home, row) : Postal{});
  for (const ContentLine* line : rest) {
    row.warn({line->line, "one more ADR than the store has room for: it becomes a remark"});
    remark_address(row, postal_of(card, *line, row));
  }
}

}  // namespace relais::import
