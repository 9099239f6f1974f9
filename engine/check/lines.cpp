#include "engine/check/lines.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/base/text.hpp"
#include "engine/http/redact.hpp"

namespace relais::check {
namespace {

using plugin::ProbeOutcome;

bool contains(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

struct Need {
  std::string_view permission{};
  bool writing = false;
};

Need need_of(const std::vector<plugin::Permission>& permissions, std::string_view probe) {
  for (const auto& permission : permissions) {
    if (contains(permission.writes, probe)) return {permission.role, true};
    if (contains(permission.reads, probe)) return {permission.role, false};
  }
  return {};
}

/// Probes come in the order of their requests; one request may belong to none.
class Answers {
 public:
  explicit Answers(const std::vector<Answered>& answers) : answers_(answers) {}

  const Answered* of(const plugin::Probe& probe) {
    for (std::size_t i = next_; i < answers_.size(); ++i) {
      if (answers_[i].status != probe.http_status || answers_[i].request_id != probe.request_id)
        continue;
      next_ = i + 1;
      return &answers_[i];
    }
    return nullptr;
  }

 private:
  const std::vector<Answered>& answers_;
  std::size_t next_ = 0;
};

bool passes(const plugin::Probe& probe, const Answered* answer) {
  if (answer != nullptr && answer->passes) return true;
  const int status = probe.http_status;
  return status == 408 || status == 429 || status >= 500;
}

void degrade(Line& line, std::string_view permission) {
  line.outcome = ProbeOutcome::degraded;
  line.said.message = fmt::format("the token does not show the permission {}", permission);
  line.said.explanation = {
      "reading works; whether writing is permitted shows with the first write, because the "
      "permission may be granted for single mailboxes only, which a token does not show",
      "firm-it",
      fmt::format("if {} is not granted for this mailbox: grant it and consent again; it takes "
                  "effect within two hours",
                  permission)};
}

}  // namespace

std::vector<Line> lines_of(const Heard& heard, const std::vector<plugin::Permission>& permissions,
                           connection::Connection& connection, Millis at) {
  std::vector<Line> lines;
  Answers answers(heard.answers);
  for (const auto& probe : heard.probes) {
    Line line{.probe = normalise_line(probe.name), .outcome = probe.outcome, .at = at};
    const auto* answer = probe.outcome == ProbeOutcome::not_needed ? nullptr : answers.of(probe);
    line.said.http_status = probe.http_status;
    line.said.code = http::redact_text(probe.code, 100);
    line.said.message = http::redact_text(probe.message);
    line.said.request_id = http::redact_text(probe.request_id, 80);
    if (answer != nullptr) line.said.correlation_id = answer->tracking_id;
    const Need need = need_of(permissions, probe.name);
    if (line.failed() || line.outcome == ProbeOutcome::degraded) {
      if (line.failed()) line.code = passes(probe, answer) ? Errc::temporary : Errc::refused;
      line.said.explanation = connection.explain(
          {.http_status = probe.http_status,
           .code = probe.code,
           .message = probe.message,
           .permission = need.permission,
           .granted =
               need.permission.empty() ? std::nullopt : connection.grants(need.permission, false)});
    } else if (line.outcome == ProbeOutcome::ok && need.writing &&
               !connection.grants(need.permission, true).value_or(true)) {
      degrade(line, need.permission);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

Line line_of(std::string probe, const Error& error, connection::Said said, Millis at) {
  Line line{.probe = std::move(probe),
            .outcome = ProbeOutcome::failed,
            .said = std::move(said),
            .at = at,
            .code = error.code};
  if (line.said.message.empty()) line.said.message = http::redact_text(error.text);
  if (!line.said.explanation.meaning.empty()) return line;
  const char* actor = error.code == Errc::internal                                  ? "vendor"
                      : error.code == Errc::config || error.code == Errc::not_found ? "firm-admin"
                                                                                    : "";
  line.said.explanation = {http::redact_text(error.text), actor, error.hint};
  return line;
}

Line line_without_permissions(std::string probe, Millis at) {
  Line line{.probe = std::move(probe), .outcome = ProbeOutcome::degraded, .at = at};
  line.said.message = "the token shows no permission at all";
  line.said.explanation = {
      "the credentials are good, but nothing was granted: the consent of an administrator is "
      "missing, or the permissions were added as delegated ones",
      "firm-it",
      "consent to what `relais permissions` lists (application permissions), then look with "
      "`relais permissions --compare`; a new consent takes effect within two hours"};
  return line;
}

Line user_line(const store::Handler& handler, const store::Link& link,
               const Result<connection::Account>& found, connection::Said said, Millis at) {
  Line line{.probe = kUserProbe, .at = at};
  const std::string again =
      fmt::format("relais handler unlink {0}, then relais handler link {0} ADDRESS", handler.code);
  const auto drift = [&](const char* message, const char* meaning) {
    line.outcome = ProbeOutcome::degraded;
    line.said = std::move(said);
    line.said.message = message;
    line.said.explanation = {meaning, "firm-admin", again};
  };
  if (!found) {
    if (found.error().code != Errc::not_found || !link.user_id)
      return line_of(kUserProbe, found.error(), std::move(said), at);
    drift(
        "nobody has the address of the link any more",
        "the mailbox is still the one that was found when it was linked; its address has changed");
  } else if (link.user_id && *link.user_id != found->id) {
    drift("the address of the link leads to another mailbox now",
          "the mailbox stays the one that was found when it was linked, until it is linked anew");
  } else if (link.user_id && link.primary_address && !found->primary_address.empty() &&
             fold_case(*link.primary_address) != fold_case(found->primary_address)) {
    drift("the mailbox has another primary address now",
          "the mailbox is still the one that was linked; its address has changed");
  }
  return line;
}

}  // namespace relais::check
