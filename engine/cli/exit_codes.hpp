// What the exit codes of the program mean; the numbers come from `exit_code` and from verbs.
#pragma once

#include <array>

namespace relais::cli {

struct ExitCode {
  int code;
  const char* meaning;
};

/// As docs/cli.md lists them.
inline constexpr auto kExitCodes = std::to_array<ExitCode>({
    {0, "done"},
    {1, "failed; also: some of what was named does not exist"},
    {2, "wrong usage or configuration; what was named does not exist"},
    {3, "done, but some items are in quarantine; of an import: some rows were rejected"},
    {4,
     "held by the brake: what it holds is not sent until somebody approves it; of an import: not "
     "deleted"},
    {5, "temporary: the other side cannot be reached now, or things have moved on; try later"},
    {6, "another instance works on this ledger"},
    {7,
     "refused: by the other side (credentials, permissions), or here, because the user has not the "
     "role for it (`forbidden`)"},
    {10, "changes are pending; only `relais plan --detailed-exitcode`"},
});

}  // namespace relais::cli
