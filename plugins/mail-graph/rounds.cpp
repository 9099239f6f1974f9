#include "plugins/mail-graph/rounds.hpp"

#include <algorithm>
#include <utility>

#include "plugins/graph/refusal.hpp"
#include "plugins/graph/request.hpp"
#include "plugins/graph/text.hpp"
#include "plugins/mail-graph/envelope.hpp"

namespace relais::mail_graph {
namespace {

namespace json = boost::json;
using graph::string_at;
using sdk::Status;

constexpr int most_restarts = 2;
constexpr std::string_view read_folder = "read the changes of a mail folder";

std::string short_print(std::string_view text) { return graph::sha256_hex(text).substr(0, 16); }

/// Where messages go to is read before where they come from: then few have to be asked for.
int reading_order(const MailFolder& folder) {
  if (folder.well_known == "deleteditems") return 0;
  if (folder.well_known == "drafts") return 2;
  return folder.well_known == "inbox" ? 3 : 1;
}

bool is_recent(const KeptFolder& kept, const Settings& settings, Seconds now) {
  const auto full = parse_instant(kept.full);
  return full && *full <= now && now - *full < settings.full_audit;
}

std::string first_url(const Settings& settings, const std::string& folder) {
  return graph::user(settings.mailbox)
      .path("mailFolders")
      .segment(folder)
      .path("messages/delta")
      .option("$filter", "receivedDateTime ge " + instant_text(*settings.since))
      .option("$select", judged_selection)
      .str();
}

sdk::Request round_request(const Settings& settings, const Round& round) {
  const std::string prefer = "odata.maxpagesize=" + std::to_string(settings.audit_page_size);
  return graph::get(round.kept.link.empty() ? first_url(settings, round.folder) : round.kept.link,
                    prefer);
}

/// The page of an answer; nothing: the round has to begin anew.
std::optional<graph::Page> round_page(const sdk::Response& response, const Round& round) {
  auto refusal = graph::refusal_of(response, graph::Doing::read);
  if (!refusal) return graph::read_page(response.body(), read_folder);
  if (refusal->status == Status::resync && !round.kept.link.empty()) return std::nullopt;
  // The folder was listed a moment ago.
  if (refusal->status == Status::not_found || refusal->status == Status::resync)
    refusal->status = Status::transient;
  throw graph::failure(*refusal, read_folder);
}

void restart(Round& round) {
  round.kept.link.clear();
  if (++round.restarts > most_restarts) round.useless = round.done = true;
  round.resumed = false;
  round.shown = 0;
  round.guard = graph::LinkGuard();
}

void go_on(Round& round, const graph::Page& page) {
  round.done = page.next_link.empty();
  const std::string& link = round.done ? page.delta_link : page.next_link;
  if (link.empty())
    throw sdk::Failure(Status::transient,
                       "cannot " + std::string(read_folder) + ": a page has no link to go on with");
  if (!round.done && !round.guard.follow(link, page.items)) return restart(round);
  round.kept.link = link;
}

}  // namespace

std::string write_kept(const KeptFolder& kept) {
  return json::serialize(json::object{{"since", kept.since},
                                      {"ancestry", kept.ancestry},
                                      {"path", kept.path},
                                      {"full", kept.full},
                                      {"link", kept.link}});
}

std::optional<KeptFolder> read_kept(std::string_view text) {
  boost::system::error_code failed;
  const json::value parsed = json::parse({text.data(), text.size()}, failed);
  if (failed || !parsed.is_object()) return std::nullopt;
  const json::object& object = parsed.get_object();
  KeptFolder kept{string_at(object, "since"), string_at(object, "ancestry"),
                  string_at(object, "path"), string_at(object, "full"), string_at(object, "link")};
  if (kept.link.empty()) return std::nullopt;
  return kept;
}

std::string folder_print(std::string_view id) { return short_print(id); }
std::string state_key(std::string_view print) { return "audit/" + std::string(print); }

std::vector<Round> plan_rounds(
    const FolderTree& tree, const Settings& settings, Seconds now,
    const std::function<std::optional<KeptFolder>(const std::string& print)>& kept) {
  std::vector<const MailFolder*> folders;
  for (const MailFolder& folder : tree.folders())
    if (!folder.hidden && !folder.search) folders.push_back(&folder);
  std::stable_sort(folders.begin(), folders.end(), [](const auto* left, const auto* right) {
    return reading_order(*left) < reading_order(*right);
  });
  std::vector<Round> rounds;
  for (const MailFolder* folder : folders) {
    Round round{.folder = folder->id};
    round.kept = {.since = instant_text(*settings.since),
                  .ancestry = tree.ancestry_print(folder->id),
                  .path = short_print(tree.path(folder->id)),
                  .full = instant_text(now),
                  .link = {}};
    const auto before = kept(folder_print(folder->id));
    const bool same =
        before && before->since == round.kept.since && before->ancestry == round.kept.ancestry;
    if (same && is_recent(*before, settings, now)) {
      round.resumed = true;
      round.kept.full = before->full;
      round.renamed = before->path != round.kept.path;
      round.kept.link = before->link;
    }
    rounds.push_back(std::move(round));
  }
  return rounds;
}

void read_pages(const sdk::Host& host, const Settings& settings, std::vector<Round>& rounds,
                const std::function<void(Round&, const json::array&)>& on_page) {
  std::vector<sdk::Request> requests;
  for (const Round& round : rounds) requests.push_back(round_request(settings, round));
  host.stop_if_cancelled();
  const std::vector<sdk::Response> responses = host.http().send(requests);
  // Answers live until the next request, and what a page brings leads to requests.
  std::vector<std::optional<graph::Page>> pages;
  for (std::size_t i = 0; i < rounds.size(); ++i)
    pages.push_back(round_page(responses[i], rounds[i]));
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    if (!pages[i]) {
      restart(rounds[i]);
      continue;
    }
    on_page(rounds[i], pages[i]->items);
    go_on(rounds[i], *pages[i]);
  }
}

}  // namespace relais::mail_graph
