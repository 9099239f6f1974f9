// What carrying out the operations of a call is made of: answers, reports, and rounds of requests.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <relais/sdk.hpp>
#include <string>
#include <utility>
#include <vector>

#include "plugins/graph/refusal.hpp"

namespace relais::graph {

/// How often a step is tried that Graph refuses although nothing is wrong with it.
inline constexpr int max_tries = 3;

/// An answer, taken out of the host's hands before the next send.
struct Answer {
  std::optional<Refusal> refusal{};
  std::optional<boost::json::object> body{};  ///< if it was a JSON object
  std::string request_id{};

  /// The body if it is an item, which has an id; else nullptr.
  const boost::json::object* item() const;
};
Answer take_answer(const sdk::Response& response, Doing doing);

/// One operation on its way through several requests. Plugins add their own steps, and `doing()`.
struct Operation {
  const sdk::Op* op = nullptr;
  sdk::Request request{};
  int tries = 0;
  std::string request_id{};  ///< of the last answer, for the service's support
};

/// Says what became of operations. Every function ends its operation and answers false, for "no
/// further request".
class Reports {
 public:
  explicit Reports(sdk::Results& results) : results_(results) {}

  bool done(const Operation& operation, sdk::Result result);
  bool refuse(const sdk::Op& op, sdk::Status status, std::string message);
  bool refuse(const Operation& operation, const Refusal& refusal);
  /// The answer is a success without what it should hold: once more, later.
  bool unusable(const Operation& operation);

 private:
  sdk::Results& results_;
};

/// Sends the requests of all operations, gives each its answer, and goes on with those for which
/// `advance(Work&, Answer)` answers that they have another request. Work: an Operation with
/// `doing()`. False: the host was asked to stop; operations without an answer are not reported.
template <class Work, class Advance>
bool carry_out(const sdk::Host& host, std::vector<Work> active, Advance advance) {
  bool stopped = false;
  while (!active.empty()) {
    std::vector<sdk::Request> requests;
    requests.reserve(active.size());
    for (const Work& work : active) requests.push_back(work.request);
    const std::vector<sdk::Response> responses = host.http().send(requests);
    std::vector<Answer> answers;
    answers.reserve(active.size());
    for (std::size_t i = 0; i < active.size(); ++i)
      answers.push_back(take_answer(responses[i], active[i].doing()));

    std::vector<Work> next;
    for (std::size_t i = 0; i < active.size(); ++i) {
      if (answers[i].refusal && answers[i].refusal->status == sdk::Status::cancelled) {
        stopped = true;
        continue;
      }
      active[i].request_id = answers[i].request_id;
      if (advance(active[i], std::move(answers[i]))) next.push_back(std::move(active[i]));
    }
    active = std::move(next);
  }
  return !stopped;
}

}  // namespace relais::graph
