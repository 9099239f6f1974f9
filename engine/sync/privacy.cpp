#include "engine/sync/privacy.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "engine/store/store.hpp"

namespace relais::sync {
namespace {

using config::Privacy;

/// A key, and the strictest mode that lets it through.
struct Rule {
  std::string_view key;
  Privacy up_to;
};

// Dates, numbers and enumerations: no free text, no name.
constexpr Rule kItem[]{
    {"schema", Privacy::busy},
    {"item", Privacy::busy},
    {"id", Privacy::busy},
    {"entity", Privacy::busy},
    {"revision", Privacy::busy},
    {"confidential", Privacy::busy},
    {"leads", Privacy::busy},
    {"done", Privacy::busy},
    {"done_on", Privacy::busy},
    {"due_date", Privacy::busy},
    {"due_time", Privacy::busy},
    {"reminder_time", Privacy::busy},
    {"starts_at", Privacy::busy},
    {"ends_at", Privacy::busy},
    {"time_zone", Privacy::busy},
    {"all_day", Privacy::busy},
    {"show_as", Privacy::busy},
    {"private", Privacy::busy},
    {"lead_minutes", Privacy::busy},
    {"rrule", Privacy::busy},
    {"exdates", Privacy::busy},
    {"type", Privacy::case_number_only},
    {"case", Privacy::case_number_only},
};
constexpr Rule kCase[]{{"number", Privacy::case_number_only},
                       {"status", Privacy::case_number_only},
                       {"confidential", Privacy::case_number_only}};
constexpr Rule kLead[]{{"seq", Privacy::busy}, {"amount", Privacy::busy}, {"unit", Privacy::busy}};

void reduce(json::value* value, std::span<const Rule> rules, Privacy privacy) {
  if (value == nullptr || !value->is_object()) return;
  std::vector<std::string> forbidden;
  for (const auto& [key, ignored] : value->get_object())
    if (std::none_of(rules.begin(), rules.end(), [&](const Rule& rule) {
          return rule.key == std::string_view(key) && privacy <= rule.up_to;
        }))
      forbidden.emplace_back(key);
  for (const auto& key : forbidden) value->get_object().erase(key);
}

}  // namespace

void apply_privacy(json::value& item, std::string_view kind, Privacy privacy) {
  if (kind == store::kContact || !item.is_object()) return;
  json::object& object = item.get_object();
  if (privacy != Privacy::full) {
    reduce(&item, kItem, privacy);
    reduce(object.if_contains("case"), kCase, privacy);
    if (auto* leads = object.if_contains("leads"); leads != nullptr && leads->is_array())
      for (auto& lead : leads->get_array()) reduce(&lead, kLead, privacy);
  }
  object["privacy"] = config::name_of(privacy);
}

}  // namespace relais::sync
