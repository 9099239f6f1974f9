// What is new in a mailbox, with one request however many folders it has.
//
// One listing by time of receipt goes on where the last one ended. Every five minutes, which is
// every fifth poll, it also asks what came to Sent Items: a message that is sent may keep the time
// at which its draft was begun.
#pragma once

#include <relais/sdk.hpp>
#include <string>
#include <string_view>

#include "plugins/mail-graph/cursor.hpp"
#include "plugins/mail-graph/intake.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

/// Of one call. Keeps nothing but its cursor: the next poll may come from another session.
class Poll {
 public:
  Poll(const sdk::Host& host, const Settings& settings) : host_(host), settings_(settings) {}

  /// As relais_collect.collect. Nothing is checkpointed if nothing has come.
  void run(std::string_view cursor, Intake& intake);

 private:
  PollCursor begin(std::string_view cursor) const;
  Seconds now() const;
  Reach reach() const;
  bool sent_is_due(const PollCursor& cursor) const;
  void read_new(PollCursor& cursor, Intake& intake);
  void read_sent(PollCursor& cursor, Intake& intake);
  void read_sent_round(PollCursor& cursor, Intake& intake);
  void keep(const PollCursor& cursor, Intake& intake, bool offered);

  const sdk::Host& host_;
  const Settings& settings_;
  std::string kept_;  ///< cursor of the last checkpoint, or of the call
};

}  // namespace relais::mail_graph
