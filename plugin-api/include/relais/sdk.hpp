// The C++20 SDK: a plugin is one class and one line. Header-only, std only.
//
//   class Cards {
//    public:
//     static std::string_view manifest();                        // JSON, schemas/manifest.json
//     Cards(Host host, std::string_view config, std::string_view account);
//
//     void render(std::string_view target, std::string_view item, std::string_view today,
//                 Documents& out);                               // pure
//     Result apply(std::string_view target, const Op& op);       // one at a time, or in bulk:
//     void apply(std::string_view target, std::span<const Op> ops, Results& out);
//     void observe(std::string_view target, std::string_view container, std::string_view cursor,
//                  bool full, Changes& out);
//     void lookup(std::string_view target, std::span<const Ref> refs, Finds& out);
//
//     // If the target has any of these:
//     Container ensure(std::string_view target, std::string_view stored);
//     void inventory(std::string_view target, Finds& out);
//     void discard(std::string_view target, std::string_view container);
//     void check(Probes& out);
//   };
//   RELAIS_PLUGIN(Cards)
//
// One that collects messages has these instead, or as well:
//
//     void folders(FolderSink& out);
//     void collect(Purpose purpose, std::string_view cursor, Inbox& inbox);
//     void fetch(std::span<const std::string_view> ids, Inbox& inbox);
//     MarkResult mark(const Mark& mark);                             // one at a time, or in bulk:
//     void mark(std::span<const Mark> marks, MarkSink& out);
//
// What each function promises stands in export.h, collect.h and plugin.h. To fail, throw
// Failure(Status::..., text); any other exception becomes Status::internal with its what(). No
// exception leaves the plugin. One object per mailbox; calls on it never overlap but may come from
// different threads; objects of different mailboxes run in parallel, so keep no mutable globals.
#pragma once

#include "plugin.h"
#include "sdk/bridge.hpp"
#include "sdk/collect.hpp"
#include "sdk/host.hpp"
#include "sdk/http.hpp"
#include "sdk/sinks.hpp"
#include "sdk/status.hpp"
#include "sdk/types.hpp"

/// Once per plugin, outside of any namespace.
#define RELAIS_PLUGIN(Class)                                   \
  RELAIS_EXPORT const relais_plugin* relais_plugin_v1(void);   \
  RELAIS_EXPORT const relais_plugin* relais_plugin_v1(void) {  \
    return ::relais::sdk::detail::Plugin<Class>::descriptor(); \
  }
