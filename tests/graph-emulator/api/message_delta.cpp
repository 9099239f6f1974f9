// Delta of one folder's messages, with what users have reported of it (README).
#include <fmt/format.h>

#include <algorithm>

#include "tests/graph-emulator/api/mail_parts.hpp"

namespace relais::emulator {
namespace {

constexpr std::string_view mail_skip = "$skiptoken";
constexpr std::string_view mail_delta = "$deltatoken";

/// A client's place in the changes of a folder. Its first round may go through the messages by time
/// instead, the newest first.
struct MailSyncState {
  std::uint64_t generation = 0;
  std::uint64_t base = 0;     ///< `seen` when the round began; 0: the first one
  std::uint64_t seen = 0;     ///< changes up to this version were shown
  std::uint64_t started = 0;  ///< of the first round: removals before it are not shown
  bool by_time = false;
  MailPlace after = last_place;  ///< of a round by time: what was shown last
  std::int64_t shown = 0;        ///< of a round by time
  Millis from = first_place.received;
  std::int64_t top = 0;  ///< 0: not given
  std::string change_type;
  std::string select;  ///< "" = everything
  std::vector<std::string> expand;
};

std::string write_mail_state(const MailSyncState& state) {
  return json::serialize(json::array{state.generation, state.base, state.seen, state.started,
                                     state.by_time, state.after.received, state.after.number,
                                     state.shown, state.from, state.top, state.change_type,
                                     state.select, json::value_from(state.expand)});
}

MailSyncState read_mail_state(const std::string& payload) {
  const json::value parsed = json::parse(payload);
  const json::array& all = parsed.as_array();
  const auto whole = [&](std::size_t i) { return all[i].to_number<std::uint64_t>(); };
  const auto signed_whole = [&](std::size_t i) { return all[i].to_number<std::int64_t>(); };
  return {.generation = whole(0),
          .base = whole(1),
          .seen = whole(2),
          .started = whole(3),
          .by_time = all[4].as_bool(),
          .after = {signed_whole(5), whole(6)},
          .shown = signed_whole(7),
          .from = signed_whole(8),
          .top = signed_whole(9),
          .change_type = std::string(all[10].as_string()),
          .select = std::string(all[11].as_string()),
          .expand = json::value_to<std::vector<std::string>>(all[12])};
}

std::string mail_delta_scope(const Call& call, std::string_view kind) {
  return fmt::format("mail {} {} {}", kind, call.user->mail_store.name(), call.request.path);
}

/// The state that the request continues; nothing: a first request.
Answer<std::optional<MailSyncState>> continued_mail(const Call& call) {
  for (const std::string_view kind : {mail_skip, mail_delta}) {
    const auto token = last_option(call.request.query, kind);
    if (!token) continue;
    const auto payload = token->before.empty()
                             ? call.service.links.open(mail_delta_scope(call, kind), token->value)
                             : std::nullopt;
    if (!payload)
      return refuse(400, "BadRequest",
                    "Badly formed token: a link is to be used as it was given, with nothing "
                    "added.");
    MailSyncState state = read_mail_state(*payload);
    if (kind == mail_delta) state.base = state.seen;
    return state;
  }
  return std::nullopt;
}

/// Only `receivedDateTime ge` or `gt`, only the newest first.
Answer<MailSyncState> first_mail_state(const Call& call, const MailFolder& folder) {
  auto query = read_mail_query(call.request.query,
                               {.expand = true, .filter = true, .top = true, .change_type = true},
                               call.settings.max_page_size);
  if (!query) return refuse(query.error());
  if (auto checked = check_basic(call, *query); !checked) return refuse(checked.error());
  const auto& filter = query->filter;
  const bool usable =
      !filter || (filter->exact && filter->comparisons == 1 && filter->to == last_place.received);
  if (query->tag || !usable)
    return refuse(400, "ErrorInvalidUrlQueryFilter",
                  "Change tracking can be filtered by receivedDateTime ge or gt only.");
  if (query->descending && !*query->descending)
    return refuse(400, "ErrorInvalidUrlQuery",
                  "Change tracking can be ordered by receivedDateTime desc only.");
  MailSyncState state;
  state.generation = folder.generation;
  state.started = call.user->mail_store.version();
  state.by_time = filter || query->descending;
  if (filter) state.from = filter->from;
  state.top = query->top.value_or(0);
  state.change_type = query->change_type;
  state.select = query->select.names;
  state.expand = query->expand;
  return state;
}

/// The entries of one page.
class MailRound {
 public:
  MailRound(const Call& call, const MailFolder& folder, MailSyncState& state)
      : call_(call), folder_(folder), state_(state) {
    if (!state.select.empty()) select_ = *parse_select(message_schema(), state.select);
    const std::int64_t wished = state.top > 0 ? state.top : call.settings.page_size;
    size_ = static_cast<std::size_t>(
        std::min(call.prefer.page_size.value_or(wished), call.settings.max_page_size));
  }

  void read() {
    const DeltaFault fault = call_.faults.delta;
    more_ = call_.faults.empty_page;
    if (fault == DeltaFault::late || more_) return;
    state_.by_time ? read_by_time() : read_changes();
    if (fault == DeltaFault::reversed) std::reverse(entries_.begin(), entries_.end());
  }

  bool more() const { return more_; }

