// What the mailbox shows on collected messages: only after they are stored, and never in the way of
// collecting.
#include "engine/collect/collecting.hpp"

namespace relais::collect {
namespace {

constexpr std::size_t kMarksAtOnce = 100;

plugin::Marker wire_of(store::Marker marker) {
  switch (marker) {
    case store::Marker::received:
      return plugin::Marker::received;
    case store::Marker::archived:
      return plugin::Marker::archived;
    case store::Marker::none:
      break;
  }
  return plugin::Marker::none;
}

/// Whether another try may help without anything else changing.
bool passes(Errc error) {
  return error == Errc::temporary || error == Errc::unknown_outcome || error == Errc::conflict ||
         error == Errc::busy || error == Errc::cancelled;
}

bool of_the_message(Errc error) {
  return error == Errc::item || error == Errc::unsupported || error == Errc::usage;
}

}  // namespace

Result<bool> Collecting::mark_batch(std::string& after, std::optional<Error>& left_over) {
  const auto copies = account_.settings.mark_copies == config::MarkCopies::all
                          ? store::MarkCopies::all
                          : store::MarkCopies::collected;
  RELAIS_ASSIGN(const auto owed, desk_.mail.owed_markers(key_, copies, after, kMarksAtOnce));
  if (owed.empty()) return false;
  after = owed.back().remote_id;
  std::vector<plugin::Mark> marks;
  for (const auto& one : owed) marks.push_back({one.remote_id, wire_of(one.marker)});
  std::vector<store::MarkerResult> results;
  std::optional<Error> trouble;
  std::optional<std::string> degraded;
  auto& counts = report_.markers;
  const auto done = session_.collector().mark(marks, [&](plugin::MarkResult result) {
    const auto& one = owed.at(result.index);
    if (result.ok()) {
      ++counts.set;
      if (one.marker != store::Marker::none) degraded = result.code;
      if (!result.code.empty()) {
        ++counts.degraded;
        ++counts.codes[result.code];
      }
      results.push_back({one.remote_id, one.marker, "", result.code});
    } else if (*result.error == Errc::not_found) {
      ++counts.gone;
      results.push_back({one.remote_id, one.marker, std::string(store::kGone)});
    } else if (of_the_message(*result.error)) {
      const std::string code = result.code.empty() ? name_of(*result.error) : result.code;
      ++counts.refused;
      ++counts.codes[code];
      results.push_back({one.remote_id, one.marker, code});
    } else if (!trouble || passes(trouble->code)) {
      trouble = Error{*result.error, "some markers could not be set" +
                                         (result.code.empty() ? "" : " (" + result.code + ")")};
      report_.not_before = std::max(report_.not_before, result.not_before);
    }
  });
  // Whatever else happened: these are set.
  RELAIS_TRY(desk_.mail.record_markers(key_, results));
  if (degraded) note_degraded(*degraded);
  RELAIS_TRY(done);
  RELAIS_TRY(session_.commit_state());
  if (!trouble) return true;
  // One that fails may not hold up those behind it; where nothing succeeds nothing else will.
  if (results.empty() || report_.not_before > desk_.clock.now()) return fail(*trouble);
  if (!left_over) left_over = trouble;
  return true;
}

/// Told when it begins, not with each marker; the store keeps the state.
void Collecting::note_degraded(const std::string& code) {
  if (code != marker_degraded_) report_.markers.newly_degraded = code;
  marker_degraded_ = code;
}

Result<> Collecting::mark() {
  if (account_.settings.marker == config::Marker::none) return {};
  std::string after;
  std::optional<Error> left_over;
  for (bool more = true; more;) {
    RELAIS_TRY(stop());
    RELAIS_ASSIGN(more, mark_batch(after, left_over));
  }
  if (left_over) return fail(*left_over);
  return {};
}

}  // namespace relais::collect
