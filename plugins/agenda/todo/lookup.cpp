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
    const std::string id = graph::string_at(task, "id"), key = key_of(task);
    const auto report = [&](const Index& index, std::string_view value) {
      const auto [first, last] = index.equal_range(value);
      for (auto each = first; each != last; ++each) {
        found_[each->second] = true;
        // What matches by id and by key, or is shown twice because the pages shift, is no twin.
        if (reported_.emplace(each->second, id).second)
          finds.found(refs_[each->second], found_of(list, task));
      }
    };
    report(by_id_, id);
    report(by_key_, key);
  }

  bool all_found() const { return std::find(found_.begin(), found_.end(), false) == found_.end(); }

  void close(sdk::Finds& finds) const {
    for (std::size_t i = 0; i < refs_.size(); ++i)
      if (!found_[i]) finds.gone(refs_[i]);
  }

 private:
  using Index = std::multimap<std::string_view, std::size_t>;

  std::span<const sdk::Ref> refs_;
  std::vector<bool> found_;
  std::set<std::pair<std::size_t, std::string>> reported_;
  Index by_key_, by_id_;
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
                  if (!is_exported(key_of(task), settings)) return;
                  if (reported.insert(graph::string_at(task, "id")).second)
                    finds.item(found_of(list, task));
                });
}

}  // namespace relais::agenda::todo
