#include "plugins/mail-graph/folders.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "plugins/graph/paging.hpp"
#include "plugins/graph/refusal.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using graph::string_at;
using sdk::Status;

constexpr std::string_view list_mail_folders = "list the mail folders";
constexpr std::string_view folder_selection =
    "id,displayName,parentFolderId,childFolderCount,totalItemCount,isHidden";
constexpr std::string_view root_name = "msgfolderroot";
/// Those that the rules or their defaults name. A mailbox need not have each of them.
constexpr std::array<std::string_view, 17> well_known_names{
    root_name,        "inbox",
    "drafts",         "sentitems",
    "deleteditems",   "junkemail",
    "outbox",         "archive",
    "clutter",        "conversationhistory",
    "scheduled",      "syncissues",
    "conflicts",      "localfailures",
    "serverfailures", "recoverableitemsdeletions",
    "searchfolders"};
/// Those that no owner sees, whatever the service says of them.
constexpr std::array<std::string_view, 2> out_of_sight{"recoverableitemsdeletions",
                                                       "searchfolders"};

constexpr Seconds names_last = 7 * 24 * 3600;
/// For so long what was read is as good as read by the call that follows.
constexpr Seconds moments = 10;
constexpr std::string_view tree_key = "folders";

std::string piece_key(std::size_t number) { return "folders/" + std::to_string(number); }

Seconds seconds_now(const sdk::Host& host) { return host.clock().now_ms() / 1000; }

bool flag_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_bool() && value->get_bool();
}

std::uint64_t count_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value && value->is_int64() && value->get_int64() > 0
             ? static_cast<std::uint64_t>(value->get_int64())
             : 0;
}

MailFolder mail_folder_of(const json::object& found) {
  const std::string type = string_at(found, "@odata.type");
  return {.id = string_at(found, "id"),
          .parent = string_at(found, "parentFolderId"),
          .name = string_at(found, "displayName"),
          .well_known = {},
          .items = count_of(found, "totalItemCount"),
          .hidden = flag_of(found, "isHidden"),
          .search = type.find("SearchFolder") != std::string::npos};
}

std::string children_url(graph::Url url) {
  return url.option("includeHiddenFolders", "true")
      .option("$select", folder_selection)
      .option("$top", "100")
      .str();
}

bool is_out_of_sight(std::string_view name) {
  return std::find(out_of_sight.begin(), out_of_sight.end(), name) != out_of_sight.end();
}

void name_well_known(MailFolder& folder, const std::string& name) {
  folder.well_known = name;
  folder.hidden = folder.hidden || is_out_of_sight(name);
}

/// "Not found" of a thing that may be there: Graph says so under load.
bool is_absent(const graph::Refusal& refusal) { return refusal.status == Status::not_found; }

}  // namespace

const FolderTree& Folders::refresh() {
  if (!known_) load();
  std::vector<MailFolder> all = list();
  resolve_well_known();
  for (MailFolder& folder : all)
    if (const auto name = well_known_.find(folder.id); name != well_known_.end())
      name_well_known(folder, name->second);
  tree_ = FolderTree(std::move(all));
  nowhere_.clear();
  known_ = refreshed_ = true;
  read_at_ = seconds_now(host_);
  keep();
  return tree_;
}

const FolderTree& Folders::recent() { return known_ && read_within(60) ? tree_ : refresh(); }

bool Folders::read_within(Seconds limit) const {
  const Seconds age = seconds_now(host_) - read_at_;
  return age >= 0 && age < limit;
}

void Folders::begin_call() {
  refreshed_ = refreshed_ && read_within(moments);
  confirmed_.clear();
}

const FolderTree& Folders::tree() {
  if (known_ || load()) return tree_;
  return refresh();
}

