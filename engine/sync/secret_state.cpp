#include "engine/sync/secret_state.hpp"

#include <fmt/core.h>

#include <cstdlib>
#include <iterator>

#include "engine/base/json.hpp"
#include "engine/base/text.hpp"

namespace relais::sync {
namespace {

constexpr std::int64_t kWarnDays = 60;
constexpr std::int64_t kCriticalDays = 14;
constexpr int kNoticeDays[] = {0, 1, 3, 7, 14, 30, 60};
constexpr Millis kClockMayStep = 86'400'000;
constexpr std::int64_t kSameEnd = 1;  // days

std::int64_t number_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

bool flag_at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::string word_for(std::int64_t days) {
  if (days < 0) return "expired";
  if (days <= kCriticalDays) return "critical";
  return days <= kWarnDays ? "warning" : "ok";
}

}  // namespace

std::string to_text(const SecretRecord& record) {
  json::array notices;
  for (const auto& one : record.notices)
    notices.push_back(json::object{{"days", one.days}, {"at", one.at}, {"text", one.text}});
  return json::serialize(json::object{{"settings", record.settings},
                                      {"asked_at", record.asked_at},
                                      {"key", record.key},
                                      {"took_over", record.took_over},
                                      {"ends_at", record.ends_at},
                                      {"guessed", record.guessed},
                                      {"not_said", record.not_said},
                                      {"about", record.about},
                                      {"notices", std::move(notices)},
                                      {"take_over_told", record.take_over_told},
                                      {"to_alert", record.to_alert},
                                      {"not_alerted", record.not_alerted}});
}

SecretRecord read_record(std::string_view text) {
  SecretRecord record;
  const auto parsed = parse_json(text, "what is known of a secret");
  if (!parsed || !parsed->is_object()) return record;
  const auto& object = parsed->get_object();
  record.settings = string_at(object, "settings");
  record.asked_at = number_at(object, "asked_at");
  record.key = string_at(object, "key");
  record.took_over = flag_at(object, "took_over");
  record.ends_at = number_at(object, "ends_at");
  record.guessed = flag_at(object, "guessed");
  record.not_said = string_at(object, "not_said");
  record.about = string_at(object, "about");
  if (const auto* notices = object.if_contains("notices"); notices && notices->is_array())
    for (const auto& one : notices->get_array())
      if (one.is_object())
        record.notices.push_back({static_cast<int>(number_at(one.get_object(), "days")),
                                  number_at(one.get_object(), "at"),
                                  std::string(string_at(one.get_object(), "text"))});
  record.take_over_told = flag_at(object, "take_over_told");
  record.to_alert = string_at(object, "to_alert");
  record.not_alerted = string_at(object, "not_alerted");
  return record;
}

std::string settings_fingerprint(const config::Entity& entity) {
  if (!entity.microsoft365) return {};
  const auto& settings = *entity.microsoft365;
  const auto text = [](const std::optional<config::SecretRef>& reference) {
    return reference ? reference->text() : std::string("-");
  };
  return sha256_hex(fmt::format("{} {} {} {} {}", settings.tenant, settings.client_id,
                                text(settings.client_secret), text(settings.next_client_secret),
                                settings.secret_expires_on));
}

SecretState secret_state(const config::Entity& entity, std::string_view today,
                         const SecretRecord& record) {
  SecretState state;
  state.word = "unknown";
  if (!entity.microsoft365 || !entity.microsoft365->has_credentials()) return state;
  const auto& settings = *entity.microsoft365;
  const std::string configured = settings.secret_expires_on;
  const bool current = record.settings == settings_fingerprint(entity);
  state.not_alerted = record.not_alerted;
  state.took_over = current && record.took_over;
  const bool certificate = settings.certificate.has_value();
  if (certificate) state.what = "certificate";
  std::string said;
  if (certificate && record.own_end > 0)
    said = local_date(record.own_end, entity.time_zone).value_or("");
  else if (current && record.ends_at > 0 && !record.guessed)
    said = local_date(record.ends_at, entity.time_zone).value_or("");
  state.from_service = !certificate && !said.empty();
  // What is configured is the end of the secret that is not accepted any more.
  state.expires_on = !said.empty() ? said : state.took_over ? "" : configured;
  // Notices of another end say nothing about this one.
  if (same_end(record.about, state.expires_on)) state.notices = record.notices;
  if (state.took_over) {
    state.mismatch =
        "client_secret is not accepted, next_client_secret has taken over: make it client_secret "
        "and set secret_expires_on";
  } else if (certificate && !said.empty() && !configured.empty() && !same_end(said, configured)) {
    state.mismatch = fmt::format(
        "secret_expires_on is {}, but the certificate ends on {}: take secret_expires_on out, the "
        "certificate says it itself",
        configured, said);
  } else if (state.from_service && !configured.empty() && !same_end(said, configured)) {
    state.mismatch = fmt::format(
        "secret_expires_on is {}, but the service says that the secret ends on {}: correct "
        "secret_expires_on",
        configured, said);
  }
  state.word = state.took_over ? "warning" : "ok";
  const auto days = days_between(today, state.expires_on);
  if (!days) return state;
  state.days_left = *days;
  if (const auto word = word_for(*days); word != "ok") state.word = word;
  return state;
}

bool same_end(std::string_view one, std::string_view other) {
  const auto days = days_between(one, other);
  return days && std::abs(*days) <= kSameEnd;
}

void forget_the_future(SecretRecord& record, Millis now) {
  const auto ahead = [&](Millis at) { return at > now + kClockMayStep; };
  if (ahead(record.asked_at)) record.asked_at = 0;
  std::erase_if(record.notices, [&](const SecretNotice& given) { return ahead(given.at); });
}

std::optional<int> due_notice(const SecretState& state, const SecretRecord& record) {
  if (state.expires_on.empty() || state.word == "unknown") return std::nullopt;
  std::optional<int> due;
  for (const int days : kNoticeDays) {
    const bool reached = days == 0 ? state.days_left < 0 : state.days_left <= days;
    if (reached) {
      due = days;
      break;
    }
  }
  if (!due) return std::nullopt;
  if (!same_end(record.about, state.expires_on)) return due;
  for (const auto& given : record.notices)
    if (given.days <= *due) return std::nullopt;
  return due;
}

}  // namespace relais::sync
