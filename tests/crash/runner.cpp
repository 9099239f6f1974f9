// crash-runner CONFIG STEP sync|audit|mail|mail-audit: one `relais sync` or `relais audit`, of what
// is exported or of mail, that ends like a killed process when it has announced its STEP-th step (a
// durable commit or a request, before or after). STEP 0: never. Exit: 137 killed, 0 the run ended
// by itself and everything is in step, 1 it did not.
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "engine/base/log.hpp"
#include "engine/collect/service.hpp"
#include "engine/config/load.hpp"
#include "engine/sync/engine.hpp"

namespace {

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

int collect_mail(relais::sync::Engine& engine, bool audit) {
  const auto service = relais::collect::Service::open(engine);
  if (!service) return ended(service.error());
  const auto outcome = audit ? (*service)->audit({}) : (*service)->poll({});
  if (!outcome) return ended(outcome.error());
  return relais::collect::exit_code(*outcome) == 0 ? 0 : 1;
}

int sync_items(relais::sync::Engine& engine, bool audit) {
  const auto outcome = engine.sync({}, audit, 30'000);
  if (!outcome) return ended(outcome.error());
  return relais::sync::exit_code(*outcome) == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const std::string_view verb = argv[3];
  relais::log::start(relais::log::Level::off);
  auto config = relais::config::load(argv[1]);
  if (!config) return 2;
  KillAt kill(std::atoi(argv[2]));
  auto engine = relais::sync::Engine::open(std::move(*config), {.create = true, .steps = &kill});
  if (!engine) return ended(engine.error());
  if (verb.starts_with("mail")) return collect_mail(**engine, verb == "mail-audit");
  return sync_items(**engine, verb == "audit");
}
