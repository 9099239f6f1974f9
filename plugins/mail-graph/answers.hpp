// Answers about a message, taken out of the host's hands; some were heard before anybody asked.
#pragma once

#include <map>
#include <optional>
#include <relais/sdk.hpp>
#include <string>

#include "plugins/graph/refusal.hpp"

namespace relais::mail_graph {

struct Heard {
  std::optional<graph::Refusal> refusal{};
  std::string body{};
  std::string blob{};  ///< that took the body, if one was to
};

/// Of one message.
class Answers {
 public:
  explicit Answers(const sdk::Host& host) : host_(&host) {}

  /// What was heard to this request, once; else it is sent now. The answer says in which blob it
  /// lies: if it was heard before, not in that of the request.
  Heard ask(const sdk::Request& request);

  void keep(const sdk::Request& request, const sdk::Response& response);
  /// What is kept for this request. Null: nothing.
  const Heard* kept(const sdk::Request& request) const;

 private:
  const sdk::Host* host_;
  std::map<std::string, Heard> kept_;  ///< by URL
};

}  // namespace relais::mail_graph
