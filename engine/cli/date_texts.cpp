#include "engine/cli/date_texts.hpp"

#include <fmt/core.h>

#include "engine/cli/words.hpp"
#include "engine/store/date_changes.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kDatesTold = 20;

}  // namespace

void add_date_notes(const std::vector<store::DateChange>& changes,
                    std::vector<std::string>& notes) {
  for (std::size_t i = 0; i < changes.size() && i < kDatesTold; ++i)
    notes.push_back(fmt::format("warning: {} deadline {} of entity {}: date changed from {}",
                                changes[i].type, changes[i].deadline, changes[i].entity,
                                store::dates_text(changes[i])));
  if (changes.size() > kDatesTold)
    notes.push_back(fmt::format("warning: and of {} more; `relais explain deadline ID` tells them",
                                changes.size() - kDatesTold));
}

json::array to_json(const std::vector<store::DateChange>& changes) {
  json::array list;
  for (const auto& change : changes)
    list.push_back(json::object{{"entity", change.entity},
                                {"deadline", change.deadline},
                                {"type", change.type},
                                {"old_date", change.old_date},
                                {"old_time", text_or_null(change.old_time)},
                                {"new_date", change.new_date},
                                {"new_time", text_or_null(change.new_time)}});
  return list;
}

}  // namespace relais::cli
