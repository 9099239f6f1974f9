#include "engine/sync/commit.hpp"

namespace relais::sync {

Result<> commit(Context& context, Lane& lane,
                const std::function<Result<>(ledger::Writer&)>& body) {
  return context.ledger.write([&](ledger::Writer& writer) -> Result<> {
    RELAIS_TRY(body(writer));
    if (lane.state) lane.state->attach(&writer);
    auto committed = lane.exporter->commit_state();
    if (lane.state) lane.state->attach(nullptr);
    return committed;
  });
}

}  // namespace relais::sync
