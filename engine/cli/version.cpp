#include <fmt/core.h>

#include "engine/cli/verbs.hpp"
#include "relais/abi.h"

namespace relais::cli {
namespace {

Result<Reply> run_version(const Call&) {
  Reply reply;
  reply.text = fmt::format("relais {}, plugin ABI {}.{}\n", RELAIS_VERSION, RELAIS_ABI_MAJOR,
                           RELAIS_ABI_MINOR);
  reply.document = {{"version", RELAIS_VERSION},
                    {"abi_major", RELAIS_ABI_MAJOR},
                    {"abi_minor", RELAIS_ABI_MINOR}};
  return reply;
}

}  // namespace

Verb version_verb() {
  return {"version",
          "",
          0,
          0,
          "Says which relais this is",
          "Its version, and the version of the plugin ABI that it offers.",
          {},
          "relais version",
          run_version,
          kForEverybody};
}

}  // namespace relais::cli
