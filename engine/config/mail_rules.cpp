#include "engine/config/mail_rules.hpp"

#include <charconv>
#include <chrono>
#include <map>

#include "engine/base/text.hpp"
#include "engine/config/values.hpp"

namespace relais::config {
namespace {

/// Of a text that is_date accepts.
std::chrono::year_month_day date_of(std::string_view text) {
  const auto number = [&](std::size_t at, std::size_t size) {
    int out = 0;
    std::from_chars(text.data() + at, text.data() + at + size, out);
    return out;
  };
  return {std::chrono::year{number(0, 4)}, std::chrono::month{static_cast<unsigned>(number(5, 2))},
          std::chrono::day{static_cast<unsigned>(number(8, 2))}};
}

bool is_date_node(const Node* node) {
  return node != nullptr && node->kind == Node::Kind::text && is_date(node->text);
}

void check_history(const Node& settings, const std::string& path, Problems& problems) {
  const Node* history = settings.find("history");
  if (history == nullptr) return;
  const Node* approved = history->find("approved_on");
  const Node* from = history->find("from");
  if (!is_date_node(approved) || !is_date_node(from)) return;
  auto earliest = date_of(approved->text) - std::chrono::months{12};
  if (!earliest.ok()) earliest = earliest.year() / earliest.month() / std::chrono::day{28};
  if (date_of(from->text) < earliest)
    problems.add(from->mark, path_of(path_of(path, "history"), "from"), shown(from->text),
                 "a day at most 12 months before approved_on",
                 "older messages are never loaded, whatever was agreed");
}

}  // namespace

void check_mail_rules(const Node& section, const std::string& path, Problems& problems) {
  check_history(section, path, problems);
  const Node* accounts = section.find("accounts");
  if (accounts == nullptr) return;
  std::map<std::string, std::string> account_of;
  for (const auto& account : accounts->children) {
    const std::string at = path_of(path_of(path, "accounts"), account.key);
    check_history(account, at, problems);
    const Node* owner = account.find("owner");
    const bool named = owner != nullptr && owner->kind == Node::Kind::text;
    const auto [other, fresh] =
        account_of.emplace(fold_case(named ? owner->text : account.key), account.key);
    if (!fresh)
      problems.add(named ? owner->mark : account.key_mark, named ? path_of(at, "owner") : at,
                   "the owner of the account " + shown(other->second) + " a second time",
                   "one account for each owner", "upper and lower case count as the same");
  }
}

}  // namespace relais::config
