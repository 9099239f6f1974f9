// The one error type of the engine, and Result<T>.
//
// An error text says what was attempted, on what, and what happened; `hint` says what the reader
// can do. Neither ever holds a name, subject, body, token or secret (professional secrecy).
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace relais {

/// What kind of failure; each value maps to one exit code of the CLI (`exit_code`).
enum class Errc {
  internal,         ///< a bug of ours, or of a plugin that broke its contract
  usage,            ///< wrong command line
  config,           ///< the configuration, or what it points to, is not usable
  not_found,        ///< the thing named does not exist
  busy,             ///< another instance or program holds it
  database,         ///< store or ledger cannot be read or written (disk full, damaged, locked)
  schema,           ///< store or ledger has a schema version that this engine does not know
  temporary,        ///< try later: network, throttling, the other side is down
  unknown_outcome,  ///< a write was sent and its answer never came
  refused,          ///< the other side refuses: credentials, permissions
  conflict,         ///< changed in between; read again
  resync,           ///< a cursor expired; list again
  item,             ///< this one item cannot be exported; the others can
  unsupported,      ///< asked for something that this side cannot do
  cancelled,        ///< stopped by the user
  braked,           ///< held by the brake; an approval is needed
  forbidden,        ///< the user who asks has not the role for it
};

struct Error {
  Errc code = Errc::internal;
  std::string text;
  std::string hint{};
};

template <class T = void>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Errc code, std::string text, std::string hint = {}) {
  return tl::unexpected<Error>(Error{code, std::move(text), std::move(hint)});
}
inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

/// The exit code of the command line for a failure (docs/cli.md lists them).
int exit_code(Errc code) noexcept;

/// Stable lower-case name ("temporary"), as in `--json` output and logs.
const char* name_of(Errc code) noexcept;

}  // namespace relais

/// Returns the error of `expr` from the enclosing function, if it is one. (Names are made with
/// __COUNTER__, so that `expr` may hold a lambda that uses the macro too.)
#define RELAIS_TRY(expr) RELAIS_TRY_IMPL_(expr, __COUNTER__)
#define RELAIS_TRY_IMPL_(expr, n) RELAIS_TRY_IMPL2_(expr, n)
#define RELAIS_TRY_IMPL2_(expr, n)                              \
  do {                                                          \
    if (auto relais_try_##n = (expr); !relais_try_##n)          \
      return ::relais::fail(std::move(relais_try_##n).error()); \
  } while (0)

/// Declares `var` with the value of `expr`, or returns its error from the enclosing function.
#define RELAIS_ASSIGN(var, expr) RELAIS_ASSIGN_IMPL_(var, expr, __COUNTER__)
#define RELAIS_ASSIGN_IMPL_(var, expr, n) RELAIS_ASSIGN_IMPL2_(var, expr, n)
#define RELAIS_ASSIGN_IMPL2_(var, expr, n)                                             \
  auto relais_assign_##n = (expr);                                                     \
  if (!relais_assign_##n) return ::relais::fail(std::move(relais_assign_##n).error()); \
  var = std::move(*relais_assign_##n)
