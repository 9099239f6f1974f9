#include "plugins/graph/operation.hpp"

#include "plugins/graph/paging.hpp"

namespace relais::graph {

namespace json = boost::json;

const json::object* Answer::item() const {
  return body && !string_at(*body, "id").empty() ? &*body : nullptr;
}

Answer take_answer(const sdk::Response& response, Doing doing) {
  Answer answer{.refusal = refusal_of(response, doing),
                .request_id = std::string(response.request_id())};
  if (answer.refusal) return answer;
  boost::system::error_code failed;
  const std::string_view body = response.body();
  json::value parsed = json::parse({body.data(), body.size()}, failed);
  if (!failed && parsed.is_object()) answer.body = std::move(parsed.get_object());
  return answer;
}

bool Reports::done(const Operation& operation, sdk::Result result) {
  result.request_id = operation.request_id;
  results_.report(*operation.op, result);
  return false;
}

bool Reports::refuse(const sdk::Op& op, sdk::Status status, std::string message) {
  results_.report(op, sdk::Result{.status = status, .message = std::move(message)});
  return false;
}

bool Reports::refuse(const Operation& operation, const Refusal& refusal) {
  results_.report(*operation.op, sdk::Result{.status = refusal.status,
                                             .code = refusal.code,
                                             .message = "Graph refused: " + refusal.summary(),
                                             .request_id = refusal.request_id,
                                             .not_before_ms = refusal.not_before_ms});
  return false;
}

bool Reports::unusable(const Operation& operation) {
  return refuse(*operation.op, sdk::Status::transient, "the answer is unusable");
}

}  // namespace relais::graph
