// From the C table of the role collect to the author's class and back.
#pragma once

#include <concepts>
#include <span>
#include <string_view>
#include <vector>

#include "../collect.h"
#include "collect.hpp"
#include "session.hpp"

namespace relais::sdk {
inline namespace v1 {
namespace detail {

template <class P>
concept ListsFolders = requires(P p, FolderSink& out) { p.folders(out); };
template <class P>
concept CollectsNew = requires(P p, Inbox& out) { p.collect(Purpose::poll, Text(), out); };
template <class P>
concept Fetches = requires(P p, std::span<const Text> ids, Inbox& out) { p.fetch(ids, out); };
template <class P>
concept MarksAll =
    requires(P p, std::span<const Mark> marks, MarkSink& out) { p.mark(marks, out); };
template <class P>
concept MarksOne = requires(P p, const Mark& mark) {
  { p.mark(mark) } -> std::convertible_to<MarkResult>;
};
/// Has anything of the role; whether it has all of it is checked with a text of its own.
template <class P>
concept Collects = ListsFolders<P> || CollectsNew<P> || Fetches<P> || MarksAll<P> || MarksOne<P>;

inline std::vector<Text> views_of(const relais_str* raw, std::size_t count) {
  std::vector<Text> texts;
  texts.reserve(count);
  for (std::size_t i = 0; i < count; ++i) texts.push_back(view(raw[i]));
  return texts;
}

inline std::vector<Mark> marks_of(const relais_mark* const* raw, std::size_t count) {
  std::vector<Mark> marks;
  marks.reserve(count);
  for (std::size_t i = 0; i < count; ++i)
    marks.push_back({i, static_cast<Marker>(raw[i]->mark), view(raw[i]->remote_id)});
  return marks;
}

/// For a class that sets one marker at a time: in order, until cancelled or pointless.
template <class P>
void mark_each(P& plugin, const Host& host, std::span<const Mark> marks, MarkSink& results) {
  for (const Mark& mark : marks) {
    host.stop_if_cancelled();
    try {
      results.report(mark, plugin.mark(mark));
    } catch (const Failure& failure) {
      if (results.reported(mark) || ends_slice(failure.status())) throw;
      results.report(mark, MarkResult{.status = failure.status(), .message = failure.what()});
    }
  }
}

template <class P>
struct Collect {
  static_assert(ListsFolders<P>, "needs: folders(FolderSink&)");
  static_assert(CollectsNew<P>, "needs: collect(Purpose, string_view cursor, Inbox&)");
  static_assert(Fetches<P>, "needs: fetch(std::span<const std::string_view> ids, Inbox&)");
  static_assert(MarksAll<P> || MarksOne<P>,
                "needs: MarkResult mark(const Mark&), or "
                "void mark(std::span<const Mark>, MarkSink&)");

  static relais_status folders(relais_session* session, const relais_folder_sink* sink) noexcept {
    return call<P>(session, [&](P& plugin) {
      FolderSink out(sink);
      plugin.folders(out);
    });
  }

  static relais_status collect(relais_session* session, std::int32_t purpose, relais_str cursor,
                               const relais_inbox* inbox) noexcept {
    return call<P>(session, [&](P& plugin) {
      Inbox out(inbox, true);
      plugin.collect(static_cast<Purpose>(purpose), view(cursor), out);
      out.finish();
    });
  }

  static relais_status fetch(relais_session* session, const relais_str* ids, std::size_t count,
                             const relais_inbox* inbox) noexcept {
    return call<P>(session, [&](P& plugin) {
      const std::vector<Text> list = views_of(ids, count);
      Inbox out(inbox, false);
      plugin.fetch(std::span<const Text>(list), out);
      out.finish();
    });
  }

  static relais_status mark(relais_session* session, const relais_mark* const* marks,
                            std::size_t count, const relais_mark_sink* sink) noexcept {
    return call<P>(session, [&](P& plugin) {
      const std::vector<Mark> list = marks_of(marks, count);
      MarkSink out(sink, count);
      if constexpr (MarksAll<P>)
        plugin.mark(std::span<const Mark>(list), out);
      else
        mark_each(plugin, Host(Session<P>::of(session).host), list, out);
      out.finish();
    });
  }

  static const relais_collect* table() {
    static constexpr relais_collect table{sizeof table, 0, &folders, &collect, &fetch, &mark};
    return &table;
  }
};

}  // namespace detail
}  // namespace v1
}  // namespace relais::sdk