/// What an earlier session has kept.
bool Folders::load() {
  const sdk::State state = host_.state();
  const auto head = state.get(tree_key);
  const auto pieces = head ? pieces_of(*head) : std::nullopt;
  if (!pieces) return false;
  KeptTexts texts{*head, {}};
  for (std::size_t i = 0; i < *pieces; ++i)
    texts.pieces.push_back(state.get(piece_key(i)).value_or(""));
  auto kept = read_tree(texts);
  if (!kept) return false;
  tree_ = std::move(kept->tree);
  resolved_at_ = kept->resolved_at;
  well_known_.clear();
  if (!kept->root.empty()) well_known_.emplace(kept->root, root_name);
  for (const MailFolder& folder : tree_.folders())
    if (!folder.well_known.empty()) well_known_.emplace(folder.id, folder.well_known);
  kept_ = std::move(texts);
  return known_ = true;
}

/// Durable with what the call reports next; if it reports nothing, it is read again.
void Folders::keep() {
  KeptTree kept{.tree = tree_, .resolved_at = resolved_at_};
  for (const auto& [id, name] : well_known_)
    if (name == root_name) kept.root = id;
  KeptTexts texts = write_tree(kept);
  if (texts == kept_) return;
  const sdk::State state = host_.state();
  state.put(tree_key, texts.head);
  for (std::size_t i = 0; i < texts.pieces.size(); ++i) state.put(piece_key(i), texts.pieces[i]);
  for (std::size_t i = texts.pieces.size(); i < kept_.pieces.size(); ++i) state.erase(piece_key(i));
  kept_ = std::move(texts);
}

std::vector<MailFolder> Folders::list() {
  std::vector<MailFolder> all;
  std::set<std::string> seen;
  std::vector<std::string> level;
  const auto take = [&](Listed found, std::vector<std::string>& next) {
    if (!seen.insert(found.folder.id).second) return;
    if (found.has_children) next.push_back(found.folder.id);
    all.push_back(std::move(found.folder));
  };
  graph::for_each_item(host_, graph::get(children_url(root())), list_mail_folders,
                       [&](const json::object& found) {
                         take(listed_in(found, {}), level);
                         return true;
                       });
  while (!level.empty()) {
    std::vector<std::string> next;
    for (Listed& found : children(level)) take(std::move(found), next);
    level = std::move(next);
  }
  return all;
}

/// The direct children of all these; the first pages in one go.
std::vector<Folders::Listed> Folders::children(const std::vector<std::string>& parents) {
  std::vector<sdk::Request> requests;
  for (const std::string& id : parents)
    requests.push_back(graph::get(children_url(root().segment(id).path("childFolders"))));
  host_.stop_if_cancelled();
  std::vector<graph::Page> pages;
  for (const sdk::Response& response : host_.http().send(requests)) {
    if (auto refusal = graph::refusal_of(response, graph::Doing::read)) {
      if (is_absent(*refusal)) refusal->status = Status::transient;
      throw graph::failure(*refusal, list_mail_folders);
    }
    pages.push_back(graph::read_page(response.body(), list_mail_folders));
  }
  std::vector<Listed> found;
  for (std::size_t i = 0; i < pages.size(); ++i) {
    const auto take = [&](const json::object& child) {
      found.push_back(listed_in(child, parents[i]));
      return true;
    };
    for (const json::value& child : pages[i].items) take(child.get_object());
    if (!pages[i].next_link.empty())
      graph::for_each_item(host_, graph::get(pages[i].next_link), list_mail_folders, take);
  }
  return found;
}

Folders::Listed Folders::listed_in(const json::object& found, const std::string& parent) {
  Listed listed{mail_folder_of(found), count_of(found, "childFolderCount") > 0};
  listed.folder.parent = parent;
  listed.has_children = listed.has_children && !listed.folder.search;
  return listed;
}

