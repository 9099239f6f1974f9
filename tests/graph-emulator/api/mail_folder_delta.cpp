// Delta of the folders of a mailbox, all levels in one.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tests/graph-emulator/api/mail_folder_view.hpp"

namespace relais::emulator {
namespace {

struct FolderSyncState {
  std::uint64_t generation = 0;
  std::uint64_t seen = 0;
  std::uint64_t started = 0;  ///< of a first round: removals before it are not shown
  std::string select;         ///< "" = everything
};

std::string folder_delta_scope(const Call& call, std::string_view kind) {
  return fmt::format("{} {} {}", kind, call.user->mail_store.name(), call.request.path);
}

Answer<std::optional<FolderSyncState>> continued_folders(const Call& call) {
  for (const std::string_view kind : {"$skiptoken", "$deltatoken"}) {
    const auto token = last_option(call.request.query, kind);
    if (!token) continue;
    const auto payload = token->before.empty()
                             ? call.service.links.open(folder_delta_scope(call, kind), token->value)
                             : std::nullopt;
    if (!payload)
      return refuse(400, "BadRequest",
                    "Badly formed token: a link is to be used as it was given, with nothing "
                    "added.");
    const json::value parsed = json::parse(*payload);
    const json::array& all = parsed.as_array();
    return FolderSyncState{all[0].to_number<std::uint64_t>(), all[1].to_number<std::uint64_t>(),
                           all[2].to_number<std::uint64_t>(), std::string(all[3].as_string())};
  }
  return std::nullopt;
}

/// What happened to folders after `seen`, by version; an entry without a folder is a removal.
std::map<std::uint64_t, std::pair<const MailFolder*, std::string>> changes_of_folders(
    Mail& mail, const FolderSyncState& state) {
  std::map<std::uint64_t, std::pair<const MailFolder*, std::string>> changes;
  for (const auto& folder : mail.folders())
    if (folder->version > state.seen && mail.listed(*folder) && folder.get() != &mail.root() &&
        !folder->hidden && !folder->search)
      changes[folder->version] = {folder.get(), folder->id};
  for (const auto& [version, id] : mail.gone_folders())
    if (version > std::max(state.seen, state.started)) changes[version] = {nullptr, id};
  return changes;
}

}  // namespace

Answer<Response> answer_mail_folder_delta(Call& call) {
  Mail& mail = call.user->mail_store;
  auto earlier = continued_folders(call);
  if (!earlier) return refuse(earlier.error());
  FolderSyncState state{mail.folders_generation, 0, mail.version(), {}};
  if (*earlier) {
    state = std::move(**earlier);
  } else {
    auto query = read_query(mail_folder_schema(), call.request.query, {}, 0);
    if (!query) return refuse(query.error());
    state.select = query->select.names;
  }
  if (call.faults.delta == DeltaFault::expired || state.generation < mail.folders_generation)
    return refuse(
        410, "SyncStateNotFound",
        fmt::format("The sync state generation is not found; generation={};[highest={}][{}].",
                    state.generation, mail.folders_generation, mail.folders_generation));
  Selection select;
  if (!state.select.empty()) select = *parse_select(mail_folder_schema(), state.select);
  const auto size = static_cast<std::size_t>(std::min(
      call.prefer.page_size.value_or(call.settings.page_size), call.settings.max_page_size));
  std::string entries;
  std::size_t written = 0;
  bool more = call.faults.empty_page;
  if (!more) {
    for (const auto& [version, change] : changes_of_folders(mail, state)) {
      if (written == size) {
        more = true;
        break;
      }
      if (written++ > 0) entries += ',';
      if (change.first != nullptr) {
        append_mail_folder(entries, call, *change.first, select, {}, true);
      } else {
        entries += '{';
        append_member(entries, "id", change.second);
        entries += R"(,"@removed":{"reason":"deleted"}})";
      }
      state.seen = version;
    }
    if (!more) state.seen = std::max(state.seen, mail.version());
  }
  more |= call.faults.endless_next;
  const std::string_view kind = more ? "$skiptoken" : "$deltatoken";
  const std::string payload =
      json::serialize(json::array{state.generation, state.seen, state.started, state.select});
  std::string body = "{";
  append_member(body, "@odata.context",
                call.base + "/v1.0/$metadata#Collection(microsoft.graph.mailFolder)");
  body.append(",\"value\":[").append(entries).append("],");
  append_member(body, more ? "@odata.nextLink" : "@odata.deltaLink",
                fmt::format("{}{}?{}={}", call.base, call.request.path, kind,
                            call.service.links.seal(folder_delta_scope(call, kind), payload)));
  body += '}';
  return json_answer(200, std::move(body));
}

}  // namespace relais::emulator
