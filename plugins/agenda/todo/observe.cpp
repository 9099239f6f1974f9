#include "plugins/agenda/todo/observe.hpp"

#include <algorithm>

#include "plugins/agenda/todo/listing.hpp"
#include "plugins/agenda/todo/shown.hpp"
#include "plugins/graph/paging.hpp"

namespace relais::agenda::todo {
namespace {

namespace json = boost::json;

/// There is nothing to go on from: each listing is a whole one.
constexpr std::string_view listed = "listed 1";

bool is_among(const std::vector<List>& lists, std::string_view id) {
  return std::any_of(lists.begin(), lists.end(), [&](const List& list) { return list.id == id; });
}

}  // namespace

void observe(const sdk::Host& host, const Settings& settings, Lists& lists,
             std::string_view container, std::string_view cursor, bool full,
             sdk::Changes& changes) {
  if (!full && cursor == listed) return;
  if (!full && !cursor.empty())
    throw sdk::Failure(sdk::Status::resync, "the cursor belongs to another version");

  const bool missed = !container.empty() && !is_among(lists.all(), container);
  const std::vector<List>& wanted = missed ? lists.every() : lists.all();
  for_each_task(
      host, settings, lists, wanted,
      [&](const List& list, const json::object& task) {
        const std::string key = key_of(task);
        if (!is_exported(key, settings)) return;
        changes.upsert({.remote_id = graph::string_at(task, "id"),
                        .key = key,
                        .etag = graph::string_at(task, "@odata.etag"),
                        .container = list.id,
                        .remote_fingerprint = remote_print(task),
                        .facts = facts_of(task)});
      },
      [&] { changes.checkpoint(listed); });
  if (full) changes.complete();
}

}  // namespace relais::agenda::todo
