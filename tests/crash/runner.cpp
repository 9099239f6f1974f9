// crash-runner: answers each line "STEP VERB CONFIG" on its standard input with the exit code of
// one run, which has a process of its own, as one that was just started, but that the plugins are
// loaded already. It ends like a killed process when it has announced its STEP-th step (a durable
// commit or a request, before or after). STEP 0: never. 137: killed, 0: the run ended by itself and
// everything is in step, 1: it did not, 2: it could not begin.
//
// VERB: sync, audit; of mail: mail, mail-audit; mail-reconsider of the account MM and
// mail-activate, which activates or resumes it unless it is active; both then collect.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>

#include "engine/base/log.hpp"
#include "engine/collect/service.hpp"
#include "engine/config/load.hpp"
#include "engine/plugin/discover.hpp"
#include "engine/sync/engine.hpp"

namespace {

constexpr const char* kEntity = "zurich";
constexpr const char* kHandler = "MM";

struct Command {
  int step = 0;
  std::string verb;
  std::string config;
};

/// Time that is slept is skipped: a retry comes at once, and its moment is a later one all the
/// same.
class SkippingClock final : public relais::Clock {
 public:
  relais::Millis now() override { return system_.now() + skipped_; }
  void sleep(std::chrono::milliseconds duration) override { skipped_ += duration.count(); }

 private:
  relais::SystemClock system_;
  std::atomic<relais::Millis> skipped_{0};
};

class KillAt final : public relais::StepListener {
 public:
  explicit KillAt(int step) : step_(step) {}
  void step(std::string_view) override {
    if (++seen_ == step_) ::_exit(137);
  }

 private:
  int step_;
  std::atomic<int> seen_{0};
};

int ended(const relais::Error& error) {
  std::fprintf(stderr, "%s\n", error.text.c_str());
  return 1;
}

relais::Result<> activate(relais::collect::Service& service) {
  RELAIS_ASSIGN(const auto accounts, service.status({kEntity, kHandler, ""}));
  const auto& account = accounts.at(0).account;
  if (account.active()) return {};
  const bool resume = account.state.phase == relais::store::AccountPhase::suspended;
  relais::collect::Preview why;
  RELAIS_ASSIGN(const auto done,
                service.activate(kEntity, kHandler, {.reviewed = true, .resume = resume}, why));
  if (!done.done) return relais::fail(relais::Errc::internal, "it was not activated");
  return {};
}

int collect_mail(relais::sync::Engine& engine, std::string_view verb) {
  const auto service = relais::collect::Service::open(engine);
  if (!service) return ended(service.error());
  if (verb == "mail-reconsider") {
    const auto done = (*service)->reconsider(kEntity, kHandler, true);
    if (!done) return ended(done.error());
  }
  if (verb == "mail-activate")
    if (const auto done = activate(**service); !done) return ended(done.error());
  const auto outcome = verb == "mail-audit" ? (*service)->audit({}) : (*service)->poll({});
  if (!outcome) return ended(outcome.error());
  for (const auto& account : outcome->accounts)
    for (const auto* part : {&account.outcome, &account.marker_outcome})
      if (!*part) ended(part->error());
  return relais::collect::exit_code(*outcome) == 0 ? 0 : 1;
}

int sync_items(relais::sync::Engine& engine, bool audit) {
  const auto outcome = engine.sync({}, audit, 30'000);
  if (!outcome) return ended(outcome.error());
  for (const auto& problem : outcome->problems) ended(problem.error);
  for (const auto& mailbox : outcome->report.mailboxes)
    if (!mailbox.outcome) ended(mailbox.outcome.error());
  return relais::sync::exit_code(*outcome) == 0 ? 0 : 1;
}

int run(const Command& command) {
  auto config = relais::config::load(command.config);
  if (!config) return 2;
  KillAt kill(command.step);
  SkippingClock clock;
  auto engine = relais::sync::Engine::open(std::move(*config),
                                           {.create = true, .clock = &clock, .steps = &kill});
  if (!engine) return ended(engine.error());
  if (command.verb.starts_with("mail")) return collect_mail(**engine, command.verb);
  return sync_items(**engine, command.verb == "audit");
}

/// Libraries stay loaded, so each run finds them there. All are made by the same build.
void load_plugins(const std::string& config_path) {
  static bool loaded = false;
  if (std::exchange(loaded, true)) return;
  const auto config = relais::config::load(config_path);
  if (!config) return;
  relais::plugin::DiscoverOptions options;
  options.directories = config->plugins.path;
  relais::plugin::discover(options);
}

/// Only what has one thread can be forked and go on as any process.
bool has_one_thread() {
  const std::filesystem::directory_iterator threads("/proc/self/task");
  return std::distance(begin(threads), end(threads)) == 1;
}

int run_in_a_process(const Command& command) {
  load_plugins(command.config);
  if (!has_one_thread()) {
    std::fprintf(stderr, "loading the plugins left threads behind\n");
    return 2;
  }
  const pid_t child = ::fork();
  if (child == 0) ::_exit(run(command));
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child) return 2;
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  std::fprintf(stderr, "the run ended with signal %d\n", WTERMSIG(status));
  return 2;
}

}  // namespace

int main() {
  relais::log::start(relais::log::Level::off);
  for (std::string line; std::getline(std::cin, line);) {
    Command command;
    std::istringstream words(line);
    words >> command.step >> command.verb >> std::ws;
    std::getline(words, command.config);
    std::cout << run_in_a_process(command) << std::endl;
  }
}