/// Asks for the names that are not resolved yet, now and then for all. One "not found" proves
/// nothing, and a Junk folder that is taken for the owner's own would be read: it takes two.
void Folders::resolve_well_known() {
  const Seconds now = seconds_now(host_);
  if (now < resolved_at_ || now - resolved_at_ > names_last) {
    well_known_.clear();
    resolved_at_ = now;
  }
  std::vector<std::string_view> open;
  for (const std::string_view name : well_known_names)
    if (std::none_of(well_known_.begin(), well_known_.end(),
                     [&](const auto& known) { return known.second == name; }))
      open.push_back(name);
  for (int round = 0; round < 2 && !open.empty(); ++round) {
    std::vector<sdk::Request> requests;
    for (const std::string_view name : open)
      requests.push_back(graph::get(root().segment(name).option("$select", "id").str()));
    host_.stop_if_cancelled();
    const std::vector<sdk::Response> responses = host_.http().send(requests);
    std::vector<std::string_view> absent;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (const auto refusal = graph::refusal_of(responses[i], graph::Doing::read)) {
        if (!is_absent(*refusal)) throw graph::failure(*refusal, "find the well-known folders");
        absent.push_back(open[i]);
        continue;
      }
      const json::object found =
          graph::parse_object(responses[i].body(), "find the well-known folders");
      if (std::string id = string_at(found, "id"); !id.empty())
        well_known_.emplace(std::move(id), open[i]);
    }
    open = std::move(absent);
  }
}

json::object Folders::folder_json(const std::string& id) {
  if (id.empty()) return tree_.folder_json("unknown");
  if (tree().knows(id) && !refreshed_ && !lies_as_kept(id)) refresh();
  if (!tree().knows(id) && !nowhere_.contains(id)) {
    if (!refreshed_) refresh();
    if (!tree_.knows(id)) learn(id);
  }
  return tree_.folder_json(id);
}

/// Whether this folder and the owner's own ones above it hang where they did, under these names.
/// Those of the service stay where they are.
bool Folders::lies_as_kept(const std::string& id) {
  std::vector<const MailFolder*> asked;
  std::vector<sdk::Request> requests;
  for (const MailFolder* folder = tree_.find(id); folder && folder->well_known.empty();
       folder = tree_.find(folder->parent)) {
    if (confirmed_.contains(folder->id)) break;
    asked.push_back(folder);
    requests.push_back(
        graph::get(root().segment(folder->id).option("$select", folder_selection).str()));
  }
  if (requests.empty()) return true;
  host_.stop_if_cancelled();
  const std::vector<sdk::Response> responses = host_.http().send(requests);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (const auto refusal = graph::refusal_of(responses[i], graph::Doing::read)) {
      if (is_absent(*refusal)) return false;
      throw graph::failure(*refusal, "read a mail folder");
    }
    const MailFolder now =
        mail_folder_of(graph::parse_object(responses[i].body(), "read a mail folder"));
    const auto above = well_known_.find(now.parent);
    const bool at_top = above != well_known_.end() && above->second == root_name;
    if (now.name != asked[i]->name || (at_top ? "" : now.parent) != asked[i]->parent) return false;
  }
  for (const MailFolder* folder : asked) confirmed_.insert(folder->id);
  return true;
}

/// A hidden folder below another one is in no listing.
void Folders::learn(const std::string& id) {
  std::vector<MailFolder> all = tree_.folders();
  std::string wanted = id;
  const auto is_root = [&] {
    const auto name = well_known_.find(wanted);
    return name != well_known_.end() && name->second == root_name;
  };
  for (int depth = 0; depth < 300 && !wanted.empty() && !tree_.knows(wanted) && !is_root();
       ++depth) {
    host_.stop_if_cancelled();
    const sdk::Response response = host_.http().send(
        graph::get(root().segment(wanted).option("$select", folder_selection).str()));
    if (const auto refusal = graph::refusal_of(response, graph::Doing::read)) {
      if (!is_absent(*refusal) && refusal->status != Status::item)
        throw graph::failure(*refusal, "read a mail folder");
      nowhere_.insert(wanted);
      break;
    }
    MailFolder folder = mail_folder_of(graph::parse_object(response.body(), "read a mail folder"));
    if (folder.id != wanted) break;
    wanted = folder.parent;
    if (const auto name = well_known_.find(folder.id); name != well_known_.end())
      name_well_known(folder, name->second);
    // What lies above them is not for us.
    if (is_out_of_sight(folder.well_known)) wanted.clear();
    all.push_back(std::move(folder));
  }
  nowhere_.insert(id);
  tree_ = FolderTree(std::move(all));
  keep();
}

}  // namespace relais::mail_graph
