#include "plugins/agenda/todo/lookup.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "plugins/agenda/todo/listing.hpp"
#include "plugins/agenda/todo/shown.hpp"
#include "plugins/graph/paging.hpp"

namespace relais::agenda::todo {
namespace {

namespace json = boost::json;

sdk::Found found_of(const List& list, const json::object& task) {
  return {.state = sdk::Life::live,
          .remote_id = graph::string_at(task, "id"),
          .key = key_of(task),
          .etag = graph::string_at(task, "@odata.etag"),
          .container = list.id,
          .remote_fingerprint = remote_print(task),
          .facts = facts_of(task),
          .created_at = graph::string_at(task, "createdDateTime")};
}

/// What is looked for, and which of it was found.
class Wanted {
 public:
  explicit Wanted(std::span<const sdk::Ref> refs) : refs_(refs), found_(refs.size(), false) {
    for (std::size_t i = 0; i < refs.size(); ++i) {
      if (!refs[i].key.empty()) by_key_.emplace(refs[i].key, i);
      if (!refs[i].remote_id.empty()) by_id_.emplace(refs[i].remote_id, i);
    }
  }

  void compare(const List& list, const json::object& task, sdk::Finds& finds) {
    const sdk::Found there = found_of(list, task);
    const auto report = [&](std::size_t index) {
      found_[index] = true;
      // A listing whose pages shift shows a task twice; that makes no twin.
      if (reported_.emplace(index, there.remote_id).second) finds.found(refs_[index], there);
    };
    const auto [first, last] = by_id_.equal_range(there.remote_id);
    for (auto each = first; each != last; ++each) report(each->second);
    if (there.key.empty()) return;
    const auto [begin, end] = by_key_.equal_range(there.key);
    for (auto each = begin; each != end; ++each)
      // A task that matches by id and key is one copy, not two.
      if (refs_[each->second].remote_id != there.remote_id) report(each->second);
  }

  bool all_found() const { return std::find(found_.begin(), found_.end(), false) == found_.end(); }

  void close(sdk::Finds& finds) const {
    for (std::size_t i = 0; i < refs_.size(); ++i)
      if (!found_[i]) finds.gone(refs_[i]);
  }

 private:
  std::span<const sdk::Ref> refs_;
  std::vector<bool> found_;
  std::set<std::pair<std::size_t, std::string>> reported_;
  std::multimap<std::string_view, std::size_t> by_key_, by_id_;
};

}  // namespace

void lookup(const sdk::Host& host, const Settings& settings, Lists& lists,
            std::span<const sdk::Ref> refs, sdk::Finds& finds) {
  if (refs.empty()) return;
  Wanted wanted(refs);
  const OnTask compare = [&](const List& list, const json::object& task) {
    wanted.compare(list, task, finds);
  };
  const std::vector<List> told = lists.all();
  for_each_task(host, settings, lists, told, compare);
  if (!wanted.all_found()) {
    const std::span<const List> every = lists.every();
    for_each_task(host, settings, lists, every.subspan(told.size()), compare);
  }
  wanted.close(finds);
}

void inventory(const sdk::Host& host, const Settings& settings, Lists& lists, sdk::Finds& finds) {
  std::set<std::string> reported;
  for_each_task(host, settings, lists, lists.every(),
                [&](const List& list, const json::object& task) {
                  const sdk::Found found = found_of(list, task);
                  if (is_exported(found.key, settings) && reported.insert(found.remote_id).second)
                    finds.item(found);
                });
}

}  // namespace relais::agenda::todo
