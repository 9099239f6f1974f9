#include "tests/bench/mail.hpp"

#include <fmt/core.h>

#include "engine/base/text.hpp"

namespace relais::bench {
namespace {

/// Whatever is compressed or found twice on its way would be measured as less than it is.
std::string html_text() {
  std::string text = "<html><body><p>Nummer {n}</p>";
  for (std::uint64_t i = 1; text.size() < 6'000; ++i)
    text += fmt::format("<p>{:x} Sehr geehrte Damen und Herren</p>", i * 0x9E3779B97F4A7C15u);
  return text + "</body></html>";
}

}  // namespace

std::unique_ptr<testbed::MailFirm> make_mail_firm(const EmulatorProcess& emulator, int handlers,
                                                  const std::string& keys) {
  testbed::Options options;
  options.handlers = handler_codes(handlers);
  options.emulator_url = emulator.url();
  options.safety = "{audit_every: 48h}";
  auto firm = std::make_unique<testbed::MailFirm>(keys, options);
  must(firm->graph().settings({{"budget", 0}, {"log_limit", 0}}));
  return firm;
}

void fill(testbed::MailFirm& firm, const std::string& handler, const Mails& mails) {
  json::object what{{"kind", "message"},
                    {"count", mails.count},
                    {"folder", mails.folder},
                    {"from", format_utc(mails.from)},
                    {"every_s", mails.every_s},
                    {"set", {{"body", {{"contentType", "html"}, {"content", html_text()}}}}}};
  if (mails.attachment > 0)
    what["attachments"] = {
        {{"name", "Beilage.pdf"}, {"contentType", "application/pdf"}, {"size", mails.attachment}}};
  must(firm.graph().send(
      "POST",
      fmt::format("mailboxes/{}/{}/fill", testbed::kTenant, testbed::Testbed::user(handler)),
      what));
}

MailEngine::MailEngine(const testbed::MailFirm& firm, Clock& clock, StepListener* steps)
    : engine_(open_engine(firm, {.clock = &clock, .steps = steps})),
      service_(must(collect::Service::open(*engine_))) {}

std::int64_t MailEngine::poll() {
  const auto outcome = must(service_->poll({}));
  std::string why;
  for (const auto& problem : outcome.problems) why += "\n" + problem.error.text;
  std::int64_t collected = 0;
  for (const auto& account : outcome.accounts) {
    for (const auto* part : {&account.outcome, &account.marker_outcome})
      if (!*part) why += "\n" + part->error().text;
    collected += account.counts.collected;
  }
  if (!why.empty()) throw std::runtime_error("the poll went wrong:" + why);
  return collected;
}

}  // namespace relais::bench
