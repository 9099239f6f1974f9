// The attachments of a message: which there are, without their content.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <relais/sdk.hpp>
#include <string>
#include <vector>

#include "plugins/graph/refusal.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

struct ListedAttachments {
  /// Each with id, name, contentType, size, isInline and "@odata.type".
  std::vector<boost::json::object> found{};
  std::optional<graph::Refusal> refusal{};  ///< why there are no more
};
/// At most one more than `most`.
ListedAttachments list_attachments(const sdk::Host& host, const Settings& settings,
                                   const std::string& message, std::size_t most);

/// An attachment in the words of message.json, without blob and note.
boost::json::object shown_attachment(const boost::json::object& attachment);

}  // namespace relais::mail_graph
