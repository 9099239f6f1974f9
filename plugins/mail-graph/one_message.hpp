// A single message by its id.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>

#include "plugins/graph/refusal.hpp"
#include "plugins/graph/request.hpp"
#include "plugins/mail-graph/answers.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

graph::Url message_url(const Settings& settings, std::string_view id);
sdk::Request message_request(const Settings& settings, std::string_view id,
                             std::string_view selection);
/// The same request, its answer to go into this blob.
sdk::Request into_blob(sdk::Request request, std::string blob);
/// The whole message as it came.
sdk::Request mime_request(const Settings& settings, std::string_view id, std::string blob);

/// Neither message nor refusal: it is gone.
struct AskedMessage {
  std::optional<boost::json::object> message{};
  std::optional<graph::Refusal> refusal{};
};

/// The message with these properties. One "not found" proves nothing, and what breaks may pass: it
/// is asked for again.
AskedMessage ask_message(Answers& answers, const Settings& settings, std::string_view id,
                         std::string_view selection);

/// Ends the call unless the refusal is about the message: if the service asks to wait, or answers
/// nothing else either.
void heed(const sdk::Host& host, const Settings& settings, const graph::Refusal& refusal);

}  // namespace relais::mail_graph
