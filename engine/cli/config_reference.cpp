#include "engine/base/log.hpp"
#include "engine/cli/declared.hpp"
#include "engine/cli/session.hpp"
#include "engine/cli/verbs.hpp"
#include "engine/config/reference.hpp"

namespace relais::cli {
namespace {

/// Who looks something up has a configuration, has none yet, or has one with a mistake in it. Only
/// one that was named has to be right.
config::Config configuration_if_any(const Call& call) {
  if (const auto path = config_path(call))
    if (auto loaded = config::load(*path)) return std::move(*loaded);
  return {};
}

Result<Reply> run_config_reference(const Call& call) {
  if (call.config_option) RELAIS_TRY(load_config(call));
  log::start(log::Level::off);
  const auto catalogue = find_plugins(configuration_if_any(call));
  const auto chapters = config::reference(declared_by(catalogue));
  Reply reply;
  reply.text = config::reference_markdown(chapters);
  reply.notes = undeclared(catalogue);
  reply.document = {{"chapters", config::reference_json(chapters)}};
  return reply;
}

}  // namespace

Verb config_reference_verb() {
  return {"config reference",
          "",
          0,
          0,
          "Prints every key of the configuration with its meaning and default",
          "As Markdown: the keys of relais itself, and those that the installed plugins declare.\n"
          "Works without a configuration. The manual page relais.yaml(5) says the same.",
          {},
          "relais config reference | less",
          run_config_reference,
          kForEverybody};
}

}  // namespace relais::cli
