// Delta of the lists, and of the tasks of one list. Other than for Outlook items $top and $expand
// are documented; as there, they are part of the sync state.
#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "tests/graph-emulator/api/todo_parts.hpp"

namespace relais::emulator {
namespace {

struct SyncState {
  std::uint64_t generation = 0;
  std::uint64_t seen = 0;     ///< changes up to this version were shown
  std::uint64_t started = 0;  ///< of a first round: removals before it are not shown
  std::int64_t top = 0;       ///< 0: not given
  bool linked = false;
  std::string select;  ///< "*": everything
};

constexpr std::string_view skip_token = "$skiptoken";
constexpr std::string_view delta_token = "$deltatoken";

std::string write(const SyncState& state) {
  return fmt::format("{} {} {} {} {} {}", state.generation, state.seen, state.started, state.top,
                     state.linked ? 1 : 0, state.select);
}

SyncState read(const std::string& payload) {
  SyncState state;
  std::istringstream in(payload);
  in >> state.generation >> state.seen >> state.started >> state.top >> state.linked >>
      state.select;
  return state;
}

/// The state that the request continues; nothing: a first request.
Answer<std::optional<SyncState>> continued(const Call& call) {
  for (const std::string_view kind : {skip_token, delta_token}) {
    const auto token = last_option(call.request.query, kind);
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

Answer<SyncState> first(const Call& call, const TodoLog& log) {
  auto query = read_todo_query(call, log.schema, call.request.query,
                               {.linked = log.allowed.linked, .paging = true});
  if (!query) return refuse(query.error());
  if (query->skip != 0 || call.request.query.find("skip=") != std::string::npos)
    return refuse(400, "BadRequest", "Query option '$skip' is not supported by delta.");
  SyncState state{log.generation, 0,  call.user->todo.version(), query->top.value_or(0),
                  query->linked,  "*"};
  if (!query->select.all) state.select = query->select.names;
  std::erase(state.select, ' ');
  return state;
}

json::object show(const TodoChange& change, const TodoView& view) {
  if (change.task != nullptr) return show_task(*change.task, view);
  if (change.list != nullptr) return show_list(*change.list, view);
  return {{"id", change.id}, {"@removed", {{"reason", "deleted"}}}};
}

/// Whether more follows. Shows what comes after `state.seen` and moves it on.
bool read_round(const Call& call, const TodoLog& log, SyncState& state, const Selection& select,
                json::array& entries) {
  const DeltaFault fault = call.faults.delta;
  const TodoView view{.select = &select,
                      .linked = state.linked && fault != DeltaFault::partial,
                      .cut_dates = call.settings.todo_due_cut,
                      .partial = fault == DeltaFault::partial};
  if (fault == DeltaFault::late || call.faults.empty_page) return call.faults.empty_page;
  const std::int64_t wished = call.prefer.page_size.value_or(call.settings.page_size);
  const auto size = static_cast<std::size_t>(
      state.top > 0 ? state.top : std::min(wished, call.settings.max_page_size));
  bool more = false;
  for (auto at = log.changes.upper_bound(state.seen); at != log.changes.end(); ++at) {
    const auto& [version, change] = *at;
    const bool removed = change.task == nullptr && change.list == nullptr;
    if (removed && (version <= state.started || fault == DeltaFault::lost_removals)) continue;
    if (entries.size() == size) {
      more = true;
      break;
    }
    entries.push_back(show(change, view));
    state.seen = version;
  }
  if (!more) state.seen = std::max(state.seen, call.user->todo.version());
  if (fault == DeltaFault::reversed) std::reverse(entries.begin(), entries.end());
  if (fault == DeltaFault::duplicate) {
    const json::array once = entries;
    entries.insert(entries.end(), once.begin(), once.end());
  }
  return more;
}

}  // namespace

Answer<Response> answer_todo_delta(Call& call, const TodoLog& log) {
  auto prefer = read_preferences(call.request.headers);
  if (!prefer) return refuse(prefer.error());
  call.prefer = std::move(*prefer);
  auto earlier = continued(call);
  if (!earlier) return refuse(earlier.error());
  auto state = *earlier ? Answer<SyncState>(**earlier) : first(call, log);
  if (!state) return refuse(state.error());
  if (call.faults.delta == DeltaFault::expired || state->generation < log.generation)
    return refuse(410, "SyncStateNotFound",
                  fmt::format("The sync state generation is not found; "
                              "generation={};[highest={}][{}].",
                              state->generation, log.generation, log.generation));
  Selection select;
  if (state->select != "*") select = *parse_select(log.schema, state->select);
  if (call.faults.delta == DeltaFault::replay) {
    state->seen = 0;
    state->started = call.user->todo.version();
  }
  json::object answer;
  json::array& entries = answer["value"].emplace_array();
  const bool more = read_round(call, log, *state, select, entries) || call.faults.endless_next;
  const std::string_view kind = more ? skip_token : delta_token;
  answer[more ? "@odata.nextLink" : "@odata.deltaLink"] =
      fmt::format("{}{}?{}={}", call.base, call.request.path, kind,
                  call.service.links.seal(delta_scope(call, kind), write(*state)));
  return todo_answer(200,
                     fmt::format("{}/v1.0/$metadata#Collection({})", call.base, log.schema.type),
                     std::move(answer));
}

}  // namespace relais::emulator
