// `relais sync`: the exports, then the mail of active accounts.
#pragma once

#include "engine/collect/report.hpp"
#include "engine/sync/engine.hpp"

namespace relais::collect {

struct Together {
  sync::Outcome exports;
  Result<Outcome> mail;  ///< an error: of mail as a whole
};

/// Changed deadlines go before mail. An error of one mailbox never stops the other half; what was
/// exported is told whatever becomes of mail.
Result<Together> sync_together(sync::Engine& engine, const sync::Selection& selection, bool audit,
                               Millis max_wait);

}  // namespace relais::collect
