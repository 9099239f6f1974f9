// Messages of Graph in the words of plugin-api/schemas/envelope.json.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "plugins/mail-graph/categories.hpp"
#include "plugins/mail-graph/moment.hpp"

namespace relais::mail_graph {

/// $select of what the rules look at, and no more: of a message that is skipped nothing else is
/// ever asked for.
inline constexpr std::string_view judged_selection =
    "id,parentFolderId,receivedDateTime,internetMessageId,from,sender,toRecipients,ccRecipients,"
    "bccRecipients,isDraft";
/// $select of a message that is collected.
inline constexpr std::string_view whole_selection =
    "id,parentFolderId,receivedDateTime,sentDateTime,internetMessageId,conversationId,subject,from,"
    "sender,toRecipients,ccRecipients,bccRecipients,replyTo,hasAttachments,importance,isDraft,"
    "categories,body";

/// What a message shows of an envelope, without its id and folder. What is not there is left out.
boost::json::object envelope_members(const boost::json::object& message);
/// The whole envelope; `folder` is the one of FolderTree::folder_json.
boost::json::object envelope_of(const boost::json::object& message, boost::json::object folder);

std::optional<Seconds> received_of(const boost::json::object& message);
/// Nothing if the message does not show them.
std::optional<Categories> categories_of(const boost::json::object& message);
/// Whether the message shows what the rules need: a delta shows of a small change little more than
/// the id.
bool is_partial(const boost::json::object& message);

}  // namespace relais::mail_graph
