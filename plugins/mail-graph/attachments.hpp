// The attachments of a message: which there are, without their content.
#pragma once

#include <boost/json.hpp>
#include <relais/sdk.hpp>
#include <string>
#include <vector>

#include "plugins/mail-graph/settings.hpp"

namespace relais::mail_graph {

/// Each with id, name, contentType, size, isInline and "@odata.type"; one more than `most` at most.
std::vector<boost::json::object> list_attachments(const sdk::Host& host, const Settings& settings,
                                                  const std::string& message, std::size_t most);

/// An attachment in the words of message.json, without blob and note.
boost::json::object shown_attachment(const boost::json::object& attachment);

}  // namespace relais::mail_graph
