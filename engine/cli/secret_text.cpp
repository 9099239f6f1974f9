#include "engine/cli/secret_text.hpp"

#include <fmt/core.h>

#include "engine/cli/words.hpp"

namespace relais::cli {

std::string secret_text(const sync::SecretState& secret, const Paint& paint) {
  if (secret.word == "unknown") return "no credentials";
  if (secret.expires_on.empty()) return "no expiry known";
  const auto text = secret.word == "expired"
                        ? fmt::format("{} expired on {}", secret.what, secret.expires_on)
                        : fmt::format("{} expires on {}, {} left", secret.what, secret.expires_on,
                                      counted(secret.days_left, "day", "days"));
  const auto whole = secret.from_service ? text + " (as the service says)" : text;
  if (secret.word == "ok") return whole;
  return secret.word == "warning" ? paint.warning(whole) : paint.bad(whole);
}

std::string secret_notes(const sync::SecretState& secret, const Paint& paint) {
  std::string text;
  if (!secret.mismatch.empty()) text += "  " + paint.warning(secret.mismatch) + '\n';
  if (!secret.notices.empty() && secret.word != "ok") {
    const auto& last = secret.notices.back();
    text += fmt::format("  notice of {}: {}\n", time_text(last.at), last.text);
  }
  if (!secret.not_alerted.empty()) text += "  " + paint.bad(secret.not_alerted) + '\n';
  return text;
}

json::object secret_json(const sync::SecretState& secret) {
  json::object out{{"of", secret.what}, {"state", secret.word}};
  if (!secret.expires_on.empty()) {
    out["expires_on"] = secret.expires_on;
    out["days_left"] = secret.days_left;
  }
  out["from_service"] = secret.from_service;
  out["took_over"] = secret.took_over;
  out["mismatch"] = text_or_null(secret.mismatch);
  out["not_alerted"] = text_or_null(secret.not_alerted);
  json::array notices;
  for (const auto& one : secret.notices)
    notices.push_back(
        json::object{{"days", one.days}, {"at", time_json(one.at)}, {"text", one.text}});
  out["notices"] = std::move(notices);
  return out;
}

Result<sync::SecretState> secret_of(sync::Engine& engine, const config::Entity& entity) {
  RELAIS_ASSIGN(const auto today, local_date(engine.clock().now(), entity.time_zone));
  RELAIS_ASSIGN(const auto record, sync::secret_record(engine.ledger(), entity));
  return sync::secret_state(entity, today, record);
}

void add_secret_news(Reply& reply, sync::Engine& engine) {
  const auto news = engine.watch_secrets();
  // A run that holds the ledger looks at its end, too.
  if (!news && news.error().code == Errc::busy) return;
  if (!news) {
    reply.notes.push_back("ends of secrets were not looked at: " + news.error().text);
    return;
  }
  json::array list;
  for (const auto& one : *news) {
    if (one.is_new) reply.notes.push_back(one.text);
    if (!one.not_alerted.empty())
      reply.notes.push_back(fmt::format("entity {}: {}", one.entity, one.not_alerted));
    list.push_back(json::object{{"entity", one.entity},
                                {"text", one.text},
                                {"new", one.is_new},
                                {"not_alerted", text_or_null(one.not_alerted)}});
  }
  reply.document["secrets"] = std::move(list);
}

}  // namespace relais::cli
