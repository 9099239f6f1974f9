// From the C tables to the author's class and back.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../export.h"
#include "collect_bridge.hpp"
#include "host.hpp"
#include "session.hpp"
#include "sinks.hpp"
#include "types.hpp"

namespace relais::sdk {
inline namespace v1 {
namespace detail {

template <class P>
concept Describes = requires { Text(P::manifest()); };
template <class P>
concept Opens = std::is_constructible_v<P, Host, Text, Text>;
template <class P>
concept Renders = requires(P p, Documents& out) { p.render(Text(), Text(), Text(), out); };
template <class P>
concept AppliesAll =
    requires(P p, std::span<const Op> ops, Results& out) { p.apply(Text(), ops, out); };
template <class P>
concept AppliesOne = requires(P p, const Op& op) {
  { p.apply(Text(), op) } -> std::convertible_to<Result>;
};
template <class P>
concept Observes = requires(P p, Changes& out) { p.observe(Text(), Text(), Text(), true, out); };
template <class P>
concept LooksUp =
    requires(P p, std::span<const Ref> refs, Finds& out) { p.lookup(Text(), refs, out); };
template <class P>
concept Inventories = requires(P p, Finds& out) { p.inventory(Text(), out); };
template <class P>
concept Ensures = requires(P p) {
  { p.ensure(Text(), Text()) } -> std::convertible_to<Container>;
};
template <class P>
concept Discards = requires(P p) { p.discard(Text(), Text()); };
/// Has anything of the role; whether it has all of it is checked with a text of its own.
template <class P>
concept Exports = Renders<P> || AppliesAll<P> || AppliesOne<P> || Observes<P> || LooksUp<P>;
template <class P>
concept Checks = requires(P p, Probes& out) { p.check(out); };

inline std::vector<Op> ops_of(const relais_op* const* raw, std::size_t count) {
  std::vector<Op> ops;
  ops.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const relais_op& op = *raw[i];
    ops.push_back({i, static_cast<Action>(op.action), view(op.key), op.incarnation, op.verify != 0,
                   view(op.token), view(op.container), view(op.remote_id), view(op.etag),
                   view(op.document), view(op.fingerprint), op.news != 0, view(op.previous)});
  }
  return ops;
}

inline std::vector<Ref> refs_of(const relais_ref* const* raw, std::size_t count) {
  std::vector<Ref> refs;
  refs.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    refs.push_back({i, view(raw[i]->key), view(raw[i]->remote_id)});
  return refs;
}

/// For a class that applies one operation at a time: in order, until cancelled or pointless.
template <class P>
void apply_each(P& plugin, const Host& host, Text target, std::span<const Op> ops,
                Results& results) {
  for (const Op& op : ops) {
    host.stop_if_cancelled();
    try {
      results.report(op, plugin.apply(target, op));
    } catch (const Failure& failure) {
      if (results.reported(op) || ends_slice(failure.status())) throw;
      results.report(op, Result{.status = failure.status(), .message = failure.what()});
    }
  }
}

/// The role's functions for class P, and its table.
template <class P>
struct Export {
  static_assert(Renders<P>, "needs: render(string_view target, item, today, Documents&)");
  static_assert(AppliesAll<P> || AppliesOne<P>,
                "needs: Result apply(string_view target, const Op&), or "
                "void apply(string_view target, std::span<const Op>, Results&)");
  static_assert(Observes<P>,
                "needs: observe(string_view target, container, cursor, bool full, Changes&)");
  static_assert(LooksUp<P>, "needs: lookup(string_view target, std::span<const Ref>, Finds&)");

  static relais_status render(relais_session* session, relais_str target, relais_str item,
                              relais_str today, const relais_document_sink* sink) noexcept {
    return call<P>(session, [&](P& plugin) {
      Documents out(sink);
      plugin.render(view(target), view(item), view(today), out);
    });
  }

  static relais_status ensure(relais_session* session, relais_str target, relais_str stored,
                              const relais_container_sink* sink) noexcept {
    return call<P>(session, [&](P& plugin) {
      Container container;
      if constexpr (Ensures<P>) container = plugin.ensure(view(target), view(stored));
      obey(sink->container(sink->self, borrow(container.id), container.created ? 1 : 0));
    });
  }

  static relais_status apply(relais_session* session, relais_str target,
                             const relais_op* const* ops, std::size_t count,
                             const relais_result_sink* sink) noexcept {
    return call<P>(session, [&](P& plugin) {
      const std::vector<Op> list = ops_of(ops, count);
      Results out(sink, count);
      if constexpr (AppliesAll<P>)
        plugin.apply(view(target), std::span<const Op>(list), out);
      else
        apply_each(plugin, Host(Session<P>::of(session).host), view(target), list, out);
      out.finish();
    });
  }

  static relais_status observe(relais_session* session, relais_str target, relais_str container,
                               relais_str cursor, std::int32_t full,
                               const relais_change_sink* sink) noexcept {
    return call<P>(session, [&](P& plugin) {
      Changes out(sink, full != 0);
      plugin.observe(view(target), view(container), view(cursor), full != 0, out);
      out.finish();
    });
  }

  static relais_status lookup(relais_session* session, relais_str target,
                              const relais_ref* const* refs, std::size_t count,
                              const relais_found_sink* sink) noexcept {
    return call<P>(session, [&](P& plugin) {
      const std::vector<Ref> list = refs_of(refs, count);
      Finds out(sink, count);
      plugin.lookup(view(target), std::span<const Ref>(list), out);
      out.finish();
    });
  }

  static relais_status inventory(relais_session* session, relais_str target,
                                 const relais_found_sink* sink) noexcept {
    return call<P>(session, [&](P& plugin) {
      Finds out(sink, 0);
      plugin.inventory(view(target), out);
    });
  }

  static relais_status discard(relais_session* session, relais_str target,
                               relais_str container) noexcept {
    return call<P>(session, [&](P& plugin) { plugin.discard(view(target), view(container)); });
  }

  static const relais_export* table() {
    static constexpr relais_export table = [] {
      relais_export t{};
      t.struct_size = sizeof t;
      t.render = &render;
      t.ensure = &ensure;
      t.apply = &apply;
      t.observe = &observe;
      t.lookup = &lookup;
      if constexpr (Inventories<P>) t.inventory = &inventory;
      if constexpr (Discards<P>) t.discard = &discard;
      return t;
    }();
    return &table;
  }
};

/// The descriptor of class P.
template <class P>
struct Plugin {
  static relais_status open(const relais_host* host, relais_str config, relais_str account,
                            relais_session** session) noexcept {
    return guard(host, [&] {
      *session = reinterpret_cast<relais_session*>(
          std::make_unique<Session<P>>(host, config, account).release());
    });
  }

  static relais_status check(relais_session* session, const relais_probe_sink* sink) noexcept {
    return call<P>(session, [&](P& plugin) {
      Probes out(sink);
      plugin.check(out);
    });
  }

  static void close(relais_session* session) noexcept { delete &Session<P>::of(session); }

  static const void* extension(relais_str id) noexcept {
    if constexpr (Exports<P>)
      if (view(id) == RELAIS_EXPORT_V1) return Export<P>::table();
    if constexpr (Collects<P>)
      if (view(id) == RELAIS_COLLECT_V1) return Collect<P>::table();
    return nullptr;
  }

  static const relais_plugin* descriptor() noexcept {
    static_assert(Describes<P>, "needs: static std::string_view manifest()");
    static_assert(Opens<P>, "needs a constructor (Host, string_view config, string_view account)");
    static_assert(Exports<P> || Collects<P>,
                  "needs a role: render, apply, observe and lookup, or "
                  "folders, collect, fetch and mark");
    try {
      static const std::string manifest(P::manifest());
      static const relais_plugin plugin = [] {
        relais_plugin p{};
        p.struct_size = sizeof p;
        p.abi_major = RELAIS_ABI_MAJOR;
        p.abi_minor_min = 0;
        p.manifest = borrow(manifest);
        p.open = &open;
        if constexpr (Checks<P>) p.check = &check;
        p.close = &close;
        p.extension = &extension;
        return p;
      }();
      return &plugin;
    } catch (...) {
      return nullptr;
    }
  }
};

}  // namespace detail
}  // namespace v1
}  // namespace relais::sdk
