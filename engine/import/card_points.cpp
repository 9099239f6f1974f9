#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "engine/base/text.hpp"
#include "engine/import/card_fields.hpp"

namespace relais::import {
namespace {

constexpr std::size_t kSlots = 6;

struct Point {
  std::string type, value, label;
  int rank = 101;  ///< 1: the one to be preferred
};

using Labels = std::map<std::string, std::string>;  ///< by group

/// Apple writes `_$!<Work>!$_` for the names it knows.
Labels labels_of(const Card& card) {
  Labels labels;
  for (const ContentLine& line : card.lines) {
    if (line.group.empty() || line.name != "X-ABLABEL") continue;
    std::string label = card.text(line);
    if (label.starts_with("_$!<") && label.ends_with(">!$_"))
      label = label.substr(4, label.size() - 8);
    labels.emplace(line.group, std::move(label));
  }
  return labels;
}

std::string label_of(const Labels& labels, const ContentLine& line) {
  const auto found = labels.find(line.group);
  return found == labels.end() ? std::string() : found->second;
}

int rank_of(const ContentLine& line) {
  if (line.has("TYPE", "PREF")) return 1;
  const auto text = line.parameter("PREF");
  int rank = 101;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), rank);
  return parsed.ec == std::errc() && rank >= 1 && rank <= 100 ? rank : 101;
}

struct Use {
  std::string label;  ///< as shown; empty if it says no more than `type`
  bool home = false, fax = false, cell = false, odd = false;
};

Use use_of(const Labels& labels, const ContentLine& line) {
  Use use;
  use.label = label_of(labels, line);
  const std::string label = upper_ascii(use.label);
  const auto is = [&](std::string_view type) { return line.has("TYPE", type) || label == type; };
  use.home = (is("HOME") || label == "HOMEFAX" || label == "HOME FAX") && !line.has("TYPE", "WORK");
  use.fax = is("FAX") || label.ends_with("FAX");
  use.cell = is("CELL") || is("MOBILE") || is("IPHONE");
  use.odd = !use.fax && !use.cell && (is("PAGER") || is("TEXTPHONE") || is("MODEM") || is("BBS"));
  const std::set<std::string> plain{"HOME",  "WORK",    "MOBILE",  "IPHONE",   "MAIN",
                                    "OTHER", "HOMEFAX", "WORKFAX", "HOMEPAGE", "PROFILE"};
  if (plain.contains(label)) use.label.clear();
  return use;
}

/// tel:+41-44-123-45-67;ext=3, mailto:a@b.ch?subject=x
std::string without_scheme(const std::string& text, std::string_view scheme) {
  if (lower_ascii(text.substr(0, scheme.size())) != scheme) return text;
  std::string rest = text.substr(scheme.size());
  if (scheme == "mailto:") return rest.substr(0, rest.find('?'));
  const auto parameters = rest.find(';');
  if (parameters == std::string::npos) return rest;
  const auto extension = lower_ascii(rest).find(";ext=");
  const std::string number = rest.substr(0, parameters);
  if (extension == std::string::npos) return number;
  const auto end = rest.find(';', extension + 1);
  return number + " ext. " +
         rest.substr(extension + 5, end == std::string::npos ? end : end - extension - 5);
}

Point phone_point(const Card& card, const Labels& labels, const ContentLine& line) {
  const Use use = use_of(labels, line);
  Point point{"phone_b", without_scheme(card.text(line), "tel:"), use.label, rank_of(line)};
  if (use.home) point.type = "phone_p";
  if (use.cell) point.type = "mobile";
  if (use.odd) point.type = "other";
  if (use.fax) point.type = "fax";
  return point;
}

std::vector<Point> points_of(const Card& card, CardRow& row) {
  const Labels labels = labels_of(card);
  std::vector<Point> points;
  for (const ContentLine& line : card.lines) {
    Point point{"", card.text(line), label_of(labels, line), rank_of(line)};
    if (line.name == "TEL") {
      point = phone_point(card, labels, line);
    } else if (line.name == "EMAIL") {
      const Use use = use_of(labels, line);
      point = {use.home ? "email_p" : "email_b", without_scheme(point.value, "mailto:"), use.label,
               point.rank};
    } else if (line.name == "IMPP") {
      point.type = "other";
    } else {
      continue;
    }
    if (!point.value.empty()) points.push_back(std::move(point));
  }
  std::vector<const ContentLine*> pages = card.all("URL");
  std::erase_if(pages, [&](const ContentLine* page) { return card.text(*page).empty(); });
  std::stable_sort(pages.begin(), pages.end(),
                   [](const ContentLine* left, const ContentLine* right) {
                     return rank_of(*left) < rank_of(*right);
                   });
  row.set("website", pages.empty() ? std::string() : card.text(*pages.front()));
  for (std::size_t i = 1; i < pages.size(); ++i)
    points.push_back(
        {"web", card.text(*pages[i]), use_of(labels, *pages[i]).label, rank_of(*pages[i])});
  return points;
}

std::string word_of(const std::string& type) {
  if (type == "fax") return "Fax";
  if (type == "mobile") return "Mobile";
  if (type.starts_with("email")) return "E-Mail";
  if (type == "web") return "Web";
  return type == "other" ? "" : "Tel.";
}

}  // namespace

void set_contact_points(const Card& card, CardRow& row) {
  std::vector<Point> points = points_of(card, row);
  // The slots are for what a mailbox knows; within them the preferred ones are first.
  std::stable_sort(points.begin(), points.end(), [](const Point& left, const Point& right) {
    return std::pair(left.type == "other", left.rank) <
           std::pair(right.type == "other", right.rank);
  });
  std::set<std::pair<std::string, std::string>> seen;
  std::erase_if(points,
                [&](const Point& point) { return !seen.insert({point.type, point.value}).second; });
  row.record.owns.push_back("address_contact_point");
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Point& point = points[i];
    if (i >= kSlots) {
      const std::string word = point.label.empty() ? word_of(point.type) : point.label;
      row.remark(word.empty() ? point.value : word + ": " + point.value);
      continue;
    }
    Record& child = row.add("address_contact_point");
    child.values.emplace_back("slot", std::to_string(i + 1));
    child.values.emplace_back("type", point.type);
    child.values.emplace_back("value", point.value);
    if (!point.label.empty()) child.values.emplace_back("label", point.label);
  }
}

}  // namespace relais::import
