#include "plugins/agenda/todo/lists.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "plugins/graph/delta.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"

namespace relais::agenda::todo {
namespace {

namespace json = boost::json;
using sdk::Status;

constexpr std::string_view list_lists = "list the task lists";
constexpr std::string_view read_list = "read the task list";
constexpr std::string_view delete_list = "delete the task list";

bool is_shared_by_others(const json::object& list) {
  const json::value* owner = list.if_contains("isOwner");
  return owner && owner->is_bool() && !owner->get_bool();
}

bool is_well_known(const json::object& list, std::string_view name) {
  return graph::string_at(list, "wellknownListName") == name;
}

}  // namespace

void Lists::begin_call() {
  known_ = Known::nothing;
  lists_.clear();
}

void Lists::add(const json::object& found) {
  if (graph::is_removed(found) || is_shared_by_others(found) ||
      is_well_known(found, "flaggedEmails"))
    return;
  List list{.id = graph::string_at(found, "id"),
            .name = graph::string_at(found, "displayName"),
            .is_default = is_well_known(found, "defaultList")};
  if (std::none_of(lists_.begin(), lists_.end(), [&](const List& l) { return l.id == list.id; }))
    lists_.push_back(std::move(list));
}

void Lists::ask() {
  if (known_ != Known::nothing) return;
  lists_.clear();
  graph::for_each_item(host_, graph::get(root().str()), list_lists, [&](const json::object& found) {
    add(found);
    return true;
  });
  known_ = Known::told;
}

void Lists::ask_delta() {
  ask();
  if (known_ == Known::every) return;
  try {
    graph::read_round(host_, graph::get(root().path("delta").str()), false, list_lists,
                      [&](const graph::DeltaPage& page) {
                        for (const json::value& found : page.items) add(found.get_object());
                      });
  } catch (const sdk::Failure& failure) {
    // Nothing was asked to be gone on with, so nothing can have expired.
    if (failure.status() != Status::not_found && failure.status() != Status::resync) throw;
    throw sdk::Failure(Status::transient, failure.what());
  }
  known_ = Known::every;
}

const std::vector<List>& Lists::all() {
  ask();
  const auto has_default = [&] {
    return std::any_of(lists_.begin(), lists_.end(), [](const List& l) { return l.is_default; });
  };
  if (!has_default()) ask_delta();
  // Every mailbox has one: a listing without it is no proof of anything.
  if (!has_default())
    throw sdk::Failure(Status::transient, "cannot list the task lists: the default one is missing");
  return lists_;
}

const std::vector<List>& Lists::every() {
  ask_delta();
  return all();
}

sdk::Container Lists::ensure(std::string_view stored) {
  if (settings_.list.empty()) {
    const std::vector<List>& known = all();
    return {
        std::find_if(known.begin(), known.end(), [](const List& l) { return l.is_default; })->id,
        false};
  }
  const std::string known(stored);
  if (!known.empty() && (known == verified_ || still_ours(known))) {
    verified_ = known;
    return {known, false};
  }
  all();
  const List* found = by_name();
  if (!found) {
    every();
    found = by_name();
  }
  if (found) {
    verified_ = found->id;
    return {found->id, false};
  }
  verified_ = create();
  return {verified_, true};
}

bool Lists::still_ours(const std::string& stored) {
  const sdk::Response response = host_.http().send(graph::get(root().segment(stored).str()));
  if (const auto refusal = graph::refusal_of(response, graph::Doing::read)) {
    if (refusal->status == Status::not_found) return false;
    throw graph::failure(*refusal, read_list);
  }
  const json::object found = graph::parse_object(response.body(), read_list);
  return graph::string_at(found, "displayName") == settings_.list;
}

const List* Lists::by_name() const {
  const auto at = std::find_if(lists_.begin(), lists_.end(),
                               [&](const List& list) { return list.name == settings_.list; });
  return at == lists_.end() ? nullptr : &*at;
}

std::string Lists::create() {
  json::object body;
  body["displayName"] = settings_.list;
  const sdk::Response response =
      host_.http().send(graph::post(root().str(), json::serialize(body)));
  graph::demand(response, "create the task list", graph::Doing::create);
  boost::system::error_code failed;
  const std::string_view text = response.body();
  const json::value made = json::parse({text.data(), text.size()}, failed);
  std::string id = !failed && made.is_object() ? graph::string_at(made.get_object(), "id") : "";
  if (id.empty())
    throw sdk::Failure(Status::unknown_outcome,
                       "cannot tell whether the task list was created: the answer is unusable; it "
                       "is looked for by its name next time");
  known_ = Known::nothing;
  return id;
}

bool Lists::is_empty(std::string_view list) {
  bool empty = true;
  graph::for_each_item(host_, graph::get(tasks(list).option("$top", "1").str()), delete_list,
                       [&](const json::object&) { return empty = false; });
  return empty;
}

void Lists::discard(std::string_view container) {
  if (settings_.list.empty() || container.empty())
    throw sdk::Failure(Status::conflict, "the default task list is not ours to delete");
  const graph::Url url = root().segment(container);
  const auto is_gone = [&](const graph::Refusal& refusal) {
    if (refusal.status != Status::not_found) throw graph::failure(refusal, delete_list);
    const std::vector<List>& lists = every();
    if (std::any_of(lists.begin(), lists.end(), [&](const List& l) { return l.id == container; }))
      throw sdk::Failure(
          Status::transient,
          "cannot delete the task list: Graph answers that it is not there, but it is");
  };
  {
    const sdk::Response response = host_.http().send(graph::get(url.str()));
    if (const auto refusal = graph::refusal_of(response, graph::Doing::read))
      return is_gone(*refusal);
    const json::object found = graph::parse_object(response.body(), delete_list);
    if (!is_well_known(found, "none") || is_shared_by_others(found))
      throw sdk::Failure(Status::conflict, "a built-in or shared task list is not ours to delete");
    if (graph::string_at(found, "displayName") != settings_.list)
      throw sdk::Failure(Status::conflict, "the task list was renamed by its owner, so it stays");
  }
  if (!is_empty(container))
    throw sdk::Failure(Status::conflict, "the task list is not empty, so it stays");
  verified_.clear();
  const sdk::Response response = host_.http().send(graph::remove(url.str()));
  if (const auto refusal = graph::refusal_of(response, graph::Doing::write))
    return is_gone(*refusal);
}

}  // namespace relais::agenda::todo
