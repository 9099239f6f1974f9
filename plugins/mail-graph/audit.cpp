#include "plugins/mail-graph/audit.hpp"

#include <boost/json.hpp>
#include <optional>
#include <utility>

#include "plugins/graph/delta.hpp"
#include "plugins/graph/paging.hpp"
#include "plugins/graph/request.hpp"
#include "plugins/mail-graph/envelope.hpp"
#include "plugins/mail-graph/listing.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using graph::string_at;
using sdk::Status;

constexpr std::size_t side_by_side = 8;
/// With a filter a delta shows so many messages at most.
constexpr std::size_t most_of_delta = 5000;

Listing whole_folder(const Settings& settings, const std::string& folder) {
  return {.collection =
              graph::user(settings.mailbox).path("mailFolders").segment(folder).path("messages"),
          .from = *settings.since,
          .selection = judged_selection,
          .top = settings.audit_page_size,
          .attempted = "list the messages of a mail folder"};
}

}  // namespace

void Audit::run(std::string_view text) {
  if (!settings_.since)
    throw sdk::Failure(
        Status::config,
        "cannot audit a mailbox: the account does not say since when (collect.since)");
  const AuditCursor before = text.empty() ? AuditCursor{} : read_audit_cursor(text);
  before_ = text;
  cursor_ = {.since = *settings_.since, .folders = before.folders};
  const sdk::State state = host_.state();
  const auto kept = [&](const std::string& print) -> std::optional<KeptFolder> {
    const auto value = state.get(state_key(print));
    return value ? read_kept(*value) : std::nullopt;
  };
  std::vector<Round> rounds =
      plan_rounds(folders_.recent(), settings_, host_.clock().now_ms() / 1000, kept);
  cursor_.folders.clear();
  for (const Round& round : rounds) cursor_.folders.push_back(folder_print(round.folder));
  read_folders(std::move(rounds));
  forget_folders(before.folders);
  changed_ = changed_ || write_cursor(cursor_) != before_;
  keep_up();
}

void Audit::read_folders(std::vector<Round> rounds) {
  std::vector<Round> active;
  auto next = rounds.begin();
  while (next != rounds.end() || !active.empty()) {
    while (active.size() < side_by_side && next != rounds.end())
      active.push_back(std::move(*next++));
    std::vector<std::string> links;
    for (const Round& round : active) links.push_back(round.kept.link);
    read_pages(host_, settings_, active,
               [&](Round& round, const json::array& items) { take(round, items); });
    find_departed();
    for (std::size_t i = 0; i < active.size(); ++i) {
      Round& round = active[i];
      if (round.useless || (round.done && !round.resumed && round.shown >= most_of_delta))
        read_whole(round.folder);
      if (round.useless) forget_link(round.folder);
      if (round.done && round.renamed) tell_new_path(round.folder);
      // A new path is kept once it was told.
      if (round.renamed && !round.done) continue;
      if (round.kept.link.empty() || (round.kept.link == links[i] && !round.renamed)) continue;
      host_.state().put(state_key(folder_print(round.folder)), write_kept(round.kept));
      changed_ = true;
    }
    keep_up();
    std::erase_if(active, [](const Round& round) { return round.done; });
  }
}

void Audit::take(Round& round, const json::array& items) {
  for (const json::value& each : items) {
    const json::object& message = each.get_object();
    const std::string id = string_at(message, "id");
    const auto shown = shown_.find(id);
    if (graph::is_removed(message)) {
      if (shown != shown_.end() && shown->second != round.folder) continue;
      if (shown != shown_.end()) shown_.erase(shown);
      departed_.insert(id);
      continue;
    }
    host_.stop_if_cancelled();
    ++round.shown;
    changed_ = true;
    departed_.erase(id);
    shown_.insert_or_assign(id, round.folder);
    intake_.offer(message);
  }
}

/// A removal is a claim: of a message that went from one folder to another and back it is all that
/// is told.
void Audit::find_departed() {
  for (const std::string& id : std::exchange(departed_, {})) {
    host_.stop_if_cancelled();
    intake_.offer_by_id(id);
    changed_ = true;
  }
}

void Audit::read_whole(const std::string& folder) {
  read_listing(host_, whole_folder(settings_, folder), [&](const json::array& messages) {
    for (const json::value& each : messages) {
      host_.stop_if_cancelled();
      if (shown_.emplace(string_at(each.get_object(), "id"), folder).second)
        intake_.offer(each.get_object());
    }
  });
}

void Audit::tell_new_path(const std::string& folder) {
  Listing listing = whole_folder(settings_, folder);
  listing.selection = "id,parentFolderId,receivedDateTime";
  read_listing(host_, listing, [&](const json::array& messages) {
    for (const json::value& each : messages)
      intake_.renamed(string_at(each.get_object(), "id"), folder);
  });
  changed_ = true;
}

void Audit::forget_folders(const std::vector<std::string>& before) {
  const std::set<std::string> there(cursor_.folders.begin(), cursor_.folders.end());
  for (const std::string& print : before) {
    if (there.contains(print)) continue;
    host_.state().erase(state_key(print));
    changed_ = true;
  }
}

/// The next audit begins it anew.
void Audit::forget_link(const std::string& folder) {
  host_.state().erase(state_key(folder_print(folder)));
  changed_ = true;
}

void Audit::keep_up() {
  if (!std::exchange(changed_, false)) return;
  intake_.checkpoint(write_cursor(cursor_));
}

}  // namespace relais::mail_graph
