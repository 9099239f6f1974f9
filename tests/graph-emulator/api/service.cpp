#include "tests/graph-emulator/api/service.hpp"

#include "tests/graph-emulator/api/graph.hpp"
#include "tests/graph-emulator/auth/token_endpoint.hpp"
#include "tests/graph-emulator/control/interface.hpp"
#include "tests/graph-emulator/http/url.hpp"

namespace relais::emulator {
namespace {

constexpr std::string_view token_path = "/oauth2/v2.0/token";

Response token_answer(Service& service, const Request& request) {
  const FaultPlan plan = service.faults.plan(request, {}, service.now());
  service.wait(service.settings()->latency_ms + plan.latency_ms);
  if (plan.cut_before) return {.status = 0, .wire = Wire::nothing};
  if (plan.instead) return *plan.instead;
  const std::string tenant = request.path.substr(1, request.path.size() - token_path.size() - 1);
  Response response = answer_token_request(service, request, percent_decode(tenant).value_or(""));
  if (plan.after) response = *plan.after;
  if (plan.truncate) response.wire = Wire::half_of_the_body;
  if (plan.cut_after) response.wire = Wire::nothing;
  return response;
}

void write_log(Service& service, const Request& request, LogEntry entry, const Response& response,
               Millis at, std::chrono::steady_clock::time_point began) {
  const auto settings = service.settings();
  entry.method = request.method;
  entry.path = request.path;
  entry.query = request.query;
  if (settings->log_limit > 0) {
    entry.headers = request.headers;
    if (settings->log_bodies) entry.body = request.body;
  }
  entry.status = response.wire == Wire::nothing ? 0 : response.status;
  entry.at = at;
  entry.took_us = std::chrono::duration_cast<std::chrono::microseconds>(
                      std::chrono::steady_clock::now() - began)
                      .count();
  service.log.add(std::move(entry), settings->log_limit, settings->log_bodies);
}

}  // namespace

std::string base_url(const Request& request, const Settings& settings) {
  if (!settings.public_url.empty()) return settings.public_url;
  return std::string(request.secure ? "https://" : "http://") +
         std::string(request.headers.value("Host"));
}

Response answer(Service& service, const Request& request) {
  if (request.path.starts_with("/_control/")) return answer_control(service, request);
  const auto began = std::chrono::steady_clock::now();
  const Millis at = service.now();
  if (request.path.ends_with(token_path)) {
    Response response = token_answer(service, request);
    write_log(service, request, {}, response, at, began);
    return response;
  }
  if (request.path.starts_with("/v1.0/")) {
    Answered answered = answer_graph(service, request, false);
    write_log(service, request, std::move(answered.entry), answered.response, at, began);
    return std::move(answered.response);  // counted out here: before the last byte is sent
  }
  Response response = refusal_answer(no_such_segment(request.path), at, new_request_id(), {});
  write_log(service, request, {}, response, at, began);
  return response;
}

}  // namespace relais::emulator
