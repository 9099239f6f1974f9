#include <fmt/core.h>

#include <istream>
#include <ostream>

#include "engine/cli/check_text.hpp"
#include "engine/cli/mail.hpp"
#include "engine/cli/mail_text.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/cli/words.hpp"

namespace relais::cli {
namespace {

constexpr int kDeclined = 1;

class Activating {
 public:
  Activating(const Call& call, MailDesk& desk) : call_(call), desk_(desk) {}

  Result<Reply> run() {
    RELAIS_ASSIGN(const auto known,
                  desk_.service->status({desk_.account.entity, desk_.account.account, ""}));
    if (known.empty()) return fail(Errc::internal, desk_.label() + ": the account is not there");
    const auto& account = known.front().account;
    history_ = account.settings.history;
    was_suspended_ = account.state.phase == store::AccountPhase::suspended;
    if (call_.has("yes")) return activate(true);
    if (!account.active() || call_.has("resume")) return activate(false);
    auto preview = desk_.service->preview(desk_.account.entity, desk_.account.account);
    if (!preview) return fail(desk_.about(preview.error()));
    if (preview->test_failed() || !preview->not_resolved.empty()) return activate(false);
    return ask(*preview,
               fmt::format("it is active already, since {}: activated anew, it collects from now "
                           "on, and what was received and not collected yet is left out",
                           time_text(account.state.active_since.value_or(0))));
  }

 private:
  Result<Reply> activate(bool reviewed) {
    collect::Preview why;
    const auto done =
        desk_.service->activate(desk_.account.entity, desk_.account.account,
                                {.reviewed = reviewed, .resume = call_.has("resume")}, why);
    if (!done) return refused(desk_.about(done.error()), why);
    if (!done->done) return ask(done->preview, "nobody has looked at its filters yet");
    Reply reply = reply_with(done->preview);
    if (!shown_) reply.text = preview_text(done->preview, history_);
    reply.text += fmt::format("{} is active: it collects what is received from {} on\n",
                              desk_.label(), time_text(done->state.active_since.value_or(0)));
    if (was_suspended_ && !call_.has("resume"))
      reply.notes.push_back(desk_.label() +
                            ": what was received while it was suspended is left out; --resume "
                            "would have gone on where it stopped");
    for (const auto& line : done->preview.test.lines)
      if (line.outcome == plugin::ProbeOutcome::degraded)
        reply.notes.push_back(desk_.label() + ": " + line_text(line));
    reply.document["activated"] = true;
    reply.document["active_since"] = time_json(done->state.active_since.value_or(0));
    return reply;
  }

  Result<Reply> ask(const collect::Preview& preview, const std::string& why) {
    const auto& terminal = call_.terminal;
    Reply reply = reply_with(preview);
    const std::string warning = fmt::format("{}: {}", desk_.label(), why);
    if (call_.json || !terminal.in_is_terminal || !terminal.err_is_terminal) {
      reply.text = preview_text(preview, history_);
      reply.notes = {warning, "  nothing was activated; if it is meant as shown: " + again()};
      reply.document["why"] = why;
      reply.exit = exit_code(Errc::usage);
      return reply;
    }
    terminal.out << preview_text(preview, history_) << std::flush;
    shown_ = true;
    terminal.err << warning << "\nactivate it? [y/N] " << std::flush;
    std::string answer;
    std::getline(terminal.in, answer);
    if (answer == "y" || answer == "Y" || answer == "yes") return activate(true);
    reply.notes = {"nothing was activated"};
    reply.exit = kDeclined;
    return reply;
  }

  /// The command, with --yes.
  std::string again() const {
    std::string text = "relais mail activate " + desk_.account.account;
    if (call_.has("entity")) text += " --entity " + desk_.account.entity;
    return text + (call_.has("resume") ? " --resume --yes" : " --yes");
  }

  /// What stands in the way, as far as it is known.
  Result<Reply> refused(const Error& error, const collect::Preview& why) {
    if (error.code == Errc::cancelled) return fail(error);
    Reply reply = reply_with(why);
    reply.exit = exit_code(error.code);
    reply.document["error"] = to_json(error, reply.exit);
    if (why.not_resolved.empty()) reply.notes.push_back("relais: " + error_text(error));
    for (const auto& name : why.not_resolved)
      reply.notes.push_back("relais: " + not_resolved_text(name));
    for (const auto& line : why.test.lines)
      if (line.failed()) reply.notes.push_back("  " + line_text(line));
    return reply;
  }

  Reply reply_with(const collect::Preview& preview) const {
    Reply reply;
    reply.document = preview_json(preview, history_);
    reply.document["entity"] = desk_.account.entity;
    reply.document["account"] = desk_.account.account;
    reply.document["activated"] = false;
    return reply;
  }

  const Call& call_;
  MailDesk& desk_;
  std::optional<config::MailHistory> history_;
  bool was_suspended_ = false;
  bool shown_ = false;  ///< the preview, before the question
};

Result<Reply> run_mail_activate(const Call& call) {
  RELAIS_ASSIGN(auto desk, open_mail_desk(call));
  return Activating(call, desk).run();
}

}  // namespace

Verb mail_activate_verb() {
  return {"mail activate",
          "CODE",
          1,
          1,
          "Collects a handler's mail from now on",
          "Tests the connection, shows which folders are read and what the filters would have\n"
          "done with the mail of the last days, and begins with what is received from now on. If\n"
          "nobody has looked at the filters yet, or the account is active, it asks on a terminal;\n"
          "elsewhere it needs --yes. Nothing is activated while the test fails, or an excluded\n"
          "folder is not found. It loads nothing; `relais sync` does.",
          {{"yes", "", "the filters are as they should be"},
           {"resume", "", "go on where it was suspended, instead of from now on"},
           kEntityOfCodeOption},
          "relais mail folders MM\nrelais mail activate MM --yes\nrelais sync --addin MAIL",
          run_mail_activate,
          kForAdmins};
}

}  // namespace relais::cli
