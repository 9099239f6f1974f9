#include "plugins/mail-graph/answers.hpp"

#include <utility>

namespace relais::mail_graph {
namespace {

Heard hear(const sdk::Request& request, const sdk::Response& response) {
  Heard heard{.refusal = graph::refusal_of(response, graph::Doing::read), .blob = request.blob};
  if (!heard.refusal) heard.body = response.body();
  return heard;
}

}  // namespace

Heard Answers::ask(const sdk::Request& request) {
  if (auto kept = kept_.extract(request.url)) return std::move(kept.mapped());
  host_->stop_if_cancelled();
  return hear(request, host_->http().send(request));
}

void Answers::keep(const sdk::Request& request, const sdk::Response& response) {
  kept_.insert_or_assign(request.url, hear(request, response));
}

const Heard* Answers::kept(const sdk::Request& request) const {
  const auto found = kept_.find(request.url);
  return found == kept_.end() ? nullptr : &found->second;
}

}  // namespace relais::mail_graph
