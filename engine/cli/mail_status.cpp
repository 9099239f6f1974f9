#include "engine/cli/mail_status.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/cli/mail.hpp"
#include "engine/cli/mail_text.hpp"
#include "engine/cli/outcome_text.hpp"
#include "engine/cli/table.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"
#include "engine/plugin/resolve.hpp"

namespace relais::cli {
namespace {

constexpr std::size_t kOwedPage = 1000;

Result<std::int64_t> count_owed(store::MailStore& mail, const collect::Account& account) {
  if (account.settings.marker == config::Marker::none) return 0;
  const auto copies = account.settings.mark_copies == config::MarkCopies::all
                          ? store::MarkCopies::all
                          : store::MarkCopies::collected;
  std::int64_t count = 0;
  for (std::string after;;) {
    RELAIS_ASSIGN(const auto page, mail.owed_markers(account.key(), copies, after, kOwedPage));
    count += static_cast<std::int64_t>(page.size());
    if (page.size() < kOwedPage) return count;
    after = page.back().remote_id;
  }
}

std::string trouble_of(const sync::Engine& engine, const collect::Account& account) {
  for (const auto& line : plugin::resolve(account.entity->subscription, engine.catalogue()))
    if (line.addin == collect::kAddin && !line.works()) return line.reason;
  if (!account.handler.active) return "the handler is not active";
  if (account.handler.link(account.settings.provider) == nullptr) return "not linked";
  return {};
}

std::string phase_text(const store::AccountState& state, const Paint& paint) {
  const std::string name(store::name_of(state.phase));
  return state.phase == store::AccountPhase::active ? paint.good(name) : paint.warning(name);
}

/// Per account, why messages were skipped.
std::string skipped_lines(const std::vector<MailStatus>& accounts) {
  std::string text;
  for (const auto& one : accounts)
    if (const auto skipped = skipped_text(one.status.verdicts); !skipped.empty())
      text += fmt::format("{} skipped: {}\n", one.status.account.label(), skipped);
  return text;
}

Result<Reply> run_mail_status(const Call& call) {
  RELAIS_ASSIGN(const auto engine, open_engine(call));
  RELAIS_ASSIGN(const auto selection,
                selection_of(call, engine->config(), engine->store(), engine->catalogue()));
  RELAIS_ASSIGN(const auto accounts, read_mail_status(*engine, selection));
  RELAIS_ASSIGN(const auto mail, store::open_mail(engine->config().store.url));
  RELAIS_ASSIGN(const auto found,
                collect::find_accounts(engine->config(), engine->store(), *mail, selection));
  Reply reply;
  reply.text = accounts.empty() ? fmt::format(
                                      "no mail accounts: no entity with a handler "
                                      "subscribes {}\n",
                                      collect::kAddin)
                                : mail_table(accounts, call.paint()) + skipped_lines(accounts);
  for (const auto& one : accounts) {
    const auto& account = one.status.account;
    if (one.status.missing_pins > 0)
      reply.notes.push_back(fmt::format(
          "{}: {} to a missing folder\n  relais mail folders {} shows which", account.label(),
          counted(static_cast<std::int64_t>(one.status.missing_pins), "exclusion points",
                  "exclusions point"),
          account.handler.code));
    if (const auto& slipped = one.status.slipped_to; !slipped.empty())
      reply.notes.push_back(fmt::format(
          "{}: {} where nothing is read before relais saw {}, with nothing else against {}: {}{}",
          account.label(), counted(count_all(slipped), "message lay", "messages lay"),
          count_all(slipped) == 1 ? "it" : "them", count_all(slipped) == 1 ? "it" : "them",
          counts_text(slipped),
          slipped.contains("junkemail")
              ? "\n  what the service itself took for junk is counted, too"
              : ""));
    if (const auto& code = account.state.marker_degraded; !code.empty())
      reply.notes.push_back(fmt::format(
          "{}: degraded: marker colours ({})\n  the markers are told apart by their signs alone; "
          "`relais check --addin mail` says which permission is missing",
          account.label(), code));
  }
  for (const auto& problem : found.problems) reply.notes.push_back(problem_text(problem));
  reply.document = {{"accounts", mail_json(accounts)}, {"problems", to_json(found.problems)}};
  return reply;
}

}  // namespace

Result<std::vector<MailStatus>> read_mail_status(sync::Engine& engine,
                                                 const sync::Selection& selection) {
  std::vector<MailStatus> out;
  if (!takes_mail(engine.config(), selection)) return out;
  RELAIS_ASSIGN(const auto service, collect::Service::open(engine));
  RELAIS_ASSIGN(const auto mail, store::open_mail(engine.config().store.url));
  RELAIS_ASSIGN(auto accounts, service->status(selection));
  for (auto& account : accounts) {
    MailStatus one{std::move(account), 0, ""};
    RELAIS_ASSIGN(one.markers_owed, count_owed(*mail, one.status.account));
    one.blocked = trouble_of(engine, one.status.account);
    out.push_back(std::move(one));
  }
  return out;
}

std::string mail_table(const std::vector<MailStatus>& accounts, const Paint& paint) {
  Table table({"MAIL ACCOUNT", "PHASE", "ACTIVE SINCE", "COLLECTED", "SKIPPED", "SLIPPED THROUGH",
               "MISSING FOLDERS", "MARKERS OWED", "REMARK"});
  for (const auto& one : accounts) {
    const auto& state = one.status.account.state;
    table.add({one.status.account.label(), phase_text(state, paint),
               state.active_since ? time_text(*state.active_since) : "-",
               std::to_string(count_collected(one.status.verdicts)),
               std::to_string(count_skipped(one.status.verdicts)),
               std::to_string(count_all(one.status.slipped_to)),
               std::to_string(one.status.missing_pins), std::to_string(one.markers_owed),
               one.blocked.empty() && !state.marker_degraded.empty()
                   ? paint.warning("degraded: marker colours")
                   : paint.bad(one.blocked)});
  }
  return table.text();
}

json::array mail_json(const std::vector<MailStatus>& accounts) {
  json::array out;
  for (const auto& one : accounts) {
    const auto& account = one.status.account;
    const auto& state = account.state;
    out.push_back(
        json::object{{"entity", account.entity->id},
                     {"account", account.handler.code},
                     {"phase", store::name_of(state.phase)},
                     {"active_since", time_json(state.active_since.value_or(0))},
                     {"filters_reviewed_at", time_json(state.filters_reviewed_at.value_or(0))},
                     {"history_used", state.history_used},
                     {"verdicts", counts_json(one.status.verdicts)},
                     {"slipped_through", count_all(one.status.slipped_to)},
                     {"slipped_to", counts_json(one.status.slipped_to)},
                     {"missing_pins", one.status.missing_pins},
                     {"markers_owed", one.markers_owed},
                     {"marker_degraded", text_or_null(state.marker_degraded)},
                     {"blocked", text_or_null(one.blocked)}});
  }
  return out;
}

Verb mail_status_verb() {
  return {"mail status",
          "",
          0,
          0,
          "Shows how mail accounts stand",
          "Per account: its phase, since when it collects, what was collected and skipped since\n"
          "then and why, what slipped through (moved away before it was seen), excluded folders\n"
          "that are there no more, markers that the mailbox does not show yet, and what is in the\n"
          "way. Sends nothing.",
          {{"entity", "ID", "only this entity"}, {"handler", "CODE", "only this handler"}},
          "relais mail status --handler MM",
          run_mail_status,
          kForViewers};
}

}  // namespace relais::cli
