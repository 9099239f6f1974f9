#include "plugins/contacts/lookup.hpp"

#include <boost/json.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugins/contacts/document.hpp"
#include "plugins/contacts/shown.hpp"
#include "plugins/graph/extended.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"
#include "plugins/graph/request.hpp"

namespace relais::contacts {
namespace {

namespace json = boost::json;
using sdk::Life;
using sdk::Status;

/// More searches than this cost as much as one listing, which answers all of them for certain.
constexpr std::size_t max_searches = 16;

/// A ref that is not settled yet.
struct Open {
  sdk::Ref ref;
  bool answered = false;  ///< lies in Deleted Items, but another copy of its key may live
};

class Looking {
 public:
  Looking(const sdk::Host& host, const Settings& settings, Folders& folders)
      : host_(host), settings_(settings), folders_(folders) {}

  using Report = std::function<void(const sdk::Ref&, const sdk::Found&)>;

  /// Asks for each id. Answers those that there is no certain answer for.
  std::vector<Open> by_id(std::span<const sdk::Ref> refs, const Report& report) {
    std::vector<sdk::Ref> asked;
    std::vector<Open> open;
    std::vector<sdk::Request> requests;
    for (const sdk::Ref& ref : refs) {
      if (ref.remote_id.empty()) {
        open.push_back({ref});
        continue;
      }
      asked.push_back(ref);
      requests.push_back(graph::get(
          shown(graph::user(settings_.mailbox).path("contacts").segment(ref.remote_id)).str()));
    }
    std::vector<std::pair<sdk::Ref, json::object>> answered;
    host_.stop_if_cancelled();
    const std::vector<sdk::Response> responses = host_.http().send(requests);
    for (std::size_t i = 0; i < asked.size(); ++i) {
      const auto refusal = graph::refusal_of(responses[i], graph::Doing::read);
      if (refusal && (refusal->status == Status::not_found || refusal->http == 410))
        open.push_back({asked[i]});
      else if (refusal)
        throw graph::failure(*refusal, "read a contact");
      else
        answered.emplace_back(asked[i], graph::parse_object(responses[i].body(), "read a contact"));
    }
    for (const auto& [ref, contact] : answered) {
      const bool alive = folders_.alive(graph::string_at(contact, "parentFolderId"));
      sdk::Found found = found_of(contact, alive ? Life::live : Life::trashed);
      if (found.remote_id.empty()) found.remote_id = ref.remote_id;
      report(ref, found);
      if (!alive && !ref.key.empty()) open.push_back({ref, true});
    }
    return open;
  }

  /// Searches for each key. Answers those that need a listing.
  std::vector<Open> by_search(std::vector<Open> refs, const Report& report) {
    if (refs.empty()) return refs;
    const std::vector<graph::Url> collections = folders_.collections();
    if (refs.size() * collections.size() > max_searches) return refs;
    std::vector<Open> open;
    for (const Open& each : refs) {
      bool found = each.answered;
      for (const graph::Url& collection : collections)
        if (search(collection, each.ref, report)) found = true;
      if (!found) open.push_back(each);
    }
    return open;
  }

  /// Every contact of every folder.
  void list(const std::function<void(const json::object&)>& on_contact) {
    for (const graph::Url& collection : folders_.collections()) {
      graph::Url url = collection;
      shown(url).option("$top", std::to_string(settings_.page_size));
      graph::for_each_item(host_, graph::get(url.str()), "list the contacts",
                           [&](const json::object& contact) {
                             on_contact(contact);
                             return true;
                           });
    }
  }

  sdk::Found found_of(const json::object& contact, Life state) const {
    return {.state = state,
            .remote_id = graph::string_at(contact, "id"),
            .key = graph::key_of(contact),
            .written_fingerprint = carried_print(contact, settings_),
            .etag = graph::string_at(contact, "@odata.etag"),
            .container = graph::string_at(contact, "parentFolderId"),
            .remote_fingerprint = remote_print(contact, settings_, Answer::whole),
            .created_at = graph::string_at(contact, "createdDateTime")};
  }

 private:
  graph::Url& shown(graph::Url& url) const {
    return url.option("$select", selection(settings_) + ",createdDateTime")
        .option("$expand", graph::expand());
  }

  bool search(graph::Url url, const sdk::Ref& ref, const Report& report) {
    if (ref.key.empty()) return false;
    shown(url).option("$filter", graph::filter_by_hash(graph::hash_of(ref.key)));
    bool found = false;
    try {
      graph::for_each_item(host_, graph::get(url.str()), "search a contact",
                           [&](const json::object& contact) {
                             if (graph::key_of(contact) != ref.key) return true;
                             report(ref, found_of(contact, Life::live));
                             return found = true;
                           });
    } catch (const sdk::Failure& failure) {
      // A search that Graph cannot do is no reason to give up: the listing can.
      if (failure.status() != Status::item && failure.status() != Status::transient) throw;
    }
    return found;
  }

  const sdk::Host& host_;
  const Settings& settings_;
  Folders& folders_;
};

}  // namespace

void lookup(const sdk::Host& host, const Settings& settings, Folders& folders,
            std::span<const sdk::Ref> refs, sdk::Finds& finds) {
  Looking looking(host, settings, folders);
  const auto report = [&](const sdk::Ref& ref, const sdk::Found& found) {
    finds.found(ref, found);
  };
  const std::vector<Open> open = looking.by_search(looking.by_id(refs, report), report);
  if (open.empty()) return;

  std::multimap<std::string_view, std::size_t> by_key, by_id;
  std::vector<bool> found;
  for (std::size_t i = 0; i < open.size(); ++i) {
    const sdk::Ref& ref = open[i].ref;
    found.push_back(open[i].answered);
    if (!ref.key.empty()) by_key.emplace(ref.key, i);
    if (!ref.remote_id.empty()) by_id.emplace(ref.remote_id, i);
  }
  looking.list([&](const json::object& contact) {
    const sdk::Found there = looking.found_of(contact, Life::live);
    const auto match = [&](const auto& index, const std::string& value) {
      const auto [first, last] = index.equal_range(value);
      for (auto each = first; each != last; ++each) {
        const sdk::Ref& ref = open[each->second].ref;
        // A contact that matches by id and key is one copy, not two.
        if (&index == &by_key && ref.remote_id == there.remote_id) continue;
        found[each->second] = true;
        finds.found(ref, there);
      }
    };
    match(by_id, there.remote_id);
    if (!there.key.empty()) match(by_key, there.key);
  });
  for (std::size_t i = 0; i < open.size(); ++i)
    if (!found[i]) finds.gone(open[i].ref);
}

void inventory(const sdk::Host& host, const Settings& settings, Folders& folders,
               sdk::Finds& finds) {
  Looking looking(host, settings, folders);
  looking.list([&](const json::object& contact) {
    const sdk::Found found = looking.found_of(contact, Life::live);
    if (!found.key.empty()) finds.item(found);
  });
}

}  // namespace relais::contacts
