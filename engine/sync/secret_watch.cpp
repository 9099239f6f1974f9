#include "engine/sync/secret_watch.hpp"

#include <fmt/core.h>

#include "engine/base/log.hpp"
#include "engine/connection/make_connection.hpp"
#include "engine/sync/active_credentials.hpp"

namespace relais::sync {
namespace {

constexpr Millis kAskEvery = 86'400'000;

std::string meta_name(const config::Entity& entity) { return "secret/" + entity.id; }

std::string days_text(std::int64_t days) {
  return days == 0 ? "today" : days == 1 ? "tomorrow" : fmt::format("in {} days", days);
}

std::string notice_text(const config::Entity& entity, const SecretState& state,
                        const SecretRecord& record) {
  if (state.what == "certificate") {
    constexpr std::string_view todo =
        "firm-it: make a new certificate, upload it to the app registration, and put it with its "
        "key where microsoft365.certificate points to.";
    if (state.days_left < 0)
      return fmt::format(
          "entity {}: the certificate (microsoft365.certificate) ended on {}. Nothing is synced; "
          "what changes waits, and goes on by itself with a new certificate. {}",
          entity.id, state.expires_on, todo);
    return fmt::format("entity {}: the certificate (microsoft365.certificate) ends {}, on {}. {}",
                       entity.id, days_text(state.days_left), state.expires_on, todo);
  }
  const std::string key =
      "microsoft365." + (record.key.empty() ? std::string("client_secret") : record.key);
  if (state.days_left < 0)
    return fmt::format(
        "entity {}: the secret ({}) ended on {}. Nothing is synced; what changes waits, and goes "
        "on by itself with a new secret. firm-it: make a new client secret, store its value where "
        "{} points to, and set secret_expires_on.",
        entity.id, key, state.expires_on, key);
  return fmt::format(
      "entity {}: the secret ({}) ends {}, on {}. firm-it: make a new client secret, store its "
      "value as microsoft365.next_client_secret, which takes over without a gap, or in the place "
      "of the old one, and set secret_expires_on.",
      entity.id, key, days_text(state.days_left), state.expires_on);
}

}  // namespace

Result<SecretRecord> secret_record(ledger::Ledger& ledger, const config::Entity& entity) {
  RELAIS_ASSIGN(const auto text, ledger.meta(meta_name(entity)));
  SecretRecord record = text.empty() ? SecretRecord{} : read_record(text);
  record.own_end = connection::own_end(entity, connection::microsoft365_name).value_or(0);
  return record;
}

Result<std::vector<SecretNews>> SecretWatch::look() {
  std::vector<SecretNews> news;
  for (const auto& entity : config_.entities)
    if (entity.microsoft365 && entity.microsoft365->has_credentials())
      RELAIS_TRY(look_at(entity, news));
  return news;
}

Result<> SecretWatch::look_at(const config::Entity& entity, std::vector<SecretNews>& news) {
  RELAIS_ASSIGN(const SecretRecord before, secret_record(ledger_, entity));
  SecretRecord record = before;
  forget_the_future(record, clock_.now());
  const auto settings = settings_fingerprint(entity);
  if (record.settings != settings) {
    // Other credentials: what the service said was about others. Notices stay those of their end.
    record.asked_at = record.ends_at = 0;
    record.took_over = record.guessed = record.take_over_told = false;
    record.key.clear();
    record.not_said.clear();
    record.settings = settings;
  }
  ask(entity, record);
  // The secret that took over is proved: it stays in use while credentials that are edited to name
  // it wait for their test.
  if (record.took_over && record.asked_at != before.asked_at)
    RELAIS_TRY(commit_credentials(ledger_, entity.id, *entity.microsoft365));
  RELAIS_ASSIGN(const auto today, local_date(clock_.now(), entity.time_zone));
  const auto state = secret_state(entity, today, record);
  const auto texts = notices(entity, state, record);
  for (const auto& text : texts) log::warning("{}", text);
  if (record.asked_at != before.asked_at && !state.took_over && !state.mismatch.empty()) {
    log::warning("entity {}: {}", entity.id, state.mismatch);
    news.push_back({entity.id, fmt::format("entity {}: {}", entity.id, state.mismatch), true, {}});
  }
  if (!texts.empty() && alert_) {
    record.to_alert = texts.back();
    for (std::size_t i = 0; i + 1 < texts.size(); ++i)
      record.to_alert = texts[i] + '\n' + record.to_alert;
  }
  if (to_text(record) != to_text(before)) RELAIS_TRY(keep(entity, record));
  for (const auto& text : texts) news.push_back({entity.id, text, true, {}});
  if (record.to_alert.empty() || !alert_) return {};
  const auto told = alert_("relais: " + record.to_alert + '\n');
  record.not_alerted = told ? std::string() : told.error().text;
  if (told) {
    record.to_alert.clear();
  } else {
    log::error("entity {}: {}", entity.id, told.error().text);
    if (news.empty() || news.back().entity != entity.id)
      news.push_back({entity.id, record.to_alert, false, {}});
    news.back().not_alerted = record.not_alerted;
  }
  return keep(entity, record);
}

void SecretWatch::ask(const config::Entity& entity, SecretRecord& record) {
  auto* connection = connections_.find(entity, connection::microsoft365_name);
  if (connection == nullptr || connection->traffic().token_requests == 0) return;
  const Millis now = clock_.now();
  const bool recent = record.asked_at != 0 && now - record.asked_at < kAskEvery;
  const auto key = connection->credentials_key();
  if (recent && (key.empty() || key == record.key)) return;
  const auto said = connection->credentials_in_use();
  if (!said) return;  // whoever is refused is told so by the run; tomorrow is another day
  record.asked_at = now;
  record.took_over = said->took_over;
  record.not_said = said->not_said;
  if (!said->not_now || said->key != record.key) {
    record.ends_at = said->ends_at;
    record.guessed = said->guessed;
  }
  record.key = said->key;
  if (!record.took_over) record.take_over_told = false;
}

std::vector<std::string> SecretWatch::notices(const config::Entity& entity,
                                              const SecretState& state, SecretRecord& record) {
  std::vector<std::string> texts;
  if (state.took_over && !record.take_over_told) {
    record.take_over_told = true;
    texts.push_back(fmt::format("entity {}: {} (firm-it)", entity.id, state.mismatch));
  }
  if (const auto due = due_notice(state, record)) {
    if (!same_end(record.about, state.expires_on)) {
      record.notices.clear();
      record.about = state.expires_on;
    }
    texts.push_back(notice_text(entity, state, record));
    record.notices.push_back({*due, clock_.now(), texts.back()});
  }
  return texts;
}

Result<> SecretWatch::keep(const config::Entity& entity, const SecretRecord& record) {
  return ledger_.write(
      [&](ledger::Writer& w) { return w.set_meta(meta_name(entity), to_text(record)); });
}

}  // namespace relais::sync
