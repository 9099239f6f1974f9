// One durable step of a lane: the ledger's changes and the plugin's own state, together.
#pragma once

#include <functional>

#include "engine/sync/job.hpp"

namespace relais::sync {

Result<> commit(Context& context, Lane& lane, const std::function<Result<>(ledger::Writer&)>& body);

}  // namespace relais::sync
