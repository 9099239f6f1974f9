// Delta of one folder. A sync state is a place in the folder's change log, so that a round costs
// what changed and not what is there.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <sstream>

#include "tests/graph-emulator/api/items.hpp"
#include "tests/graph-emulator/odata/render.hpp"

namespace relais::emulator {
namespace {

struct SyncState {
  std::uint64_t folder = 0;
  std::uint64_t generation = 0;
  std::uint64_t seen = 0;     ///< changes up to this version were shown
  std::uint64_t started = 0;  ///< of a first round: removals before it are not shown
  std::string select;         ///< "*": everything
};

constexpr std::string_view skip_token = "$skiptoken";
constexpr std::string_view delta_token = "$deltatoken";

std::string write(const SyncState& state) {
  return fmt::format("{} {} {} {} {}", state.folder, state.generation, state.seen, state.started,
                     state.select);
}

SyncState read(const std::string& payload) {
  SyncState state;
  std::istringstream in(payload);
  in >> state.folder >> state.generation >> state.seen >> state.started >> state.select;
  return state;
}

std::string link(const Call& call, const SyncState& state, std::string_view kind) {
  return fmt::format("{}{}?{}={}", call.base, call.request.path, kind,
                     call.service.links.seal(delta_scope(call, kind), write(state)));
}

/// The state that the request continues; nothing: a first request.
Answer<std::optional<SyncState>> continued(const Call& call) {
  const std::string& query = call.request.query;
  for (const std::string_view kind : {skip_token, delta_token}) {
    const auto token = last_option(query, kind);
    if (!token) continue;
    const auto payload = token->before.empty()
                             ? call.service.links.open(delta_scope(call, kind), token->value)
                             : std::nullopt;
    if (!payload)
      return refuse(400, "BadRequest",
                    "Badly formed token: a link is to be used as it was given, with nothing "
                    "added.");
    return read(*payload);
  }
  return std::nullopt;
}

Refusal gone(const Folder& folder, std::uint64_t generation) {
  return {410, "SyncStateNotFound",
          fmt::format("The sync state generation is not found; generation={};[highest={}][{}].",
                      generation, folder.generation, folder.generation)};
}

std::size_t page_size(const Call& call) {
  constexpr std::string_view name = "odata.maxpagesize=";
  for (const Header& field : call.request.headers.fields()) {
    if (!same_without_case(field.name, "Prefer")) continue;
    const std::size_t at = field.value.find(name);
    if (at == std::string::npos) continue;
    std::int64_t size = 0;
    const char* from = field.value.data() + at + name.size();
    std::from_chars(from, field.value.data() + field.value.size(), size);
    if (size > 0) return static_cast<std::size_t>(std::min(size, call.settings.max_page_size));
  }
  return static_cast<std::size_t>(call.settings.page_size);
}

void append_removed(std::string& out, const FolderChange& change, IdKind ids) {
  out += "{\"id\":";
  append_json_string(out, ids == IdKind::immutable_id ? change.immutable_id : change.mutable_id);
  out.append(",\"@removed\":{\"reason\":\"")
      .append(change.moved ? "changed" : "deleted")
      .append("\"}}");
}

struct Round {
  std::string body;
  bool more = false;
};

/// Shows what follows `state.seen` and moves it on.
Round read_round(const Call& call, Folder& folder, SyncState& state, const Selection& select) {
  const DeltaFault fault = call.faults.delta;
  const View view{.ids = call.ids,
                  .select = &select,
                  .with_type = true,
                  .partial = fault == DeltaFault::partial};
  const std::size_t size = page_size(call);
  Round round;
  round.more = call.faults.empty_page;
  if (fault == DeltaFault::late || call.faults.empty_page) return round;
  std::vector<std::string> entries;
  for (auto at = folder.changes.upper_bound(state.seen); at != folder.changes.end(); ++at) {
    const auto& [version, change] = *at;
    const bool told = version > state.started && fault != DeltaFault::lost_removals;
    if (change.item == nullptr && !told) continue;
    if (entries.size() == size) {
      round.more = true;
      break;
    }
    std::string& entry = entries.emplace_back();
    if (change.item != nullptr)
      append_item(entry, *change.item, view);
    else
      append_removed(entry, change, call.ids);
    state.seen = version;
  }
  if (!round.more) state.seen = std::max(state.seen, call.user->mailbox.version());
  if (fault == DeltaFault::reversed) std::reverse(entries.begin(), entries.end());
  for (const std::string& entry : entries)
    for (int times = fault == DeltaFault::duplicate ? 2 : 1; times > 0; --times)
      round.body.append(round.body.empty() ? "" : ",").append(entry);
  return round;
}

}  // namespace

Answer<Response> answer_delta(Call& call, const ItemKind& kind, Folder& folder) {
  auto earlier = continued(call);
  if (!earlier) return refuse(earlier.error());
  const std::uint64_t newest = call.user->mailbox.version();
  SyncState state{folder.number, folder.generation, 0, newest, "*"};
  Selection select;
  if (*earlier) {
    state = **earlier;
  } else {
    auto query = read_query(kind.schema, call.request.query, {}, 0);
    if (!query) return refuse(query.error());
    if (!query->select.all) state.select = query->select.names;
    std::erase(state.select, ' ');
  }
  if (call.faults.delta == DeltaFault::expired || state.generation < folder.generation)
    return refuse(gone(folder, state.generation));
  if (state.select != "*") select = *parse_select(kind.schema, state.select);
  if (call.faults.delta == DeltaFault::replay) {
    state.seen = 0;
    state.started = newest;
  }
  const Round round = read_round(call, folder, state, select);
  const bool more = round.more || call.faults.endless_next;
  std::string body = "{\"@odata.context\":";
  append_json_string(body,
                     fmt::format("{}/v1.0/$metadata#Collection({})", call.base, kind.schema.type));
  body.append(",\"value\":[").append(round.body).append("],");
  body += more ? "\"@odata.nextLink\":" : "\"@odata.deltaLink\":";
  append_json_string(body, link(call, state, more ? skip_token : delta_token));
  body += '}';
  return json_answer(200, std::move(body));
}

}  // namespace relais::emulator