  std::string text() const {
    std::string body;
    const int times = call_.faults.delta == DeltaFault::duplicate ? 2 : 1;
    for (const std::string& entry : entries_)
      for (int i = 0; i < times; ++i) body.append(body.empty() ? "" : ",").append(entry);
    return body;
  }

 private:
  void show(const Message& message, bool trifle) {
    Pieces out;
    append_message(out, call_, message,
                   {.select = &select_,
                    .expand = state_.expand.empty() ? nullptr : &state_.expand,
                    .with_type = true,
                    .trifle = trifle || call_.faults.delta == DeltaFault::partial});
    entries_.push_back(std::move(out.text));
  }

  void show_removed(const MailChange& change) {
    std::string out = "{";
    append_member(out, "id", call_.user->mail_store.id(change, call_.ids));
    out.append(",\"@removed\":{\"reason\":\"")
        .append(change.moved ? "changed" : "deleted")
        .append("\"}}");
    entries_.push_back(std::move(out));
  }

  /// A filtered round ends after so many messages, whether there are more or not.
  bool limit_reached() const {
    return state_.from != first_place.received && call_.settings.delta_limit > 0 &&
           state_.shown >= call_.settings.delta_limit;
  }

  void read_by_time() {
    const bool wanted = state_.change_type.empty() || state_.change_type == "created";
    const MailPlace to = state_.after == last_place
                             ? last_place
                             : MailPlace{state_.after.received, state_.after.number - 1};
    if (wanted)
      call_.user->mail_store.by_time({.folder = &folder_, .from = {state_.from, 0}, .to = to},
                                     [&](const Message& message) {
                                       if (limit_reached()) return false;
                                       if (entries_.size() == size_) {
                                         more_ = true;
                                         return false;
                                       }
                                       show(message, false);
                                       ++state_.shown;
                                       state_.after = {message.received, message.number};
                                       return true;
                                     });
    if (more_) return;
    state_.by_time = false;
    state_.seen = state_.base = state_.started;
  }

  void read_changes() {
    call_.user->mail_store.by_version(folder_, state_.seen,
                                      [&](std::uint64_t version, const MailChange& change) {
                                        if (entries_.size() >= size_) {
                                          more_ = true;
                                          return false;
                                        }
                                        if (change.message == nullptr)
                                          tell_removal(version, change);
                                        else
                                          tell_message(*change.message);
                                        state_.seen = version;
                                        return true;
                                      });
    if (!more_) state_.seen = std::max(state_.seen, call_.user->mail_store.version());
  }

  void tell_removal(std::uint64_t version, const MailChange& change) {
    const bool told = version > state_.started && call_.faults.delta != DeltaFault::lost_removals;
    if (told && (state_.change_type.empty() || state_.change_type == "deleted"))
      show_removed(change);
  }

  void tell_message(const Message& message) {
    const bool first = state_.base == 0;
    if (message.received < state_.from) return;
    if (!first && came_back(message)) return;
    const bool created = first || message.created_version > state_.base;
    if (!state_.change_type.empty() && state_.change_type != (created ? "created" : "updated"))
      return;
    const bool trifle = !first && message.content_version <= state_.base;
    if (trifle && !select_.shows(message::is_read)) return;
    show(message, trifle);
    // Seen with mail that was moved into the folder.
    if (!first && message.moved_version > state_.base) show(message, trifle);
  }

  /// Moved away and back since the last round: an immutable id is only told to be removed.
  bool came_back(const Message& message) const {
    const auto left = folder_.left.find(message.number);
    return call_.ids == IdKind::immutable_id && left != folder_.left.end() &&
           left->second > state_.base && message.moved_version > left->second;
  }

  const Call& call_;
  const MailFolder& folder_;
  MailSyncState& state_;
  Selection select_;
  std::size_t size_ = 0;
  std::vector<std::string> entries_;
  bool more_ = false;
};

}  // namespace

Answer<Response> answer_message_delta(Call& call, const MailFolder& folder) {
  auto earlier = continued_mail(call);
  if (!earlier) return refuse(earlier.error());
  MailSyncState state;
  if (*earlier) {
    state = std::move(**earlier);
  } else {
    auto first = first_mail_state(call, folder);
    if (!first) return refuse(first.error());
    state = std::move(*first);
  }
  if (call.faults.delta == DeltaFault::expired || state.generation < folder.generation)
    return refuse(
        410, "SyncStateNotFound",
        fmt::format("The sync state generation is not found; generation={};[highest={}][{}].",
                    state.generation, folder.generation, folder.generation));
  if (call.faults.delta == DeltaFault::replay) {
    state.seen = state.base = 0;
    state.started = call.user->mail_store.version();
  }
  MailRound round(call, folder, state);
  round.read();
  const bool more = round.more() || call.faults.endless_next;
  const std::string_view kind = more ? mail_skip : mail_delta;
  std::string body = "{";
  append_member(body, "@odata.context",
                call.base + "/v1.0/$metadata#Collection(microsoft.graph.message)");
  body.append(",\"value\":[").append(round.text()).append("],");
  append_member(
      body, more ? "@odata.nextLink" : "@odata.deltaLink",
      fmt::format("{}{}?{}={}", call.base, call.request.path, kind,
                  call.service.links.seal(mail_delta_scope(call, kind), write_mail_state(state))));
  body += '}';
  return json_answer(200, std::move(body));
}

}  // namespace relais::emulator
