// The attachments of a message: which there are, without their content.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <relais/sdk.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "plugins/graph/refusal.hpp"
#include "plugins/mail-graph/answers.hpp"
#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

/// Whether a message has attachments, or shows some in its text, which `hasAttachments` does not
/// count.
bool may_have_attachments(const boost::json::object& message);
bool says_attachments(const boost::json::object& message);

sdk::Request attachments_request(const Settings& settings, std::string_view message);
sdk::Request content_request(const Settings& settings, std::string_view message,
                             std::string_view attachment, std::string blob);

struct ListedAttachments {
  /// Each with id, name, contentType, size, isInline and "@odata.type".
  std::vector<boost::json::object> found{};
  std::optional<graph::Refusal> refusal{};  ///< why there are no more
};
/// At most one more than `most`.
ListedAttachments list_attachments(Answers& answers, const Settings& settings,
                                   std::string_view message, std::size_t most);

/// False of one that is but a link to what lies elsewhere.
bool has_content(const boost::json::object& attachment);

/// An attachment in the words of message.json, without blob and note.
boost::json::object shown_attachment(const boost::json::object& attachment);

}  // namespace relais::mail_graph
