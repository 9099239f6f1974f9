#include "engine/collect/activation.hpp"

#include <fmt/core.h>

#include <algorithm>

namespace relais::collect {
namespace {

constexpr std::int64_t kSample = 1000;

/// Judges and forgets. Ends the call once it has seen enough.
class SampleInbox final : public plugin::Inbox {
 public:
  SampleInbox(const mail::Rules& rules, Preview& preview) : rules_(rules), preview_(preview) {}

  bool full() const { return preview_.sampled >= kSample; }

  Result<plugin::Decision> offer(const plugin::Offer& offer) override {
    if (full()) return fail(Errc::cancelled, "the sample is large enough");
    ++preview_.sampled;
    ++preview_.sample[std::string(mail::code_of(mail::judge(offer.envelope, rules_, {}).reason))];
    return plugin::Decision::skip;
  }
  Result<void> store(plugin::Message) override {
    return fail(Errc::internal, "a message was stored that was not asked for");
  }
  Result<void> moved(std::string_view, const std::optional<plugin::Place>&) override { return {}; }
  Result<void> later(std::string_view) override { return {}; }
  Result<void> checkpoint(std::string) override { return {}; }

 private:
  const mail::Rules& rules_;
  Preview& preview_;
};

Result<> take_sample(const Desk& desk, const Account& account, Session& session,
                     const std::vector<store::FolderPin>& pins, Millis since, Preview& preview) {
  mail::RuleSource source;
  source.settings = account.settings;
  source.pins = match_pins(account.settings, pins).pins;
  RELAIS_ASSIGN(source.employees, desk.mail.employee_addresses(account.entity->id));
  source.active_since = since;
  const mail::Rules rules(source);
  preview.folders = preview.tree->top_level(rules);
  for (const auto& folder : preview.tree->folders()) {
    if (folder.search) continue;  // it shows what lies elsewhere
    const bool read = preview.tree->state(folder.id, rules) == mail::FolderState::included;
    (read ? preview.read : preview.not_read) += folder.items;
  }
  preview.sampled_since = since;
  SampleInbox inbox(rules, preview);
  const auto done = session.collector().collect(plugin::Purpose::poll, "", inbox);
  if (!done && !inbox.full()) return done;
  return {};
}

Error unresolved(const std::vector<mail::NotResolved>& names) { return names.front().error(); }

}  // namespace

bool Preview::test_failed() const { return test.colour == check::Colour::red || test.out_of_reach; }

Error test_failure(const Account& account, const check::AddinTest& test) {
  const bool passes = std::all_of(test.lines.begin(), test.lines.end(), [](const auto& line) {
    return !line.failed() || line.code == Errc::temporary;
  });
  return {passes ? Errc::temporary : Errc::refused,
          fmt::format("{}: the connection test failed; nothing was activated", account.label()),
          fmt::format("relais check --handler {} --addin {}", account.handler.code, kAddin)};
}

Result<std::vector<store::FolderPin>> find_excluded(const Desk& desk, const Account& account,
                                                    const mail::FolderTree& tree, bool anew) {
  RELAIS_ASSIGN(const auto stored, desk.mail.pins(account.key()));
  auto pinned = pin_folders(account.settings, stored, tree, desk.clock.now(), anew);
  if (!pinned.not_resolved.empty()) return fail(unresolved(pinned.not_resolved));
  return std::move(pinned.stored);
}

Result<> preview(const Desk& desk, const Account& account, Session& session, Millis sample_since,
                 Preview& out) {
  out.filters_reviewed = account.state.filters_reviewed_at.has_value();
  RELAIS_ASSIGN(auto folders, session.collector().folders());
  out.tree.emplace(std::move(folders));
  RELAIS_ASSIGN(const auto stored, desk.mail.pins(account.key()));
  auto pinned = pin_folders(account.settings, stored, *out.tree, desk.clock.now(), true);
  out.not_resolved = std::move(pinned.not_resolved);
  return take_sample(desk, account, session, pinned.stored, sample_since, out);
}

Result<Activation> activate(const Desk& desk, const Account& account,
                            const Sessions::Mailbox& mailbox, Session& session,
                            ActivationOptions options, Preview& why) {
  if (options.resume && account.state.phase != store::AccountPhase::suspended)
    return fail(Errc::conflict, fmt::format("mail account {} is not suspended", account.label()),
                "Only what was suspended can be resumed.");
  RELAIS_TRY(preview(desk, account, session, desk.clock.now() - kSampleOf, why));
  if (!why.not_resolved.empty()) return fail(unresolved(why.not_resolved));
  Activation out;
  if (!why.filters_reviewed && !options.reviewed) {
    out.state = account.state;
    out.preview = std::move(why);
    return out;
  }
  const auto key = account.key();
  store::Filters filters;
  RELAIS_ASSIGN(filters.pins, find_excluded(desk, account, *why.tree, true));
  if (!why.filters_reviewed) filters.reviewed_at = desk.clock.now();
  if (options.resume)
    RELAIS_TRY(desk.mail.resume(key, mailbox.user_id, &filters));
  else
    RELAIS_TRY(desk.mail.activate(key, mailbox.user_id, desk.clock.now(), &filters));
  RELAIS_ASSIGN(out.state, desk.mail.account(key));
  out.preview = std::move(why);
  out.done = true;
  return out;
}

}  // namespace relais::collect
