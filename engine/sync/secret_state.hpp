// How long the secret, or the certificate, of an entity's connection lasts (R13), and which notice
// of its end is due (R14). Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/config/config.hpp"

namespace relais::sync {

/// A notice that was given.
struct SecretNotice {
  int days = 0;  ///< 60, 30, 14, 7, 3, 1, or 0: it has ended
  Millis at = 0;
  std::string text;
};

/// What the ledger remembers of an entity's secret.
struct SecretRecord {
  std::string settings;  ///< fingerprint of what the rest is about
  // as the service said it last
  Millis asked_at = 0;  ///< 0: never
  std::string key;      ///< of the credentials in use; empty: not known
  bool took_over = false;
  Millis ends_at = 0;  ///< 0: it does not say
  bool guessed = false;
  std::string not_said;
  Millis own_end = 0;  ///< as a certificate says itself, whenever it is read; not kept
  // notices
  std::string about;                  ///< the end that they are about, YYYY-MM-DD
  std::vector<SecretNotice> notices;  ///< of that end, in order
  bool take_over_told = false;
  std::string to_alert;     ///< text that the alert command has not taken yet
  std::string not_alerted;  ///< why, if it was tried
};

std::string to_text(const SecretRecord& record);
/// What is no record is an empty one: it only says what has been told already.
SecretRecord read_record(std::string_view text);

/// Changes with whatever makes the service's answer of yesterday worthless.
std::string settings_fingerprint(const config::Entity& entity);

struct SecretState {
  std::string what = "secret";  ///< or "certificate"
  std::string word;  ///< ok (more than 60 days), warning, critical (at most 14), expired, unknown
  std::string expires_on;  ///< YYYY-MM-DD; empty: not known
  std::int64_t days_left = 0;
  bool from_service = false;  ///< expires_on is what the service says
  bool took_over = false;     ///< next_client_secret is in use
  std::string mismatch;       ///< secret_expires_on differs from the end that counts: what to do
  std::vector<SecretNotice> notices;
  std::string not_alerted;
};

/// Whether both days are the same end of a secret; the service counts in UTC.
bool same_end(std::string_view one, std::string_view other);

/// `today` is YYYY-MM-DD. Of a certificate its own word counts; of a secret the service's, if it
/// surely is about the secret in use; else secret_expires_on.
SecretState secret_state(const config::Entity& entity, std::string_view today,
                         const SecretRecord& record = {});

/// Forgets what a clock that was ahead made of it: what was asked or told more than a day after
/// `now`.
void forget_the_future(SecretRecord& record, Millis now);

/// Which of 60, 30, 14, 7, 3, 1 and 0 is due; each once for an end, and only the last of those that
/// were missed. An end that moves by a day is the same end.
std::optional<int> due_notice(const SecretState& state, const SecretRecord& record);

}  // namespace relais::sync
