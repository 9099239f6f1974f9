#include "engine/check/dots.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "engine/config/credentials.hpp"
#include "engine/sync/dot_report.hpp"

namespace relais::check {
namespace {

constexpr std::string_view kFirst = "MAIL";
constexpr Millis kClockMayStep = 86'400'000;

std::string why_not_tested(const store::Handler& handler, std::string_view connection) {
  if (!handler.active) return "the handler is not active";
  const bool linked =
      connection.empty() ? !handler.links.empty() : handler.link(connection) != nullptr;
  return linked ? "" : "not linked";
}

/// `2026-05-01 08:00`
std::string minute_of(Millis instant) {
  std::string text = format_utc(instant).substr(0, 16);
  std::replace(text.begin(), text.end(), 'T', ' ');
  return text;
}

}  // namespace

void in_order_of_tests(std::vector<std::string>& addins) {
  std::sort(addins.begin(), addins.end(), [](const auto& one, const auto& other) {
    return std::pair(one != kFirst, one) < std::pair(other != kFirst, other);
  });
}

std::vector<Dot> dots_of(const config::Config& config, const store::Handler& handler,
                         const std::vector<ledger::Dot>& kept, Millis now) {
  std::vector<Dot> out;
  const auto* entity = config.entity(handler.entity);
  if (entity == nullptr) return out;
  auto addins = entity->subscription;
  in_order_of_tests(addins);
  for (const auto& addin : addins) {
    Dot dot;
    dot.addin = addin;
    dot.reason = "never tested";
    const auto found = std::find_if(kept.begin(), kept.end(), [&](const auto& one) {
      return one.handler == handler.id && one.addin == addin;
    });
    std::string connection;
    if (found != kept.end()) {
      const auto report = sync::read_dot_report(found->report);
      connection = report.connection;
      const auto* link = handler.link(connection);
      // A test of another mailbox says nothing about this one.
      if (link != nullptr && report.link == sync::trace_of(link->address)) {
        dot.colour = found->green ? Colour::green : Colour::red;
        dot.reason = report.reason;
        dot.tested_at = found->tested_at;
        dot.drift = report.drift;
        if (report.credentials != config::credentials_fingerprint(*entity, connection))
          dot.stale = "the credentials have changed since";
        else if (report.outage_at != 0)
          dot.stale = fmt::format("could not be tested on {} UTC: {}", minute_of(report.outage_at),
                                  report.outage);
        else if (now - found->tested_at > kStaleAfter)
          dot.stale = "tested more than 7 days ago";
        else if (found->tested_at - now > kClockMayStep)
          dot.stale = "the clock was ahead when it was tested";
      }
    }
    if (auto why = why_not_tested(handler, connection); !why.empty())
      dot = {addin, Colour::grey, std::move(why)};
    out.push_back(std::move(dot));
  }
  return out;
}

}  // namespace relais::check
