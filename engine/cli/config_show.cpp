#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/config/show.hpp"

namespace relais::cli {
namespace {

Result<Reply> run_config_show(const Call& call) {
  RELAIS_ASSIGN(const auto config, load_config(call));
  Reply reply;
  reply.text = config::to_yaml(config);
  reply.document = {{"file", config.path.string()}, {"config", config::to_json(config)}};
  return reply;
}

}  // namespace

Verb config_show_verb() {
  return {"config show",
          "",
          0,
          0,
          "Prints the configuration that is in effect",
          "Defaults are filled in; secrets are shown as the references that they are.",
          {},
          "relais config show\nrelais config show --json",
          run_config_show,
          kForViewers};
}

}  // namespace relais::cli
