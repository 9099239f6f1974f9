// What relais_session points to, and how a call reaches the author's object.
#pragma once

#include <string_view>
#include <type_traits>
#include <utility>

#include "../plugin.h"
#include "host.hpp"
#include "status.hpp"

namespace relais::sdk {
inline namespace v1 {
namespace detail {

using Text = std::string_view;

template <class P>
struct Session {
  Session(const relais_host* raw, relais_str config, relais_str account)
      : host(raw), plugin(Host(raw), view(config), view(account)) {}
  const relais_host* host;
  P plugin;

  static Session& of(relais_session* raw) { return *reinterpret_cast<Session*>(raw); }
};

/// Runs `body(plugin)` of the session behind its guard.
template <class P, class Body>
relais_status call(relais_session* raw, Body&& body) noexcept {
  Session<P>& session = Session<P>::of(raw);
  return guard(session.host, [&] { return body(session.plugin); });
}

/// Whether what follows in a list would fail the same way as the one that did.
constexpr bool ends_slice(Status status) {
  return status == Status::cancelled || status == Status::config || status == Status::auth ||
         status == Status::forbidden || status == Status::transient || status == Status::internal;
}

}  // namespace detail
}  // namespace v1
}  // namespace relais::sdk
