// `sync` and `audit`: the exports, then the mail of active accounts.
#pragma once

#include "engine/cli/call.hpp"
#include "engine/collect/report.hpp"

namespace relais::cli {

/// What the mail of a run did, and the traffic before it, which `outcome` counts as well.
struct MailRun {
  collect::Outcome outcome;
  connection::Traffic before;
};

/// Adds what the mail did to the reply about the exports; the exit code is the worst of both.
void add_mail(Reply& reply, const MailRun& run, const Paint& paint);

/// The same if it failed as a whole.
void add_failed_mail(Reply& reply, const Error& error);

/// The exit code of two that has to be told.
int worse_exit(int one, int other);

/// Without mail in the selection it costs and says nothing of it.
Result<Reply> sync_and_report(const Call& call, bool audit, Millis wait);

}  // namespace relais::cli
