#include "plugins/contacts/folders.hpp"

#include <boost/json.hpp>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"

namespace relais::contacts {
namespace {

namespace json = boost::json;
using sdk::Status;

constexpr std::string_view list_folders = "list the contact folders";
constexpr std::string_view properties = "id,displayName,parentFolderId";

std::string listing(graph::Url url) {
  return url.option("$select", properties).option("$top", "100").str();
}

std::string named(const std::string& name) {
  json::object body;
  body["displayName"] = name;
  return json::serialize(body);
}

}  // namespace

const std::string& Folders::default_folder() {
  if (!default_.empty()) return default_;
  const auto url = graph::user(settings_.mailbox)
                       .path("contacts")
                       .option("$select", "id,parentFolderId")
                       .option("$top", "1");
  graph::for_each_item(host_, graph::get(url.str()), "find the default contact folder",
                       [&](const json::object& contact) {
                         default_ = graph::string_at(contact, "parentFolderId");
                         return default_.empty();
                       });
  return default_;
}

bool Folders::alive(const std::string& folder) {
  if (folder.empty()) return false;
  return folder == default_ || tree().contains(folder) || folder == default_folder();
}

std::vector<graph::Url> Folders::collections() {
  std::vector<graph::Url> urls{graph::user(settings_.mailbox).path("contacts")};
  for (const std::string& id : tree())
    if (id != default_) urls.push_back(folder(id).path("contacts"));
  return urls;
}

const std::set<std::string>& Folders::tree() {
  if (tree_known_) return tree_;
  tree_.clear();
  std::vector<std::string> level;
  const auto add = [&](const json::object& found) {
    std::string id = graph::string_at(found, "id");
    if (tree_.insert(id).second) level.push_back(std::move(id));
    return true;
  };
  graph::for_each_item(host_, graph::get(listing(root())), list_folders, add);
  while (!level.empty()) {
    std::vector<std::string> next;
    for (std::string& id : children(level))
      if (tree_.insert(id).second) next.push_back(std::move(id));
    level = std::move(next);
  }
  tree_known_ = true;
  return tree_;
}

/// The direct children of all these folders; the first pages in one go.
std::vector<std::string> Folders::children(const std::vector<std::string>& parents) {
  std::vector<sdk::Request> requests;
  for (const std::string& id : parents)
    requests.push_back(graph::get(listing(folder(id).path("childFolders"))));
  std::vector<graph::Page> pages;
  host_.stop_if_cancelled();
  for (const sdk::Response& response : host_.http().send(requests)) {
    if (auto refusal = graph::refusal_of(response, graph::Doing::read)) {
      if (refusal->status == Status::not_found) refusal->status = Status::transient;
      throw graph::failure(*refusal, list_folders);
    }
    pages.push_back(graph::read_page(response.body(), list_folders));
  }
  std::vector<std::string> found;
  const auto add = [&](const json::object& child) {
    found.push_back(graph::string_at(child, "id"));
    return true;
  };
  for (const graph::Page& page : pages) {
    for (const json::value& child : page.items) add(child.get_object());
    if (!page.next_link.empty())
      graph::for_each_item(host_, graph::get(page.next_link), list_folders, add);
  }
  return found;
}

sdk::Container Folders::ensure(std::string_view stored) {
  if (settings_.folder.empty())
    return {stored.empty() ? default_folder() : std::string(stored), false};
  const std::string known(stored);
  if (!known.empty() && (known == verified_ || still_ours(known))) {
    verified_ = known;
    return {known, false};
  }
  if (std::string found = find_by_name(); !found.empty()) {
    verified_ = found;
    return {std::move(found), false};
  }
  verified_ = create();
  return {verified_, true};
}

bool Folders::still_ours(const std::string& stored) {
  const sdk::Response response =
      host_.http().send(graph::get(folder(stored).option("$select", "id,displayName").str()));
  if (const auto refusal = graph::refusal_of(response, graph::Doing::read)) {
    if (refusal->status == Status::not_found) return false;
    throw graph::failure(*refusal, "read the contact folder");
  }
  const json::object found = graph::parse_object(response.body(), "read the contact folder");
  return graph::string_at(found, "displayName") == settings_.folder;
}

std::string Folders::find_by_name() {
  std::string id;
  graph::for_each_item(host_, graph::get(listing(root())), list_folders,
                       [&](const json::object& found) {
                         if (graph::string_at(found, "displayName") != settings_.folder)
                           return true;
                         id = graph::string_at(found, "id");
                         return false;
                       });
  return id;
}

std::string Folders::create() {
  const sdk::Response response =
      host_.http().send(graph::post(root().str(), named(settings_.folder)));
  graph::demand(response, "create the contact folder", graph::Doing::create);
  boost::system::error_code failed;
  const std::string_view body = response.body();
  const json::value made = json::parse({body.data(), body.size()}, failed);
  std::string id = !failed && made.is_object() ? graph::string_at(made.get_object(), "id") : "";
  if (id.empty())
    throw sdk::Failure(Status::unknown_outcome,
                       "cannot tell whether the contact folder was created: the answer is "
                       "unusable; it is looked for by its name next time");
  return id;
}

void Folders::discard(std::string_view container) {
  if (settings_.folder.empty() || container.empty() || container == default_)
    throw sdk::Failure(Status::conflict, "the default contact folder is not ours to delete");
  const std::string attempted = "delete the contact folder";
  for (const char* inside : {"contacts", "childFolders"}) {
    const sdk::Response response = host_.http().send(graph::get(
        folder(container).path(inside).option("$select", "id").option("$top", "1").str()));
    if (const auto refusal = graph::refusal_of(response, graph::Doing::read)) {
      if (refusal->status == Status::not_found && !tree().contains(std::string(container))) return;
      throw graph::failure(*refusal, attempted);
    }
    if (const graph::Page page = graph::read_page(response.body(), attempted);
        !page.items.empty() || !page.next_link.empty())
      throw sdk::Failure(Status::conflict, "the contact folder is not empty, so it stays");
  }
  verified_.clear();
  auto refusal = graph::refusal_of(host_.http().send(graph::remove(folder(container).str())),
                                   graph::Doing::write);
  if (refusal && (refusal->status == Status::item || refusal->status == Status::conflict)) {
    // A folder of that name lies in Deleted Items already: another name makes room.
    const std::string other = settings_.folder + " " + std::string(container.substr(0, 12));
    graph::demand(host_.http().send(graph::patch(folder(container).str(), named(other))), attempted,
                  graph::Doing::write);
    refusal = graph::refusal_of(host_.http().send(graph::remove(folder(container).str())),
                                graph::Doing::write);
  }
  if (refusal && refusal->status != Status::not_found) throw graph::failure(*refusal, attempted);
}

}  // namespace relais::contacts
