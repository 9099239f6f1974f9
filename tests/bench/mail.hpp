// A firm whose mailboxes get messages, to measure on.
#pragma once

#include <memory>
#include <string>

#include "tests/bench/firm.hpp"
#include "tests/testbed/mail_firm.hpp"

namespace relais::bench {

/// Nothing is audited while it is measured; the emulator neither throttles nor logs. `keys` as in
/// MailFirm.
std::unique_ptr<testbed::MailFirm> make_mail_firm(const EmulatorProcess& emulator, int handlers,
                                                  const std::string& keys = {});

/// Messages with a text of 6 kB each. Those of a run of them come every `every_s` seconds.
struct Mails {
  std::int64_t count = 0;
  Millis from = 0;  ///< when the first one is received
  std::int64_t every_s = 1;
  std::int64_t attachment = 0;  ///< of so many bytes; 0: none
  std::string folder{};         ///< "": the inbox
};
void fill(testbed::MailFirm& firm, const std::string& handler, const Mails& mails);

/// The engine and its mail on the firm's clock, as in a service that runs for days.
class MailEngine {
 public:
  explicit MailEngine(const testbed::MailFirm& firm, Clock& clock, StepListener* steps = nullptr);

  /// Messages that were collected. Throws if anything went wrong.
  std::int64_t poll();

 private:
  std::unique_ptr<sync::Engine> engine_;
  std::unique_ptr<collect::Service> service_;
};

}  // namespace relais::bench
