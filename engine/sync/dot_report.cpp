#include "engine/sync/dot_report.hpp"

#include <algorithm>

#include "engine/base/json.hpp"
#include "engine/base/text.hpp"
#include "engine/config/credentials.hpp"

namespace relais::sync {
namespace {

/// What the other side refused in the lane; nothing: it did not.
const Error* refusal_of(const Lane& lane) {
  if (lane.refusal) return &*lane.refusal;
  return lane.closed.empty() ? nullptr : &lane.closed.begin()->second;
}

}  // namespace

std::string to_text(const DotReport& report) {
  json::object object{{"reason", report.reason},
                      {"connection", report.connection},
                      {"credentials", report.credentials},
                      {"link", report.link},
                      {"drift", report.drift}};
  if (report.outage_at != 0) {
    object["outage_at"] = report.outage_at;
    object["outage"] = report.outage;
  }
  return json::serialize(object);
}

DotReport read_dot_report(std::string_view text) {
  const auto parsed = parse_json(text, "the report of a dot");
  if (!parsed || !parsed->is_object()) return {};
  const auto& object = parsed->get_object();
  DotReport report{std::string(string_at(object, "reason")),
                   std::string(string_at(object, "connection")),
                   std::string(string_at(object, "credentials")),
                   std::string(string_at(object, "link")), std::string(string_at(object, "drift"))};
  const auto* at = object.if_contains("outage_at");
  if (at != nullptr && at->is_int64()) report.outage_at = at->get_int64();
  report.outage = string_at(object, "outage");
  return report;
}

std::optional<ledger::Dot> with_outage(const std::vector<ledger::Dot>& kept,
                                       std::string_view handler, std::string_view addin, Millis at,
                                       std::string_view reason) {
  const auto found = std::find_if(kept.begin(), kept.end(), [&](const auto& dot) {
    return dot.handler == handler && dot.addin == addin;
  });
  if (found == kept.end()) return std::nullopt;
  auto report = read_dot_report(found->report);
  report.outage_at = at;
  report.outage = reason;
  ledger::Dot dot = *found;
  dot.report = to_text(report);
  return dot;
}

std::string trace_of(std::string_view address) { return sha256_hex(address).substr(0, 16); }

std::optional<ledger::Dot> red_dot(const config::Entity& entity, const store::Handler& handler,
                                   std::string_view addin, std::string_view connection,
                                   std::string_view reason, Millis now) {
  const auto* link = handler.link(connection);
  if (link == nullptr) return std::nullopt;
  return ledger::Dot{
      handler.id, std::string(addin), false, now,
      to_text({std::string(reason), std::string(connection),
               config::credentials_fingerprint(entity, connection), trace_of(link->address)})};
}

Result<> keep_refusals(Context& context, const config::Config& config,
                       const std::vector<Job>& jobs) {
  const bool any = std::any_of(jobs.begin(), jobs.end(), [](const Job& job) {
    return std::any_of(job.lanes.begin(), job.lanes.end(),
                       [](const Lane& lane) { return refusal_of(lane) != nullptr; });
  });
  if (!any) return {};
  std::vector<store::Handler> handlers;
  {
    RELAIS_ASSIGN(const auto snapshot, context.store.snapshot());
    RELAIS_ASSIGN(handlers, snapshot->handlers());
  }
  std::vector<ledger::Dot> dots;
  for (const auto& job : jobs)
    for (const auto& lane : job.lanes) {
      const auto* refusal = refusal_of(lane);
      const auto* entity = config.entity(lane.entity);
      if (refusal == nullptr || entity == nullptr) continue;
      for (const auto& handler : handlers) {
        if (std::find(lane.selected.begin(), lane.selected.end(), handler.id) ==
            lane.selected.end())
          continue;
        auto dot = red_dot(*entity, handler, lane.addin, lane.connection->name(), refusal->text,
                           context.clock.now());
        if (dot) dots.push_back(std::move(*dot));
      }
    }
  return context.ledger.write([&](ledger::Writer& writer) -> Result<> {
    for (const auto& dot : dots) RELAIS_TRY(writer.put_dot(dot));
    return {};
  });
}

}  // namespace relais::sync
