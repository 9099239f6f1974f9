// A plugin at work on the messages of one mailbox: an opened relais_session as a Collector.
//
// As in session.hpp, nothing that a plugin says is believed unchecked, and nothing that it does
// loses a message unseen: what it was asked to store is stored, or the call fails.
#pragma once

#include <memory>

#include "engine/plugin/collect_types.hpp"
#include "engine/plugin/session.hpp"

namespace relais::plugin {

/// Opens a session of a usable entry that collects. Errc::config, unsupported, internal.
Result<std::unique_ptr<Collector>> open_collector(const PluginEntry& entry, SessionOptions options);

}  // namespace relais::plugin
